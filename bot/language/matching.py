"""A sentence's words as they compare, and whether it has a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from bot.language.tokens import Token, TokenKind
from index.language.name_sounds import name_key
from index.language.stems import fold, stem
from index.models.word_similarity import nearest

_LIKE = 0.8
"""How much a word counts that is only like one of the claim's."""


@dataclass(frozen=True)
class TokenizedText:
    """A sentence's words as they compare."""

    tokens: tuple[Token, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Of all words, and of hyphenated ones as one ("ceasefire")."""
        joined = {
            stem(f"{one.text}{two.text}")
            for one, two in pairwise(self.tokens)
            if two.start - one.end == 1 and TokenKind.CONTENT in (one.kind, two.kind)
        }
        return frozenset({token.key for token in self.tokens} | joined)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Of words that stand next to each other."""
        return frozenset(pairwise(token.key for token in self.tokens))

    @cached_property
    def sounds(self) -> frozenset[str]:
        """Of names."""
        return frozenset(
            token.sound or name_key(token.text) for token in self.tokens if token.text[:1].isupper()
        )

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that it names."""
        return frozenset(token.country for token in self.tokens if token.country)

    @cached_property
    def initials(self) -> frozenset[str]:
        """Of names of several words: "eu" for "European Union".

        And the abbreviations themselves.
        """
        runs, run = [], ""
        for token in self.tokens:
            if token.text[:1].isupper():
                run += token.text[0]
            elif token.text not in ("of", "for", "and", "the"):
                runs.append(run)
                run = ""
        return frozenset(found.lower() for found in (*runs, run) if len(found) > 1)

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Common words, for match_score of meaning."""
        return tuple(
            dict.fromkeys(
                token.text.lower() for token in self.tokens if token.kind is TokenKind.CONTENT
            )
        )


def occurs_in(token: Token, line: TokenizedText) -> bool:
    """Whether a line has a word: by any spelling of a name, name of a country, or abbreviation."""
    if token.key in line.keys or (token.country is not None and token.country in line.countries):
        return True
    if token.kind is not TokenKind.NAME:
        return False
    return token.sound in line.sounds or (
        token.text.isupper() and fold(token.text).replace(".", "") in line.initials
    )


def match_score(token: Token, lines: Sequence[TokenizedText]) -> float:
    """How well lines have a word: 1 for itself, less for one of like meaning, 0 for none."""
    if any(occurs_in(token, line) for line in lines):
        return 1.0
    if token.kind is not TokenKind.CONTENT:
        return 0.0
    return _LIKE * max((nearest(token.text.lower(), line.words) for line in lines), default=0.0)
