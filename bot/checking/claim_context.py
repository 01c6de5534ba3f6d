"""A sentence, the spans that it cites, and the sentences in them that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from bot.checking.source_view import SentencePlace, article_tops
from bot.language.matching import TokenizedText
from bot.language.tokens import Token
from bot.types.source_span import SourceSpan
from index.language.offices import role_words
from index.types import Statement


@dataclass(frozen=True)
class ClaimContext:
    """A sentence, and what it is held against."""

    text: str
    claim: tuple[Token, ...]
    spans: tuple[SourceSpan, ...]
    places: tuple[SentencePlace, ...]
    """The sentences that it rests on, best first."""
    said: tuple[Statement, ...]
    """What is said in it, in characters of its text."""

    @cached_property
    def lines(self) -> list[TokenizedText]:
        """The words of the sentences that it rests on."""
        return [place.line for place in self.places]

    @cached_property
    def around(self) -> list[TokenizedText]:
        """… with what may name those whom they leave unnamed."""
        before = [line for place in self.places for line in place.view.before(place.number)]
        return [*self.lines, *before, *article_tops(self.places)]

    @cached_property
    def told(self) -> list[TokenizedText]:
        """The sentences with headline, date and place."""
        return [*self.lines, *article_tops(self.places)]

    @cached_property
    def roles(self) -> frozenset[str]:
        """The sentences' words, with offices by their usual names."""
        return role_words(" ".join(place.text for place in self.places))

    @cached_property
    def statements(self) -> list[Statement]:
        """What is said in them."""
        return [said for place in self.places for said in place.view.statements(place.number)]


def between(text: str, one: Token, other: Token) -> str:
    """The part of a text from one word to another."""
    return text[min(one.start, other.start) : max(one.end, other.end)]
