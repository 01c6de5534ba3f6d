"""An article as claims are compared with it: the words of its sentences, and its metadata."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

from bot.language.matching import TokenizedText, match_score
from bot.language.tokens import Token, TokenKind, tokens
from index.language.dates.written import written
from index.types import Article, Statement

_BEFORE = 3
"""Sentences back in which "he" may have been named."""
_MOST, _ALONE = 6, 4
"""Sentences that a claim is held against, and how many of them each for its own share of it.

Of our claims (train split), these hold all that they rest on for .92; the three that add most hold
it for .77.
"""
_PAIR = 0.5
"""What a pair of neighbours weighs."""


@dataclass(frozen=True, eq=False)
class ArticleView:
    """An article's sentences as lines, and what stands beside them."""

    article: Article
    lines: tuple[TokenizedText, ...]
    texts: tuple[str, ...]
    """The sentences, each on one line."""
    heading: str
    """Date, publisher, dateline and headline."""
    top: TokenizedText
    """The words of all that, and of the byline."""
    common: frozenset[str]
    """Words that it writes without a capital."""

    @cached_property
    def everything(self) -> TokenizedText:
        """The words of all its sentences."""
        return TokenizedText(tuple(token for line in self.lines for token in line.tokens))

    @cached_property
    def initials_of_names(self) -> frozenset[str]:
        """First letters of words in a row that have capitals: "dj" for "Department of Justice".

        Also with those of small words between them: "doj".
        """
        found: set[str] = set()
        run, whole = "", ""
        for token in self.everything.tokens:
            if token.text[:1].isupper():
                run += token.text[0]
                whole += token.text[0]
            elif token.kind is TokenKind.FUNCTION:
                whole += token.text[0] if whole else ""
            else:
                found |= {run.lower(), whole.lower()}
                run, whole = "", ""
        return frozenset({*found, run.lower(), whole.lower()})

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
    def plain(self) -> str:
        """It, on one line."""
        return self.view.texts[self.number]

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
    published = f"{article.published:%A}, {written(article.published)}" if article.published else ""
    origin = ", ".join(filter(None, (published, article.publisher, article.dateline)))
    heading = ": ".join(filter(None, (origin, article.title)))
    top = ". ".join(filter(None, (heading, article.byline)))
    return ArticleView(
        article,
        tuple(TokenizedText(tokens(text, common)) for text in texts),
        tuple(texts),
        heading,
        TokenizedText(tokens(top, common)),
        common,
    )


def best(claim: Sequence[Token], places: Sequence[SentencePlace]) -> list[SentencePlace]:
    """The sentences that a claim may rest on: the likeliest, then those that add most.

    A sentence stands for words, and for pairs of neighbours, which decide between sentences of like
    words.
    """
    telling = [token for token in claim if token.is_meaningful]
    pairs = list(pairwise(token.key for token in claim))
    weights = [token.weight for token in telling] + [_PAIR] * len(pairs)
    shares = {
        place: [match_score(token, [place.line]) for token in telling]
        + [float(pair in place.line.pairs) for pair in pairs]
        for place in places
    }
    nothing = [0.0] * len(weights)
    by_share = sorted(places, key=lambda place: -_gain(weights, nothing, shares[place]))
    chosen = by_share[:_ALONE]
    so_far = [max(values) for values in zip(nothing, *(shares[one] for one in chosen), strict=True)]
    left = by_share[_ALONE:]
    while left and len(chosen) < _MOST:
        most = max(left, key=lambda place: _gain(weights, so_far, shares[place]))
        left.remove(most)
        chosen.append(most)
        so_far = [max(pair) for pair in zip(so_far, shares[most], strict=True)]
    return chosen


def _gain(weights: Sequence[float], so_far: Sequence[float], values: Sequence[float]) -> float:
    return sum(
        w * max(0.0, value - had) for w, had, value in zip(weights, so_far, values, strict=True)
    )
