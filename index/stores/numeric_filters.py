"""Filters as the stores understand them: numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from index.types import Filters


@dataclass(frozen=True, slots=True)
class Narrow:
    """What a search is narrowed to; at least one of these is not None."""

    first: int | None = None
    """The earliest day, as `day_number`."""
    last: int | None = None
    """The latest day, as `day_number`."""
    articles: tuple[int, ...] | None = None
    """The ids of the articles that may be found."""


def day_number(day: date) -> int:
    """A day as a number that is larger the later it is."""
    return day.toordinal()


def narrow(filters: Filters, articles: list[int] | None) -> Narrow | None:
    """The filters as numbers, with the ids of the articles that they let through; None where nothing is narrowed."""
    found = Narrow(
        first=day_number(filters.after) if filters.after else None,
        last=day_number(filters.before) - 1 if filters.before else None,
        articles=tuple(articles) if articles is not None else None,
    )
    return found if found != Narrow() else None
