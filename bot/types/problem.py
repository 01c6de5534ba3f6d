"""What can be wrong with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """Why a source does not support a sentence."""

    FABRICATED = "fabricated"
    """A quotation, name, number or date is not in the source."""
    MISATTRIBUTED = "misattributed"
    """Somebody else said it."""
    SPLICED = "spliced"
    """Two quotations are made into one."""
    NEGATED = "negated"
    """The source says the opposite."""
    OVERSTATED = "overstated"
    """The source says it of fewer, less surely or less strongly."""
    UNSUPPORTED = "unsupported"
    """The source does not say it."""
    UNCITED = "uncited"
    """No passage was found to compare it with."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a sentence."""

    kind: Failure
    words: str
    """The words of the sentence that are wrong."""
    instead: str = ""
    """What the source has in their place, if anything."""
