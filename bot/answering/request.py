"""What a desk is asked: a question in its conversation."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.types.answer import Turn
from index.types import EVERYTHING, Filters


@dataclass(frozen=True, slots=True)
class Request:
    """A question, the turns before it (oldest first), and the articles that may answer it."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = EVERYTHING
    now: date | None = None
    """The day on which it is asked, so that "last week" has a meaning; None means today."""
