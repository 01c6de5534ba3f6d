"""The reader: a small model of our own that scores how surely a sentence holds the answer.

MiniLM's six layers, trained on by tests/benchmarks/training/train_reader.py; see docs/reader.md for
what from and how well.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache, cached_property, lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np

from index.models.minilm_files import Floats, check, tensors, tokenizer
from index.models.minilm_onnx import Encoder

WEIGHTS = Path(__file__).with_name("reader.npz")
WEIGHTS_SHA256 = "08ae46a4c649ff70c3ccfedbf75352ce0cdb71e987a6938990c5f278be2b30aa"
GROUP = 64
"""Weights that share a scale."""
_QUESTION_TOKENS = 64
_CONTEXT_TOKENS = 64
_SENTENCE_TOKENS = 120
"""What is kept of each: the end of a question and of what stands before a sentence, a sentence's
beginning."""
_LONGEST = 30
"""Tokens of an answer, at most."""
_REMEMBERED = 4_096
"""Pairs whose chance is kept: a question is asked of each article by itself, too, and of all again.
"""
_START, _END = 101, 102
"""The tokenizer's [CLS] and [SEP]."""
_FAR = 8.0
"""Log-odds beyond which it makes no difference."""


class Pair(NamedTuple):
    """A question and a sentence as the model reads them."""

    ids: tuple[int, ...]
    first: int
    """The number of the sentence's first token."""
    offsets: tuple[tuple[int, int], ...]
    """Where its tokens stand in it, in characters."""


def context(title: str, before: str) -> str:
    """What a sentence is read behind: its headline and the sentence before."""
    return f"{title}. {before}"


def encode_pair(question: str, behind: str, sentence: str) -> Pair:
    """A question, a sentence, and what it is read behind."""
    asked = _tokens(question)[0][-_QUESTION_TOKENS:]
    before = _tokens(behind)[0][-_CONTEXT_TOKENS:]
    ids, offsets = _tokens(sentence)
    head = (_START, *asked, _END, *before, _END)
    return Pair(
        (*head, *ids[:_SENTENCE_TOKENS], _END), len(head), tuple(offsets[:_SENTENCE_TOKENS])
    )


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
        self._chance = lru_cache(_REMEMBERED)(self._read)

    def read(self, question: str, sentences: Sequence[tuple[str, str]]) -> list[float]:
        """How likely each sentence, given as (context, sentence), holds the answer, from 0 to 1.

        Log-odds from -8 to 8 are spread evenly over that. Raises ModelError if the weights are not
        ours.
        """
        pairs = [encode_pair(question, behind, sentence) for behind, sentence in sentences]
        with self._loading:
            encoder, _ = self._model
        return list(encoder.each(self._chance, pairs))

    def _read(self, pair: Pair) -> float:
        encoder, head = self._model
        return _chance(encoder.states(pair.ids) @ head[:-1] + head[-1], pair)

    @cached_property
    def _model(self) -> tuple[Encoder, Floats]:
        """The layers, and the weights that tell whether the answer starts or ends at a token."""
        check(WEIGHTS, WEIGHTS_SHA256)
        weights = unpacked(WEIGHTS)
        head = np.vstack([weights.pop("head.weight").T, weights.pop("head.bias")])
        return Encoder({**tensors(), **weights}), head


def _chance(logits: Floats, pair: Pair) -> float:
    """How likely any answer is against none, which the model keeps at its first token."""
    length = len(pair.offsets)
    kept = np.vstack([logits[:1], logits[pair.first : pair.first + length]]).astype(np.float64)
    starts, ends = (kept - np.logaddexp.reduce(kept, axis=0)).T
    sums = starts[1:, None] + ends[None, 1:]
    allowed = np.tri(length, length, _LONGEST - 1, dtype=bool) & ~np.tri(
        length, length, -1, dtype=bool
    )
    some = np.logaddexp.reduce(sums[allowed]) if length else -np.inf
    odds = some - (starts[0] + ends[0])
    return float(np.clip(odds, -_FAR, _FAR) + _FAR) / (2 * _FAR)


def packed(weights: dict[str, Floats], file: Path) -> None:
    """Writes weights in whole numbers of eight bits, matrices by groups with a scale each.

    Vectors stay as they are.
    """
    arrays: dict[str, np.ndarray[tuple[int, ...], np.dtype[np.generic]]] = {}
    for name, array in weights.items():
        if array.ndim == 1 or array.shape[1] % GROUP:
            arrays[name] = array.astype(np.float32)
            continue
        grouped = array.reshape(len(array), -1, GROUP)
        scales = (np.abs(grouped).max(axis=2, keepdims=True) / 127).astype(np.float16)
        arrays[f"{name}/whole"] = (
            np.rint(grouped / scales.astype(np.float32)).clip(-127, 127).astype(np.int8)
        )
        arrays[f"{name}/scales"] = scales
    np.savez(file, allow_pickle=False, **arrays)  # compressed, they are no smaller


def unpacked(file: Path) -> dict[str, Floats]:
    """What `packed` wrote."""
    with np.load(file, allow_pickle=False) as arrays:
        found = {name: np.asarray(arrays[name], np.float32) for name in arrays.files}
    for name in [name.removesuffix("/whole") for name in found if name.endswith("/whole")]:
        grouped = found.pop(f"{name}/whole") * found.pop(f"{name}/scales")
        found[name] = grouped.reshape(len(grouped), -1)
    return found
