"""Answers as plain text, safe to print: what could steer a terminal is taken out."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from index.dates import day_text
from prompts import Ours, told

if TYPE_CHECKING:
    from bot.types import Answer, Citation, Related

NEAREST = Ours("The nearest articles:")
CHANGED = Ours("The article has changed since, or is no longer on record; this is how it read when I answered.")


def printable(text: str) -> str:
    """The text without control characters and without marks that turn the direction of writing around."""
    return "".join(
        c for c in text if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c in "\u200c\u200d"
    )


def one_line(text: str) -> str:
    """The text, printable, on one line: a name or a headline may hold line breaks."""
    return " ".join(printable(text).split())


def answer_text(answer: Answer) -> str:
    """The answer with its sources, the question that is asked back, or the refusal with the nearest articles."""
    lines = [printable(answer.dated_text), ""]
    if answer.citations:
        lines += [f"{label(citation)}  {source_line(citation)}" for citation in answer.citations]
    elif answer.choices:
        lines += [f"{number}. {one_line(choice.label)}" for number, choice in enumerate(answer.choices, 1)]
    elif answer.related:
        lines += [told(NEAREST), *(f"  {related_line(related)}" for related in answer.related)]
    return "\n".join(lines).rstrip()


def label(citation: Citation) -> str:
    """ "[1] minsk-talks.txt:13": what `onrecord show` takes."""
    return f"[{citation.number}] {one_line(citation.source)}:{citation.line}"


def source_line(citation: Citation) -> str:
    """What the source is: headline, publisher, date."""
    parts = [one_line(citation.title), one_line(citation.publisher or "")]
    if citation.published:
        parts.append(day_text(citation.published))
    return ", ".join(part for part in parts if part)


def related_line(related: Related) -> str:
    """An article that is near the question."""
    return f"{one_line(related.source)}  {one_line(related.title)}"
