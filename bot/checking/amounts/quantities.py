"""The quantities of a text: "$3.5bn" is 3,500,000,000 of a dollar, "8 ferries" are 8 of "ferri".

`accounts_for` tells whether one says what another says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from index.language import dates, lexicon
from index.language.lexicon import any_of
from index.language.lexicon.numbers import number_words
from index.language.stems import stem
from index.language.stopwords import stopwords

RANK, CLOCK, YEAR, DECADE = "rank", "clock", "year", "decade"
"""Kinds of numbers that have no unit: third, 8:30 p.m., 2021, the 1990s."""
_LOOSE = 0.1
"""How far off, at least, a value may be behind "more than" and the like."""
_CONVERTED = 0.06
"""How far off a value may be if its unit is another: 113 kilometres for 70 miles."""
_ROUND = 10_000
"""From here on the noughts at the end of a number may be there because it is rounded."""
_RANKS = frozenset(("st", "nd", "rd", "th"))
_HALF_DAY = 720
_CLOSE_IN_TIME = 30
"""Minutes from "shortly before" a time to it."""
_FLAGS = re.VERBOSE | re.IGNORECASE
_MORE_DAYS = re.compile(
    r"(?: \s? (?: , | - | – | to | and | or | through ) \s? \d{1,2} \b (?! [,.]?\d | \s?\w ) )*",
    re.VERBOSE,  # the "and 24" of June 23 and 24
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, or with what it counts, at `start:end` of a text."""

    value: float
    start: int
    end: int
    step: float = 1.0
    """The value of the last digit that is written: 100,000 in "1.2 million"."""
    unit: str = ""
    """What its unit measures ("time", "dollar"), or one of the kinds above; empty for neither."""
    factor: float = 1.0
    """How many of the smallest unit its unit is: 60 for an hour."""
    noun: str = ""
    """The stem of the word right behind it, if that has content and is no unit."""
    hedge: str = ""
    """Whether the true value is "near", "above" or "below" the one written."""
    per: str = ""
    """The time in which it is so many: "week" in "$330 a week"."""
    is_word: bool = False
    """Whether it is written in letters."""
    unit_end: int = 0
    """Where its unit ends, with the time in which it is so many; its own end if it has neither."""

    @property
    def size(self) -> float:
        """The value in the smallest unit."""
        return self.value * self.factor


def quantities(text: str) -> list[Quantity]:
    """The quantities of a text in order; of one that may be read in two ways, both.

    Dates with a month are left out, and numbers within names, as in "F-16" or "9/11".
    """
    taken = [_whole(one, text) for one in dates.find(text) if one.month]
    found: list[Quantity] = []
    for match in _number().finditer(text):
        if not any(start <= match.start() < end for start, end in taken):
            readings = list(_read(match, text))
            taken += [(one.start, one.end) for one in readings]
            found += readings
    return _with_shared_units(found, text)


def _whole(day: dates.PartialDate, text: str) -> tuple[int, int]:
    """Where a date stands, with the days that share its month: "June 23 and 24"."""
    found = _MORE_DAYS.match(text, day.end)
    return day.start, found.end() if found else day.end


@cache
def _number() -> re.Pattern[str]:
    small, scale = any_of(number_words("small")), any_of(number_words("scale"))
    below_hundred = rf"(?: {any_of(number_words('tens'))} (?: [\s-] {small} )? | {small} )"
    scales = any_of(number_words("scale", "short"))
    part, units = any_of(number_words("share")), any_of(_units("behind"))
    ranks = any_of(word for word in number_words("ordinal") if word != "second")
    return re.compile(
        rf"""
        (?<! [\w.,/] ) (?<! \d: ) (?<! \w['’] )
        (?: (?P<currency> {any_of(_units("before"))} ) \s? )?       # US$
        (?:
            (?P<digits>
                \d{{1,3}} (?: [,\s] \d{{3}} (?! \d ) )+ (?: \.\d+ )?  # 1,200,000 or 1 200 000
              | \d+ (?: \.\d+ )?                                    # 3.6
            ) (?! \d | [.,/]\d | :\d\d: )
            (?: [\s-]? (?P<scale> {scales} ) (?! \w ) )?            # 40k
            (?P<ending> (?: st | nd | rd | th | s ) (?! \w ) )?  # 3rd, 1990s
            (?= \s? (?: - | – | to | and | or ) \s? \W? \d+ (?: \.\d+ )?
                [\s-]? (?P<later> {scales} ) (?! \w ) )?            # the 5 of 5 to 10 million
          | (?: an? \s | (?P<many> {small} ) [\s-] )? (?P<dozen> dozen ) \b
          | (?P<words>
                (?: an? \s (?= {scale} ) | an? (?= [\s-] {units} \b )
                  | half\ a \s (?= {scale} ) | {below_hundred} )
                (?: [\s-]? {scale} \b (?: \s (?: and\s )? {below_hundred} \b )? )*
            ) (?! \w | -{part} | \s{part}s )                        # two hundred and five
          | (?: (?P<parts> {small} ) [\s-] {part} s? \b             # two-thirds
              | an? \s {part} (?= \s (?: of | in | from | to ) \b | [.,;] )  # a third of
              | a \s quarter | half (?: \s an? (?= \s ) )? ) \b    # half an hour
          | (?P<rank> {ranks} | second (?= -) ) \b
        )
        """,
        _FLAGS,
    )


@cache
def _behind() -> re.Pattern[str]:
    return re.compile(
        rf"""
        (?P<half> [\s-] and [\s-] a [\s-] half \b )?               # six and a half weeks
        (?:
            (?: : (?P<minutes> \d\d ) )?
            \s? (?P<half_day> [ap] \.? m \b \.? | o['’]clock )     # 8:30 p.m.
          | : (?P<minute> \d\d ) (?! [:.\d] )                      # 20:30
          | [\s-]* (?: (?: straight | consecutive | full ) \s )?
            (?P<unit> {any_of(_units("behind"))} ) (?P<plural> e?s )? (?! \w )  # 34-year-old
            (?P<half_behind> \s and \s a \s half \b )?            # a year and a half
          | [\s-] (?P<noun> [^\W\d_]{{2,}} )
        )?
        """,
        _FLAGS,
    )


@cache
def _rate() -> re.Pattern[str]:
    times = any_of(unit for unit, (measure, _) in _units("behind").items() if measure == "time")
    return re.compile(
        rf"(?: \s [\w-]+ ){{0,2}}? \s (?: an? | per | each | every ) \s (?P<time> {times} ) \b",
        _FLAGS,
    )


@cache
def _before() -> re.Pattern[str]:
    hedges = lexicon.pattern("hedges")
    return re.compile(rf"(?<! \w ) (?P<hedge> {hedges} ) \s (?: an? \s )? $", _FLAGS)


@cache
def _units(place: str) -> dict[str, tuple[str, float]]:
    """What each unit that stands "before" or "behind" a number measures, and its factor."""
    return {
        unit: (measure, float(factor))
        for unit, places, measure, factor in lexicon.rows("units")
        if place in places.split()
    }


def _read(match: re.Match[str], text: str) -> Iterator[Quantity]:
    """The readings of a number; none of one that is part of a name."""
    tail = _behind().match(text, match.end())
    assert tail is not None
    in_word = tail.end() == match.end() and text[match.end() :][:1].isalpha()  # 5G
    if in_word or re.search(r"\b[A-Z]\w*-$", text[: match.start()]):  # Covid-19
        return
    hedge = _before().search(text[: match.start()])
    value, step = _value(match)
    plain = Quantity(
        value + 0.5 * bool(tail["half"] or tail["half_behind"]),
        match.start(),
        tail.end("half") if tail["half"] else match.end(),
        step,
        hedge=lexicon.table("hedges")[hedge["hedge"].lower()] if hedge else "",
        is_word=not match["digits"],
        unit_end=tail.end("half") if tail["half"] else match.end(),
    )
    read = _with_unit(plain, match, tail)
    if rate := _rate().match(text, read.unit_end):
        read = replace(read, per=rate["time"].lower(), unit_end=rate.end())
    yield read
    if match["scale"] == "m" and not match["currency"]:
        yield replace(plain, value=value / 1e6, step=step / 1e6, unit="length")
    if match["later"] and not match["scale"]:
        scale = number_words("scale", "short")[match["later"].lower()]
        yield replace(read, value=value * scale, step=step * scale)


def _with_unit(plain: Quantity, match: re.Match[str], tail: re.Match[str]) -> Quantity:
    """A quantity with its unit, or with the word that it counts."""
    ending = (match["ending"] or "").lower()
    if match["currency"]:
        measure, factor = _units("before")[match["currency"].lower()]
        return replace(plain, unit=measure, factor=factor)
    if match["rank"] or ending in _RANKS:
        return replace(plain, unit=RANK, noun=_noun(tail))
    if ending == "s":
        return replace(plain, unit=DECADE, value=plain.value % 100)
    if tail["half_day"] or tail["minute"]:
        minutes = int(tail["minutes"] or tail["minute"] or 0)
        return replace(plain, unit=CLOCK, value=(plain.value * 60 + minutes) % _HALF_DAY)
    is_share = not (match["digits"] or match["words"] or match["dozen"])
    if tail["unit"]:
        return _with_unit_behind(plain, tail, is_share=is_share)
    if is_share:
        return replace(plain, unit="percent")
    if re.fullmatch(r"(?:19|20)\d\d", match.group()):
        return replace(plain, unit=YEAR)
    return replace(plain, noun=_noun(tail))


def _with_unit_behind(plain: Quantity, tail: re.Match[str], *, is_share: bool) -> Quantity:
    measure, factor = _units("behind")[tail["unit"].lower()]
    return replace(
        plain,
        value=plain.value / 100 if is_share else plain.value,
        unit_end=tail.end("plural" if tail["plural"] else "unit"),
        unit=measure,
        factor=factor,
    )


def _value(match: re.Match[str]) -> tuple[float, float]:
    """The value of a number, and that of its last digit."""
    if digits := match["digits"]:
        plain = re.sub(r"[,\s]", "", digits)
        scale = number_words("scale", "short").get((match["scale"] or "").lower(), 1)
        step = 10.0 ** -len(plain.partition(".")[2]) * scale
        value = round(float(plain) * scale, 9)
        return value, _rough(value, step) if value >= _ROUND and scale == 1 else step
    if rank := match["rank"]:
        return number_words("ordinal")[rank.lower()], 1.0
    small = number_words("small")
    if match["dozen"]:
        return 12.0 * small.get((match["many"] or "one").lower(), 1), 1.0
    words = re.findall(r"[a-z]+", match.group().lower())
    if match["words"]:
        return _of_words(words)
    part = next(word for word in words[-2:] if word.rstrip("s") in number_words("share"))
    return small.get(words[0], 1) * 100 / number_words("share")[part.rstrip("s")], 1.0


def _of_words(words: Sequence[str]) -> tuple[float, float]:
    """The value of "two hundred thousand", and that of its last word."""
    small, scales = number_words("small", "tens"), number_words("scale")
    whole = current = 0.0
    step = 1.0
    for word in words:
        step = 1.0
        if word == "half":
            current = 0.5
        elif word in ("a", "an", "and"):
            current = current or float(word != "and")
        elif word in small:
            current += small[word]
        elif scales[word] == 100:
            current, step = current * 100, 100.0
        else:
            whole, current, step = whole + current * scales[word], 0.0, float(scales[word])
    value = whole + current
    return value, min(step, _rough(value, 1.0))


def _noun(tail: re.Match[str]) -> str:
    """The stem of the word behind a number, if it is a plural: no adjective or other word."""
    word = (tail["noun"] or "").lower()
    is_plural = word in lexicon.table("irregular_plurals") or re.search("[^s]s$", word)
    return stem(word) if is_plural and word not in stopwords() else ""


def _rough(value: float, step: float) -> float:
    """The value of the last digit that is not 0."""
    while value and value % (step * 10) == 0:
        step *= 10
    return step


def _with_shared_units(found: Sequence[Quantity], text: str) -> list[Quantity]:
    """The quantities, those of a range with one unit: the 5 and 10 of "5 to 10 percent"."""
    shared = list(found)
    for at, (one, other) in enumerate(pairwise(found)):
        if not re.fullmatch(r"-?\s?(?:-|–|—|to|and|or)\s?", text[one.unit_end : other.start]):
            continue
        if not (one.unit or one.noun):
            value = one.value * 60 % _HALF_DAY if other.unit == CLOCK else one.value
            shared[at] = replace(
                one, value=value, unit=other.unit, factor=other.factor, noun=other.noun
            )
        elif not (other.unit or other.noun) and text[one.start] in "$€£":
            shared[at + 1] = replace(other, unit=one.unit, factor=one.factor)
    return shared


def is_of_kind(mine: Quantity, theirs: Quantity) -> bool:
    """Whether two numbers may be of one thing. A bare one may be of anything."""
    if mine.unit == theirs.unit:
        return True
    if {mine.unit, theirs.unit} & {YEAR, DECADE, CLOCK}:
        return False
    bare = mine if mine.unit in ("", RANK) else theirs
    return bare.unit == RANK or not (bare.unit or bare.noun)


def accounts_for(theirs: Quantity, mine: Quantity) -> bool:
    """Whether one number says what another says, as exactly or more exactly.

    1,234,567 accounts for "1.2 million" and for "more than 1.2 million", but not the reverse.
    """
    if not is_of_kind(mine, theirs) or (mine.per and theirs.per and mine.per != theirs.per):
        return False
    same_measure = mine.unit == theirs.unit
    off = (theirs.size - mine.size) / mine.factor if same_measure else theirs.value - mine.value
    if abs(off) <= 1e-4 * mine.value:
        return True
    if mine.factor != theirs.factor and same_measure:
        return abs(off) <= _CONVERTED * mine.value
    loose = max(_rough(mine.value, mine.step), _LOOSE * mine.value)
    if mine.unit == CLOCK:
        loose = _CLOSE_IN_TIME
    if mine.hedge == "above":
        return 0 < off <= loose
    if mine.hedge == "below":
        return -loose <= off < 0
    if mine.hedge == "near":
        return abs(off) <= loose / 2
    return theirs.step < mine.step and abs(off) < mine.step
