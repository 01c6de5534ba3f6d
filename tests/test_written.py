"""What we wrote about other people's articles: rows become places, and what does not fit is
refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import written

from index.articles.parse import parse
from index.types import Article, Document

TEXT = """Ferry to Stane runs again

STANE, 3 May 2024 - The ferry to Stane sailed again on Friday after a storm. \
It carried 212 passengers. \
“We had missed it,” said the harbour master, Edda Brun.
"""


class OneArticle(written.Library):
    """A library that has one article, under any name."""

    def __init__(self) -> None:
        pass

    def article(self, file: str) -> Article:
        return parse(Document(file, TEXT, ""))


@pytest.fixture
def library() -> written.Library:
    return OneArticle()


@pytest.fixture
def article(library: written.Library) -> Article:
    return library.article("news2024/stane.txt")


def row(**fields: object) -> dict[str, object]:
    return {"file": "news2024/stane.txt", "kind": "how many, lower case", **fields}


def test_numbers_and_copied_words_become_places(library: written.Library, article: Article) -> None:
    made = written.placed(
        row(question="passengers on the first ferry", sentences=[1], answer="212 passengers"),
        library,
    )
    ((start, end),) = made["answers"]
    assert article.text[start:end] == "It carried 212 passengers."
    first, last = made["words"]
    assert article.text[first:last] == "212 passengers"
    assert (made["kind"], made["style"]) == ("how many", ["lower case"])


@pytest.mark.parametrize(
    ("fields", "fault"),
    [
        ({"sentences": [1], "answer": "300 passengers"}, "stand in none"),
        ({"sentences": []}, "names no sentence"),
    ],
)
def test_a_row_that_does_not_fit_is_refused(
    library: written.Library, fields: dict[str, object], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        written.placed(row(question="how many were aboard", **fields), library)


def test_a_false_claim_names_its_words_and_those_of_the_article(
    library: written.Library, article: Article
) -> None:
    fields = {"voice": "draft", "label": "false", "sentences": [1], "instead": "212 passengers"}
    claim = "The first ferry had 300 people aboard."
    made = written.placed(row(claim=claim, wrong="300 people", **fields), library)
    assert claim[slice(*made["wrong"])] == "300 people"
    assert article.text[slice(*made["instead"])] == "212 passengers"
    with pytest.raises(ValueError, match="no such words"):
        written.placed(row(claim=claim, wrong="400 people", **fields), library)


def test_a_conversation_keeps_its_turns_and_its_small_talk(
    library: written.Library, article: Article
) -> None:
    file = "news2024/stane.txt"
    asked = {"kind": "first", "file": file, "question": "who missed it?", "sentences": [2]}
    turns = [
        {**asked, "standalone": "Who missed the ferry to Stane?", "answer": "Edda Brun"},
        {"kind": "small talk", "question": "thanks!"},
        {"kind": "why?", "file": file, "question": "why?", "standalone": "Why?", "unanswerable": 1},
    ]
    made = written.placed({"turns": turns}, library)
    assert [turn["question"] for turn in made["turns"]] == ["who missed it?", "thanks!", "why?"]
    assert article.text[slice(*made["turns"][0]["words"])] == "Edda Brun"
    assert made["turns"][2]["unanswerable"]
    assert written.file_of(made) == file
    assert list(written.problems(made, library, frozenset())) == []


def test_the_words_of_the_article_are_not_kept(library: written.Library, article: Article) -> None:
    copied = " ".join(article.text.split()[8:22])
    with pytest.raises(ValueError, match="words in a row"):
        written.placed(row(question=copied, unanswerable=True), library)


def test_what_is_wrong_with_a_kept_row_is_named(library: written.Library) -> None:
    kept = {"file": "news2024/stane.txt", "question": "who?", "answers": [[0, 3]]}
    assert list(written.problems(kept, library, frozenset())) == [
        "an answer is no sentence of the article"
    ]


def test_an_article_has_one_split_wherever_it_lies() -> None:
    names = [f"paper_{number}.txt" for number in range(2_000)]
    splits = [written.split_of(f"news2023/{name}") for name in names]
    assert splits == [written.split_of(name) for name in names]
    assert 0.57 < splits.count("train") / len(splits) < 0.63
    assert 0.17 < splits.count("tune") / len(splits) < 0.23


@pytest.mark.parametrize(
    "file", written.kept_files(), ids=lambda file: f"{file.parts[-3]}-{file.stem}"
)
def test_kept_rows_are_well_formed(file: Path) -> None:
    """Without the articles, which are not ours: every row has what its kind needs, and an id of its
    own."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len({one["id"] for one in rows}) == len(rows) > 0
    turns = [turn for one in rows for turn in one.get("turns", [one]) if "file" in turn]
    assert [one for one in turns if _places(one) == bool(one.get("unanswerable"))] == []
    assert [one for one in rows if not written.text_of(one).strip()] == []
    claims = [one for one in rows if "claim" in one]
    assert [one for one in claims if (one["label"] == "false") != ("wrong" in one)] == []


def _places(turn: dict[str, object]) -> bool:
    return bool(turn.get("answers") or turn.get("sentences"))
