"""Whether two verbs may tell of one deed: "bought" and "purchased"."""

from __future__ import annotations

from index.language.function_words import Function, function_words
from index.language.stems import stem
from index.models.word_similarity import nearest

_NEAR = 0.5
"""Likeness of verbs that may tell of one deed."""


def may_be_one_deed(one: str, other: str) -> bool:
    """Whether two verbs may tell of one deed."""
    one, other = one.lower(), other.lower()
    forms_of_be = function_words(Function.BE)
    if one in forms_of_be or other in forms_of_be:
        return one in forms_of_be and other in forms_of_be
    return stem(one) == stem(other) or nearest(one, (other,)) >= _NEAR
