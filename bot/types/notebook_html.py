"""A citation as HTML for a notebook."""

from __future__ import annotations

from html import escape

from bot.types.citation import Citation
from bot.types.plain_text import source_line


def citation_html(citation: Citation) -> str:
    """A citation that unfolds to its passage. Everything from the article is escaped."""
    place = f"<code>{escape(citation.source)}:{citation.line}</code>"
    summary = f"[{citation.number}] {place} {escape(source_line(citation))}"
    quote = f"<b>{escape(citation.dated_quote)}</b>"
    passage = f"{escape(citation.before)}{quote}{escape(citation.after)}"
    return f"<details><summary>{summary}</summary><blockquote>{passage}</blockquote></details>"
