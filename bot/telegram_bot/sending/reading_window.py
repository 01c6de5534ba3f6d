"""Stretches of an article's text, for reading on from a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.rendering.telegram.html import escape, units

_CHARACTERS = 1_500
_UNITS = 3_500
"""What a message has room for beside a headline; a character may take five units when it is escaped."""

_END = re.compile(r"\n|[.!?…][\"”»’)]*\s")
"""Where a line or a sentence ends."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """`text[start:end]`, in characters."""

    start: int
    end: int


def behind(text: str, start: int) -> Stretch:
    """What follows a position, to the end of a line or a sentence."""
    end = start + _fitting(text[start : start + _CHARACTERS])
    ends = [match.end() for match in _END.finditer(text, (start + end) // 2, end)]
    return Stretch(start, ends[-1] if ends and end < len(text) else end)


def before(text: str, end: int) -> Stretch:
    """What stands before a position, from the beginning of a line or a sentence."""
    start = end - _fitting(text[max(0, end - _CHARACTERS) : end])
    starts = [match.end() for match in _END.finditer(text, start, (start + end) // 2)]
    return Stretch(starts[0] if starts and start > 0 else start, end)


def _fitting(text: str) -> int:
    """How many of its characters fit into a message, about; at least one."""
    size = len(text)
    while size > 1 and units(escape(text[:size])) > _UNITS:
        size //= 2
    return size
