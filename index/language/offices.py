"""Titles and offices: what people are called before their names or instead of them."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from index.language import countries
from index.language.function_words import Function, function_words
from index.language.lexicon import pattern, table, words
from index.language.stems import stem

_WORD = re.compile(r"[\w-]+")
_BEHIND_NOUN = re.compile(r"\s(?:of|for|to|in|at|on)\s|,")
"""What may follow the noun that an office is about: "minister for trade"."""


def titles() -> frozenset[str]:
    """Words that stand before a name or in its place ("Mayor"), in lower case."""
    return words("titles", "title")


def people_nouns() -> frozenset[str]:
    """Nouns that say somebody is meant without naming them ("resident"), in lower case."""
    return words("titles", "person")


def polite_titles() -> frozenset[str]:
    """Titles that tell no office ("Mr", "Lady"), in lower case."""
    return words("titles", "polite")


def forms_of_address() -> frozenset[str]:
    """Polite titles that anybody has ("Mr", "Dr"), in lower case."""
    return words("titles", "address")


@cache
def title_words() -> frozenset[str]:
    """The titles, and words that belong to longer ones ("prime minister"), in lower case."""
    return titles() | words("titles", "part")


def is_title(word: str) -> bool:
    """Whether a word is a title, with or without a full stop: "Mayor", "Gov."."""
    return word.rstrip(".").lower() in titles()


def is_polite_title(word: str) -> bool:
    """Whether a word is a polite title, with or without a full stop: "Mr.", "Lady"."""
    return word.rstrip(".").lower() in polite_titles()


@cache
def title_stems() -> frozenset[str]:
    """The stems of the titles."""
    return frozenset(map(stem, titles()))


@cache
def _people_stems() -> frozenset[str]:
    return frozenset(map(stem, people_nouns()))


def is_somebody(noun: str) -> bool:
    """Whether a common noun means a person: "the lawyers", "a resident"."""
    return noun.lower() in people_nouns() or stem(noun) in title_stems()


def is_office(role: str) -> bool:
    """Whether words say what somebody is: "Russian foreign minister", "author"."""
    return bool(role_words(role) & (title_stems() | _people_stems()))


@lru_cache(maxsize=10_000)
def role_words(role: str) -> frozenset[str]:
    """The words that roles are compared by: of "Russia's top diplomat": =Russia, foreign, minister.

    They are stems, and each country has one name, behind "=".
    """
    rest = _usual_name(role)
    mentions = countries.find(rest)
    for mention in reversed(mentions):
        rest = rest[: mention.start] + rest[mention.end :]
    ignored = _determiners() | forms_of_address()
    meaningful = [w for w in _WORD.findall(rest) if len(w) > 1 and w.lower() not in ignored]
    return frozenset(f"={mention.country}" for mention in mentions) | frozenset(
        map(stem, meaningful)
    )


@cache
def _determiners() -> frozenset[str]:
    """The articles, and whose an office is: "the", "his"."""
    possessives = function_words(Function.POSSESSIVE) & function_words(Function.THIRD_PERSON)
    return function_words(Function.ARTICLE) | possessives


def role_noun(role: str) -> str:
    """The stem of a role's main noun: "minister" for "Russia's foreign minister for Europe"."""
    found = _WORD.findall(_BEHIND_NOUN.split(_usual_name(role))[0])
    return stem(found[-1]) if found else ""


def gender(text: str) -> str:
    """ "f" or "m" where words tell that a woman or a man is meant ("Mrs", "spokesman"), else ""."""
    is_woman = _gendered("woman").search(text)
    is_man = _gendered("man").search(text)
    if bool(is_woman) == bool(is_man):
        return ""
    return "f" if is_woman else "m"


@cache
def _gendered(tag: str) -> re.Pattern[str]:
    """Matches a title or a noun for a "woman" or a "man": "Mrs", "spokesman"."""
    title = pattern("titles", tag)
    ending = r"\w+woman" if tag == "woman" else r"\w+[^o]man"
    return re.compile(rf"\b(?:{title}|{ending})\b", re.IGNORECASE)


def _usual_name(role: str) -> str:
    """The role with each office under the name that stands for all its names."""
    names = table("same_offices")
    return _office_names().sub(lambda office: names[office.group().lower()], role)


@cache
def _office_names() -> re.Pattern[str]:
    return re.compile(rf"\b{pattern('same_offices')}\b", re.IGNORECASE)
