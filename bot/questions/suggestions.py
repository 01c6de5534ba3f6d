"""Questions to begin with, drawn from the articles on record: what somebody said somewhere."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from index.language.terms import name_key
from prompts import Translatable, translate

if TYPE_CHECKING:
    from index.stores.catalog import Catalog
    from index.types import Article

_LOOKED_AT = 40
"""Articles, the latest."""


def suggestions(catalog: Catalog, count: int = 3) -> list[str]:
    """So many questions, or fewer, each of another article and about somebody else, the latest articles first."""
    listings = sorted(catalog.articles(), key=lambda one: one.published or date.min, reverse=True)
    sources = [one.source for one in listings if not one.copies_of][:_LOOKED_AT]
    found: dict[str, str] = {}
    for source in sources:
        article = catalog.article_of(source)
        for name, question in _questions(article) if article else ():
            if name not in found:
                found[name] = question
                break
        if len(found) == count:
            break
    return list(found.values())


def _questions(article: Article) -> Iterator[tuple[str, str]]:
    """Whom of an article a question is about, and the question; those with a place first."""
    people = set(article.people)
    named = [said for said in article.statements if said.speaker in people and " " in said.speaker]
    for said in sorted(named, key=lambda one: one.place is None):
        question = (
            Translatable("What did {speaker} say in {place}?")
            if said.place
            else Translatable("What did {speaker} say?")
        )
        yield name_key(said.speaker), translate(question, speaker=said.speaker, place=said.place)
