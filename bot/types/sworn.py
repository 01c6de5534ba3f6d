"""What the gate says of a chat model's sentence."""

from __future__ import annotations

from dataclasses import dataclass

from bot.types.citation import Citation
from bot.types.problem import Failure


@dataclass(frozen=True, slots=True)
class Sworn:
    """Whether a sentence passed, and the whole sentences of one article that it rests on, from 1.

    Of one that failed: the nearest.
    """

    problem: Failure | None
    citations: tuple[Citation, ...] = ()
