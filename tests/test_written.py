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


@pytest.fixture
def article() -> Article:
    return parse(Document("news2024/stane.txt", TEXT, ""))


def row(**fields: object) -> dict[str, object]:
    return {"file": "news2024/stane.txt", "kind": "how many, lower case", **fields}


def test_numbers_and_copied_words_become_places(article: Article) -> None:
    made = written.placed(
        row(question="passengers on the first ferry", sentences=[1], answer="212 passengers"),
        article,
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
    article: Article, fields: dict[str, object], fault: str
) -> None:
    with pytest.raises(ValueError, match=fault):
        written.placed(row(question="how many were aboard", **fields), article)


def test_the_words_of_the_article_are_not_kept(article: Article) -> None:
    copied = " ".join(article.text.split()[8:22])
    with pytest.raises(ValueError, match="words in a row"):
        written.placed(row(question=copied, unanswerable=True), article)


def test_what_is_wrong_with_a_kept_row_is_named(article: Article) -> None:
    kept = {"file": "news2024/stane.txt", "question": "who?", "answers": [[0, 3]]}
    assert list(written.problems(kept, article, frozenset())) == [
        "an answer is no sentence of the article"
    ]


def test_an_article_has_one_split_wherever_it_lies() -> None:
    names = [f"paper_{number}.txt" for number in range(2_000)]
    splits = [written.split_of(f"news2023/{name}") for name in names]
    assert splits == [written.split_of(name) for name in names]
    assert 0.57 < splits.count("train") / len(splits) < 0.63
    assert 0.17 < splits.count("tune") / len(splits) < 0.23


@pytest.mark.parametrize(
    "file", sorted(written.QUESTIONS.glob("*.jsonl")), ids=lambda file: file.stem
)
def test_kept_rows_are_well_formed(file: Path) -> None:
    """Without the articles, which are not ours: every row has what its kind needs, and an id of its
    own."""
    rows = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert len({one["id"] for one in rows}) == len(rows) > 0
    assert [one for one in rows if bool(one.get("answers")) == bool(one.get("unanswerable"))] == []
    assert [one for one in rows if not one["question"].strip()] == []
