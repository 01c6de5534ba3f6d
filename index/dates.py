"""Dates as articles and questions write them, in English and Russian."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

MONTHS = "january february march april may june july august september october november december".split()
"""Their English names, in order."""
_RUSSIAN = "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
_MONTHS = (
    {name: number for number, name in enumerate(MONTHS, 1)}
    | {name[:3]: number for number, name in enumerate(MONTHS, 1)}
    | {"sept": 9}
    | {name: number for number, name in enumerate(_RUSSIAN, 1)}
)
_MONTH = r"(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_DAY = r"(?P<day>[0-3]?\d)(?:st|nd|rd|th)?\b"
_YEAR = r"(?P<year>(?:19|20)\d\d)\b"
_PATTERNS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<year>(?:19|20)\d\d)[-/.](?P<number>[01]?\d)[-/.]{_DAY}",
        rf"\b{_MONTH}\s+{_DAY}(?:,?\s+{_YEAR})?",
        rf"\b{_DAY}\s+(?:of\s+)?{_MONTH}(?:,?\s+{_YEAR})?",
        rf"\b{_MONTH},?\s+{_YEAR}",
        rf"\b{_YEAR}",
    )
)


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date as far as it is written out, at `start:end` of the text."""

    year: int | None
    month: int | None
    day: int | None
    start: int
    end: int

    def exact(self) -> date | None:
        """The day, if it is written out in full and exists."""
        if self.year is None or self.month is None or self.day is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None

    def agrees(self, other: PartialDate | date) -> bool:
        """Whether what both write out is the same; true where they write out nothing in common."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine == theirs for mine, theirs in pairs if mine is not None and theirs is not None)


def find(text: str) -> Iterator[PartialDate]:
    """The dates in a text, in order; "March 14", "30 March 2014", "2014-03-30", "March 2014", "2014"."""
    taken: list[tuple[int, int]] = []
    found: list[PartialDate] = []
    for pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if any(match.start() < end and start < match.end() for start, end in taken):
                continue
            dated = _partial(match)
            if dated is None:
                continue
            taken.append(match.span())
            found.append(dated)
    return iter(sorted(found, key=lambda dated: dated.start))


def _partial(match: re.Match[str]) -> PartialDate | None:
    parts = match.groupdict()
    month_name = parts.get("month")
    if month_name and month_name.lower() == "may" and not month_name[0].isupper():
        return None
    month = _MONTHS[month_name.lower()] if month_name else _int(parts.get("number"))
    day = _int(parts.get("day"))
    if (month is not None and not 1 <= month <= 12) or (day is not None and not 1 <= day <= 31):
        return None
    is_full_stop = match.group().lower().endswith(tuple(f"{name}." for name in (*MONTHS, *_RUSSIAN)))
    return PartialDate(_int(parts.get("year")), month, day, match.start(), match.end() - is_full_stop)


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def written(day: date) -> str:
    """A date for people: "29 November 2016"."""
    return f"{day.day} {MONTHS[day.month - 1].capitalize()} {day.year}"
