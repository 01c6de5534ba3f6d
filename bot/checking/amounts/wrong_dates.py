"""Dates of a sentence that nothing in its source accounts for."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import product

from bot.checking.amounts.quantities import quantities
from bot.checking.claim_context import ClaimContext
from bot.language.matching import occurs_in
from bot.language.tokens import Token, TokenKind
from bot.types.problem import Failure, Problem
from index.language import dates
from index.language.lexicon import any_of
from index.language.lexicon.calendar import month_numbers, months, weekday_numbers, weekdays

_WEEK, _MONTH = timedelta(days=7), timedelta(days=31)
_NEAR = 9
"""A day of the week is one of those that are fewer days away from the day of publication."""
_MINUTES = {"day": 1_440, "evening": 1_440, "week": 10_080, "month": 43_800, "year": 525_600}
"""Of the units of time, as in units.txt."""
_DAY = _MINUTES["day"]
_BEFORE = 3
"""Sentences back in which the day may have been named, as in `source_view`."""
_FAR = 500
"""More days, weeks, months or years are not reckoned from a day."""
_LONG_AGO = date(1000, 1, 1)
"""Stands in for an unknown day of publication, from which nothing can be reckoned."""
_SEASON = re.compile(r"\b((?:19|20)\d\d)[-–/](\d\d)\b")  # 2008-09
_BESIDE = re.compile(
    r"""
    \b (?: next | last | previous | following | coming | past ) \s
       (?P<unit> day | evening | week | month | year | spring | summer | fall | winter )
       \b                                          # not: the coming days
  | \b (?P<before> day | week | month | year ) \s (?: before | after | earlier | later )
  | \b next \b | \b overnight \b
    """,
    re.VERBOSE | re.IGNORECASE,
)

_DAY_BEFORE = re.compile(r"\b(\d{1,2})\s?(?:to|and|or|[-–])\s?$")  # 14 to 15 February
_DAY_BEHIND = re.compile(r"\s?(?:to|and|or|[-–])\s?(\d{1,2})\b(?![.,:]\d)")  # Feb. 14-15
_PAIR = 10
"""Characters of "14 to " at most."""
_LONGEST_MONTH = 31
_OF_LENGTH = re.compile(r"[\s-]\w+\sof\b")  # a day of talks

_Period = tuple[date, date]
"""The first and the last day."""


def wrong_dates(context: ClaimContext) -> Iterator[Problem]:
    """Days, months and years that are none of the source's, nor reckoned from them."""
    known = _periods(context)
    found = list(dates.find(context.text))
    for one in found:
        if not any(_is_within(one, period) for period in known):
            words = context.text[one.start : one.end]
            yield Problem(Failure.FABRICATED, words, _instead(one, context))
    names = _names(known)
    for token in context.claim:
        is_written = any(one.start <= token.start < one.end for one in found)
        if token.kind is not TokenKind.DATE or is_written or token.key in names:
            continue
        if not any(occurs_in(token, line) for line in context.around):
            yield Problem(Failure.FABRICATED, token.text, _name_instead(token, context))


def _instead(mine: dates.PartialDate, context: ClaimContext) -> str:
    """A date of the source that is written out as far; or an empty string."""
    parts = [part is None for part in (mine.year, mine.month, mine.day)]
    for place in context.places:
        for one in dates.find(place.text):
            if [part is None for part in (one.year, one.month, one.day)] == parts:
                return " ".join(place.text[one.start : one.end].split())
    return ""


def _name_instead(mine: Token, context: ClaimContext) -> str:
    """A day of the week, or a month, of the source; or an empty string."""
    for line in context.lines:
        for one in line.tokens:
            if one.kind is TokenKind.DATE and _is_weekday(one) == _is_weekday(mine):
                return one.text
    return ""


def _is_weekday(token: Token) -> bool:
    return token.key.endswith("day")


def _is_within(one: dates.PartialDate, period: _Period) -> bool:
    """Whether a period tells of a date: of a day a week does, of a month a month."""
    first, last = period
    if one.month is None:
        return one.year is None or first.year <= one.year <= last.year
    if last - first > (_MONTH if one.day is None else _WEEK):
        return False
    return any(one.agrees(first + timedelta(n)) for n in range((last - first).days + 1))


def _names(known: set[_Period]) -> set[str]:
    """The keys of the days of the week and of the months that some periods are."""
    days = {first for first, last in known if first == last}
    ends = {day for first, last in known if last - first <= _MONTH for day in (first, last)}
    return {f"@{day:%A}".lower() for day in days} | {f"@{day:%B}".lower() for day in ends}


def _periods(context: ClaimContext) -> set[_Period]:
    """The days, months and years that the source mentions, and those reckoned from them."""
    found: set[_Period] = set()
    for view in {id(place.view): place.view for place in context.places}.values():
        numbers = {
            number
            for place in context.places
            if place.view is view
            for number in range(max(0, place.number - _BEFORE), place.number + 2)
        }
        sentences = [one for number, one in enumerate(view.article.sentences) if number in numbers]
        text = " ".join((view.article.title, *map(view.article.quote, sentences)))
        text = " ".join(text.split())
        mentioned = set(_mentioned(text, view.article.published))
        found |= mentioned | set(_reckoned(text, mentioned))
    return found


def _mentioned(text: str, published: date | None) -> Iterator[_Period]:
    """The days, months and years that a text mentions, and the day of its article."""
    if published:
        yield published, published
    today = published or _LONG_AGO
    yield from ((one.first, one.last) for one in dates.resolve(text, today))
    seasons = {int(f"{year[:2]}{end}") for year, end in _SEASON.findall(text)}
    yield from map(_year, seasons)
    yield from _without_year(text, seasons | {today.year + n for n in (-1, 0, 1)})
    yield from _weekdays_near(text, today)


def _without_year(text: str, years: set[int]) -> Iterator[_Period]:
    """The days and months that a text mentions without a year, of each year that they may be of.

    Those are the given years, and the text's own.
    """
    written = list(dates.find(text))
    years = years | {one.year for one in written if one.year}
    days = {(one.month, one.day) for one in written if one.month and not one.year}
    days |= {pair for one in written for pair in _paired_days(text, one)}
    days |= {(number, None) for number in _bare_months(text, written)}
    for year, (month, day) in product(years, days):
        yield from _period(year, month, day)


def _weekdays_near(text: str, today: date) -> Iterator[_Period]:
    """The days of the week that a text mentions, near the day of publication."""
    for name, week in product(set(_name_of_weekday().findall(text)), (-7, 0, 7)):
        away = week + weekday_numbers()[name.lower()] - today.weekday()
        if abs(away) < _NEAR:
            yield today + timedelta(away), today + timedelta(away)


def _paired_days(text: str, one: dates.PartialDate) -> Iterator[tuple[int, int]]:
    """Month and day of those that share the month of a date: the 14th of "14 to 15 February"."""
    if one.day is None or one.month is None:
        return
    before = _DAY_BEFORE.search(text, max(0, one.start - _PAIR), one.start)
    behind = _DAY_BEHIND.match(text, one.end)
    for found in filter(None, (before, behind)):
        if 1 <= int(found[1]) <= _LONGEST_MONTH:
            yield one.month, int(found[1])


def _bare_months(text: str, written: Sequence[dates.PartialDate]) -> Iterator[int]:
    """The months that stand in no written date: "last April"."""
    for match in _name_of_month().finditer(text):
        if not any(one.start <= match.start() < one.end for one in written):
            yield month_numbers()[match.group().lower()]


@cache
def _name_of_month() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(name.capitalize() for name in months())}\b")


@cache
def _name_of_weekday() -> re.Pattern[str]:
    return re.compile(rf"\b{any_of(name.capitalize() for name in weekdays())}\b")


def _year(year: int) -> _Period:
    return date(year, 1, 1), date(year, 12, 31)


def _period(year: int, month: int, day: int | None) -> Iterator[_Period]:
    """A day, or a month; nothing if there is no such day."""
    last = monthrange(year, month)[1]
    if day is None or day <= last:
        yield date(year, month, day or 1), date(year, month, day or last)


def _reckoned(text: str, known: set[_Period]) -> Iterator[_Period]:
    """The days before and after the known ones, by the text's "two days later" or "next year"."""
    spans = [
        one
        for one in quantities(text)
        if one.unit == "time" and one.factor >= _DAY and not _OF_LENGTH.match(text, one.end)
    ]
    away = {(round(one.value), one.factor) for one in spans if 0 < one.value < _FAR}
    units = {match["unit"] or match["before"] for match in _BESIDE.finditer(text)}
    away |= {(1, _MINUTES.get((unit or "day").lower(), _MINUTES["year"])) for unit in units}
    for (first, last), (count, factor) in product(known, away):
        for sign in (-1, 1):
            yield _moved(first, sign * count, factor), _moved(last, sign * count, factor)


def _moved(day: date, count: int, factor: float) -> date:
    """A day so many days, weeks, months or years later."""
    if factor >= _MINUTES["month"]:
        ahead = day.year * 12 + day.month - 1 + count * round(factor / _MINUTES["month"])
        year, month = divmod(ahead, 12)
        year = min(max(year, 1), 9999)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    return day + timedelta(days=count * factor / _DAY)
