"""What a conversation is made of: turns, answers and their citations, and what can be wrong with a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from index.dates import Resolved, beside

_MARK = re.compile(r"\[\d+\]")
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
        return _plain(beside(words, start, [one for one in self.dates if start <= one.end < end]))

    def context(self) -> str:
        """The quote among its neighbours, set off by »…«."""
        return f"{self.before}»{self.quote}«{self.after}"


@dataclass(frozen=True, slots=True)
class Related:
    """A passage near a question that was not answered."""

    source: str
    start: int
    end: int
    title: str


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the things that a question may mean: a few words for a button, and the question that means just that."""

    label: str
    question: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one question. `text` refers to its citations as `[number]`."""

    question: str
    standalone_question: str
    answered: bool
    text: str
    citations: tuple[Citation, ...] = ()
    related: tuple[Related, ...] = ()
    choices: tuple[Choice, ...] = ()
    """What the question may mean, where it was not answered but asked back: `text` asks which."""
    confidence: float = 0.0
    """How sure the surest sentence is to answer, 0 to 1."""
    engine: str = "quotes"
    seconds: dict[str, float] = field(default_factory=dict)

    @property
    def dated_text(self) -> str:
        """`text` for people: each line behind its heading, and in the quotes each day beside what means it."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """`dated_text`, cut where the words that answer begin and end."""
        by_mark = {f"[{citation.number}]": citation for citation in self.citations}
        pieces: list[Piece] = []
        for number, line in enumerate(self.text.split("\n")):
            cited = [by_mark[mark] for mark in _MARK.findall(line) if mark in by_mark]
            pieces.append(Piece("\n" * bool(number)))
            if cited and cited[0].heading:
                pieces += [Piece(f"{cited[0].heading}:", is_heading=True), Piece(" ")]
            pieces += _quoted(line, cited)
        return tuple(piece for piece in pieces if piece.text)

    @property
    def turn(self) -> Turn:
        """What the next question may lean on."""
        return Turn(self.question, self.standalone_question, self.text, self.citations, self.choices)

    def __str__(self) -> str:
        from bot.rendering.plain import answer_text

        return answer_text(self)

    __repr__ = __str__

    def _repr_html_(self) -> str:
        from bot.rendering.notebook import answer_html

        return answer_html(self)


def _quoted(line: str, cited: Sequence[Citation]) -> Iterator[Piece]:
    """A line of an answer, with the quotes that it holds for people."""
    for citation in cited:
        before, quote, after = line.partition(_plain(citation.quote))
        if quote:
            yield Piece(before)
            yield from citation.pieces
            line = after
    yield Piece(line)


def _plain(quote: str) -> str:
    """A quote on one line, as the answer's text has it."""
    return _SPACE.sub(" ", quote)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked, as it was understood, and the answer it got."""

    question: str
    standalone_question: str
    answer: str = ""
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()


class Failure(StrEnum):
    """What can be wrong with a sentence."""

    FABRICATED = "fabricated"
    MISATTRIBUTED = "misattributed"
    SPLICED = "spliced"
    NEGATED = "negated"
    UNSUPPORTED = "unsupported"
    UNCITED = "uncited"
