"""What a conversation is made of: turns, and answers with their citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from bot.types.citation import Citation, Piece, on_one_line
from bot.types.dropped import Dropped, note
from bot.types.notebook_html import citation_html
from bot.types.plain_text import NEAREST, label, one_line, printable, source_line
from prompts import translate

_MARK = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Related:
    """A passage close to a question that was not answered."""

    source: str
    start: int
    end: int
    title: str

    @property
    def label(self) -> str:
        """Source and headline on one line, safe to print."""
        return f"{one_line(self.source)}  {one_line(self.title)}"


@dataclass(frozen=True, slots=True)
class Choice:
    """One meaning of an ambiguous question."""

    label: str
    """A few words, for a button or a list."""
    question: str
    """The question with only this meaning."""


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence of an answer that a chat model had a hand in."""

    text: str
    written_by: str
    """The chat model's `provider:model`, or `quotes`."""
    citations: tuple[int, ...]
    """The numbers of its citations."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question. `text` refers to its citations as `[number]`."""

    question: str
    standalone_question: str
    answered: bool
    text: str
    citations: tuple[Citation, ...] = ()
    related: tuple[Related, ...] = ()
    choices: tuple[Choice, ...] = ()
    """The meanings of an ambiguous question, which is not answered: `text` asks which is meant."""
    confidence: float = 0.0
    """How sure the surest sentence is to answer, 0 to 1."""
    engine: str = "quotes"
    seconds: dict[str, float] = field(default_factory=dict)
    """How long each step took."""
    sentences: tuple[Told, ...] = ()
    """What a chat model had a hand in, sentence by sentence; else nothing."""
    dropped: tuple[Dropped, ...] = ()
    """What it wrote that is not shown."""

    @property
    def dated_text(self) -> str:
        """`text` for people: lines with their headings, relative dates with their days."""
        return "".join(piece.text for piece in self.pieces)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """`dated_text`, cut where headings and the words that answer begin and end."""
        by_mark = {f"[{citation.number}]": citation for citation in self.citations}
        pieces: list[Piece] = []
        for number, line in enumerate(self.text.split("\n")):
            if number:
                pieces.append(Piece("\n"))
            cited = [by_mark[mark] for mark in _MARK.findall(line) if mark in by_mark]
            if cited and cited[0].heading:
                pieces.append(Piece(f"{cited[0].heading}:", is_heading=True))
                pieces.append(Piece(" "))
            pieces += _line_pieces(line, cited)
        return tuple(piece for piece in pieces if piece.text)

    @property
    def turn(self) -> Turn:
        """The answer as an earlier turn, for the questions that follow."""
        return Turn(
            self.question,
            self.standalone_question,
            "" if self.answered and not self.citations else self.text,  # an explanation
            self.citations,
            self.choices,
            self.dropped,
        )

    @property
    def note(self) -> str:
        """A line for people on what a chat model wrote and is not shown, if anything."""
        return note(self.dropped)

    def __str__(self) -> str:
        """The answer with its sources, or the choices, or the refusal with the nearest articles."""
        lines = [printable(self.dated_text), ""]
        if self.citations:
            lines += [f"{label(citation)}  {source_line(citation)}" for citation in self.citations]
        elif self.choices:
            for number, choice in enumerate(self.choices, 1):
                lines.append(f"{number}. {one_line(choice.label)}")
        elif self.related:
            lines.append(translate(NEAREST))
            lines += [f"  {related.label}" for related in self.related]
        if self.note:
            lines += ["", self.note]
        return "\n".join(lines).rstrip()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """For a notebook: the answer, and below it each citation, which unfolds.

        Everything that comes from articles is escaped.
        """
        text = "".join(_piece_html(piece) for piece in self.pieces)
        below = ""
        if self.citations:
            below = "".join(citation_html(citation) for citation in self.citations)
        elif self.choices:
            items = "".join(f"<li>{escape(choice.label)}</li>" for choice in self.choices)
            below = f"<ol>{items}</ol>"
        elif self.related:
            items = "".join(_related_html(related) for related in self.related)
            below = f"<p>{translate(NEAREST)}</p><ul>{items}</ul>"
        left_out = f"<p><small>{self.note}</small></p>" if self.note else ""
        return f"<div><p>{text}</p>{below}{left_out}</div>"


def _line_pieces(line: str, cited: Sequence[Citation]) -> Iterator[Piece]:
    """A line of an answer, with the days of relative dates in the quotes that it holds."""
    for citation in cited:
        before, quote, after = line.partition(on_one_line(citation.quote))
        if quote:
            yield Piece(before)
            yield from citation.pieces
            line = after
    yield Piece(line)


def _piece_html(piece: Piece) -> str:
    words = escape(piece.text).replace("\n", "<br>")
    return f"<b>{words}</b>" if piece.is_answer else words


def _related_html(related: Related) -> str:
    return f"<li><code>{escape(related.source)}</code> {escape(related.title)}</li>"


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked, its standalone form, and its answer."""

    question: str
    standalone_question: str
    answer: str = ""
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
    dropped: tuple[Dropped, ...] = ()
    """What a chat model wrote that is not in the answer."""
