"""Small talk: greetings, thanks, remarks and questions about the bot, and the replies to them.

It asks nothing of the articles, so it is no turn of a conversation. A logistic model over the words
and letters of a message and its MiniLM vector tells what it is, in English and Russian; see
tests/benchmarks/training/fit_smalltalk.py for what from.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np

from index.models import minilm_onnx
from index.models.minilm_files import Floats
from prompts import Translatable

WEIGHTS = Path(__file__).with_name("smalltalk.npz")
FEATURES = 1 << 14
"""Parts of a message are counted in so many classes, by their checksum."""
_PART = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_OTHER_LETTER = re.compile(r"[^\W\d_\u0041-\u024f\u0400-\u04ff]")
"""Matches a letter that is neither Latin nor Cyrillic."""
_LETTERS = range(3, 6)
_SCALE = 5.0
"""Of a vector's length, beside parts that count 1."""
_LONGEST = 16
"""Words of the longest message that may be small talk."""
_REMEMBERED = 256
"""Messages whose kind is kept."""
_LEAST = 0.8
"""How likely small talk must be: a question that goes unanswered is worse than a polite refusal."""


class Smalltalk(Enum):
    """What is said beside the questions, with the reply to it."""

    GREETING = Translatable("Hello! What would you like to know from the articles on record?")
    THANKS = Translatable("You are welcome. Ask on whenever you like.")
    REMARK = Translatable("Ask on whenever you like.")
    HELP = Translatable(
        "I answer questions from a collection of news articles, and show the words of the article"
        " behind each sentence. What they do not say, I do not say. Just ask, in your own words."
    )


KINDS = (None, *Smalltalk)
"""What a message may be, in the order of the model's classes; None is a question."""


@lru_cache(_REMEMBERED)
def smalltalk(text: str) -> Smalltalk | None:
    """What kind of small talk a text is; None if it is more than that."""
    words = re.findall(r"\w+", text)
    has_digit = any(character.isdigit() for character in text)
    is_known = _OTHER_LETTER.search(text) is None
    if not is_known or has_digit or len(words) > _LONGEST or (not words and "?" in text):
        return None
    if not words:
        return Smalltalk.REMARK if text.strip() else None
    weights, of_vector, bias = _model()
    logits = bias + weights[features(text)].sum(axis=0) + vectors([text])[0] @ of_vector
    likely = np.exp(logits - np.logaddexp.reduce(logits))
    kind = KINDS[int(likely[1:].argmax()) + 1]
    is_asking = "?" in text and kind in (Smalltalk.THANKS, Smalltalk.REMARK)
    return kind if 1 - likely[0] >= _LEAST and not is_asking else None


def vectors(texts: Sequence[str]) -> Floats:
    """The messages' vectors, of shape (texts, 384)."""
    return _SCALE * minilm_onnx.shared().encode(texts)


def features(text: str) -> list[int]:
    """The classes of a message's parts, each once: words, pairs of words, runs of letters."""
    return sorted({crc32(part.encode()) % FEATURES for part in _parts(text)})


def _parts(text: str) -> Iterator[str]:
    words = ["^", *_PART.findall(text.lower()), "$"]
    for word, following in pairwise(words):
        yield word
        yield f"{word} {following}"
        padded = f"<{word}>"
        for length in _LETTERS:
            for start in range(len(padded) - length + 1):
                yield padded[start : start + length]
    yield f"length {min(len(words), 10)}"


@cache
def _model() -> tuple[Floats, Floats, Floats]:
    """Weights of the parts (FEATURES, kinds) and of the vector (384, kinds), and bias (kinds,)."""
    with np.load(WEIGHTS, allow_pickle=False) as arrays:
        weights, of_vector, bias = (
            arrays[name].astype(np.float32) for name in ("parts", "vector", "bias")
        )
    return weights, of_vector, bias
