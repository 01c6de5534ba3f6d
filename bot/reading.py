"""An article as claims are held against it: the words of its sentences, and what is known of it beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.wording import Kind, Token, tokens
from index import dates
from index.similarity import nearest
from index.terms import fold, name_key, stem
from index.types import Article, Statement

_LIKE = 0.8
"""How much a word counts that is only like one of the claim's."""
_BEFORE = 3
"""Sentences back in which "he" may have been named."""
_MOST = 3
"""Sentences that one sentence of a claim may rest on."""
_PAIR = 0.5
"""What a pair of neighbours weighs."""
_GAIN = 0.08
"""A further sentence must stand for this share of the claim."""


@dataclass(frozen=True)
class Line:
    """A sentence's words as they compare."""

    tokens: tuple[Token, ...]

    @cached_property
    def keys(self) -> frozenset[str]:
        """Of all words, and of hyphenated ones as one ("ceasefire")."""
        joined = {
            stem(f"{one.text}{two.text}")
            for one, two in pairwise(self.tokens)
            if two.start - one.end == 1 and Kind.CONTENT in (one.kind, two.kind)
        }
        return frozenset({token.key for token in self.tokens} | joined)

    @cached_property
    def pairs(self) -> frozenset[tuple[str, str]]:
        """Of words that stand next to each other."""
        return frozenset(pairwise(token.key for token in self.tokens))

    @cached_property
    def triples(self) -> frozenset[tuple[str, str, str]]:
        """Of three words in a row."""
        found = [token.key for token in self.tokens]
        return frozenset(zip(found, found[1:], found[2:], strict=False))

    @cached_property
    def positions(self) -> dict[str, list[int]]:
        """Where each word stands, counted in words."""
        found: dict[str, list[int]] = {}
        for at, token in enumerate(self.tokens):
            found.setdefault(token.key, []).append(at)
        return found

    def run(self, keys: Sequence[str], at: int) -> int:
        """How many words from `keys[at]` on stand here in a row, at most."""
        longest = 0
        for start in self.positions.get(keys[at], ()):
            length = 1
            while (
                at + length < len(keys)
                and start + length < len(self.tokens)
                and (keys[at + length] == self.tokens[start + length].key)
            ):
                length += 1
            longest = max(longest, length)
        return longest

    @cached_property
    def sounds(self) -> frozenset[str]:
        """Of names."""
        return frozenset(token.sound or name_key(token.text) for token in self.tokens if token.text[:1].isupper())

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries that it names."""
        return frozenset(token.country for token in self.tokens if token.country)

    @cached_property
    def initials(self) -> frozenset[str]:
        """Of names of several words: "eu" for "European Union"; and the abbreviations themselves."""
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
        """Common words, for likeness of meaning."""
        return tuple(dict.fromkeys(token.text.lower() for token in self.tokens if token.kind is Kind.CONTENT))


@dataclass(frozen=True, eq=False)
class Reading:
    """An article's sentences as lines, and what stands beside them."""

    article: Article
    lines: tuple[Line, ...]
    top: Line
    """Headline, dateline, byline, publisher and date."""
    common: frozenset[str]
    """Words that it writes without a capital."""

    def before(self, number: int) -> tuple[Line, ...]:
        """The sentences a little before one, which may name those whom it calls "he"."""
        return self.lines[max(0, number - _BEFORE) : number]

    def statements(self, number: int) -> tuple[Statement, ...]:
        """What is said in a sentence."""
        return self.article.said_in(self.article.sentences[number])


class Place(NamedTuple):
    """A sentence of an article."""

    reading: Reading
    number: int

    @property
    def line(self) -> Line:
        """Its words."""
        return self.reading.lines[self.number]

    @property
    def text(self) -> str:
        """It, verbatim."""
        return self.reading.article.quote(self.reading.article.sentences[self.number])


def tops(places: Iterable[Place]) -> list[Line]:
    """What stands at the tops of the sentences' articles, each once."""
    return list({id(place.reading): place.reading.top for place in places}.values())


@lru_cache(maxsize=64)
def read(article: Article) -> Reading:
    """An article, read for comparison."""
    texts = [" ".join(article.quote(sentence).split()) for sentence in article.sentences]
    common = frozenset(re.findall(r"\b[^\W\d_A-Z][^\W_]*", " ".join(texts)))
    published = f"{article.published:%A} {dates.written(article.published)}" if article.published else ""
    top = ". ".join(filter(None, (article.title, article.dateline, article.byline, article.publisher, published)))
    return Reading(article, tuple(Line(tokens(text, common)) for text in texts), Line(tokens(top, common)), common)


def best(claim: Sequence[Token], places: Sequence[Place]) -> list[Place]:
    """The sentences that a claim rests on: the one that stands for most of it, then what others add.

    A sentence stands for words, and for pairs of neighbours, which decide between sentences of like words.
    """
    telling = [token for token in claim if token.is_telling]
    pairs = list(pairwise(token.key for token in claim))
    weights = [token.weight for token in telling] + [_PAIR] * len(pairs)
    left = {
        place: [float(stands_in(t, place.line)) for t in telling] + [float(pair in place.line.pairs) for pair in pairs]
        for place in places
    }
    chosen: list[Place] = []
    so_far = [0.0] * len(weights)
    while left and len(chosen) < _MOST:
        gains = {place: _gain(weights, so_far, values) for place, values in left.items()}
        most = max(left, key=lambda place: (gains[place], -place.number))
        if chosen and gains[most] < _GAIN * sum(weights):
            break
        so_far = [max(pair) for pair in zip(so_far, left.pop(most), strict=True)]
        chosen.append(most)
    return chosen


def _gain(weights: Sequence[float], so_far: Sequence[float], values: Sequence[float]) -> float:
    return sum(w * max(0.0, value - had) for w, had, value in zip(weights, so_far, values, strict=True))


def stands_in(token: Token, line: Line) -> bool:
    """Whether a line has a word itself: by any spelling of a name, any name of a country, or an abbreviation."""
    if token.key in line.keys or (token.country is not None and token.country in line.countries):
        return True
    if token.kind is not Kind.NAME:
        return False
    return token.sound in line.sounds or (token.text.isupper() and fold(token.text).replace(".", "") in line.initials)


def likeness(token: Token, lines: Sequence[Line]) -> float:
    """How well lines stand for a word: 1 for the word itself, less for one of like meaning, 0 for none."""
    if any(stands_in(token, line) for line in lines):
        return 1.0
    if token.kind is not Kind.CONTENT:
        return 0.0
    return _LIKE * max((nearest(token.text.lower(), line.words) for line in lines), default=0.0)
