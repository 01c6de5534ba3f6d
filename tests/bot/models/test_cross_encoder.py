"""What our small models have in common: weights in eight bits, and the likeliest span."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from bot.models.cross_encoder import best_span, packed, unpacked
from index.models.minilm_onnx import QuantizedMatrix


def test_what_is_packed_comes_back_nearly_the_same(tmp_path: Path) -> None:
    chance = np.random.default_rng(0)
    layer = chance.normal(size=(8, 128)).astype(np.float32)
    weights = {"layer": layer, "bias": np.ones(8, np.float32)}
    head = np.ones((2, 385), np.float32)
    packed(weights, {"span": head}, tmp_path / "some.npz")
    found = unpacked(tmp_path / "some.npz")
    assert found.layers.keys() == weights.keys()
    assert np.array_equal(found.layers["bias"], weights["bias"])
    matrix = found.layers["layer"]
    assert isinstance(matrix, QuantizedMatrix)
    assert np.abs(matrix.whole * matrix.scales[:, None] - layer).max() < 0.02
    assert found.heads.keys() == {"span"}
    assert np.array_equal(found.heads["span"], head)


def test_a_span_never_ends_before_it_starts_nor_is_longer_than_allowed() -> None:
    logits = np.zeros((6, 2), np.float32)
    logits[4, 0] = logits[1, 1] = 5.0
    start, end, certainty = best_span(logits, longest=3)
    assert start <= end < start + 3
    assert 0 < certainty < 1
    logits[5, 1] = 9.0
    assert best_span(logits, longest=3)[:2] == (4, 5)


@pytest.mark.parametrize("length", [1, 2, 40])
def test_the_certainties_of_all_spans_of_one_token_sum_to_less_than_one(length: int) -> None:
    chance = np.random.default_rng(length)
    *_, certainty = best_span(chance.normal(size=(length, 2)).astype(np.float32), longest=1)
    assert 0 < certainty <= 1
