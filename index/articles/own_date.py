"""The article's own date: the day it was published, as its dateline, fields and date line tell.

Articles are full of other dates: of captions, quotations, corrections, laws and other stories. None
is better than wrong.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date
from enum import IntEnum
from functools import cache
from typing import NamedTuple

from index.language import dates
from index.language.dates import PartialDate
from index.language.lexicon import any_of
from index.language.lexicon.calendar import weekdays

_LABEL = re.compile(
    r"""
    \b (?:
        (?P<first>
            (?: first\ )? published | (?: first\ )? posted   # First published 5 May
          | publication\ date | (?<! [^\W_] \  ) date        # Date: 5 May
        )
      | (?: last\ )? (?: updated | modified )                # Last updated 5 May
    ) \b (?: \s+ on \b )? \s* :?                             # Updated on: 5 May
    """,
    re.VERBOSE | re.IGNORECASE,
)
"""Says what date follows; an article that was updated was published before."""
_CLOCK = re.compile(
    r"""
    (?: T | \b ) \d{1,2} [:.h] \d{2} (?: [:.] \d{2} )? (?: \.\d+ )?     # 10:15:30
    \s* (?: [ap] \.? m \b \.? )?                                 # 10:15 p.m.
    \s* (?: (?-i: [A-Z]{1,4} ) \b | [+-] \d{2} :? \d{2} \b )?     # 10:15+02:00, 10:15 IST
  | \b \d{1,2} \s* [ap] \.? m \b \.?                             # 3pm
    """,
    re.VERBOSE | re.IGNORECASE,
)
_QUOTING = re.compile(r"^\s*[—–―-]|@\w")
"""A line that gives the author of a quotation, or of a post."""
_LOWER_CASE = re.compile(r"\b[^\W\d_A-ZА-ЯЁ]\w*")
_OTHER_LABEL = re.compile(r"\w\s*:")
_BETWEEN = r"(?:by|at|on|of|and|the|for|in|de|von|am|в)"
"""Small words between the names of a date line."""
_MOST_NAMES = 8
"""Words of a publisher, a place or an author beside a date."""
_LONGEST = 120
"""Characters of a line with a date."""


def is_label(text: str) -> bool:
    """Whether a text has words that say what a date behind it is: "Last updated"."""
    return bool(_LABEL.search(text))


def full_date(text: str) -> date | None:
    """The first date of a text that is written out in full."""
    days = (found.exact() for found in dates.find(text))
    return next(filter(None, days), None)


class Label(IntEnum):
    """What a line calls its day, the least certain first."""

    NONE = 0
    """Nothing: at a page's top this is often the day on which somebody read it."""
    UPDATED = 1
    PUBLISHED = 2


class LineDate(NamedTuple):
    """A day that a line tells."""

    label: Label
    day: date


def surest(found: Iterable[LineDate]) -> LineDate | None:
    """The first of those with the most certain label; None of none."""
    return max(found, key=lambda one: one.label, default=None)


def in_line(line: str, *, must_say: bool = False) -> LineDate | None:
    """The day that a line tells that holds little else: "Evening Post, 5 March 2022".

    Of several, the one that it calls the day of publication; None if it calls none so. With
    `must_say`, one alone must be called so, too, or the day of an update.
    """
    if len(line) > _LONGEST or _QUOTING.search(line):
        return None
    found = [(one, day) for one in dates.find(line) if (day := one.exact())]
    if not found or not _is_little(line, [one for one, _ in found]):
        return None
    labelled = [
        LineDate(label, day) for one, day in found if (label := _label_before(line, one.start))
    ]
    if not labelled and len(found) == 1 and not must_say:
        return LineDate(Label.NONE, found[0][1])
    return surest(labelled)


def _label_before(line: str, position: int) -> Label:
    """What the nearest label before a position of a line calls the day there."""
    before = [label for label in _LABEL.finditer(line) if label.start() < position]
    if not before:
        return Label.NONE
    return Label.PUBLISHED if before[-1]["first"] else Label.UPDATED


def _is_little(line: str, found: Sequence[PartialDate]) -> bool:
    """Whether a line holds but names beside its dates: who published or wrote it, and where."""
    rest = line
    for one in reversed(found):
        rest = f"{rest[: one.start]} {rest[one.end :]}"
    rest = _small_words().sub(" ", _LABEL.sub(" ", _CLOCK.sub(" ", rest)))
    words = re.findall(r"\w+", rest)
    return len(words) <= _MOST_NAMES and not (_LOWER_CASE.search(rest) or _OTHER_LABEL.search(rest))


@cache
def _small_words() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{_BETWEEN}|{any_of(weekdays())})\b", re.IGNORECASE)
