"""How near two words are in meaning: the cosine of their rows in the packaged model's embedding table.

No forward pass: the table is read once and a look-up costs microseconds. Telling "troops" from "soldiers" takes no more.
The same vocabulary tells how rare a word is: its whole words are in the order of how often English has them.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np
import numpy.typing as npt

from index.embeddings import packaged_folder

_TABLE = "embeddings.word_embeddings.weight"
_NEAR, _SAME = 0.30, 0.62
"""Cosines below the first are noise; at the second, words stand for each other ("troops", "soldiers": .68)."""
_FIRST_WORD = 1996
"""In the vocabulary, which begins with marks and single letters; the words after them go by frequency."""


@lru_cache(maxsize=200_000)
def similarity(one: str, other: str) -> float:
    """From 0 (nothing in common) to 1 (the same, or as good as)."""
    cosine = float(_vector(one) @ _vector(other))
    return min(1.0, max(0.0, (cosine - _NEAR) / (_SAME - _NEAR)))


@lru_cache(maxsize=100_000)
def rarity(word: str) -> float:
    """How rare a word is in English, from 0 ("the") to 1 (names and words that the model's vocabulary has not)."""
    tokenizer, table = _model()
    ids = tokenizer.encode(word.lower(), add_special_tokens=False).ids
    if len(ids) != 1 or ids[0] < _FIRST_WORD:
        return 1.0
    return float(np.log(ids[0] - _FIRST_WORD + 1) / np.log(len(table) - _FIRST_WORD))


@lru_cache(maxsize=100_000)
def _vector(word: str) -> npt.NDArray[np.float32]:
    tokenizer, table = _model()
    ids = tokenizer.encode(word.lower(), add_special_tokens=False).ids
    vector = table[ids].mean(axis=0) if ids else np.zeros(table.shape[1], dtype=np.float32)
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0), dtype=np.float32)


@cache
def _model():  # type: ignore[no-untyped-def]
    from safetensors import safe_open
    from tokenizers import Tokenizer

    folder = packaged_folder()
    with safe_open(folder / "model.safetensors", framework="numpy") as weights:
        table = weights.get_tensor(_TABLE).astype(np.float32)
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_padding()
    return tokenizer, table - table.mean(axis=0)
