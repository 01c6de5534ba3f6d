"""Quotation marks to quotations, and paragraphs to frames that a parser can read."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.language.verbs import verb_of

_OPENING = "“„«"
_CLOSING = "”»"
_DOUBLE = _OPENING + _CLOSING + '"'
_SINGLE = {"‘": "’", "'": "'"}
MARKS = _DOUBLE + "".join(_SINGLE)
"""All marks that may open or close a quotation, but for "’", which is mostly an apostrophe."""
_BEFORE_OPENING = frozenset(" \t\n\r\xa0([{—–-/" + MARKS)
_AFTER_CLOSING = frozenset(" \t\n\r\xa0)]}.,;:!?—–-/" + MARKS + "’")
_ENDINGS = frozenset(",.!?…—–-")
"""Marks that a quotation of speech ends in."""
_PAUSES = frozenset(",:.!?—–" + _CLOSING + '"')
"""Marks that speech may follow."""
_SENTENCE_WORDS = 6
"""With so many words and a capital, a quotation is speech even without a mark that says so."""
_OPENING_WORDS = 3
"""So many are enough where a sentence begins with the quotation."""
_LONGEST_SINGLE = 2_000
"""Characters in which a quotation in single marks must end, or the mark was an apostrophe."""
_STAND_IN = "It is so"
"""The clause that replaces a quotation of speech: as plain as can be."""
_SPACE = re.compile(r"[\n\r\xa0\t]")
_DIALOGUE = re.compile(
    r"""
    (?P<said> [^“”„«»"]+? [,!?…] )          # It holds,
    \s (?P<told> [^,.!?…]+ ) \.? \s* $     # said Idris Colley.
    """,
    re.VERBOSE,
)
"""What stands behind the dash of a dialogue, as many languages write it."""
_DASH_BEFORE = re.compile(r"(?:\A|\n)[^\S\n]*[–—―-]{1,2}[^\S\n]+$")
"""A dash that begins a line; a dateline ends with one."""
_LONGEST_DASH = 12
"""Characters in which the dash before a paragraph is looked for."""
_LONGEST_TOLD = 8
"""Words of "said Idris Colley" behind speech in a dialogue."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quoted text with its marks. Offsets are in characters of the article."""

    start: int
    end: int
    mark: str
    """The mark that it opens with."""
    words: int
    is_closed: bool
    """Whether it ends in a mark of its own; if not, it may continue in the next paragraph."""
    is_speech: bool
    """Whether it looks like what somebody said, and not like a title or a word at arm's length."""


def find_quotations(text: str, start: int, end: int) -> list[Quotation]:
    """The outermost quotations of the paragraph `text[start:end]`, in order."""
    if (spoken := _dialogue(text, start, end)) is not None:
        return [spoken]
    return [
        Quotation(
            first,
            last,
            mark=text[first],
            words=len(text[first:last].split()),
            is_closed=is_closed,
            is_speech=not is_closed or _is_speech(text, start, first, last, end),
        )
        for first, last, is_closed in _spans(text, start, end)
    ]


def _dialogue(text: str, start: int, end: int) -> Quotation | None:
    """What a paragraph has behind a dash, if it ends with who said it: "– It holds, said Colley."."""
    is_behind_dash = _DASH_BEFORE.search(text, max(0, start - _LONGEST_DASH), start)
    match = _DIALOGUE.match(text[start:end])
    if not is_behind_dash or match is None:
        return None
    told = match["told"].split()
    if len(told) > _LONGEST_TOLD or not (verb_of(told[0]) or verb_of(told[-1])):
        return None
    first, last = (start + place for place in match.span("said"))
    words = len(match["said"].split())
    return Quotation(first, last, "–", words, is_closed=True, is_speech=True)


def _spans(text: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """Where quotations begin and end, and whether they are closed."""
    position = start
    while position < end:
        if text[position] in MARKS and _opens(text, position, start, end):
            last = _end(text, position, end)
            if last is not None:
                yield position, last, True
                position = last
                continue
            if text[position] not in _SINGLE:
                yield position, end, False
                return
        position += 1


def _end(text: str, start: int, end: int) -> int | None:
    """The end of the quotation whose mark stands at `start`; None if it is not closed."""
    if text[start] in _SINGLE:
        return _end_of_single(text, start, end)
    return _end_of_double(text, start, end)


def _opens(text: str, position: int, start: int, end: int) -> bool:
    before = text[position - 1] if position > start else " "
    after = text[position + 1] if position + 1 < end else " "
    if text[position] == "«" and before in _BEFORE_OPENING:
        return True  # French puts a space behind it
    if text[position] in _SINGLE and not after.isalpha():
        return False
    return before in _BEFORE_OPENING and not after.isspace()


def _closes(text: str, position: int, end: int) -> bool:
    after = text[position + 1] if position + 1 < end else " "
    is_behind_word = not text[position - 1].isspace()
    is_between_spaces = text[position] == '"' and after.isspace()
    return after in _AFTER_CLOSING and (is_behind_word or is_between_spaces)


def _end_of_double(text: str, start: int, end: int) -> int | None:
    """The end of a quotation in double marks, past the quotations within it.

    If those are not closed, that is the first mark that closes anything.
    """
    depth, first = 1, None
    for position in range(start + 1, end):
        if text[position] not in _DOUBLE:
            continue
        if _is_closing(text, position, start, end):
            first = first or position + 1
            depth -= 1
            if depth == 0:
                return position + 1
        else:
            depth += 1
    return first


def _is_closing(text: str, position: int, start: int, end: int) -> bool:
    """Whether a double mark closes a quotation; German „…“ closes with an opening mark."""
    mark = text[position]
    if text[start] == "»":  # German has »…« as well
        return mark == "«"
    if mark not in _OPENING:
        return mark in _CLOSING or _closes(text, position, end)
    if text[start] == "„":
        return mark == "“" or _closes(text, position, end)
    return _closes(text, position, end) and not _opens(text, position, start, end)


def _end_of_single(text: str, start: int, end: int) -> int | None:
    """The end of a quotation in single marks: the first mark behind punctuation, else the first.

    Marks without punctuation may be apostrophes.
    """
    closing = _SINGLE[text[start]]
    first = None
    for position in range(start + 2, min(end, start + _LONGEST_SINGLE)):
        if text[position] == closing and _closes(text, position, end):
            first = first or position + 1
            if text[position - 1] in _ENDINGS:
                return position + 1
        elif text[position] == text[start] and _opens(text, position, start, end) and first:
            break
    return first


def _is_speech(text: str, start: int, first: int, last: int, end: int) -> bool:
    """Whether the closed quotation `text[first:last]` looks like what somebody said."""
    inner = text[first + 1 : last - 1].strip()
    if not inner:
        return False
    before = text[start:first].rstrip()
    words, has_capital = len(inner.split()), not inner[0].islower()
    opens_sentence = not before or before[-1] in ".!?"
    if opens_sentence and has_capital and words >= _OPENING_WORDS:
        return True
    if before and before[-1] not in _PAUSES and not has_capital:
        return False
    is_ended = bool(_ending(inner)) or text[last : last + 1] == ","
    is_whole = not before and not text[last:end].strip()
    is_sentence = has_capital and words >= _SENTENCE_WORDS
    return is_ended or is_whole or is_sentence or before.endswith(":")


@dataclass(frozen=True, slots=True)
class Frame:
    """The text that the parser reads: each quotation of speech is replaced by a short clause.

    The rest of the paragraph is as it is written, line ends as spaces.
    """

    text: str
    quotations: tuple[tuple[Quotation, int, int], ...]
    """Each with its span in the frame."""
    pieces: tuple[tuple[int, int], ...]
    """Where a piece begins in the frame, and where in the article; in order."""

    def article_offset(self, position: int) -> int:
        """Where in the article a position of the frame is, both in characters."""
        behind = bisect_right(self.pieces, position, key=lambda piece: piece[0])
        begin, original = self.pieces[behind - 1]
        return original + position - begin

    def with_whole_quotations(self, start: int, end: int) -> tuple[int, int]:
        """A span of the frame, widened to the ends of the quotations that it cuts."""
        for _, first, last in self.quotations:
            if first < end and start < last:
                start, end = min(start, first), max(end, last)
        return start, end


def frame(text: str, start: int, end: int, quotations: Sequence[Quotation]) -> Frame:
    """The frame of the paragraph `text[start:end]`."""
    written = ""
    pieces: list[tuple[int, int]] = []
    placed: list[tuple[Quotation, int, int]] = []
    position = start
    for quotation in quotations:
        pieces.append((len(written), position))
        written += text[position : quotation.start]
        pieces.append((len(written), quotation.start))
        begin = len(written)
        written += _stand_in(text, quotation)
        placed.append((quotation, begin, len(written)))
        position = quotation.end
    pieces.append((len(written), position))
    written += text[position:end]
    return Frame(_SPACE.sub(" ", written), tuple(placed), tuple(pieces))


def _stand_in(text: str, quotation: Quotation) -> str:
    """The text that replaces a quotation: itself, if it is no speech."""
    written = text[quotation.start : quotation.end]
    return f"“{_STAND_IN}{_ending(written[1:])}”" if quotation.is_speech else written


def _ending(words: str) -> str:
    """The punctuation mark that words end in, past quotation marks, or an empty string."""
    last = words.rstrip(MARKS + "’ \t\n\xa0")[-1:]
    return last if last in _ENDINGS else ""
