"""Russian names in Latin letters: «Лаврову» may be Lavrov or Lavrova, «Лондоне» is London."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache

import Stemmer

from index.language import lexicon

CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_CASE_ENDING = re.compile(
    r"""
    (?<=\w\w)                      # a name has two letters more, at least
    (?:
        [аеёиоуыэюяьй]{1,2}        # Москв-ы, Украин-ой
      | [оеи][йм]                  # Ялт-ой, Путин-ом
      | ого | его | ому | ему      # Горьк-ого, Горьк-ому
      | ым | ыми | ими             # Путин-ым
      | [ыи]х                      # Черн-ых
      | [ая]ми? | [ая]х            # Афин-ам, Афин-ами, Афин-ах
    )$
    """,
    re.VERBOSE,
)
"""Endings of cases; the nominative of a name may end so too."""
_MAX_ENDING = 3
_MIN_ROOT = 2
_NOMINATIVE_ENDINGS = ("", "а", "я", "ая", "ия", "ий", "о", "и")
_MAX_PLACE_WORDS = 3


@lru_cache(maxsize=20_000)
def latin_spellings(word: str) -> tuple[str, ...]:
    """The Latin spellings that a Cyrillic name may have in the nominative, each with a capital.

    If the word is a place in one word, its English name comes first; next comes the word as it is
    written. A word without Cyrillic letters is returned as it is.
    """
    if not CYRILLIC.search(word):
        return (word,)
    place = place_of((word,))
    spelt_out = [latin_letters(form).capitalize() for form in _nominatives(word.lower())]
    english = [place] if place and " " not in place else []
    return tuple(dict.fromkeys([*english, *spelt_out]))


def _nominatives(word: str) -> Iterator[str]:
    """The word itself, and each root that it may have with each ending of the nominative."""
    yield word
    for length in range(1, _MAX_ENDING + 1):
        start = len(word) - length
        if start >= _MIN_ROOT and _CASE_ENDING.fullmatch(word, start):
            for ending in _NOMINATIVE_ENDINGS:
                yield word[:start] + ending


def latin_letters(word: str) -> str:
    """A Cyrillic word letter by letter in Latin, in lower case."""
    letters = lexicon.table("cyrillic_letters")
    return "".join(letters.get(letter, letter) for letter in word.lower())


def place_of(words: tuple[str, ...]) -> str | None:
    """The English name of the country or city that Russian words name in any case."""
    return _places().get(tuple(_stem(word) for word in words))


def places(text: str) -> Iterator[tuple[str, int, int]]:
    """The countries and cities that a Russian text names: English name, start and end.

    They come in order. Of overlapping names the longest counts.
    """
    words = list(_WORD.finditer(text))
    position = 0
    while position < len(words):
        length, place = _place_at(words, position)
        if place:
            yield place, words[position].start(), words[position + length - 1].end()
        position += length


def _place_at(words: list[re.Match[str]], position: int) -> tuple[int, str | None]:
    """The words and the English name of the longest place at a position.

    (1, None) if there is none.
    """
    if words[position].group()[:1].isupper():
        for length in range(_MAX_PLACE_WORDS, 0, -1):
            run = words[position : position + length]
            if len(run) == length and (place := place_of(tuple(word.group() for word in run))):
                return length, place
    return 1, None


@cache
def _places() -> dict[tuple[str, ...], str]:
    """The English name of each place by the stems of its Russian words."""
    english_by_stems: dict[tuple[str, ...], str] = {}
    for russian, english in lexicon.table("russian_places").items():
        stems = tuple(_stem(word) for word in _WORD.findall(russian))
        english_by_stems[stems] = english
    return english_by_stems


@lru_cache(maxsize=20_000)
def _stem(word: str) -> str:
    plain = word.lower().replace("ё", "е")
    return str(Stemmer.Stemmer("russian").stemWord(plain))
