"""The vectors of sentences as they are kept."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from index.models.packed_vectors import cosines, packed


@given(rows=st.integers(1, 12), width=st.integers(1, 400), seed=st.integers(0, 99))
def test_cosines_are_kept(rows: int, width: int, seed: int) -> None:
    chance = np.random.default_rng(seed)
    vectors = chance.normal(size=(rows, width)).astype(np.float32)
    asked = chance.normal(size=width).astype(np.float32)
    stored = packed(vectors)
    assert len(stored) == rows * ((width + 1) // 2)
    exact = vectors @ asked / (np.linalg.norm(vectors, axis=1) * np.linalg.norm(asked) + 1e-12)
    assert np.allclose(cosines(stored, asked), exact, atol=0.1 if width > 50 else 0.3)


def test_what_has_no_direction_is_like_nothing() -> None:
    assert cosines(
        packed(np.zeros((2, 8), dtype=np.float32)), np.ones(8, dtype=np.float32)
    ).tolist() == [0, 0]
