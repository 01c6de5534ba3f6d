"""What documents say of themselves, made fit to be shown."""

from __future__ import annotations

import re
from datetime import date

import pytest
from patterns import pattern_examples

from index.articles import metadata_fields


@pytest.mark.parametrize(
    "written",
    [
        "2016-11-29",
        "2016-11-29T23:30:00-05:00",
        "2016-11-29T00:15:00.000+03:00",
        "2016/11/29",
        "20161129",
        "Tue, 29 Nov 2016 23:30:00 +0300",
        "29 November 2016",
        "November 29, 2016",
        "29-Nov-2016",
        "mar., 29 nov 2016 15:07",
        "29. marraskuuta 2016",
    ],
)
def test_a_day_is_the_one_that_is_written(written: str) -> None:
    assert metadata_fields.day(written) == date(2016, 11, 29)


@pytest.mark.parametrize(
    "written",
    [
        *(None, "", "soon", "2016-13-45", "0001-01-01T00:00:00", "9999-12-31", 1480377600),
        *("9" * 5000, "29 abc 2016", "05/06/2016 12:39", "29 ja 2016", "31 Nov 2016"),
    ],
)
def test_what_is_no_day_is_none(written: object) -> None:
    assert metadata_fields.day(written) is None


def test_a_name_stands_on_one_line() -> None:
    assert metadata_fields.name(" River\n\trises\u202e\x1b[31m ") == "River rises [31m"
    assert metadata_fields.name(["Ann Lee", "", "Zoë Müller"]) == "Ann Lee, Zoë Müller"
    assert (metadata_fields.name(""), metadata_fields.name(7), metadata_fields.name("x" * 301)) == (
        None,
        None,
        None,
    )


def test_a_language_is_a_code_of_two_letters() -> None:
    assert [
        metadata_fields.language(written) for written in ("en", "en-GB", "RU_ru", "deu", "", None)
    ] == [
        "en",
        "en",
        "ru",
        None,
        None,
        None,
    ]


def test_an_address_is_one_of_the_web() -> None:
    assert metadata_fields.address(" https://example.org/a?b=c ") == "https://example.org/a?b=c"
    assert [
        metadata_fields.address(written)
        for written in ("javascript:alert(1)", "/a", "https://a b", "https://a/\ud800", None)
    ] == [None] * 5


@pattern_examples(
    (metadata_fields._ISO, "2014-03-05", "2014-03-051"),
    (metadata_fields._ISO, " 20140305T10", "5 March 2014"),
)
def test_a_date_in_digits(pattern: re.Pattern[str], example: str, near_miss: str) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)
