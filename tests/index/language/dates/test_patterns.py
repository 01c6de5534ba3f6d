"""Each branch of a pattern of dates matches its example, and no near miss."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from index.language.dates import patterns


@pytest.mark.parametrize(
    ("number", "example", "near_miss"),
    [
        (0, "2014-03-05", "2014-035"),
        (1, "March 5, 2014", "March of 5 people"),
        (2, "5th of March 2014", "5 more in March"),
        (3, "March, 2014", "March of 2014"),
        (4, "2014", "1814"),
        (5, "2014年3月5日", "2014年の春"),
    ],
)
def test_a_way_to_write_a_date(number: int, example: str, near_miss: str) -> None:
    pattern = patterns.written_dates()[number]
    assert pattern.fullmatch(example)
    assert not pattern.search(near_miss)


@pytest.mark.parametrize(
    "example",
    [
        "yesterday",
        "this morning",
        "last night",
        "the previous Monday",
        "Monday",
        "two weeks ago",
        "a couple of days ago",
        "3 months ago",
        "in March",
        "over the weekend",
        "later this year",
    ],
)
def test_a_relative_date(example: str) -> None:
    assert patterns.relative_date().fullmatch(example)


@pytest.mark.parametrize(
    "near_miss",
    ["on Mondays", "thirteen days ago", "in March 2014", "in March of that year", "weeks ago"],
)
def test_no_relative_date(near_miss: str) -> None:
    assert not patterns.relative_date().search(near_miss)


@pytest.mark.parametrize(
    "example",
    [
        "вчера",
        "в прошлый четверг",
        "во вторник",
        "два дня назад",
        "неделю назад",
        "3 месяца назад",
        "пять лет назад",
        "на прошлой неделе",
        "в этом году",
    ],
)
def test_a_relative_date_in_russian(example: str) -> None:
    assert patterns.russian_relative_date().fullmatch(example)


@pytest.mark.parametrize("near_miss", ["четверг", "на неделе", "дня два", "позавчерашний"])
def test_no_relative_date_in_russian(near_miss: str) -> None:
    assert not patterns.russian_relative_date().search(near_miss)


@pytest.mark.parametrize(
    ("pattern", "examples", "near_miss"),
    [
        (
            patterns.clause_end,
            ("It rained; it", "it rained but", "rained when", "mayor who", "he said", "she says"),
            "It rained, it poured",
        ),
        (
            lambda: patterns.FUTURE,
            ("It will open", "it won’t", "she plans to", "it is due to open", "it’ll open"),
            "It is open",
        ),
        (lambda: patterns.OPEN, ("it would open", "until Monday", "by Monday"), "on Monday"),
    ],
)
def test_what_stands_around_a_date(
    pattern: Callable[[], re.Pattern[str]], examples: tuple[str, ...], near_miss: str
) -> None:
    assert [example for example in examples if not pattern().search(example)] == []
    assert not pattern().search(near_miss)
