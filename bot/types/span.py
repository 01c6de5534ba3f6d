"""A part of an article."""

from __future__ import annotations

from dataclasses import dataclass

from index.types import Article


@dataclass(frozen=True, slots=True)
class Span:
    """A part of an article that a sentence is held against, in characters of its text."""

    article: Article
    start: int
    end: int
