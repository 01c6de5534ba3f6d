"""Dates as articles and questions write them, in English and Russian."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache

from index.language.verbs import Use, past_tenses
from prompts import CURRENT_LANGUAGE

MONTHS = (
    "january february march april may june july august september october november december".split()
)
"""Their English names, in order."""
RUSSIAN_MONTHS = (
    "января февраля марта апреля мая июня июля августа сентября октября ноября декабря".split()
)
"""Their Russian names, of a day in them."""
RUSSIAN_MONTHS_IN = (
    "январе феврале марте апреле мае июне июле августе сентябре октябре ноябре декабре".split()
)
"""Their Russian names behind "in"."""
_RUSSIAN_MONTHS_ALONE = (
    "январь февраль март апрель май июнь июль август сентябрь октябрь ноябрь декабрь".split()
)
_MONTHS = (
    {name: number for number, name in enumerate(MONTHS, 1)}
    | {name[:3]: number for number, name in enumerate(MONTHS, 1)}
    | {"sept": 9}
    | {name: number for number, name in enumerate(RUSSIAN_MONTHS, 1)}
    | {name: number for number, name in enumerate(RUSSIAN_MONTHS_IN, 1)}
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
        r"(?P<year>(?:19|20)\d\d)\s?[年년]\s?(?P<number>[01]?\d)\s?[月월](?:\s?(?P<day>[0-3]?\d)\s?[日일号])?",
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
        return all(
            mine == theirs for mine, theirs in pairs if mine is not None and theirs is not None
        )


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
    is_full_stop = (
        match.group().lower().endswith(tuple(f"{name}." for name in (*MONTHS, *RUSSIAN_MONTHS)))
    )
    return PartialDate(
        _int(parts.get("year")), month, day, match.start(), match.end() - is_full_stop
    )


def _int(digits: str | None) -> int | None:
    return int(digits) if digits else None


def written(day: date, language: str = "en") -> str:
    """A date for people: "29 November 2016"; in Russian, «29 ноября 2016»."""
    month = (
        RUSSIAN_MONTHS[day.month - 1] if language == "ru" else MONTHS[day.month - 1].capitalize()
    )
    return f"{day.day} {month} {day.year}"


def day_text(day: date) -> str:
    """A date for people, in the language that is spoken."""
    return written(day, CURRENT_LANGUAGE.get())


def _month_written(month: date, language: str) -> str:
    """A month for people: "November 2016"; in Russian, «ноябрь 2016»."""
    name = (
        _RUSSIAN_MONTHS_ALONE[month.month - 1]
        if language == "ru"
        else MONTHS[month.month - 1].capitalize()
    )
    return f"{name} {month.year}"


@dataclass(frozen=True, slots=True)
class Resolved:
    """The days from `first` to `last` that the words at `start:end` of a text mean."""

    first: date
    last: date
    start: int
    end: int

    @property
    def iso(self) -> str:
        """ISO 8601: "2022-03-10", "2022-03" and "2022" for a whole month or year, else "2022-03-05/2022-03-06"."""
        if self.first == self.last:
            return self.first.isoformat()
        if self.last == _month(self.first.year, self.first.month)[1] and self.first.day == 1:
            return f"{self.first:%Y-%m}"
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
            return f"{self.first:%Y}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def written(self, language: str = "en") -> str:
        """For people: "10 March 2022", "5–6 March 2022", "March 2022", "2022"."""
        if self.first == self.last:
            return written(self.first, language)
        if "/" not in self.iso:
            return self.iso if "-" not in self.iso else _month_written(self.first, language)
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.day}–{written(self.last, language)}"
        return f"{written(self.first, language)} – {written(self.last, language)}"


WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
"""Their English names, in order."""
_NUMBERS = {
    word: number
    for number, word in enumerate(
        "one two three four five six seven eight nine ten eleven twelve".split(), 1
    )
}
_NUMBERS |= {"a": 1, "an": 1, "a couple of": 2}
_RELATIVE = re.compile(
    r"\b(?:(?P<near>today|tonight|yesterday|tomorrow|this (?:morning|afternoon|evening)|last night)"
    r"|(?:(?P<which>last|next|this|this past|the previous|earlier this|later this)\s+)?(?P<weekday>"
    + "|".join(WEEKDAYS)
    + r")"
    r"|(?P<count>\d{1,2}|" + "|".join(_NUMBERS) + r")\s+(?P<unit>day|week|month|year)s?\s+ago"
    r"|in\s+(?P<month>" + "|".join(MONTHS) + r")(?!\s+\d)(?!\s+(?:of|last|next|this|the)\b)"
    r"|(?:over\s+)?(?P<turn>last|next|this|this past|earlier this|later this|the)\s+(?P<span>weekend|week|month|year))\b",
    re.IGNORECASE,
)


@cache
def _clause_end() -> re.Pattern[str]:
    """Matches where a clause ends: at a mark, a conjunction, or a verb that reports what is said."""
    said = "|".join(("says", *sorted(past_tenses(Use.DATED))))
    return re.compile(
        r"[;:.!?]\s|\b(?:but|because|although|though|since|when|while|and|after|before|that|which|who"
        rf"|{said})\b"
    )


_TO_BE = re.compile(
    r"\b(?:will|shall|won['’]t|plans|intends|hopes|(?:is|are|am|be) (?:due|set|to|going|expected|scheduled|likely|planned|forecast|predicted))\b|['’]ll\b",
    re.IGNORECASE,
)
_EITHER = re.compile(r"\b(?:would|should|could|might|until|by)\b", re.IGNORECASE)
"""What tells that a day is yet to be, and what leaves that open."""
_RUSSIAN_WORDS = {
    form: english
    for english, forms in {
        "today": "сегодня", "yesterday": "вчера накануне", "tomorrow": "завтра",
        "last": "прошлый прошлую прошлое прошлой прошлом минувший минувшую минувшей минувшем",
        "next": "следующий следующую следующее следующей следующем", "this": "этот эту это этой этом",
        "monday": "понедельник", "tuesday": "вторник", "wednesday": "среду", "thursday": "четверг", "friday": "пятницу",
        "saturday": "субботу", "sunday": "воскресенье",
        "day": "день дня дней", "week": "неделю недели недель неделе", "month": "месяц месяца месяцев месяце", "year": "год года лет году",
        "two": "два две", "three": "три", "four": "четыре", "five": "пять", "six": "шесть",
    }.items()
    for form in forms.split()
}  # fmt: skip
_IN_RUSSIAN = re.compile(
    r"\b(?:(?P<near>сегодня|вчера|накануне|завтра)|во?\s+(?:(?P<which>прошл\w+|минувш\w+|следующ\w+|эт\w+)\s+)?"
    r"(?P<weekday>понедельник|вторник|среду|четверг|пятницу|субботу|воскресенье)"
    r"|(?:(?P<count>\d{1,2}|две|два|три|четыре|пять|шесть)\s+)?(?P<unit>день|дня|дней|недел[юиь]|месяца?|месяцев|года?|лет)\s+назад"
    r"|(?:на|в)\s+(?P<turn>прошло[йм]|минувше[йм]|следующе[йм]|это[йм])\s+(?P<span>неделе|месяце|году))\b",
    re.IGNORECASE,
)
_NEAR = {"yesterday": -1, "last night": -1, "tomorrow": 1}


def resolve(text: str, published: date) -> Iterator[Resolved]:
    """The dates in a text as an article of that day means them, in order: "on Thursday", "two weeks ago", "5 March".

    A bare weekday is the latest one up to the day of publication; a day without a year is the one nearest to it.
    """
    found = [day for partial in find(text) if (day := _completed(partial, published))]
    return iter(sorted([*found, *_relatives(text, published, found)], key=lambda one: one.start))


def relative(text: str, published: date) -> Iterator[Resolved]:
    """Those that only the day of publication tells, "on Thursday" but not "5 March", where it tells them surely.

    What is yet to be is the next such day; what somebody said would be may be either, and is left out.
    """
    for one in _relatives(text, published, list(find(text))):
        words = text[one.start : one.end].lower()
        clause = _clause_end().split(text[: one.start])[-1]
        is_bare = words in WEEKDAYS or words.startswith(("in ", "the ", "over the "))
        if not is_bare or not (_TO_BE.search(clause) or _EITHER.search(clause)):
            yield one
        elif words in WEEKDAYS and not _EITHER.search(clause):
            day = published + timedelta((WEEKDAYS.index(words) - published.weekday()) % 7)
            yield replace(one, first=day, last=day)


def beside(words: str, start: int, found: Sequence[Resolved]) -> str:
    """An article's words, which stand at `start`, with each day beside what means it: "Thursday [10 March 2022]".

    The days are in the language that is spoken.
    """
    for one in reversed(found):
        at = one.end - start
        at += 2 if words[at : at + 2] in ("'s", "’s") else 0
        words = f"{words[:at]} [{one.written(CURRENT_LANGUAGE.get())}]{words[at:]}"
    return words


def _relatives(
    text: str, published: date, written_out: Sequence[PartialDate | Resolved]
) -> Iterator[Resolved]:
    for match in (*_RELATIVE.finditer(text), *_IN_RUSSIAN.finditer(text)):
        span = _relative(match, published)
        if span and not any(
            _joined(text, match.end(), one.start)
            or (match.start() < one.end and one.start < match.end())
            for one in written_out
        ):
            yield Resolved(*span, *match.span())


def _joined(text: str, end: int, start: int) -> bool:
    """Whether a weekday only stands before the date that it falls on: "Thursday, 10 March"."""
    return 0 <= start - end <= 2 and not text[end:start].strip(" ,")


def _completed(partial: PartialDate, published: date) -> Resolved | None:
    """The days of a date that may lack its year."""
    try:
        if partial.month is None:
            assert partial.year is not None
            days = date(partial.year, 1, 1), date(partial.year, 12, 31)
        elif partial.day is None:
            days = _month(partial.year or published.year, partial.month)
        elif partial.year is not None:
            days = (date(partial.year, partial.month, partial.day),) * 2
        else:
            years = (published.year - 1, published.year, published.year + 1)
            near = [
                date(year, partial.month, partial.day)
                for year in years
                if _exists(year, partial.month, partial.day)
            ]
            days = (min(near, key=lambda day: abs(day - published)),) * 2
    except ValueError:
        return None
    return Resolved(*days, partial.start, partial.end)


def _exists(year: int, month: int, day: int) -> bool:
    return 1 <= day <= _month(year, month)[1].day


def _month(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, monthrange(year, month)[1])


def _relative(match: re.Match[str], published: date) -> tuple[date, date] | None:
    told = {name: (words or "").lower() for name, words in match.groupdict().items()}
    parts = {name: _RUSSIAN_WORDS.get(word, word) for name, word in told.items()}
    if parts["near"]:
        day = published + timedelta(_NEAR.get(parts["near"], 0))
        return day, day
    if parts["weekday"]:
        day = _weekday(WEEKDAYS.index(parts["weekday"]), parts["which"], published)
        return day, day
    if parts.get("month"):
        month = _MONTHS[parts["month"]]
        return _month(published.year - (month > published.month), month)
    if parts["unit"]:
        count = parts["count"] or "a"
        return _ago(_NUMBERS.get(count) or int(count), parts["unit"], published)
    return _span(parts["turn"], parts["span"], published)


def _weekday(wanted: int, which: str, published: date) -> date:
    back = (published.weekday() - wanted) % 7
    if which in ("next", "later this"):
        return published + timedelta((wanted - published.weekday()) % 7 or 7)
    return published - timedelta(back or (7 if which in ("last", "the previous") else 0))


def _ago(count: int, unit: str, published: date) -> tuple[date, date]:
    """A day or a week exactly; a month or a year as far as the words tell."""
    if unit in ("day", "week"):
        day = published - timedelta(count * (7 if unit == "week" else 1))
        return day, day
    if unit == "month":
        months = published.year * 12 + published.month - 1 - count
        return _month(months // 12, months % 12 + 1)
    return date(published.year - count, 1, 1), date(published.year - count, 12, 31)


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
    return date(published.year + step, 1, 1), date(published.year + step, 12, 31)
