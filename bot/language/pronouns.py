"""Pronouns, and the names that replace them."""

from __future__ import annotations

import re
from functools import cache

from bot.language.relational_nouns import is_plural
from index.language.function_words import (
    Function,
    contractions,
    function_word_pattern,
    function_words,
)


@cache
def person_pronoun() -> re.Pattern[str]:
    """Matches "she", "his" and the like; group `word` is the pronoun, `is` a contracted "is"."""
    word = function_word_pattern(Function.PERSON)
    return re.compile(rf"\b(?P<word>{word})\b(?P<is>['’]s\b)?", re.IGNORECASE)


@cache
def thing_pronouns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Match the forms of "it" and those of "they"; group `is` is a contracted verb: "they've"."""
    it, they = (
        re.compile(
            rf"""
            \b (?P<word> {function_word_pattern(function)} ) \b      # its
            (?P<is> ['’] (?: s | re | ve | d | ll ) \b )?           # they've
            """,
            re.IGNORECASE | re.VERBOSE,
        )
        for function in (Function.IT, Function.THEY)
    )
    return it, they


def is_possessive(word: str) -> bool:
    """Whether a word is a possessive pronoun: "my", "hers"."""
    return word in function_words(Function.POSSESSIVE, Function.ABSOLUTE)


def in_place_of(pronoun: re.Match[str], name: str) -> str:
    """The name in the form of a pronoun that it replaces: "Colley's" for "his"."""
    if is_possessive(pronoun["word"].lower()):
        return f"{name}'" if name.endswith("s") and is_plural(name) else f"{name}'s"
    contraction = (pronoun["is"] or "").replace("’", "'")
    verb = contractions().get(contraction)
    return f"{name} {verb}" if verb else f"{name}{contraction}"
