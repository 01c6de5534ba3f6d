"""What a conversation is made of: turns, and answers with their citations."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from html import escape

from bot.types.citation import Citation, Piece, on_one_line
from bot.types.notebook_html import citation_html
from bot.types.plain_text import NEAREST, label, one_line, printable, source_line
from prompts import translate

_MARK = re.compile(r"\[\d+\]")


@dataclass(frozen=True, slots=True)
class Related:
    """A passage near a question that was not answered."""

    source: str
    start: int
    end: int
    title: str

    @property
    def label(self) -> str:
        """Source and headline, on one line that is safe to print."""
        return f"{one_line(self.source)}  {one_line(self.title)}"


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
        return Turn(
            self.question, self.standalone_question, self.text, self.citations, self.choices
        )

    def __str__(self) -> str:
        """The answer with its sources, the question that is asked back, or the refusal with the nearest articles."""
        lines = [printable(self.dated_text), ""]
        if self.citations:
            lines += [f"{label(citation)}  {source_line(citation)}" for citation in self.citations]
        elif self.choices:
            lines += [
                f"{number}. {one_line(choice.label)}"
                for number, choice in enumerate(self.choices, 1)
            ]
        elif self.related:
            lines += [translate(NEAREST), *(f"  {related.label}" for related in self.related)]
        return "\n".join(lines).rstrip()

    __repr__ = __str__

    def _repr_html_(self) -> str:
        """For a notebook: the answer, and under it each citation to unfold. All that came from articles is escaped."""
        escaped = (
            (escape(piece.text).replace("\n", "<br>"), piece.answers) for piece in self.pieces
        )
        text = "".join(f"<b>{words}</b>" if is_bold else words for words, is_bold in escaped)
        if self.citations:
            return f"<div><p>{text}</p>{''.join(map(citation_html, self.citations))}</div>"
        if self.choices:
            which = "".join(f"<li>{escape(choice.label)}</li>" for choice in self.choices)
            return f"<div><p>{text}</p><ol>{which}</ol></div>"
        nearest = "".join(
            f"<li><code>{escape(one.source)}</code> {escape(one.title)}</li>"
            for one in self.related
        )
        return f"<div><p>{text}</p>{f'<p>{translate(NEAREST)}</p><ul>{nearest}</ul>' if nearest else ''}</div>"


def _quoted(line: str, cited: Sequence[Citation]) -> Iterator[Piece]:
    """A line of an answer, with the quotes that it holds for people."""
    for citation in cited:
        before, quote, after = line.partition(on_one_line(citation.quote))
        if quote:
            yield Piece(before)
            yield from citation.pieces
            line = after
    yield Piece(line)


@dataclass(frozen=True, slots=True)
class Turn:
    """A question that was asked, as it was understood, and the answer it got."""

    question: str
    standalone_question: str
    answer: str = ""
    citations: tuple[Citation, ...] = ()
    choices: tuple[Choice, ...] = ()
