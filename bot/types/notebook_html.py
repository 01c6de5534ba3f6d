"""A citation as HTML for a notebook."""

from __future__ import annotations

from html import escape

from bot.types.citation import Citation
from bot.types.plain_text import source_line


def citation_html(citation: Citation) -> str:
    """The citation, which unfolds to its passage. All that came from the article is escaped."""
    return (
        f"<details><summary>[{citation.number}] <code>{escape(citation.source)}:{citation.line}</code> "
        f"{escape(source_line(citation))}</summary><blockquote>"
        f"{escape(citation.before)}<b>{escape(citation.dated_quote)}</b>{escape(citation.after)}</blockquote></details>"
    )
