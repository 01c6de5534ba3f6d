"""The entailment model: does a source say what a claim says, what is wrong with it, where?

A small model of our own, MiniLM's six layers trained on by
tests/benchmarks/training/train_entailment.py; see docs/checker.md for what from and how well.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from bot.models.cross_encoder import (
    END,
    START,
    CrossEncoder,
    best_in_texts,
    best_span,
    encoded,
    pooled,
)
from bot.types.problem import Failure
from index.models.minilm_files import Floats

WEIGHTS = Path(__file__).with_name("entailment.npz")
WEIGHTS_SHA256 = "c0ef59e4f4de5bbf137e055afaa8dbadcc6cc5c88435b1d47951e4ae8a87fb03"
CLAIM_TOKENS, TOP_TOKENS, PREMISE_TOKENS = 80, 48, 240
"""What is kept of a claim, of what stands at the top of an article, and of its sentences."""
KINDS = (
    Failure.FABRICATED,
    Failure.MISATTRIBUTED,
    Failure.NEGATED,
    Failure.OVERSTATED,
    Failure.UNSUPPORTED,
)
"""What may be wrong with a claim, in the order of the model's outputs."""
_LONGEST = 24
"""Tokens of wrong words, at most."""
_REMEMBERED = 1_024

Place = tuple[int, int]
"""Where words stand, in characters."""


class Premise(NamedTuple):
    """What a claim is held against."""

    top: str
    """Headline, date and the like."""
    sentences: tuple[str, ...]
    """In the order of the text."""


class Pair(NamedTuple):
    """A claim and a premise as the model reads them."""

    ids: tuple[int, ...]
    claim: tuple[Place, ...]
    """Where the tokens of the claim stand in it; the first is token 1 of the pair."""
    sentences: tuple[tuple[int, tuple[Place, ...]], ...]
    """Of each sentence that is read: its first token, and where its tokens stand in it."""


class Reading(NamedTuple):
    """What the model makes of a claim and a premise."""

    log_odds: float
    """That the premise says what the claim says, against that it does not."""
    kind: Failure
    """What is wrong with the claim, if anything is."""
    wrong: Place
    """The words of the claim that are wrong, if any are."""
    instead: tuple[int, Place] | None
    """The words of the premise that stand in their place: number of the sentence, and where in it.
    """
    certainty: float
    """How surely these do, 0 to 1."""
    rests_on: tuple[float, ...]
    """Of each sentence: the log-odds that the claim rests on it."""


def encode_pair(claim: str, premise: Premise) -> Pair:
    """A claim and a premise, of which so many sentences are kept as fit."""
    claim_ids, claim_places = encoded(claim)
    ids = [START, *claim_ids[:CLAIM_TOKENS], END, *encoded(premise.top)[0][:TOP_TOKENS], END]
    left = PREMISE_TOKENS
    sentences = list[tuple[int, tuple[Place, ...]]]()
    for sentence in premise.sentences:
        found, places = encoded(sentence)
        sentences.append((len(ids), tuple(places[:left])))
        ids += found[:left]
        left -= min(left, len(found))
    return Pair((*ids, END), tuple(claim_places[:CLAIM_TOKENS]), tuple(sentences))


@cache
def shared() -> EntailmentModel:
    """The model of this process."""
    return EntailmentModel()


class EntailmentModel:
    """Reads claims against premises, from many threads.

    The model is loaded on first use.
    """

    def __init__(self) -> None:
        self._encoder = CrossEncoder(WEIGHTS, WEIGHTS_SHA256)
        self._reading = lru_cache(_REMEMBERED)(self._read)

    def read(self, claim: str, premises: Sequence[Premise]) -> list[Reading]:
        """A reading of a claim against each premise.

        Raises ModelError if the weights are not ours.
        """
        pairs = [encode_pair(claim, premise) for premise in premises]
        return self._encoder.each(self._reading, pairs)

    def _read(self, pair: Pair) -> Reading:
        states = self._encoder.states(pair.ids)
        whole = pooled(states)
        label = self._encoder.head("label", whole).astype(np.float64)
        kind = KINDS[int(self._encoder.head("kind", whole).argmax())]
        tokens = self._encoder.head("tokens", states)
        wrong = _words(tokens[1 : 1 + len(pair.claim), :2], pair.claim)
        instead, certainty = _instead(tokens, pair)
        rests_on = tuple(
            float(tokens[first : first + len(places), 4].mean()) if places else -np.inf
            for first, places in pair.sentences
        )
        log_odds = float(label[0] - np.logaddexp.reduce(label[1:]))
        return Reading(log_odds, kind, wrong, instead, certainty, rests_on)


def _words(logits: Floats, places: Sequence[Place]) -> Place:
    """The likeliest words, by logits (tokens, 2)."""
    if not places:
        return (0, 0)
    start, end, _ = best_span(logits, _LONGEST)
    return places[start][0], places[end][1]


def _instead(tokens: Floats, pair: Pair) -> tuple[tuple[int, Place] | None, float]:
    """The likeliest words of a sentence of the premise, against that there are none.

    Token 0 stands for none.
    """
    logits = tokens[:, 2:4].astype(np.float64)
    texts = [range(first, first + len(places)) for first, places in pair.sentences]
    logits = logits - np.logaddexp.reduce(logits[[0, *chain.from_iterable(texts)]], axis=0)
    none = float(logits[0].sum())
    best = best_in_texts(logits, texts, _LONGEST)
    if best is None or best.value <= none:
        return None, float(np.exp(none))
    places = pair.sentences[best.text][1]
    place = places[best.first][0], places[best.last][1]
    return (best.text, place), float(np.exp(best.value))
