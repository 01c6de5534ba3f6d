"""The logistic function."""

from __future__ import annotations

import pytest

from bot.models.logistic import sigmoid


def test_it_maps_any_number_between_0_and_1() -> None:
    """Without an overflow for one that is far below 0."""
    assert sigmoid(0) == 0.5
    assert sigmoid(-5000) == pytest.approx(0)
    assert sigmoid(5000) == pytest.approx(1)
    assert sigmoid(2) == pytest.approx(1 - sigmoid(-2))
