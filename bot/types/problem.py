"""What can be wrong with a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Failure(StrEnum):
    """What can be wrong with a sentence."""

    FABRICATED = "fabricated"
    MISATTRIBUTED = "misattributed"
    SPLICED = "spliced"
    NEGATED = "negated"
    UNSUPPORTED = "unsupported"
    UNCITED = "uncited"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong: the sentence's words concerned, and what the source has in their place, if anything."""

    kind: Failure
    words: str
    instead: str = ""
