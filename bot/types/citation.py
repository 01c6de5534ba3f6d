"""A citation: the exact words of a source file behind one sentence of an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.language.dates import Resolved, beside

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an answer, and whether they are those that answer, or the heading of a line."""

    text: str
    answers: bool = False
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of a source file behind one sentence of an answer.

    `text_of_source[start:end] == quote`, in characters of the file's decoded text; that is checked before an
    answer leaves the chain.
    """

    number: int
    source: str
    start: int
    end: int
    quote: str
    line: int
    """Of the quote's first character, counted from 1."""
    sha256: str
    title: str
    published: date | None
    publisher: str | None
    speaker: str | None = None
    answer_start: int | None = None
    answer_end: int | None = None
    page: int | None = None
    """Counted from 1; of a PDF only."""
    also_in: tuple[str, ...] = ()
    """Other sources that have the same article, or nearly."""
    before: str = ""
    """The neighbouring sentences before the quote, as they stand in the file."""
    after: str = ""
    dates: tuple[Resolved, ...] = ()
    """What the quote's relative dates mean ("Thursday"), by characters of the source's text."""
    heading: str = ""
    """What stands before the line that it opens, where people read it: whose words, or which source and date."""

    @property
    def dated_quote(self) -> str:
        """The quote for people, with each day beside what means it: "Thursday [10 March 2022]"."""
        return beside(self.quote, self.start, self.dates)

    @property
    def pieces(self) -> tuple[Piece, Piece, Piece]:
        """`dated_quote` on one line: what stands before the words that answer, these, and what stands behind them."""
        first = self.end if self.answer_start is None else self.answer_start
        last = self.end if self.answer_end is None else self.answer_end
        before, marked = self._dated(self.start, first), self._dated(first, last)
        return Piece(before), Piece(marked, answers=True), Piece(self._dated(last, self.end + 1))

    def _dated(self, start: int, end: int) -> str:
        """A part of the quote, with the days of what ends in it."""
        words = self.quote[start - self.start : end - self.start]
        return on_one_line(
            beside(words, start, [one for one in self.dates if start <= one.end < end])
        )

    def context(self) -> str:
        """The quote among its neighbours, set off by »…«."""
        return f"{self.before}»{self.quote}«{self.after}"


def on_one_line(quote: str) -> str:
    """A quote on one line, as the answer's text has it."""
    return _SPACE.sub(" ", quote)
