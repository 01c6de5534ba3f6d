"""Filters in the form that the vector store and the word index compare: numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.types import Filters


@dataclass(frozen=True, slots=True)
class NumericFilters:
    """What a search is limited to. None is no limit; at least one field is not None."""

    first_day: int | None = None
    """The earliest day of publication, as `day_number`."""
    last_day: int | None = None
    """The latest day of publication, as `day_number`."""
    article_ids: tuple[int, ...] | None = None
    """The only articles that may be found."""


def day_number(day: date) -> int:
    """A day as a number that grows by one a day."""
    return day.toordinal()


def numeric_filters(filters: Filters, article_ids: list[int] | None) -> NumericFilters | None:
    """The filters as numbers; None where they limit nothing.

    `article_ids` are the articles that the filters' sources and publisher let through, None where
    they name neither (see `Catalog.matching`).
    """
    found = NumericFilters(
        first_day=day_number(filters.after) if filters.after else None,
        last_day=day_number(filters.before) - 1 if filters.before else None,
        article_ids=tuple(article_ids) if article_ids is not None else None,
    )
    return found if found != NumericFilters() else None
