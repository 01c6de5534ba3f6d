"""Citations as plain text that is safe to print: characters that could steer a terminal are removed."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from index.language.dates import day_text
from prompts import Translatable

if TYPE_CHECKING:
    from bot.types.citation import Citation

NEAREST = Translatable("The nearest articles:")
CHANGED = Translatable(
    "The article has changed since, or is no longer on record; this is how it read when I answered."
)


def printable(text: str) -> str:
    """The text without control characters and without marks that turn the direction of writing around."""
    return "".join(
        c
        for c in text
        if c in "\n\t" or unicodedata.category(c) not in ("Cc", "Cf", "Cs") or c in "\u200c\u200d"
    )


def one_line(text: str) -> str:
    """The text, printable, on one line: a name or a headline may hold line breaks."""
    return " ".join(printable(text).split())


def label(citation: Citation) -> str:
    """ "[1] minsk-talks.txt:13": what `onrecord show` takes."""
    return f"[{citation.number}] {one_line(citation.source)}:{citation.line}"


def source_line(citation: Citation) -> str:
    """What the source is: headline, publisher, date."""
    parts = [one_line(citation.title), one_line(citation.publisher or "")]
    if citation.published:
        parts.append(day_text(citation.published))
    return ", ".join(part for part in parts if part)
