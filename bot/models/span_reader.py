"""The reader: a small model of our own; how surely does a sentence answer, and by which words?

MiniLM's six layers, trained on by tests/benchmarks/training/train_reader.py; see docs/reader.md for
what from and how well.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from datetime import date
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.models.minilm_files import Floats, check, tensors, tokenizer
from index.models.minilm_onnx import Encoder, QuantizedMatrix

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
_START, _END = 101, 102
"""The tokenizer's [CLS] and [SEP]."""


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


class Weights(NamedTuple):
    """The trained model: its layers, and what stands on top of them."""

    layers: dict[str, Floats | QuantizedMatrix]
    span: Floats
    """Of shape (2, 385): whether the answer starts at a token, whether it ends there; bias last."""
    answer: Floats
    """Of shape (769,): whether the sentence answers, from the first state and the mean of all; bias
    last."""


def context(title: str, published: date | None, before: str) -> str:
    """What a sentence is read behind: its headline, the article's day and the sentence before.

    A day without a headline is left out: the reader has learnt from none.
    """
    day = f" ({published})" if published else ""
    return f"{title}{day}. {before}" if title else before


def encode_pair(question: str, behind: str, sentence: str) -> Pair:
    """A question, a sentence, and what it is read behind."""
    asked = _tokens(question)[0][-QUESTION_TOKENS:]
    before = _tokens(behind)[0]
    if len(before) > CONTEXT_TOKENS:
        before = [*before[:HEADLINE_TOKENS], *before[HEADLINE_TOKENS - CONTEXT_TOKENS :]]
    ids, offsets = _tokens(sentence)
    head = (_START, *asked, _END, *before, _END)
    kept = ids[:SENTENCE_TOKENS]
    return Pair((*head, *kept, _END), len(head), tuple(offsets[:SENTENCE_TOKENS]))


@lru_cache(_REMEMBERED)
def _tokens(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    encoding = tokenizer().encode(text, add_special_tokens=False)
    return encoding.ids, encoding.offsets


@cache
def shared() -> SpanReader:
    """The reader of this process."""
    return SpanReader()


class SpanReader:
    """Reads sentences with a question in mind, from many threads.

    The model is loaded on first use.
    """

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._reading = lru_cache(_REMEMBERED)(self._read)

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[Reading]:
        """A reading of each sentence, given as (context, sentence).

        Raises ModelError if the weights are not ours.
        """
        pairs = [encode_pair(question, behind, sentence) for behind, sentence in sentences]
        with self._loading:
            encoder, _ = self._model
        return list(encoder.each(self._reading, pairs))

    def _read(self, pair: Pair) -> Reading:
        encoder, weights = self._model
        states = encoder.states(pair.ids)
        features = np.concatenate([states[0], states.mean(axis=0)])
        log_odds = float(features @ weights.answer[:-1] + weights.answer[-1])
        first, length = pair.first, len(pair.offsets)
        if not length:
            return Reading(log_odds, (0, 0), 0.0)
        tokens = states[first : first + length]
        start, end, certainty = _best_span(tokens @ weights.span[:, :-1].T + weights.span[:, -1])
        return Reading(log_odds, (pair.offsets[start][0], pair.offsets[end][1]), certainty)

    @cached_property
    def _model(self) -> tuple[Encoder, Weights]:
        check(WEIGHTS, WEIGHTS_SHA256)
        weights = unpacked(WEIGHTS)
        return Encoder({**tensors(), **weights.layers}), weights


def _best_span(logits: Floats) -> tuple[int, int, float]:
    """The likeliest first and last token, and their probability, from logits (tokens, 2)."""
    length = len(logits)
    wide = logits.astype(np.float64)
    starts, ends = (wide - np.logaddexp.reduce(wide, axis=0)).T
    sums = starts[:, None] + ends[None, :]
    is_span = np.tri(length, length, _LONGEST - 1, dtype=bool) & ~np.tri(
        length, length, -1, dtype=bool
    )
    start, end = divmod(int(np.where(is_span, sums, -np.inf).argmax()), length)
    return start, end, float(np.exp(sums[start, end]))


def packed(weights: dict[str, Floats], span: Floats, answer: Floats, file: Path) -> None:
    """Writes the weights; matrices of the layers in eight bits, with a scale for each row."""
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {
        "span": span,
        "answer": answer,
    }
    for name, array in weights.items():
        if array.ndim == 1:
            arrays[f"layers/{name}"] = array
            continue
        scales = (np.abs(array).max(axis=1) / 127).astype(np.float32)
        whole = np.rint(array / scales[:, None]).clip(-127, 127)
        arrays[f"layers/{name}/whole"] = whole.astype(np.int8)
        arrays[f"layers/{name}/scales"] = scales
    np.savez(file, allow_pickle=False, **arrays)  # compressed, they are no smaller


def unpacked(file: Path) -> Weights:
    """What `packed` wrote."""
    layers: dict[str, Floats | QuantizedMatrix] = {}
    with np.load(file, allow_pickle=False) as arrays:
        for entry in arrays.files:
            name = entry.removeprefix("layers/")
            if entry.endswith("/whole"):
                name = name.removesuffix("/whole")
                layers[name] = QuantizedMatrix(arrays[entry], arrays[f"layers/{name}/scales"])
            elif entry.startswith("layers/") and not entry.endswith("/scales"):
                layers[name] = arrays[entry]
        return Weights(layers, arrays["span"], arrays["answer"])
