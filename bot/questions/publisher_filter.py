""" "Only from the Irish paper": the publisher or the source that a question is narrowed to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from bot.types.answer import Choice
from index.language import countries, dates
from index.language.terms import stem, terms
from index.stores.catalog import Listing
from index.types import Filters

_ONLY = re.compile(
    r",? (?:only|just) (?P<preposition>from|in|by|of|according to|what) (?P<origin>[^,?]+?)(?: (?:says?|writes?|reports?))?\W*$",
    re.IGNORECASE,
)
_KINDS = frozenset(
    stem(word)
    for word in "paper newspaper article agency report story site website magazine news press wire source one daily weekly".split()
)
_MOST = 6
"""Publishers that are asked back."""
_EMPTY = frozenset(
    stem(word) for word in "the a an that this those these of from other our their".split()
)


@dataclass(frozen=True, slots=True)
class Narrowed:
    """A question without what narrows it, and the filters that do so instead; more than one publisher may be meant."""

    question: str
    filters: Filters
    choices: tuple[Choice, ...] = ()


def narrowed(
    question: str, listings: Callable[[Filters], Iterable[Listing]], filters: Filters
) -> Narrowed:
    """The question narrowed to the publisher or the source that it names behind "only from", of those that the filters admit.

    "Only from the sea" names none. A publisher that there is not is named by its kind ("the Danish paper") or as a name.
    """
    match = _ONLY.search(question)
    if match is None:
        return Narrowed(question, filters)
    body = f"{question[: match.start()]}?"
    wanted = _Wanted.of(match["origin"])
    articles = list(listings(filters))
    sources = [
        one.source for one in articles if wanted.source and wanted.source in one.source.lower()
    ]
    publishers = sorted(
        {one.publisher for one in articles if one.publisher and wanted.fits(one.publisher)}
    )
    if len(publishers) > 1:
        return Narrowed(question, filters, _which(body, publishers[:_MOST]))
    if publishers:
        return Narrowed(body, replace(filters, publisher=publishers[0]))
    if sources:
        return Narrowed(body, replace(filters, sources=tuple(sources)))
    if match["preposition"].lower() != "from" or not wanted.is_publisher:
        return Narrowed(question, filters)
    return Narrowed(body, replace(filters, publisher=match["origin"]))


def _which(body: str, publishers: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, f"{body.rstrip('?')}, only from {name}?") for name in publishers)


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What a publisher's name must have."""

    words: frozenset[str]
    countries: frozenset[str]
    source: str
    """What a file's name must have; empty where the words are no file's name."""
    is_publisher: bool
    """Whether it is one by its words, be there such a one or not."""

    @classmethod
    def of(cls, origin: str) -> _Wanted:
        words = frozenset(term.stem for term in terms(origin)) - _EMPTY
        is_kind = bool(words & _KINDS)
        places = frozenset(mention.country for mention in countries.find(origin))
        source = origin.strip().lower() if re.search(r"[./*_-]", origin) else ""
        is_named = (
            any(term.is_capital for term in terms(origin))
            and not places
            and not any(dates.find(origin))
        )
        return cls(
            words - _KINDS or words,
            places if is_kind else frozenset(),
            source,
            is_kind or is_named or bool(source),
        )

    def fits(self, publisher: str) -> bool:
        """Whether a publisher is meant: its name has all the words, or is of the country."""
        places = {mention.country for mention in countries.find(publisher)}
        named = bool(self.words) and self.words <= {term.stem for term in terms(publisher)}
        return named or bool(self.countries & places)
