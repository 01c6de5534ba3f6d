"""The days that an article's words mean by "Thursday" or "last week": found by its own day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from index.language import dates
from index.language.dates.written import Resolved
from index.types import Article


def days(article: Article, start: int, end: int) -> tuple[Resolved, ...]:
    """What the relative dates in a span mean, each once, by characters of the article's text.

    None where the article's own day is not known. Somebody's words are meant as on the day when
    they were said.
    """
    published = article.published
    if published is None:
        return ()
    found = sorted(_meant(article, start, end, published), key=lambda one: one.start)
    first = {(article.text[one.start : one.end].lower(), one.iso): one for one in reversed(found)}
    return tuple(sorted(first.values(), key=lambda one: one.start))


def _meant(article: Article, start: int, end: int, published: date) -> Iterator[Resolved]:
    spoken = [
        (said.start, said.end, day)
        for said in article.statements
        if said.direct and (day := _day(said.date))
    ]
    for base in dict.fromkeys((published, *(day for _, _, day in spoken))):
        for one in dates.relative(article.text[start:end], base):
            at = start + one.start
            if next((day for first, last, day in spoken if first <= at < last), published) == base:
                yield replace(one, start=at, end=start + one.end)


def _day(iso: str | None) -> date | None:
    return date.fromisoformat(iso) if iso and len(iso) == len("2022-03-10") else None
