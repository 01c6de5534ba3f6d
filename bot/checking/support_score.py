"""How far a source supports a sentence, from 0 to 1."""

from __future__ import annotations

from bot.models.logistic import sigmoid

MANY = 2
"""Things wrong beyond which more of them tell no more."""
_LOG_ODDS, _FAULT, _BIAS = 0.462, -1.560, 0.068
"""Of the logistic model; see tests/benchmarks/training/fit_checks.py."""


def support(log_odds: float, faults: int) -> float:
    """How far a source supports a sentence.

    By the entailment model's log-odds, and by how many things the checks find wrong.
    """
    return sigmoid(_LOG_ODDS * log_odds + _FAULT * min(MANY, faults) + _BIAS)
