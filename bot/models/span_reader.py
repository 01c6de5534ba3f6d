"""The reader: a small model of our own; how surely does a sentence answer, and by which words?

MiniLM's six layers, trained on by tests/benchmarks/training/train_reader.py; see docs/reader.md for
what from and how well.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.models.cross_encoder import END, START, CrossEncoder, best_span, encoded, pooled

WEIGHTS = Path(__file__).with_name("reader.npz")
WEIGHTS_SHA256 = "7f8a512db886f53e266f77b9130f35a30a665b86cd7e88618ecf2766af0fe215"
QUESTION_TOKENS = 40
SENTENCE_TOKENS = 72
"""What is kept of each: the end of a question, the beginning of a sentence."""
HEADLINE_TOKENS, CONTEXT_TOKENS = 24, 48
"""Of a longer context, so many tokens of its beginning are kept, and of its end the rest."""
_LONGEST = 30
"""Tokens of an answer, at most."""
_REMEMBERED = 4_096
"""Pairs whose reading is kept: a question is asked of each article by itself, too, and of all
again."""


class Pair(NamedTuple):
    """A question and a sentence as the model reads them."""

    ids: tuple[int, ...]
    first: int
    """The number of the sentence's first token."""
    offsets: tuple[tuple[int, int], ...]
    """Where its tokens stand in it, in characters."""


class Reading(NamedTuple):
    """What the reader makes of a sentence."""

    log_odds: float
    """That the sentence answers, against that it does not."""
    words: tuple[int, int]
    """Where the words stand that answer, if it does, in characters of the sentence."""
    certainty: float
    """How surely it is these words and no others, 0 to 1."""


def context(title: str, published: date | None, before: str) -> str:
    """What a sentence is read behind: its headline, the article's day and the sentence before.

    A day without a headline is left out: the reader has learnt from none.
    """
    day = f" ({published})" if published else ""
    return f"{title}{day}. {before}" if title else before


def encode_pair(question: str, behind: str, sentence: str) -> Pair:
    """A question, a sentence, and what it is read behind."""
    asked = encoded(question)[0][-QUESTION_TOKENS:]
    before = encoded(behind)[0]
    if len(before) > CONTEXT_TOKENS:
        before = [*before[:HEADLINE_TOKENS], *before[HEADLINE_TOKENS - CONTEXT_TOKENS :]]
    ids, offsets = encoded(sentence)
    head = (START, *asked, END, *before, END)
    kept = ids[:SENTENCE_TOKENS]
    return Pair((*head, *kept, END), len(head), tuple(offsets[:SENTENCE_TOKENS]))


@cache
def shared() -> SpanReader:
    """The reader of this process."""
    return SpanReader()


class SpanReader:
    """Reads sentences with a question in mind, from many threads.

    The model is loaded on first use.
    """

    def __init__(self) -> None:
        self._encoder = CrossEncoder(WEIGHTS, WEIGHTS_SHA256)
        self._reading = lru_cache(_REMEMBERED)(self._read)

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[Reading]:
        """A reading of each sentence, given as (context, sentence).

        Raises ModelError if the weights are not ours.
        """
        pairs = [encode_pair(question, behind, sentence) for behind, sentence in sentences]
        return self._encoder.each(self._reading, pairs)

    def _read(self, pair: Pair) -> Reading:
        states = self._encoder.states(pair.ids)
        log_odds = float(self._encoder.head("answer", pooled(states))[0])
        first, length = pair.first, len(pair.offsets)
        if not length:
            return Reading(log_odds, (0, 0), 0.0)
        logits = self._encoder.head("span", states[first : first + length])
        start, end, certainty = best_span(logits, _LONGEST)
        return Reading(log_odds, (pair.offsets[start][0], pair.offsets[end][1]), certainty)
