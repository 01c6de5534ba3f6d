"""The names in questions and answers: which may be people's, and which are places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from index.language import countries, dates, lexicon
from index.language.function_words import Function, function_words

_CAPITALISED = r"[A-Z][\w.'’-]*"
NAME = rf"""(?x:
    {_CAPITALISED}                                                  # Colley
    (?: \s+ (?: (?: of | the | de | van | von | al | bin ) \s+ )?
        {_CAPITALISED}                                              # Bank of Velmar
    )*
)"""
"""A pattern of one name or several words of it: "Colley", "Bank of Velmar", "O'Hara-Lynn"."""
PLACE_PHRASE = re.compile(
    rf"""
    \s+ (?P<preposition> in | at )             # in
    \s+ (?: the\s+ )? (?P<place> {NAME} )      # the Kestrel Hills
    """,
    re.VERBOSE,
)
"""What something happens in or at: " in the Kestrel Hills"."""
_NAME = re.compile(NAME)
_POSSESSIVE_OR_FULL_STOP = re.compile(r"['’]s$|(?<=\w\w)\.$")


def is_name(text: str) -> bool:
    """Whether a text is a name and nothing else, neither a country nor a date."""
    is_capitalised = _NAME.fullmatch(text) is not None
    return is_capitalised and not is_place(text) and not any(dates.find(text))


def is_place(text: str) -> bool:
    """Whether a text is the name of a country or its capital, give or take two characters."""
    return any(mention.end - mention.start >= len(text) - 2 for mention in countries.find(text))


def names_in(text: str) -> list[re.Match[str]]:
    """The capitalised names in a text, without the word that opens a question."""
    matches = (_without_opening(text, match) for match in _NAME.finditer(text))
    return [match for match in matches if match is not None]


def places_in(text: str) -> set[str]:
    """The names that something is said to be in or at."""
    return {match["place"] for match in PLACE_PHRASE.finditer(text)}


def people_in(answer: str) -> Iterator[str]:
    """The names in an answer that may be people's."""
    places = places_in(answer)
    for match in names_in(answer):
        name = _POSSESSIVE_OR_FULL_STOP.sub("", match.group())
        if name in places or is_place(name) or any(dates.find(name)):
            continue
        if " " in name or match.start() > 0:
            yield name


def _without_opening(text: str, match: re.Match[str]) -> re.Match[str] | None:
    """The name without a word such as "Did" before it; None if nothing is left."""
    first = _first_word(match)
    if first.lower() not in _no_names():
        return match
    rest = _NAME.search(text, match.start() + len(first), match.end())
    is_another = rest is not None and _first_word(rest).lower() not in _no_names()
    return rest if is_another else None


def _first_word(match: re.Match[str]) -> str:
    return match.group().split()[0]


@cache
def _no_names() -> frozenset[str]:
    """Words that a question may open with, and that are no names though they have a capital."""
    opening = function_words(Function.QUESTION, Function.ASKS, Function.NO_NAME)
    return opening | lexicon.words("requests", "no-name")
