"""Names in Russian as they are written in Latin letters: «Лаврову» may be Lavrov or Lavrova, «Лондоне» is London."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

import Stemmer

_TABLE = Path(__file__).with_name("places_ru.tsv")
LETTERS = re.compile(r"[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LATIN = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюяіїєґў",
        "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch _ y _ e yu ya i yi ye g u".replace(
            "_", ""
        ).split(" "),
        strict=True,
    )
)
_ENDING = re.compile(
    r"(?<=\w\w)(?:[аеёиоуыэюяьй]{1,2}|[оеи][йм]|ого|его|ому|ему|ым|ыми|ими|[ыи]х|[ая]ми?|[ая]х)$"
)
"""Of a case; a name may end so by itself."""
_NOMINATIVES = ("", "а", "я", "ая", "ия", "ий", "о", "и")
_FEWEST = 2
"""Letters of a name that are no ending."""


@lru_cache(maxsize=20_000)
def spellings(word: str) -> tuple[str, ...]:
    """The Latin spellings that a name in Cyrillic may have in the nominative, its own first; of any other word, itself."""
    if not LETTERS.search(word):
        return (word,)
    lower = word.lower()
    place = place_of((word,))
    roots = dict.fromkeys((lower, *_roots(lower)))
    forms = dict.fromkeys(
        [lower, *(f"{root}{ending}" for root in roots for ending in _NOMINATIVES if root != lower)]
    )
    latin = (latin_letters(form).capitalize() for form in forms)
    return tuple(dict.fromkeys([*([place] if place and " " not in place else []), *latin]))


def _roots(word: str) -> Iterator[str]:
    """The word without the ending of a case, be it long or short."""
    for length in (1, 2, 3):
        if len(word) - length >= _FEWEST and _ENDING.fullmatch(word, len(word) - length):
            yield word[:-length]


def latin_letters(word: str) -> str:
    """A word in Cyrillic, letter by letter in Latin."""
    return "".join(_LATIN.get(letter, letter) for letter in word.lower())


def place_of(words: tuple[str, ...]) -> str | None:
    """The English name of the country or city that words in any case name: "Moscow" of «Москвы»."""
    return _places().get(tuple(_key(word) for word in words))


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """The English names of countries and cities that a Russian text names, and where, in order."""
    words = list(_WORD.finditer(text))
    position = 0
    while position < len(words):
        for length in (3, 2, 1):
            run = words[position : position + length]
            if len(run) == length and run[0].group()[:1].isupper():
                found = place_of(tuple(word.group() for word in run))
                if found:
                    yield found, run[0].start(), run[-1].end()
                    position += length - 1
                    break
        position += 1


@cache
def _places() -> dict[tuple[str, ...], str]:
    rows = (
        line.split("\t")
        for line in _TABLE.read_text(encoding="utf-8").splitlines()
        if not line.startswith("#")
    )
    return {
        tuple(_key(word) for word in _WORD.findall(russian)): english for russian, english in rows
    }


@lru_cache(maxsize=20_000)
def _key(word: str) -> str:
    return str(Stemmer.Stemmer("russian").stemWord(word.lower().replace("ё", "е")))
