"""The article behind a citation, as long as it is the one that was cited."""

from __future__ import annotations

from typing import TYPE_CHECKING

from index.errors import SourceNotFoundError

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.types import Citation
    from index.types import Article


def cited_article(citation: Citation, desk: Desk) -> Article | None:
    """The cited article; None where it has changed or is gone."""
    try:
        article = desk.article(citation.source)
    except SourceNotFoundError:
        return None
    is_same = article.sha256 == citation.sha256 and article.text[citation.start : citation.end] == citation.quote
    return article if is_same else None
