"""Dates as they are written."""

from __future__ import annotations

from datetime import date

import pytest

from index.language import dates


@pytest.mark.parametrize(
    "written",
    [
        "March 5, 2014",
        "Mar. 5, 2014",
        "MARCH 5 2014",
        "5 March 2014",
        "5th of March, 2014",
        "2014-03-05",
        "2014/3/5",
        "2014.03.05",
        "5 марта 2014 года",
    ],
)
def test_a_day_is_read_however_it_is_written(written: str) -> None:
    [found] = dates.find(f"It was on {written}.")
    assert found.exact() == date(2014, 3, 5)


@pytest.mark.parametrize(
    ("text", "year", "month", "day"),
    [
        ("on March 5", None, 3, 5),
        ("in March 2014", 2014, 3, None),
        ("in 2014", 2014, None, None),
        ("on 3 Sept.", None, 9, 3),
        ("10 декабря", None, 12, 10),
    ],
)
def test_what_is_not_written_is_not_guessed(
    text: str, year: int | None, month: int | None, day: int | None
) -> None:
    [found] = dates.find(text)
    assert (found.year, found.month, found.day) == (year, month, day)
    assert found.exact() is None


def test_dates_come_in_the_order_of_the_text_with_their_places() -> None:
    text = "From 2013 to May 5, 2014 and on 6 June."
    assert [text[found.start : found.end] for found in dates.find(text)] == [
        "2013",
        "May 5, 2014",
        "6 June",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "They may 5 times a day",
        "It cost 1,240 dollars",
        "a march of 300 people",
        "on 45 March",
        "room 1814",
        "5.41 metres",
        "flight 2099A",
    ],
)
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert [found for found in dates.find(text) if found.day or found.month] == []
    assert list(dates.find(text)) == []


def test_a_day_that_does_not_exist_is_no_exact_date() -> None:
    [found] = dates.find("February 30, 2014")
    assert found.exact() is None


@pytest.mark.parametrize(
    ("one", "other", "agree"),
    [
        ("29 November", "29 November 2016", True),
        ("November 2016", "29 November 2016", True),
        ("2015", "29 November 2016", False),
        ("28 November", "29 November 2016", False),
        ("2016", "29 November", True),
    ],
)
def test_dates_agree_as_far_as_both_are_written(one: str, other: str, agree: bool) -> None:
    [first], [second] = dates.find(one), dates.find(other)
    assert first.agrees(second) is agree
    assert second.agrees(first) is agree


def test_a_date_agrees_with_a_day() -> None:
    [found] = dates.find("November 2016")
    assert found.agrees(date(2016, 11, 29))
    assert not found.agrees(date(2016, 12, 1))


@pytest.mark.parametrize(
    ("written", "iso"),
    [
        ("on Thursday", "2022-03-10"),
        ("on Saturday", "2022-03-12"),
        ("last Saturday", "2022-03-05"),
        ("next Monday", "2022-03-14"),
        ("yesterday", "2022-03-11"),
        ("two weeks ago", "2022-02-26"),
        ("3 months ago", "2021-12"),
        ("last weekend", "2022-03-05/2022-03-06"),
        ("last week", "2022-02-28/2022-03-06"),
        ("last month", "2022-02"),
        ("last year", "2021"),
        ("in December", "2021-12"),
        ("on March 5", "2022-03-05"),
        ("on 30 December", "2021-12-30"),
        ("on Thursday, 10 March", "2022-03-10"),
        ("in 2014", "2014"),
    ],
)
def test_a_date_means_what_it_meant_on_the_day_of_publication(written: str, iso: str) -> None:
    text = f"She said {written} that it rained."
    [found] = dates.resolve(text, date(2022, 3, 12))
    assert found.iso == iso
    assert text[found.start : found.end] in written


@pytest.mark.parametrize(
    "text", ["a day earlier", "on February 30", "the year of rain", "one of the Sundays"]
)
def test_what_tells_no_day_is_not_resolved(text: str) -> None:
    assert list(dates.resolve(text, date(2022, 3, 12))) == []


def test_only_what_needs_the_day_of_asking_is_relative() -> None:
    found = list(
        dates.relative(
            "What did he say last week about the deal of 5 March 2014, and yesterday?",
            date(2014, 3, 20),
        )
    )
    assert [(one.first, one.last) for one in found] == [
        (date(2014, 3, 10), date(2014, 3, 16)),
        (date(2014, 3, 19), date(2014, 3, 19)),
    ]


@pytest.mark.parametrize(
    ("sentence", "words", "written"),
    [
        ("The mayors met on Thursday.", "Thursday", "10 March 2022"),
        ("The bank will close in September, it said on Tuesday.", "Tuesday", "8 March 2022"),
        ("He is due to see her on Monday.", "Monday", "14 March 2022"),
        ("Frost is forecast for Monday.", "Monday", "14 March 2022"),
        ("They met over the weekend.", "over the weekend", "5–6 March 2022"),
        ("It began two weeks ago.", "two weeks ago", "24 February 2022"),
        ("It began last month.", "last month", "February 2022"),
        ("The law was passed last year.", "last year", "2021"),
    ],
)
def test_a_relative_date_is_told_where_it_is_sure(sentence: str, words: str, written: str) -> None:
    [one] = dates.relative(sentence, date(2022, 3, 10))
    assert (sentence[one.start : one.end], one.written()) == (words, written)


@pytest.mark.parametrize(
    "sentence",
    [
        "She said that they would meet on Monday.",
        "It has to be paid by Friday.",
        "They met on 5 March.",
        "In March 2021 it fell.",
    ],
)
def test_a_day_that_may_be_either_or_is_written_out_is_not_told(sentence: str) -> None:
    assert list(dates.relative(sentence, date(2022, 3, 10))) == []


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("вчера", "2026-03-03"),
        ("в прошлый четверг", "2026-02-26"),
        ("на прошлой неделе", "2026-02-23/2026-03-01"),
        ("две недели назад", "2026-02-18"),
        ("в прошлом году", "2025"),
        ("три дня назад", "2026-03-01"),
        ("в феврале 2026 года", "2026-02"),
        ("2026年2月3日", "2026-02-03"),
    ],
)
def test_dates_in_russian_and_chinese_are_resolved(text: str, iso: str) -> None:
    [found] = dates.resolve(text, date(2026, 3, 4))
    assert found.iso == iso


def test_a_word_that_is_no_number_counts_nothing() -> None:
    [found] = dates.resolve("дв дня назад", date(2026, 3, 4))
    assert found.iso == "2026-03-03"
