"""Filters as the numbers that the stores compare."""

from __future__ import annotations

from datetime import date

from index.stores.numeric_filters import NumericFilters, day_number, numeric_filters
from index.types import Filters


def test_no_filter_is_no_limit() -> None:
    assert numeric_filters(Filters(), None) is None


def test_before_a_day_ends_on_the_day_before_it() -> None:
    found = numeric_filters(Filters(after=date(2016, 2, 28), before=date(2016, 3, 1)), None)
    assert found is not None
    assert (found.first_day, found.last_day) == (
        day_number(date(2016, 2, 28)),
        day_number(date(2016, 2, 29)),
    )


def test_where_no_article_passes_none_may_be_found() -> None:
    assert numeric_filters(Filters(publisher="Nobody"), []) == NumericFilters(article_ids=())
