"""Question words and auxiliaries, which tell that a text asks something."""

from __future__ import annotations

import re
from functools import cache

from index.language.function_words import Function, function_word_pattern


def question_word_pattern() -> str:
    """A regular expression of the question words: "who", "which"."""
    return function_word_pattern(Function.QUESTION)


def auxiliary_pattern() -> str:
    """A regular expression of the auxiliaries that a question may begin with: "did", "is"."""
    return function_word_pattern(Function.ASKS)


def is_asking(text: str) -> bool:
    """Whether a text has a question word or an auxiliary."""
    return _asking().search(text) is not None


@cache
def _asking() -> re.Pattern[str]:
    either = function_word_pattern(Function.QUESTION, Function.ASKS)
    return re.compile(rf"\b{either}\b", re.IGNORECASE)
