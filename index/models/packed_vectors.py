"""The vectors of a passage's sentences as the catalog keeps them: four bits a number.

Only their directions count.
"""

from __future__ import annotations

import numpy as np

from index.models.embeddings import Vector, Vectors

_MOST, _MIDDLE = 7, 8
"""The largest number of four bits with a sign, and what zero is without one."""


def packed(vectors: Vectors) -> bytes:
    """Packs vectors (sentences, dimensions), two numbers a byte: cosines change by .01."""
    even = np.pad(vectors, ((0, 0), (0, vectors.shape[1] % 2)))
    largest = np.abs(even).max(axis=1, keepdims=True, initial=1e-12)
    whole = np.asarray(np.rint(even / largest * _MOST) + _MIDDLE, dtype=np.uint8)
    return (whole[:, ::2] << 4 | whole[:, 1::2]).tobytes()


def cosines(stored: bytes, vector: Vector) -> Vectors:
    """Of what is packed with a vector of shape (dimensions,): of shape (sentences,)."""
    halves = np.frombuffer(stored, np.uint8).reshape(-1, (len(vector) + 1) // 2)
    whole = np.stack([halves >> 4, halves & 15], axis=2).reshape(len(halves), -1)[:, : len(vector)]
    rows = whole.astype(np.float32) - _MIDDLE
    lengths = np.linalg.norm(rows, axis=1) * np.linalg.norm(vector)
    return np.asarray(rows @ vector / np.maximum(lengths, 1e-12), dtype=np.float32)
