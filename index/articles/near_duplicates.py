"""Near-copies: articles with mostly the same words, as when many papers print an agency report."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from datasketch import MinHash

_PERMUTATIONS = 128
_BANDS = 32
"""Bands of four values: articles that share half their shingles share a band with probability .87.

That is 1 - (1 - .5 ** 4) ** 32.
"""
_SHINGLE = 4
"""Words in a shingle, the unit that is compared."""
_ALIKE = 0.5
"""The least Jaccard similarity of the shingles of near-copies: a third is rewritten."""


def signature(words: Sequence[str]) -> bytes:
    """The MinHash of a text's words, as 512 bytes to store."""
    folded = [word.lower() for word in words]
    shingles = {
        " ".join(folded[i : i + _SHINGLE]).encode()
        for i in range(max(1, len(folded) - _SHINGLE + 1))
    }
    minhash = _empty().copy()
    minhash.update_batch(list(shingles))
    return np.asarray(minhash.hashvalues, dtype="<u4").tobytes()


def bands(kept: bytes) -> list[int]:
    """One number a band, of at most 64 bits with sign; near-copies are likely to share one."""
    size = len(kept) // _BANDS
    parts = (kept[i * size : (i + 1) * size] for i in range(_BANDS))
    return [(i << 32) | zlib.crc32(part) for i, part in enumerate(parts)]


def is_near_copy(one: bytes, other: bytes) -> bool:
    """Whether two signatures belong to texts that share at least half their shingles."""
    return bool(np.mean(_values(one) == _values(other)) >= _ALIKE)


def _values(kept: bytes) -> npt.NDArray[np.uint32]:
    return np.frombuffer(kept, dtype="<u4")


@cache
def _empty() -> MinHash:
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=zlib.crc32, scheme="affine32")
