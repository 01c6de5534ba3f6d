"""Countries under all their names: "Ukraine", "Ukrainian", "Kyiv" and "Kiev" stand for one another in the news."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from index.language import transliteration

_TABLE = Path(__file__).with_name("countries.tsv")
_WORD = re.compile(r"\w+(?:[.'’-]\w+)*\.?")
_LONGEST = 6
"""Words of the longest name."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A country named at `start:end`: by its name or its people's, or by its capital."""

    country: str
    start: int
    end: int
    by_capital: bool


@cache
def _names() -> dict[tuple[str, ...], tuple[str, bool]]:
    names: dict[tuple[str, ...], tuple[str, bool]] = {}
    rows = [
        line.split("\t")
        for line in _TABLE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    ]
    for country, aliases, demonyms, _ in rows:
        for name in (country, *aliases.split(";"), *demonyms.split(";")):
            names.setdefault(_key(name), (country, False))
    for country, _, _, capitals in rows:
        for name in capitals.split(";"):
            names.setdefault(_key(name), (country, True))
    names.pop((), None)
    return names


@cache
def _beginnings() -> frozenset[str]:
    """The first words of all names: few words of a text are one."""
    return frozenset(name[0] for name in _names())


def _key(name: str) -> tuple[str, ...]:
    return tuple(_fold(word) for word in _WORD.findall(name))


@lru_cache(maxsize=50_000)
def _fold(word: str) -> str:
    """Case folded, but for abbreviations: "US" is a country and "us" is not."""
    word = re.sub(r"['’]s?$", "", word)
    letters = word.replace(".", "")
    return letters if letters.isupper() and len(letters) <= 4 else letters.casefold()


def _is_full_stop(word: str) -> bool:
    """Whether the dot that a word ends in is the sentence's: "Moscow." but not "U.S."."""
    return word.find(".") == len(word) - 1


@lru_cache(maxsize=20_000)
def find(text: str) -> tuple[Mention, ...]:
    """The countries named in a text, longest names first come, in order; in Russian by their own names alone."""
    found = _in_latin(text)
    if transliteration.LETTERS.search(text):
        known = (
            (_names().get(_key(name)), start, end)
            for name, start, end in transliteration.places(text)
        )
        found += [Mention(one[0], start, end, one[1]) for one, start, end in known if one]
    return tuple(sorted(found, key=lambda mention: mention.start))


def _in_latin(text: str) -> list[Mention]:
    words = list(_WORD.finditer(text))
    keys = [_fold(word.group()) for word in words]
    if _beginnings().isdisjoint(keys):
        return []
    mentions: list[Mention] = []
    position = 0
    while position < len(words):
        if keys[position] not in _beginnings():
            position += 1
            continue
        for length in range(min(_LONGEST, len(words) - position), 0, -1):
            found = _names().get(tuple(keys[position : position + length]))
            if found:
                last = words[position + length - 1]
                end = last.end() - _is_full_stop(last.group())
                mentions.append(Mention(found[0], words[position].start(), end, found[1]))
                position += length
                break
        else:
            position += 1
    return mentions
