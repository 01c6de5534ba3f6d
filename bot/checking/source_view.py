"""An article as claims are compared with it: the words of its sentences, and its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.language.matching import TokenizedText, occurs_in
from bot.language.tokens import Token, tokens
from index.language.dates.written import written
from index.types import Article, Statement

_BEFORE = 3
"""Sentences back in which "he" may have been named."""
_MOST = 3
"""Sentences that one sentence of a claim may rest on."""
_PAIR = 0.5
"""What a pair of neighbours weighs."""
_GAIN = 0.08
"""A further sentence must stand for this share of the claim."""


@dataclass(frozen=True, eq=False)
class ArticleView:
    """An article's sentences as lines, and what stands beside them."""

    article: Article
    lines: tuple[TokenizedText, ...]
    top: TokenizedText
    """Headline, dateline, byline, publisher and date."""
    common: frozenset[str]
    """Words that it writes without a capital."""

    def before(self, number: int) -> tuple[TokenizedText, ...]:
        """The sentences a little before one, which may name those whom it calls "he"."""
        return self.lines[max(0, number - _BEFORE) : number]

    def statements(self, number: int) -> tuple[Statement, ...]:
        """What is said in a sentence."""
        return self.article.said_in(self.article.sentences[number])


class SentencePlace(NamedTuple):
    """A sentence of an article."""

    view: ArticleView
    number: int

    @property
    def line(self) -> TokenizedText:
        """Its words."""
        return self.view.lines[self.number]

    @property
    def text(self) -> str:
        """It, verbatim."""
        return self.view.article.quote(self.view.article.sentences[self.number])


def article_tops(places: Iterable[SentencePlace]) -> list[TokenizedText]:
    """What stands at the tops of the sentences' articles, each once."""
    return list({id(place.view): place.view.top for place in places}.values())


@lru_cache(maxsize=64)
def read(article: Article) -> ArticleView:
    """An article, read for comparison."""
    texts = [" ".join(article.quote(sentence).split()) for sentence in article.sentences]
    common = frozenset(re.findall(r"\b[^\W\d_A-Z][^\W_]*", " ".join(texts)))
    published = f"{article.published:%A} {written(article.published)}" if article.published else ""
    top = ". ".join(
        filter(
            None, (article.title, article.dateline, article.byline, article.publisher, published)
        )
    )
    return ArticleView(
        article,
        tuple(TokenizedText(tokens(text, common)) for text in texts),
        TokenizedText(tokens(top, common)),
        common,
    )


def best(claim: Sequence[Token], places: Sequence[SentencePlace]) -> list[SentencePlace]:
    """The sentences that a claim rests on: the one that covers most of it, then what others add.

    A sentence stands for words, and for pairs of neighbours, which decide between sentences of like
    words.
    """
    telling = [token for token in claim if token.is_meaningful]
    pairs = list(pairwise(token.key for token in claim))
    weights = [token.weight for token in telling] + [_PAIR] * len(pairs)
    left = {
        place: [float(occurs_in(t, place.line)) for t in telling]
        + [float(pair in place.line.pairs) for pair in pairs]
        for place in places
    }
    chosen: list[SentencePlace] = []
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
    return sum(
        w * max(0.0, value - had) for w, had, value in zip(weights, so_far, values, strict=True)
    )
