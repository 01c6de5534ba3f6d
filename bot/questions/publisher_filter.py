"""Questions about one publisher or file: "What did Colley say, only from the Irish paper?"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from bot.types.answer import Choice
from index.language import countries, dates, lexicon
from index.language.stems import stem
from index.language.terms import terms
from index.stores.catalog import Listing
from index.types import Filters

_MAX_CHOICES = 6
_ONLY_FROM = re.compile(
    r"""
    ,?[ ](?:only|just)[ ]
    (?P<preposition>from|in|by|of|according\ to|what)[ ]   # only FROM the Irish paper
    (?P<origin>[^,?]+?)                                    # only from THE IRISH PAPER
    (?:[ ](?:says?|writes?|reports?))?\W*$                 # just what the Irish paper SAYS
    """,
    re.IGNORECASE | re.VERBOSE,
)
_FILE_MARK = re.compile(r"[./*_-]")


@dataclass(frozen=True, slots=True)
class NarrowedQuestion:
    """A question without "only from the Gazette", and the filters that say so instead."""

    question: str
    filters: Filters
    choices: tuple[Choice, ...] = ()
    """A question for each publisher that may be meant, if there are several; then nothing is
    narrowed."""


def narrow(
    question: str, listings: Callable[[Filters], Iterable[Listing]], filters: Filters
) -> NarrowedQuestion:
    """Narrows a question to the publisher or the file that it names, among those the filters admit.

    A publisher that has no article still narrows it, so that nobody else answers: it is known by
    its kind ("the Danish paper") or by a name. "Only from the sea" names no publisher.
    """
    match = _ONLY_FROM.search(question)
    if match is None:
        return NarrowedQuestion(question, filters)
    body = f"{question[: match.start()]}?"
    origin = _Origin.of(match["origin"])
    articles = list(listings(filters))
    publishers = origin.publishers_among(articles)
    if len(publishers) > 1:
        return NarrowedQuestion(question, filters, _choices(body, publishers[:_MAX_CHOICES]))
    if publishers:
        return NarrowedQuestion(body, replace(filters, publisher=publishers[0]))
    if sources := origin.sources_among(articles):
        return NarrowedQuestion(body, replace(filters, sources=sources))
    if match["preposition"].lower() == "from" and origin.is_publisher:
        return NarrowedQuestion(body, replace(filters, publisher=origin.text))
    return NarrowedQuestion(question, filters)


def _choices(body: str, publishers: Sequence[str]) -> tuple[Choice, ...]:
    return tuple(Choice(name, f"{body.rstrip('?')}, only from {name}?") for name in publishers)


@dataclass(frozen=True, slots=True)
class _Origin:
    """What stands behind "only from"."""

    text: str
    words: frozenset[str]
    """Stems that a publisher's name must have."""
    countries: frozenset[str]
    """Countries one of which it may be from: of "the Irish paper", Ireland."""
    file: str
    """What a file's name must contain, in lower case; empty if the words name no file."""
    is_publisher: bool
    """Whether the words mean a publisher or a file, even one that is not there."""

    @classmethod
    def of(cls, text: str) -> _Origin:
        """The origin that words mean."""
        words = frozenset(term.stem for term in terms(text)) - _stems("empty")
        kinds = words & _stems("kind")
        places = frozenset(mention.country for mention in countries.find(text))
        file = text.strip().lower() if _FILE_MARK.search(text) else ""
        has_capital = any(term.is_capital for term in terms(text))
        is_name = has_capital and not places and not any(dates.find(text))
        return cls(
            text=text,
            words=words - kinds or words,
            countries=places if kinds else frozenset(),
            file=file,
            is_publisher=bool(kinds) or is_name or bool(file),
        )

    def publishers_among(self, listings: Iterable[Listing]) -> list[str]:
        """The publishers that may be meant.

        Only one whose whole name the words are, if there is one.
        """
        publishers = {one.publisher for one in listings if one.publisher}
        for publisher in publishers:
            if publisher.casefold() == self.text.casefold():
                return [publisher]
        return sorted(publisher for publisher in publishers if self._fits(publisher))

    def sources_among(self, listings: Iterable[Listing]) -> tuple[str, ...]:
        """The files that may be meant."""
        if not self.file:
            return ()
        return tuple(one.source for one in listings if self.file in one.source.lower())

    def _fits(self, publisher: str) -> bool:
        """Whether a publisher's name has all the words, or is of one of the countries."""
        if self.words and self.words <= {term.stem for term in terms(publisher)}:
            return True
        return any(mention.country in self.countries for mention in countries.find(publisher))


@cache
def _stems(tag: str) -> frozenset[str]:
    return frozenset(map(stem, lexicon.words("publisher_words", tag)))
