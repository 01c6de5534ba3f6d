"""Citations as plain text, without the characters that could control a terminal."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from index.language.dates.written import day_text
from prompts import Translatable

if TYPE_CHECKING:
    from bot.types.citation import Citation

NEAREST = Translatable("The nearest articles:")
CHANGED = Translatable(
    "The article has changed since, or is no longer on record; this is how it read when I answered."
)
_KEPT = "\n\t\u200c\u200d"
"""Controls that text needs: newline, tab, and the joiners that Persian and emoji use."""
_CONTROLS = ("Cc", "Cf", "Cs")
"""Unicode categories: control characters, formats such as direction marks, lone surrogates."""


def printable(text: str) -> str:
    """The text without control characters and marks that reverse the direction of writing."""
    return "".join(
        letter
        for letter in text
        if letter in _KEPT or unicodedata.category(letter) not in _CONTROLS
    )


def one_line(text: str) -> str:
    """The text, printable, on one line: a name or a headline may hold line breaks."""
    return " ".join(printable(text).split())


def label(citation: Citation) -> str:
    """A citation's number and place, "[1] minsk-talks.txt:13"; `onrecord show` takes the place."""
    return f"[{citation.number}] {one_line(citation.source)}:{citation.line}"


def source_line(citation: Citation) -> str:
    """Headline, publisher and date of a citation's article, as far as they are known."""
    parts = [one_line(citation.title), one_line(citation.publisher or "")]
    if citation.published:
        parts.append(day_text(citation.published))
    return ", ".join(part for part in parts if part)
