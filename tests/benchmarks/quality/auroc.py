"""How well a score tells the right from the wrong."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def auroc(scores: Sequence[float], right: Sequence[bool]) -> float:
    """The chance that a right one has more than a wrong one; ties count half."""
    good = np.array([s for s, r in zip(scores, right, strict=True) if r])
    bad = np.array([s for s, r in zip(scores, right, strict=True) if not r])
    return float(((good[:, None] > bad).mean() + (good[:, None] >= bad).mean()) / 2)
