"""Finds countries under all their names: "Ukraine", "Ukrainian" and "Kyiv" mean one country."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from index.language import lexicon, transliteration
from index.language.phrase_edges import without_possessive

_WORD = re.compile(r"\w+(?:[.'’-]\w+)*\.?")
_MAX_NAME_WORDS = 6
_MAX_ABBREVIATION = 4
"""Letters of a word in capitals that may be an abbreviation."""

NameKey = tuple[str, ...]
"""A name's words as they are compared."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A country named at `start:end`: by its name or its people's, or by its capital."""

    country: str
    start: int
    end: int
    by_capital: bool


@lru_cache(maxsize=20_000)
def find(text: str) -> tuple[Mention, ...]:
    """The countries that a text names, in order.

    Where names overlap, the longest counts. In Cyrillic only countries and their capitals are
    found, not peoples.
    """
    mentions = _in_latin(text)
    if transliteration.CYRILLIC.search(text):
        mentions += _in_cyrillic(text)
    return tuple(sorted(mentions, key=lambda mention: mention.start))


def _in_latin(text: str) -> list[Mention]:
    words = list(_WORD.finditer(text))
    keys = [_word_key(word.group()) for word in words]
    first_words = _first_words()
    if first_words.isdisjoint(keys):
        return []
    mentions: list[Mention] = []
    position = 0
    while position < len(words):
        length = _name_length(keys, position) if keys[position] in first_words else 0
        if length:
            country, by_capital = _names()[tuple(keys[position : position + length])]
            last = words[position + length - 1]
            end = last.end() - _ends_in_full_stop(last.group())
            mentions.append(Mention(country, words[position].start(), end, by_capital))
        position += length or 1
    return mentions


def _name_length(keys: Sequence[str], position: int) -> int:
    """How many words the longest name at this position has; 0 if none begins there."""
    for length in range(min(_MAX_NAME_WORDS, len(keys) - position), 0, -1):
        if tuple(keys[position : position + length]) in _names():
            return length
    return 0


def _in_cyrillic(text: str) -> list[Mention]:
    mentions: list[Mention] = []
    for name, start, end in transliteration.places(text):
        if known := _names().get(_name_key(name)):
            country, by_capital = known
            mentions.append(Mention(country, start, end, by_capital))
    return mentions


@cache
def _names() -> dict[NameKey, tuple[str, bool]]:
    """Each name with its country, and whether it is the capital's."""
    names: dict[NameKey, tuple[str, bool]] = {}
    rows = lexicon.rows("countries")
    for country, aliases, peoples, _ in rows:
        for name in (country, *aliases.split(";"), *peoples.split(";")):
            names.setdefault(_name_key(name), (country, False))
    for country, _, _, capitals in rows:
        for name in capitals.split(";"):
            names.setdefault(_name_key(name), (country, True))
    names.pop((), None)
    return names


@cache
def _first_words() -> frozenset[str]:
    """The first words of all names: a quick test that most words of a text fail."""
    return frozenset(name[0] for name in _names())


def _name_key(name: str) -> NameKey:
    return tuple(_word_key(word) for word in _WORD.findall(name))


@lru_cache(maxsize=50_000)
def _word_key(word: str) -> str:
    """The word in lower case; of an abbreviation the capitals: "US" is a country, "us" is not."""
    word = without_possessive(word)
    letters = word.replace(".", "")
    if letters.isupper() and len(letters) <= _MAX_ABBREVIATION:
        return letters
    return letters.casefold()


def _ends_in_full_stop(word: str) -> bool:
    """Whether the dot at the end is the sentence's: in "Moscow." but not in "U.S."."""
    return word.find(".") == len(word) - 1
