"""Months and days of the week."""

from __future__ import annotations

import pytest

from index.language.lexicon.calendar import month_numbers, months, weekday_numbers, weekdays


@pytest.mark.parametrize("form", ["full", "genitive", "prepositional", "nominative"])
def test_a_form_of_the_months_is_in_the_order_of_the_year(form: str) -> None:
    assert [month_numbers()[name] for name in months(form)] == list(range(1, 13))


@pytest.mark.parametrize("language", ["english", "russian"])
def test_the_days_are_in_the_order_of_the_week(language: str) -> None:
    assert [weekday_numbers()[name] for name in weekdays(language)] == list(range(7))


def test_short_months_are_those_of_a_calendar() -> None:
    assert {"jan", "may", "sept", "dec"} <= set(months("short"))
    assert month_numbers()["sept"] == 9
