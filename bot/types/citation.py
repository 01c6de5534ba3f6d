"""A citation: the exact words of a source file behind one sentence of an answer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from index.language.dates.written import Resolved, beside

_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of an answer. A line of an answer is cut into pieces to mark some of them."""

    text: str
    is_answer: bool = False
    """Whether these words answer the question, and may be shown in bold."""
    is_heading: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """The exact words of a source file behind one sentence of an answer.

    `text_of_source[start:end] == quote`, in characters of the file's decoded text. The chain
    checks that before an answer leaves it.
    """

    number: int
    source: str
    start: int
    end: int
    quote: str
    line: int
    """The line of the quote's first character, counted from 1."""
    sha256: str
    """The hash of the file's bytes, in hexadecimal."""
    title: str
    published: date | None
    publisher: str | None
    speaker: str | None = None
    answer_start: int | None = None
    answer_end: int | None = None
    page: int | None = None
    """Counted from 1; None unless the source is a PDF."""
    also_in: tuple[str, ...] = ()
    """Other sources with the same article, or nearly the same."""
    before: str = ""
    """The neighbouring sentences before the quote, as the file has them."""
    after: str = ""
    dates: tuple[Resolved, ...] = ()
    """The days that relative dates in the quote mean ("Thursday"), with their offsets."""
    heading: str = ""
    """Shown to people before the line that this citation opens: a speaker, or source and date."""

    @property
    def dated_quote(self) -> str:
        """The quote for people, each relative date with its day: "Thursday [10 March 2022]"."""
        return beside(self.quote, self.start, self.dates)

    @property
    def pieces(self) -> tuple[Piece, Piece, Piece]:
        """`dated_quote` on one line: the words before the answer, the answer, the words after it.

        Where no words are marked as the answer, the first piece holds the whole quote.
        """
        first = self.end if self.answer_start is None else self.answer_start
        last = self.end if self.answer_end is None else self.answer_end
        before = self._dated(self.start, first)
        answer = self._dated(first, last)
        after = self._dated(last, self.end + 1)  # so that a date at the very end is shown
        return Piece(before), Piece(answer, is_answer=True), Piece(after)

    def _dated(self, start: int, end: int) -> str:
        """A part of the quote, with the days of the relative dates that end in it."""
        words = self.quote[start - self.start : end - self.start]
        dates = [day for day in self.dates if start <= day.end < end]
        return on_one_line(beside(words, start, dates))

    def context(self) -> str:
        """The quote among its neighbours, between » and «."""
        return f"{self.before}»{self.quote}«{self.after}"


def on_one_line(quote: str) -> str:
    """A quote on one line, as the text of an answer has it."""
    return _SPACE.sub(" ", quote)
