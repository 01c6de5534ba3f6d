"""How near two words are in meaning: the cosine of their rows in the model's embedding table.

No forward pass: the table is read once and a look-up costs microseconds. Telling "troops" from
"soldiers" takes no more. The same vocabulary tells how rare a word is: its whole words are in the
order of how often English has them.
"""

from __future__ import annotations

from functools import cache, lru_cache

import numpy as np

from index.models import minilm_files

_NEAR, _SAME = 0.30, 0.62
"""Cosines below the first are noise; at the second, words stand for each other ("troops",
"soldiers": .68)."""
_FIRST_WORD = 1996
"""In the vocabulary, which begins with marks and single letters; the words after them go by
frequency."""


@lru_cache(maxsize=50_000)
def nearest(word: str, others: tuple[str, ...]) -> float:
    """How near the nearest of some words is: 0 (nothing in common, or no words) to 1 (the same)."""
    cosine = float(np.max(_vectors(others) @ _vector(word))) if others else 0.0
    return min(1.0, max(0.0, (cosine - _NEAR) / (_SAME - _NEAR)))


@lru_cache(maxsize=4_096)
def _vectors(words: tuple[str, ...]) -> minilm_files.Floats:
    return np.stack([_vector(word) for word in words])


@lru_cache(maxsize=100_000)
def rarity(word: str) -> float:
    """How rare a word is in English, from 0 ("the") to 1 (names, words not in the vocabulary)."""
    ids = _tokens(word)
    if len(ids) != 1 or ids[0] < _FIRST_WORD:
        return 1.0
    return float(np.log(ids[0] - _FIRST_WORD + 1) / np.log(len(_table()) - _FIRST_WORD))


@lru_cache(maxsize=100_000)
def _vector(word: str) -> minilm_files.Floats:
    ids = _tokens(word)
    vector = (
        _table()[ids].mean(axis=0) - _middle()
        if ids
        else np.zeros(_table().shape[1], dtype=np.float32)
    )
    return np.asarray(vector / (np.linalg.norm(vector) or 1.0), dtype=np.float32)


def _tokens(word: str) -> list[int]:
    folded = word.lower()
    whole = (
        minilm_files.tokenizer().token_to_id(folded)
        if folded.isascii() and folded.isalpha()
        else None
    )
    return (
        minilm_files.tokenizer().encode(folded, add_special_tokens=False).ids
        if whole is None
        else [whole]
    )


@cache
def _table() -> minilm_files.Floats:
    return minilm_files.tensors()["embeddings.word_embeddings.weight"]


@cache
def _middle() -> minilm_files.Floats:
    """The mean of all rows, which says nothing."""
    return np.asarray(_table().mean(axis=0))
