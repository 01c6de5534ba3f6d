"""The logistic function, by which evidence becomes a probability."""

from __future__ import annotations

import math


def sigmoid(x: float) -> float:
    """The logistic function."""
    return 1 / (1 + math.exp(-x)) if x > -700 else 0.0
