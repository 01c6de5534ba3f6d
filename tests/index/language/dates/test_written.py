"""Dates as people read them."""

from __future__ import annotations

from datetime import date

from index.language.dates.written import written


def test_a_day_is_written_for_people() -> None:
    assert written(date(2016, 11, 29)) == "29 November 2016"
