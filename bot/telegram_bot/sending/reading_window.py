"""Windows of an article's text, for reading on from a passage."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.rendering.telegram.html import escape, utf16_length

_CHARACTERS = 1_500
_UNITS = 3_500
"""The room in a message below a headline. An escaped character may take five units."""

_END = re.compile(
    r"""
    \n                    # the end of a line
    | [.!?…] [\"”»’)]* \s  # the end of a sentence: 'over. ', 'over?” '
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class ReadingWindow:
    """`text[start:end]`, in characters."""

    start: int
    end: int


def window_after(text: str, start: int) -> ReadingWindow:
    """The text after a position, to the end of a line or a sentence."""
    end = start + _fitting(text[start : start + _CHARACTERS])
    ends = [match.end() for match in _END.finditer(text, (start + end) // 2, end)]
    return ReadingWindow(start, ends[-1] if ends and end < len(text) else end)


def window_before(text: str, end: int) -> ReadingWindow:
    """The text before a position, from the beginning of a line or a sentence."""
    start = end - _fitting(text[max(0, end - _CHARACTERS) : end])
    starts = [match.end() for match in _END.finditer(text, start, (start + end) // 2)]
    return ReadingWindow(starts[0] if starts and start > 0 else start, end)


def _fitting(text: str) -> int:
    """About how many of the text's characters fit into a message, at least one."""
    size = len(text)
    while size > 1 and utf16_length(escape(text[:size])) > _UNITS:
        size //= 2
    return size
