"""Small talk: greetings and thanks, which ask nothing, and the replies to them."""

from __future__ import annotations

import re
from enum import Enum

from index.language import lexicon
from prompts import Translatable

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_LONGEST = 5
"""Different words of the longest greeting."""


class Smalltalk(Enum):
    """What is said out of politeness, with the reply to it."""

    GREETING = Translatable("Hello! What would you like to know from the articles on record?")
    THANKS = Translatable("You are welcome. Ask on whenever you like.")


def smalltalk(text: str) -> Smalltalk | None:
    """What kind of small talk a text is; None if it is more than that."""
    words = {word.lower() for word in _WORD.findall(text)}
    has_digit = any(character.isdigit() for character in text)
    if not words or len(words) > _LONGEST or "?" in text or has_digit:
        return None
    if _consists_of(words, "greeting"):
        return Smalltalk.GREETING
    return Smalltalk.THANKS if _consists_of(words, "thanks") else None


def _consists_of(words: set[str], tag: str) -> bool:
    """Whether at least one word has a tag of smalltalk.txt, and the others may stand beside it."""
    main = lexicon.words("smalltalk", tag)
    return bool(words & main) and words <= main | lexicon.words("smalltalk", f"with-{tag}")
