"""Dates as articles and questions write them, in English and Russian."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from index.language import lexicon
from index.language.dates import patterns
from index.language.dates.written import Resolved
from index.language.lexicon.calendar import month_numbers, months, weekday_numbers, weekdays
from index.language.lexicon.numbers import number_words


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
        """Whether no part that both write out differs."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(mine == theirs or None in (mine, theirs) for mine, theirs in pairs)


def find(text: str) -> Iterator[PartialDate]:
    """The dates in a text, in order: "March 14", "30 March 2014", "2014-03-30", "March 2014"."""
    taken: list[tuple[int, int]] = []
    found: list[PartialDate] = []
    for pattern in patterns.written_dates():
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other_end and other_start < end for other_start, other_end in taken):
                continue
            if dated := _partial(match):
                taken.append((start, end))
                found.append(dated)
    return iter(sorted(found, key=lambda dated: dated.start))


def _partial(match: re.Match[str]) -> PartialDate | None:
    parts = match.groupdict()
    month_name = parts.get("month") or ""
    if month_name.lower() == "may" and not month_name[0].isupper():
        return None
    if month_name:
        month: int | None = month_numbers()[month_name.lower()]
    else:
        month = _int(parts.get("number"))
    day = _int(parts.get("day"))
    if month is not None and not 1 <= month <= 12:
        return None
    if day is not None and not 1 <= day <= 31:
        return None
    end = match.end() - _ends_a_sentence(match.group())
    return PartialDate(_int(parts.get("year")), month, day, match.start(), end)


def _ends_a_sentence(written_date: str) -> bool:
    """Whether a full stop behind it is none of an abbreviation: in "5 March." but not "5 Mar."."""
    if not written_date.endswith("."):
        return False
    return written_date[:-1].lower().endswith((*months("full"), *months("genitive")))


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


_DAYS_FROM_TODAY = {"yesterday": -1, "last night": -1, "tomorrow": 1}


def resolve(text: str, published: date) -> Iterator[Resolved]:
    """The dates in a text as an article of that day means them, in order.

    They are relative ("on Thursday", "two weeks ago") and written out ("5 March"). A bare weekday
    is the latest one up to the day of publication; a day without a year is the one nearest to it.
    """
    found = [days for partial in find(text) if (days := _completed(partial, published))]
    found += list(_relatives(text, published, found))
    return iter(sorted(found, key=lambda days: days.start))


def relative(text: str, published: date) -> Iterator[Resolved]:
    """The dates that only the day of publication tells, where it surely does: "on Thursday".

    A weekday that is yet to come is the next such day. One that somebody said would be a day of
    something may be past or yet to come, and is left out.
    """
    for days in _relatives(text, published, list(find(text))):
        words = text[days.start : days.end].lower()
        clause = patterns.clause_end().split(text[: days.start])[-1]
        is_open = bool(patterns.OPEN.search(clause))
        is_future = bool(patterns.FUTURE.search(clause))
        is_bare_weekday = words in weekdays()
        is_bare = is_bare_weekday or words.startswith(("in ", "the ", "over the "))
        if not is_bare or not (is_future or is_open):
            yield days
        elif is_bare_weekday and not is_open:
            until = (weekday_numbers()[words] - published.weekday()) % 7
            day = published + timedelta(until)
            yield replace(days, first=day, last=day)


def _relatives(
    text: str, published: date, written_out: Sequence[PartialDate | Resolved]
) -> Iterator[Resolved]:
    for pattern in (patterns.relative_date(), patterns.russian_relative_date()):
        for match in pattern.finditer(text):
            days = _relative(match, published)
            if days and not any(_belongs(text, match, other) for other in written_out):
                yield Resolved(*days, *match.span())


def _belongs(text: str, match: re.Match[str], other: PartialDate | Resolved) -> bool:
    """Whether words are part of a date, or the weekday before it: "Thursday, 10 March"."""
    overlaps = match.start() < other.end and other.start < match.end()
    gap = other.start - match.end()
    is_before = 0 <= gap <= 2 and not text[match.end() : other.start].strip(" ,")
    return overlaps or is_before


def _completed(partial: PartialDate, published: date) -> Resolved | None:
    """The days of a date that may lack its year; None if there is no such day."""
    try:
        days = _days(partial, published)
    except ValueError:
        return None
    return Resolved(*days, partial.start, partial.end)


def _days(partial: PartialDate, published: date) -> tuple[date, date]:
    """The first and the last day. Raises ValueError if there is no such day."""
    if partial.month is None:
        assert partial.year is not None
        return _year(partial.year)
    if partial.day is None:
        return _month(partial.year or published.year, partial.month)
    if partial.year is not None:
        day = date(partial.year, partial.month, partial.day)
    else:
        day = _nearest(partial.month, partial.day, published)
    return day, day


def _nearest(month: int, day: int, published: date) -> date:
    years = (published.year - 1, published.year, published.year + 1)
    days = [date(year, month, day) for year in years if _exists(year, month, day)]
    return min(days, key=lambda near: abs(near - published))


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= day <= _month(year, month)[1].day


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _relative(match: re.Match[str], published: date) -> tuple[date, date] | None:
    words = {name: _english(word) for name, word in match.groupdict().items()}
    if words["near"]:
        day = published + timedelta(_DAYS_FROM_TODAY.get(words["near"], 0))
        return day, day
    if words["weekday"]:
        day = _weekday(weekday_numbers()[words["weekday"]], words["which"], published)
        return day, day
    if words.get("month"):
        month = month_numbers()[words["month"]]
        return _month(published.year - (month > published.month), month)
    if words["unit"]:
        return _ago(_count(words["count"] or "a"), words["unit"], published)
    return _span(words["turn"], words["span"], published)


def _english(word: str | None) -> str:
    """A word in lower case, and in English if it is a Russian word of time; "" for None."""
    folded = (word or "").lower()
    return lexicon.table("russian_time_words").get(folded, folded)


def _count(word: str) -> int:
    counts = {**patterns.count_words(), **number_words("russian")}
    return counts[word] if word in counts else int(word)


def _weekday(wanted: int, which: str, published: date) -> date:
    back = (published.weekday() - wanted) % 7
    if which in ("next", "later this"):
        return published + timedelta((wanted - published.weekday()) % 7 or 7)
    return published - timedelta(back or (7 if which in ("last", "the previous") else 0))


def _ago(count: int, unit: str, published: date) -> tuple[date, date]:
    """A day exactly, also for weeks; for months and years the whole month or year."""
    if unit in ("day", "week"):
        day = published - timedelta(count * (7 if unit == "week" else 1))
        return day, day
    if unit == "month":
        year, month = divmod(published.year * 12 + published.month - 1 - count, 12)
        return _month(year, month + 1)
    return _year(published.year - count)


def _span(turn: str, unit: str, published: date) -> tuple[date, date] | None:
    step = {"last": -1, "this past": -1, "next": 1}.get(turn, 0)
    monday = published - timedelta(published.weekday())
    if unit == "weekend":
        saturday = monday + timedelta(5 + 7 * step)
        if step == 0 and published < saturday and turn == "the":
            saturday -= timedelta(7)
        return saturday, saturday + timedelta(1)
    if turn == "the":
        return None
    if unit == "week":
        return monday + timedelta(7 * step), monday + timedelta(7 * step + 6)
    if unit == "month":
        return _ago(-step, "month", published)
    return _year(published.year + step)
