"""How far a source stands for a sentence, from 0 to 1: a graded measure beside the verifier's yes or no."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, fields
from itertools import pairwise

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
    lines = [place.line for place in places]
    above = article_tops(places)
    rests_on = [place.line for place in best(claim, places)]
    telling = [token for token in claim if token.is_meaningful]
    everywhere = [*lines, *above]
    there = {id(token): any(occurs_in(token, line) for line in everywhere) for token in telling}
    absent = [token for token in telling if not there[id(token)]]
    exact = [token for token in telling if token.kind is not TokenKind.CONTENT]
    keys = [token.key for token in claim]
    return SupportFeatures(
        words=_share(telling, [there[id(t)] for t in telling]),
        one=_share(telling, [occurs_in(t, line) for t in telling for line in rests_on[:1]]),
        three=_share(telling, [any(occurs_in(t, line) for line in rests_on) for t in telling]),
        alike=_share(telling, [match_score(t, [*rests_on, *above]) for t in telling]),
        pairs=_mean([any(pair in line.pairs for line in lines) for pair in pairwise(keys)]),
        triples=_mean(
            [
                any(t in line.triples for line in lines)
                for t in zip(keys, keys[1:], keys[2:], strict=False)
            ]
        ),
        near=_mean(
            [
                any(_are_near(one, two, line) for line in everywhere)
                for one, two in pairwise(telling)
            ]
        ),
        together=_mean(
            [
                any(occurs_in(one, line) and occurs_in(two, line) for line in everywhere)
                for one, two in pairwise(telling)
            ]
        ),
        density=_density(keys, lines),
        absent=math.log1p(len(absent)),
        names=min(_MISSING_AT_MOST, sum(t.kind is TokenKind.NAME for t in absent)),
        numbers=min(
            _MISSING_AT_MOST, sum(t.kind in (TokenKind.NUMBER, TokenKind.DATE) for t in absent)
        ),
        far=min(
            _MISSING_AT_MOST,
            sum(
                there[id(t)] and not any(occurs_in(t, x) for x in (*rests_on, *above))
                for t in exact
            ),
        ),
        length=math.log1p(len(claim)),
    )


def _share(telling: Sequence[Token], values: Sequence[float]) -> float:
    total = sum(token.weight for token in telling)
    return sum(t.weight * v for t, v in zip(telling, values, strict=True)) / total if total else 1.0


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 1.0


def _are_near(one: Token, two: Token, line: TokenizedText) -> bool:
    if not (occurs_in(one, line) and occurs_in(two, line)):
        return False
    at = line.positions
    return any(abs(i - j) <= _WIDE for i in at.get(one.key, ()) for j in at.get(two.key, ()))


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
    return sigmoid(
        _BIAS
        + sum(
            w * value for w, value in zip(_WEIGHTS, values(support_features, failures), strict=True)
        )
    )


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
