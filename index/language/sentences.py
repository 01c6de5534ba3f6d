"""Text to sentences, with their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from sentencex import get_sentence_boundaries

_GOES_ON = re.compile(r"[—–-]\s+[а-яёіїєґ]")
HOUR = re.compile(r"\d\s?[ap]\.m\.$", re.IGNORECASE)
"""Matches the end of "10:24 p.m."."""
_OF_HOUR = re.compile(
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b | [A-Z]{1,3}T\b | GMT\b | UTC\b", re.VERBOSE
)
"""What goes on after "10:24 p.m.": "Wednesday", "ET"."""
_OPENING_AT_END = re.compile(r"\s[“„«‘]")
_MAX = 1_500
"""Characters: a longer "sentence" is a table or a line without stops, and is cut between words."""
_SENTENCE_END = re.compile(
    r"""
    [.!?…。！？؟۔]              # He left.
    [\"'”’“»«」』)\]*_]* $      # “He left.”
    """,
    re.VERBOSE,
)


def is_sentence(text: str) -> bool:
    """Whether a line ends as a sentence does."""
    return bool(_SENTENCE_END.search(text))


def split(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    """The sentences of `text[start:end]`, as offsets in `text`, without white space around them."""
    for first, last in _joined(text, _boundaries(text, start, end, language)):
        yield from _cut(text, first, last)


def _boundaries(text: str, start: int, end: int, language: str) -> Iterator[tuple[int, int]]:
    opening = None
    for boundary in get_sentence_boundaries(language, text[start:end]):
        first, last = strip(text, start + boundary["start_index"], start + boundary["end_index"])
        first, opening = opening or first, None
        if _OPENING_AT_END.match(text, last - 2, last):  # it opens the next sentence
            opening = last - 1
            first, last = strip(text, first, opening)
        if first < last:
            yield first, last
    if opening:
        yield opening, opening + 1


def _joined(text: str, spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans; one that only goes on is joined: «Да!» — сказал он; 10:24 p.m. Wednesday."""
    whole: tuple[int, int] | None = None
    for span in spans:
        if whole and _goes_on(text, whole, span):
            whole = whole[0], span[1]
            continue
        if whole:
            yield whole
        whole = span
    if whole:
        yield whole


def _goes_on(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether a sentence goes on in what was taken for the next one."""
    is_hour = HOUR.search(text, max(one[0], one[1] - 8), one[1])
    return bool((_OF_HOUR if is_hour else _GOES_ON).match(text, other[0]))


def strip(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without the white space at its ends."""
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return start, end


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while end - start > _MAX:
        middle = text.rfind(" ", start + _MAX // 2, start + _MAX)
        middle = middle if middle > 0 else start + _MAX
        yield strip(text, start, middle)
        start, _ = strip(text, middle, end)
    if start < end:
        yield start, end
