"""Questions to begin with: what somebody in the latest articles said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.language.name_sounds import name_key
from prompts import Translatable, translate

if TYPE_CHECKING:
    from index.stores.catalog import Catalog
    from index.types import Article

_MAX_ARTICLES = 40
"""The latest articles, among which speakers are looked for."""


def suggestions(catalog: Catalog, count: int = 3) -> list[str]:
    """Up to `count` questions, the latest article first.

    Each has an article and a speaker of its own.
    """
    listings = sorted(catalog.articles(), key=lambda one: one.published or date.min, reverse=True)
    originals = [listing.source for listing in listings if not listing.copies_of]
    questions: dict[str, str] = {}
    for source in originals[:_MAX_ARTICLES]:
        article = catalog.article_of(source)
        for speaker, question in _questions(article) if article else ():
            if speaker not in questions:
                questions[speaker] = question
                break
        if len(questions) == count:
            break
    return list(questions.values())


def _questions(article: Article) -> Iterator[tuple[str, str]]:
    """The key of a speaker's name and a question about them, those with a place first."""
    people = set(article.people)
    named = [said for said in article.statements if said.speaker in people and " " in said.speaker]
    for said in sorted(named, key=lambda one: one.place is None):
        question = Translatable("What did {speaker} say?")
        if said.place:
            question = Translatable("What did {speaker} say in {place}?")
        yield name_key(said.speaker), translate(question, speaker=said.speaker, place=said.place)
