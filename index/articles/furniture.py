"""Tells a paragraph of an article from the furniture around it: adverts, buttons, links, appeals.

A logistic model over the words of a paragraph and its shape tells most of them; where it is not
sure, a second one decides that has the paragraph's MiniLM vector, too, which takes longer. See
tests/benchmarks/training/fit_furniture.py for what from.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np

from index.language.sentences import is_sentence
from index.models import minilm_onnx
from index.models.minilm_files import Floats

WEIGHTS = Path(__file__).with_name("furniture.npz")
FEATURES = 1 << 16
"""Parts of a paragraph are counted in so many classes, by their checksum."""
_PART = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_DIGITS = re.compile(r"\d+")
_ADDRESS = re.compile(r"https?://\S+|www\.\S+|\S+@\S+\.\w+")
_QUOTE = re.compile(r"[\"“”«»„]")
_MOST, _MOST_CHARACTERS = 60, 1_000
"""Words and characters from the beginning that are read."""
_SURE = 2.5
"""Log-odds from which on the words alone decide."""
_SCALE = 6.0
"""Of a vector's length, beside parts that count 1."""
_OPENING = 3
"""Words that count where they stand, too: "Follow us" opens an appeal."""


def log_odds(paragraph: str) -> float:
    """That a paragraph is furniture, against that it is text."""
    weights, found = _weights(), features(paragraph)
    by_parts = float(weights["parts"][found].sum() + weights["parts_bias"])
    if abs(by_parts) > _SURE:
        return by_parts
    by_all = weights["all_parts"][found].sum() + vectors([paragraph])[0] @ weights["all_vector"]
    return float(by_all + weights["all_bias"])


def vectors(paragraphs: Sequence[str]) -> Floats:
    """The paragraphs' vectors, all of one length: (paragraphs, 384)."""
    found = minilm_onnx.shared().encode([one[:_MOST_CHARACTERS] for one in paragraphs])
    scales = _SCALE / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
    return np.asarray(found * scales, dtype=np.float32)


def features(paragraph: str) -> list[int]:
    """The classes of a paragraph's parts, each once."""
    return list({crc32(part.encode()) % FEATURES for part in _parts(paragraph)})


def _parts(paragraph: str) -> Iterator[str]:
    text = paragraph[:_MOST_CHARACTERS]
    words = _PART.findall(_ADDRESS.sub(" @@ ", text))
    read = [_DIGITS.sub("0", word.lower()) for word in words[:_MOST]]
    for word, following in pairwise(["^", *read, "$" if len(words) <= _MOST else ""]):
        yield following
        yield f"{word} {following}"
    for number, word in enumerate(read[:_OPENING]):
        yield f"{number} {word}"
    yield f"opens {' '.join(read[:2])}"
    yield from _shape(text, words)
    yield f"# ended {is_sentence(paragraph)}"


def _shape(paragraph: str, words: list[str]) -> Iterator[str]:
    """What a paragraph looks like, whatever its words."""
    letters = [word for word in words if word[0].isalpha()]
    capitals = sum(word[0].isupper() for word in letters)
    yield f"# length {min(int(2 * math.log2(len(words) + 1)), 14)}"
    yield f"# capitals {round(4 * capitals / max(1, len(letters)))}"
    yield f"# quotes {bool(_QUOTE.search(paragraph))}"
    yield f"# all capitals {paragraph.isupper()}"


@cache
def _weights() -> dict[str, Floats]:
    """Of each model: weights of the parts (FEATURES,), of the vector (384,), and bias ()."""
    with np.load(WEIGHTS, allow_pickle=False) as arrays:
        return {name: arrays[name].astype(np.float32) for name in arrays.files}
