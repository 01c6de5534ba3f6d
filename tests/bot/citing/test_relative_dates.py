"""The days that relative dates mean, in an article and in what is quoted there."""

from __future__ import annotations

import pytest

from bot.citing.relative_dates import days
from index.articles.parse import parse
from index.language.dates.written import beside
from index.statements.extract import extract
from index.types import Article, Document


def article(text: str) -> Article:
    return extract(parse(Document("a.txt", text, "0" * 64)))


def shown(text: str, words: str) -> str:
    read = article(text)
    start = read.text.index(words)
    return beside(words, start, days(read, start, start + len(words)))


BODY = (
    "The mayor of Lorn, Ada Moor, opened the bridge on Thursday.\n\n"
    "“I slept badly yesterday,” Moor said on Tuesday.\n"
)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("opened the bridge on Thursday", "opened the bridge on Thursday [10 March 2022]"),
        ("slept badly yesterday", "slept badly yesterday [7 March 2022]"),
    ],
)
def test_a_day_is_shown_beside_what_means_it(words: str, wanted: str) -> None:
    assert shown(f"Bridge opens\n11 March 2022\n\n{BODY}", words) == wanted


def test_an_article_without_a_date_tells_no_days() -> None:
    assert (
        shown(f"Bridge opens\n\n{BODY}", "opened the bridge on Thursday")
        == "opened the bridge on Thursday"
    )
