"""Nobody is given the words of another, in the twenty articles whose statements are marked beside
them."""

from __future__ import annotations

import json
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from index.articles.parse import parse
from index.language.name_sounds import name_key
from index.statements.extract import extract
from index.types import Article, Document

ARTICLES = sorted((Path(__file__).parents[2] / "statements").glob("*.txt"))


def read(path: Path) -> Article:
    return extract(parse(Document(path.name, path.read_text(encoding="utf-8"), "0" * 64)))


def marked(path: Path) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return rows


def test_there_are_twenty_articles() -> None:
    assert len(ARTICLES) == 20


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_of_any_two_people_neither_says_what_the_other_said(path: Path) -> None:
    rows, article = marked(path), read(path)
    compared = 0
    for one, other in permutations({row["speaker"] for row in rows}, 2):
        theirs = [row for row in rows if row["speaker"] == other]
        for said in (said for said in article.statements if said.speaker == one):
            same = [row for row in theirs if row["start"] < said.end and said.start < row["end"]]
            assert [row["text"] for row in same] == []
            compared += 1
    assert compared


@pytest.mark.parametrize("path", ARTICLES, ids=lambda path: path.stem)
def test_every_mention_and_statement_stands_in_the_text(path: Path) -> None:
    article = read(path)
    assert article.statements
    for said in article.statements:
        assert article.text[said.mention_start : said.mention_end] == said.speaker_mention
        assert 0 <= said.start < said.end <= len(article.text)
        assert not said.direct or article.quote(said)[0] in '“"‘«„'


def test_two_spellings_are_one_person() -> None:
    [path] = [path for path in ARTICLES if path.stem == "talks"]
    mentions = {said.speaker_mention: said.speaker for said in read(path).statements}
    assert mentions["Sergei Dovlat"] == mentions["Velian Foreign Minister Sergey Dovlat"]
    assert name_key("Sergei") == name_key("Sergey")


def test_people_are_found_in_paragraphs_that_are_not_parsed() -> None:
    """Asked for the children of a word there, spaCy crashed the process: behind "St." its edges are
    wrong."""
    paragraph = "GSC-St. Orin star Alice Thorne completes final assignment in Lower Orin."
    text = "Schools in the valley close\n\n" + f"{paragraph}\n\n" * 60
    found = extract(parse(Document("schools.txt", text, "0" * 64)))
    assert found.people == ("Alice Thorne",)
