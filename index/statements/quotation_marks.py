"""Quotation marks to quotations; and a paragraph's frame, in which what is said stands in for by a few words."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_OPENING = "“„«"
_CLOSING = "”»"
_DOUBLE = _OPENING + _CLOSING + '"'
_SINGLE = {"‘": "’", "'": "'"}
MARKS = _DOUBLE + "".join(_SINGLE)
_BEFORE = frozenset(" \t\n\r\xa0([{—–-/" + MARKS)
_AFTER = frozenset(" \t\n\r\xa0)]}.,;:!?—–-/" + MARKS + "’")
_ENDS = ",.!?…—–-"
_SENTENCE_WORDS = 6
"""A quotation of so many words that begins with a capital is speech, though no punctuation says so."""
_OPENING_WORDS = 3
"""As many are enough where a sentence opens with them."""
_LONGEST_SINGLE = 2_000
"""Characters in which a quotation in single marks must end; else the mark was an apostrophe."""
_STAND_IN = "It is so"
"""What the parser reads in place of a quotation: a clause as plain as can be."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """What stands between quotation marks, marks included."""

    start: int
    end: int
    mark: str
    """That it opens with."""
    words: int
    is_closed: bool
    """Whether it ends in a mark of its own; else it may run on in the next paragraph."""
    is_speech: bool
    """Whether it looks like what somebody said; else it may be a title, or a word at arm's length."""


def find(text: str, start: int, end: int) -> list[Quotation]:
    """The outermost quotations of the paragraph `text[start:end]`, in order, whatever the marks."""
    return [
        Quotation(
            first,
            last,
            text[first],
            len(text[first:last].split()),
            is_closed,
            not is_closed or _is_speech(text, start, first, last, end),
        )
        for first, last, is_closed in _spans(text, start, end)
    ]


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    position = start
    while position < end:
        mark = text[position]
        if mark in MARKS and _opens(text, position, start, end):
            last = (
                _single_end(text, position, end)
                if mark in _SINGLE
                else _double_end(text, position, end)
            )
            if last is not None:
                yield position, last, True
                position = last
                continue
            if mark not in _SINGLE:
                yield position, end, False
                return
        position += 1


def _opens(text: str, position: int, start: int, end: int) -> bool:
    before = text[position - 1] if position > start else " "
    after = text[position + 1] if position + 1 < end else " "
    if text[position] in _SINGLE and not after.isalpha():
        return False
    return before in _BEFORE and not after.isspace()


def _closes(text: str, position: int, end: int) -> bool:
    after = text[position + 1] if position + 1 < end else " "
    return after in _AFTER and (
        not text[position - 1].isspace() or (after.isspace() and text[position] == '"')
    )


def _double_end(text: str, start: int, end: int) -> int | None:
    """Where a quotation in double marks ends: its own mark, past those of quotations within it."""
    depth, first = 1, None
    for position in range(start + 1, end):
        mark = text[position]
        if mark not in _DOUBLE:
            continue
        closes = (
            mark in _CLOSING or _closes(text, position, end) or (mark == "“" and text[start] == "„")
        )
        if closes and (
            mark not in _OPENING or not _opens(text, position, start, end) or text[start] == "„"
        ):
            first = first or position + 1
            depth -= 1
            if not depth:
                return position + 1
        else:
            depth += 1
    return first


def _single_end(text: str, start: int, end: int) -> int | None:
    """Where a quotation in single marks ends, which apostrophes look like: best behind a punctuation mark."""
    wanted = _SINGLE[text[start]]
    first = None
    for position in range(start + 2, min(end, start + _LONGEST_SINGLE)):
        if text[position] == wanted and _closes(text, position, end):
            first = first or position + 1
            if text[position - 1] in _ENDS:
                return position + 1
        elif text[position] == text[start] and _opens(text, position, start, end) and first:
            break
    return first


def _is_speech(text: str, start: int, first: int, last: int, end: int) -> bool:
    inner = text[first + 1 : last - 1].strip()
    if not inner:
        return False
    before = text[start:first].rstrip()
    starts = not before or before[-1] in ",:.!?—–" + _CLOSING + '"' or not inner[0].islower()
    ends = bool(_ending(inner)) or text[last : last + 1] == ","
    whole = not before and not text[last:end].strip()
    is_opening = (
        (not before or before[-1] in ".!?")
        and not inner[0].islower()
        and len(inner.split()) >= _OPENING_WORDS
    )
    return is_opening or (
        starts
        and (
            ends
            or whole
            or (len(inner.split()) >= _SENTENCE_WORDS and not inner[0].islower())
            or before[-1:] == ":"
        )
    )


@dataclass(frozen=True, slots=True)
class Frame:
    """A paragraph as the parser reads it: what is said cut down to a stand-in, the rest as it is written."""

    text: str
    quotations: tuple[tuple[Quotation, int, int], ...]
    """Each with its span in the frame."""
    pieces: tuple[tuple[int, int], ...]
    """Where a stretch of the frame begins, and where in the article; in order."""

    def place(self, position: int) -> int:
        """Where in the article a position of the frame is."""
        begin, original = self.pieces[bisect_right(self.pieces, (position, 1 << 60)) - 1]
        return original + position - begin


def frame(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> Frame:
    """The frame of the paragraph `text[start:end]`."""
    parts: list[str] = []
    pieces: list[tuple[int, int]] = []
    placed: list[tuple[Quotation, int, int]] = []
    size, position = 0, start
    for quotation in quotations:
        for original, part in (
            (position, text[position : quotation.start]),
            (quotation.start, _stand_in(text, quotation)),
        ):
            pieces.append((size, original))
            parts.append(part)
            size += len(part)
        placed.append((quotation, size - len(parts[-1]), size))
        position = quotation.end
    pieces.append((size, position))
    parts.append(text[position:end])
    return Frame(re.sub(r"[\n\r\xa0\t]", " ", "".join(parts)), tuple(placed), tuple(pieces))


def _stand_in(text: str, quotation: Quotation) -> str:
    words = text[quotation.start : quotation.end]
    if not quotation.is_speech:
        return words
    return f"“{_STAND_IN}{_ending(words[1:])}”"


def _ending(words: str) -> str:
    """The punctuation mark that words end in, within whatever quotation marks, or an empty string."""
    last = words.rstrip(MARKS + "’ \t\n\xa0")[-1:]
    return last if last in _ENDS else ""
