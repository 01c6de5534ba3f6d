"""What our own small models have in common: they read two texts together, as BERT does.

MiniLM's six layers, trained on, and heads on top of them. See `span_reader` and `entailment`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from index.models.minilm_files import Floats, check, tensors, tokenizer
from index.models.minilm_onnx import Encoder, QuantizedMatrix

START, END = 101, 102
"""The tokenizer's [CLS] and [SEP]."""
_REMEMBERED = 4_096
"""Texts whose tokens are kept, and pairs whose reading is."""

P = TypeVar("P")
R = TypeVar("R")


class Weights(NamedTuple):
    """A trained model: its layers, and what stands on top of them."""

    layers: dict[str, Floats | QuantizedMatrix]
    heads: dict[str, Floats]
    """Of shape (…, width of the input + 1), bias last; by name."""


@lru_cache(_REMEMBERED)
def encoded(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    """A text's tokens without marks, and where each stands in it, in characters."""
    encoding = tokenizer().encode(text, add_special_tokens=False)
    return encoding.ids, encoding.offsets


class CrossEncoder:
    """Reads pairs of texts, from many threads.

    The model is loaded on first use.
    """

    def __init__(self, weights: Path, sha256: str) -> None:
        self._file, self._sha256 = weights, sha256
        self._loading = threading.Lock()

    def each(self, read: Callable[[P], R], pairs: Sequence[P]) -> list[R]:
        """The result of `read` for each pair, in parallel.

        Raises ModelError if the weights are not ours.
        """
        with self._loading:
            encoder, _ = self._model
        return list(encoder.each(read, pairs))

    def states(self, ids: Sequence[int]) -> Floats:
        """What the last layer makes of tokens: (tokens, 384)."""
        return self._model[0].states(ids)

    def head(self, name: str, states: Floats) -> Floats:
        """A head's values for states: of shape (…, states' width) to (…, outputs)."""
        weights = np.atleast_2d(self._model[1][name])
        values: Floats = states @ weights[:, :-1].T + weights[:, -1]
        return values

    @cached_property
    def _model(self) -> tuple[Encoder, dict[str, Floats]]:
        check(self._file, self._sha256)
        weights = unpacked(self._file)
        return Encoder({**tensors(), **weights.layers}), weights.heads


def pooled(states: Floats) -> Floats:
    """A pair as one vector: the state of its first token, and the mean of all, (768,)."""
    return np.concatenate([states[0], states.mean(axis=0)])


def best_span(logits: Floats, longest: int) -> tuple[int, int, float]:
    """The likeliest first and last token, and their probability, from logits (tokens, 2)."""
    length = len(logits)
    wide = logits.astype(np.float64)
    starts, ends = (wide - np.logaddexp.reduce(wide, axis=0)).T
    sums = starts[:, None] + ends[None, :]
    is_span = np.tri(length, length, longest - 1, dtype=bool) & ~np.tri(
        length, length, -1, dtype=bool
    )
    start, end = divmod(int(np.where(is_span, sums, -np.inf).argmax()), length)
    return start, end, float(np.exp(sums[start, end]))


class TextSpan(NamedTuple):
    """A span within one of several texts."""

    value: float
    """The logarithm of its probability."""
    text: int
    """The text's number."""
    first: int
    last: int
    """Tokens of the text."""


def best_in_texts(
    logits: Floats | npt.NDArray[np.float64], texts: Sequence[range], longest: int
) -> TextSpan | None:
    """The likeliest span within one of the texts, each a range of tokens; None if all are empty.

    By the logarithms of how likely a span begins and ends at a token, (tokens, 2).
    """
    found = []
    for number, tokens in enumerate(texts):
        if tokens:
            own = logits[tokens.start : tokens.stop]
            first, last, _ = best_span(own.astype(np.float32), longest)
            found.append(TextSpan(float(own[first, 0] + own[last, 1]), number, first, last))
    return max(found, key=lambda one: one.value, default=None)


def packed(weights: dict[str, Floats], heads: dict[str, Floats], file: Path) -> None:
    """Writes the weights; matrices of the layers in eight bits, with a scale for each row."""
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {**heads}
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
    found = Weights({}, {})
    with np.load(file, allow_pickle=False) as arrays:
        for entry in arrays.files:
            name = entry.removeprefix("layers/")
            if name == entry:
                found.heads[name] = arrays[entry]
            elif name.endswith("/whole"):
                name = name.removesuffix("/whole")
                scales = arrays[f"layers/{name}/scales"]
                found.layers[name] = QuantizedMatrix(arrays[entry], scales)
            elif not name.endswith("/scales"):
                found.layers[name] = arrays[entry]
    return found
