"""How far a source supports a sentence, from 0 to 1: graded, beside the verifier's yes or no."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise, product

from bot.checking.source_view import SentencePlace, article_tops, best
from bot.language.matching import TokenizedText, match_score, occurs_in
from bot.language.tokens import Token, TokenKind
from bot.models.logistic import sigmoid
from bot.types.problem import Failure

_WIDE = 5
"""Words apart that neighbours of the claim may stand in the source."""
_MISSING_AT_MOST = 3
_COUNTED = 2
"""Problems of a kind beyond which more of them tell no more."""
_WEIGHTS = (
    *(0.68, 0.56, 0.28, 0.47, 0.71, 0.78, 0.55, 0.59, 1.31, -0.12, -0.15, -0.07, 0.0, 0.14),
    *(-0.41, -1.27, -0.07, -1.11, -1.38),
)
_BIAS = -2.85
"""Of the logistic model over `values`; see tests/benchmarks/training/fit_support.py."""


@dataclass(frozen=True, slots=True)
class SupportFeatures:
    """What a sentence has in common with its source."""

    words: float
    """Share of its telling words that stand anywhere in the source, by weight."""
    one: float
    """… in the best sentence."""
    three: float
    """… in the best three."""
    alike: float
    """… or words of like meaning do."""
    pairs: float
    """Share of its pairs of neighbours that are neighbours in the source."""
    triples: float
    """… of three."""
    near: float
    """Share of its neighbouring telling words that stand near each other in the source."""
    together: float
    """… in one sentence."""
    density: float
    """How long the runs are that it shares with the source: the mean of the run each word is in,
    over all words."""
    absent: float
    """Telling words that the source has not; the logarithm of one more."""
    names: float
    """Names that the source has not."""
    numbers: float
    """Numbers and dates that the source has not."""
    far: float
    """Names and numbers that the source has, but not in the sentences that the claim rests on."""
    length: float
    """Words; the logarithm."""

    def vector(self) -> tuple[float, ...]:
        """The values, in the order above."""
        return tuple(getattr(self, field.name) for field in fields(self))


def support_features(claim: Sequence[Token], places: Sequence[SentencePlace]) -> SupportFeatures:
    """What a claim has in common with the sentences of its source."""
    sentences = [place.line for place in places]
    tops = article_tops(places)
    rests_on = [place.line for place in best(claim, places)]
    everywhere, nearby = [*sentences, *tops], [*rests_on, *tops]
    telling = [token for token in claim if token.is_meaningful]
    absent = _without(telling, everywhere)
    keys = [token.key for token in claim]
    return SupportFeatures(
        words=_share_in(telling, everywhere),
        one=_share_in(telling, rests_on[:1]),
        three=_share_in(telling, rests_on),
        alike=_share(telling, [match_score(token, nearby) for token in telling]),
        pairs=_shared_pairs(keys, sentences),
        triples=_shared_triples(keys, sentences),
        near=_shared_neighbours(telling, everywhere, _are_near),
        together=_shared_neighbours(telling, everywhere, _are_together),
        density=_density(keys, sentences),
        absent=math.log1p(len(absent)),
        names=_count(absent, TokenKind.NAME),
        numbers=_count(absent, TokenKind.NUMBER, TokenKind.DATE),
        far=_count_far(telling, absent, nearby),
        length=math.log1p(len(claim)),
    )


def _share_in(telling: Sequence[Token], lines: Sequence[TokenizedText]) -> float:
    """The share of the words that stand in any of the lines, by weight."""
    return _share(telling, [_is_in_any(token, lines) for token in telling])


def _share(telling: Sequence[Token], values: Sequence[float]) -> float:
    total = sum(token.weight for token in telling)
    if not total:
        return 1.0
    return sum(t.weight * v for t, v in zip(telling, values, strict=True)) / total


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _is_in_any(token: Token, lines: Sequence[TokenizedText]) -> bool:
    return any(occurs_in(token, line) for line in lines)


def _without(telling: Sequence[Token], lines: Sequence[TokenizedText]) -> list[Token]:
    """The words that none of the lines has."""
    return [token for token in telling if not _is_in_any(token, lines)]


def _shared_pairs(keys: Sequence[str], lines: Sequence[TokenizedText]) -> float:
    pairs = pairwise(keys)
    return _mean([any(pair in line.pairs for line in lines) for pair in pairs])


def _shared_triples(keys: Sequence[str], lines: Sequence[TokenizedText]) -> float:
    triples = zip(keys, keys[1:], keys[2:], strict=False)
    return _mean([any(triple in line.triples for line in lines) for triple in triples])


def _shared_neighbours(
    telling: Sequence[Token],
    lines: Sequence[TokenizedText],
    is_shared: Callable[[Token, Token, TokenizedText], bool],
) -> float:
    """The share of neighbouring words that a line has as `is_shared` wants them."""
    neighbours = pairwise(telling)
    return _mean([any(is_shared(one, two, line) for line in lines) for one, two in neighbours])


def _are_together(one: Token, two: Token, line: TokenizedText) -> bool:
    return occurs_in(one, line) and occurs_in(two, line)


def _are_near(one: Token, two: Token, line: TokenizedText) -> bool:
    if not _are_together(one, two, line):
        return False
    places = product(line.positions.get(one.key, ()), line.positions.get(two.key, ()))
    return any(abs(i - j) <= _WIDE for i, j in places)


def _count(absent: Sequence[Token], *kinds: TokenKind) -> int:
    return min(_MISSING_AT_MOST, sum(token.kind in kinds for token in absent))


def _count_far(
    telling: Sequence[Token], absent: Sequence[Token], nearby: Sequence[TokenizedText]
) -> int:
    """How many names and numbers the source has, but not where the claim rests."""
    present = [token for token in telling if token not in absent]
    exact = [token for token in present if token.kind is not TokenKind.CONTENT]
    return min(_MISSING_AT_MOST, len(_without(exact, nearby)))


def _density(keys: Sequence[str], lines: Sequence[TokenizedText]) -> float:
    """Sum of the squares of the longest runs shared, over the square of the length.

    After Grusky, Naaman, Artzi: Newsroom (NAACL 2018), whose density is not divided by the length.
    """
    total, at = 0, 0
    while at < len(keys):
        run = max((line.run(keys, at) for line in lines), default=0)
        total += run * run
        at += max(1, run)
    return total / len(keys) ** 2 if keys else 1.0


def graded(support_features: SupportFeatures, failures: Sequence[Failure]) -> float:
    """How far a source stands for a sentence with these features and problems, from 0 to 1."""
    weighed = zip(_WEIGHTS, values(support_features, failures), strict=True)
    return sigmoid(_BIAS + sum(weight * value for weight, value in weighed))


def values(support_features: SupportFeatures, failures: Sequence[Failure]) -> tuple[float, ...]:
    """What the measure weighs: the features, and the problems by kind.

    Those of a near copy are the surest.
    """
    kinds = (
        (Failure.FABRICATED, Failure.MISATTRIBUTED, Failure.SPLICED),
        (Failure.NEGATED,),
        (Failure.UNSUPPORTED,),
    )
    counts = [float(min(_COUNTED, sum(one in kind for one in failures))) for kind in kinds]
    return (
        *support_features.vector(),
        *counts,
        counts[0] * support_features.pairs,
        counts[1] * support_features.pairs,
    )


SIGNS = (*[1] * 9, *[-1] * 4, 0, *[-1] * 5)
"""Of the weights: a trait that speaks for a claim may not count against it, nor the other way (0:
either)."""
