"""Greetings and thanks, which are no questions."""

from __future__ import annotations

import re
from enum import Enum, auto

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MOST_WORDS = 5
_GREETINGS = frozenset(
    "hi hello hey hiya howdy greetings good morning afternoon evening day night there everyone all".split()
)
_THANKS = frozenset(
    "thanks thank you thx ty cheers great ok okay cool nice perfect much very many so a lot good bye goodbye".split()
)
_SAYING_HELLO = frozenset("hi hello hey hiya howdy greetings morning afternoon evening".split())
_SAYING_THANKS = frozenset("thanks thank thx ty cheers great ok okay cool nice perfect bye goodbye".split())


class Smalltalk(Enum):
    """What is said for the sake of politeness."""

    GREETING = auto()
    THANKS = auto()


def smalltalk(text: str) -> Smalltalk | None:
    """Which of them a text is, if it is nothing else."""
    words = {word.lower() for word in _WORD.findall(text)}
    if not words or len(words) > _MOST_WORDS or "?" in text or any(character.isdigit() for character in text):
        return None
    if words <= _GREETINGS and words & _SAYING_HELLO:
        return Smalltalk.GREETING
    return Smalltalk.THANKS if words <= _THANKS and words & _SAYING_THANKS else None
