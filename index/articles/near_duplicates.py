"""Near-copies: articles that say much the same in the same words, as agency reports do that many papers print."""

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
"""Of four values each: of two articles that share half their shingles, one band agrees with a probability of .87."""
_SHINGLE = 4
"""Words that are compared together."""
_ALIKE = 0.5
"""Of their shingles that near-copies share, at least (Jaccard): a report of which a third was rewritten has as much."""


def signature(words: Sequence[str]) -> bytes:
    """The MinHash of a text's words, to be kept: 512 bytes."""
    folded = [word.lower() for word in words]
    shingles = {
        " ".join(folded[i : i + _SHINGLE]).encode()
        for i in range(max(1, len(folded) - _SHINGLE + 1))
    }
    minhash = _empty().copy()
    minhash.update_batch(list(shingles))
    return np.asarray(minhash.hashvalues, dtype="<u4").tobytes()


def bands(kept: bytes) -> list[int]:
    """Numbers of which near-copies are likely to share one: signed 64 bits each."""
    size = len(kept) // _BANDS
    parts = (kept[i * size : (i + 1) * size] for i in range(_BANDS))
    return [(i << 32) | zlib.crc32(part) for i, part in enumerate(parts)]


def is_near_copy(one: bytes, other: bytes) -> bool:
    """Whether two signatures are of texts that share at least half their shingles."""
    return bool(np.mean(_values(one) == _values(other)) >= _ALIKE)


def _values(kept: bytes) -> npt.NDArray[np.uint32]:
    return np.frombuffer(kept, dtype="<u4")


@cache
def _empty() -> MinHash:
    from datasketch import MinHash

    return MinHash(num_perm=_PERMUTATIONS, seed=1, hashfunc=zlib.crc32, scheme="affine32")
