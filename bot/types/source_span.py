"""A part of an article that a claim is compared with."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Article


@dataclass(frozen=True, slots=True)
class SourceSpan:
    """A part of an article that a claim is compared with, in characters of the article's text."""

    article: Article
    start: int
    end: int
