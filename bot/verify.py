"""Holds every citation against the source: nothing leaves the chain that does not stand there word for word."""

from __future__ import annotations

from bot.types import Citation
from index.types import Article


def stands(citation: Citation, article: Article | None) -> bool:
    """Whether the quote is, character by character, what the article's body says at that place."""
    return (
        article is not None
        and article.sha256 == citation.sha256
        and bool(citation.quote.strip())
        and article.text[citation.start : citation.end] == citation.quote
        and any(s.start <= citation.start and citation.end <= s.end for s in article.sentences)
    )
