"""Greetings and thanks, which are no questions, and what is said to them."""

from __future__ import annotations

import re
from enum import Enum

from prompts import Translatable

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
_MOST_WORDS = 5
_SAYING_HELLO = frozenset(
    "hi hello hey hiya howdy greetings morning afternoon evening привет здравствуйте здравствуй приветствую добрый доброе".split()
)
_GREETINGS = _SAYING_HELLO | frozenset(
    "good day night there everyone all день вечер утро всем вам".split()
)
_SAYING_THANKS = frozenset(
    "thanks thank thx ty cheers great ok okay cool nice perfect bye goodbye"
    " спасибо благодарю спс ок окей ладно отлично хорошо понятно ясно супер пока свидания".split()
)
_THANKS = _SAYING_THANKS | frozenset(
    "you much very many so a lot good вас вам тебя большое огромное очень всё за до".split()
)


class Smalltalk(Enum):
    """What is said for the sake of politeness, with the reply to it."""

    GREETING = Translatable("Hello! What would you like to know from the articles on record?")
    THANKS = Translatable("You are welcome. Ask on whenever you like.")


def smalltalk(text: str) -> Smalltalk | None:
    """Which of them a text is, if it is nothing else."""
    words = {word.lower() for word in _WORD.findall(text)}
    if (
        not words
        or len(words) > _MOST_WORDS
        or "?" in text
        or any(character.isdigit() for character in text)
    ):
        return None
    if words <= _GREETINGS and words & _SAYING_HELLO:
        return Smalltalk.GREETING
    return Smalltalk.THANKS if words <= _THANKS and words & _SAYING_THANKS else None
