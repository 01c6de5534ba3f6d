"""The reader: a small model of our own that marks the words of a passage which answer a question."""

from __future__ import annotations

import hashlib
import math
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.embeddings import packaged_folder
from index.errors import ModelError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Floats = npt.NDArray[np.float32]

WEIGHTS = Path(__file__).with_name("reader.onnx")
WEIGHTS_SHA256 = ""
_TOKENS = 224
_QUESTION_TOKENS = 40
_CONTEXT_TOKENS = 40
_LONGEST = 30
"""Tokens of an answer, at most."""
_START, _END, _STOP = 101, 102, 1012
"""The tokenizer's [CLS], [SEP] and "."."""
_FAR = 12.0
"""Log-odds beyond which it makes no difference."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader made of a passage: for each token, log probabilities that the answer starts and ends there."""

    offsets: Sequence[tuple[int, int]]
    """Of the tokens, in characters of the passage."""
    starts: Floats
    ends: Floats

    def answer(self, start: int, end: int) -> tuple[float, int, int]:
        """How likely it is that the answer stands in the passage's `start:end`, in log-odds, and where the best one is."""
        inside = [i for i, (first, last) in enumerate(self.offsets) if first < end and start < last]
        if not inside:
            return -_FAR, start, start
        span = slice(inside[0], inside[-1] + 1)
        pairs = self.starts[span, None] + self.ends[None, span]
        length = len(inside)
        allowed = np.tri(length, length, _LONGEST - 1, dtype=bool) & ~np.tri(length, length, -1, dtype=bool)
        pairs = np.where(allowed, pairs, -np.inf)
        chance = float(np.exp(np.logaddexp.reduce(pairs, axis=None)))
        first, last = np.unravel_index(int(pairs.argmax()), pairs.shape)
        odds = math.log(max(chance, 1e-9)) - math.log(max(1 - chance, 1e-9))
        return max(-_FAR, min(_FAR, odds)), self.offsets[inside[first]][0], self.offsets[inside[last]][1]


class SpanReader:
    """Reads passages with a question in mind, from many threads. The model is loaded once, on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()

    def read(self, question: str, passages: Sequence[tuple[str, str]]) -> list[Reading]:
        """A reading of each passage, given with its context: (headline, place and date; text)."""
        if not passages:
            return []
        pairs = [encode_pair(question, context, text) for context, text in passages]
        logits = self._run([ids for ids, *_ in pairs], pairs[0][1])
        return [_reading(one, first, offsets) for one, (_, _, first, offsets) in zip(logits, pairs, strict=True)]

    def _run(self, rows: Sequence[Sequence[int]], asked: int) -> Floats:
        """Logits of shape (rows, tokens, 2); `asked` tokens of each row are the question's."""
        length = max(map(len, rows))
        ids = np.zeros((len(rows), length), dtype=np.int64)
        mask = np.zeros_like(ids)
        types = np.zeros_like(ids)
        for row, tokens in enumerate(rows):
            ids[row, : len(tokens)] = tokens
            mask[row, : len(tokens)] = 1
            types[row, asked : len(tokens)] = 1
        with self._lock:
            [logits] = self._session.run(None, {"input_ids": ids, "attention_mask": mask, "token_type_ids": types})
        return np.asarray(logits, dtype=np.float32)

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        data = WEIGHTS.read_bytes()
        if hashlib.sha256(data).hexdigest() != WEIGHTS_SHA256:
            raise ModelError(f"{WEIGHTS} is not the reader that it should be; install the package again.")
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(data, options, providers=["CPUExecutionProvider"])


def encode_pair(question: str, context: str, text: str) -> tuple[list[int], int, int, list[tuple[int, int]]]:
    """A question and a passage as the model reads them.

    Gives all token ids, how many of them are the question's, the number of the text's first token, and where the text's
    tokens stand in it, in characters.
    """
    asked = _tokens(question)[0][:_QUESTION_TOKENS]
    head = [_START, *asked, _END, *_tokens(context)[0][:_CONTEXT_TOKENS], _STOP]
    ids, offsets = _tokens(text)
    room = _TOKENS - len(head) - 1
    return [*head, *ids[:room], _END], 2 + len(asked), len(head), offsets[:room]


def _tokens(text: str) -> tuple[list[int], list[tuple[int, int]]]:
    encoding = _tokenizer().encode(text, add_special_tokens=False)
    return encoding.ids, encoding.offsets


@cache
def _tokenizer() -> Tokenizer:
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def _reading(logits: Floats, start: int, offsets: Sequence[tuple[int, int]]) -> Reading:
    """Log probabilities over the passage's tokens and "no answer", which the model keeps at its first token."""
    kept = logits[start : start + len(offsets)]
    total = np.logaddexp.reduce(np.vstack([logits[:1], kept]), axis=0)
    shares = kept - total
    return Reading(offsets, shares[:, 0], shares[:, 1])
