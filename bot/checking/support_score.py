"""How far a source supports a sentence, from 0 to 1."""

from __future__ import annotations

from bot.models.logistic import sigmoid

MANY = 2
"""Things wrong beyond which more of them tell no more."""
_LOG_ODDS, _FAULT, _LIKELY, _BIAS = 0.392, -1.640, -2.002, 0.049
"""Of the logistic model; see tests/benchmarks/training/fit_checks.py."""


def support(log_odds: float, faults: int, likely: int) -> float:
    """How far a source supports a sentence.

    By the entailment model's log-odds, and by how many things the exact checks find wrong, and how
    many the rules of wording.
    """
    wrong = _FAULT * min(MANY, faults) + _LIKELY * min(MANY, likely)
    return sigmoid(_LOG_ODDS * log_odds + wrong + _BIAS)
