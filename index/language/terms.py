"""Text to terms: the stems that questions and sentences are compared by."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from index.language import countries
from index.language.language_id import MARKS, UNSPACED
from index.language.name_sounds import name_keys
from index.language.phrase_edges import without_possessive
from index.language.stems import stem

_LETTERS = rf"[^\W_]+(?:[{MARKS}\u200c\u200d]+[^\W_]*)*"
_WORD = re.compile(
    rf"""
    (?: [^\W\d_] \. ){{2,}}              # U.N.
    | {_LETTERS} (?: [.,]\d+ )*          # 1,240.5
      (?: [-'’‑] {_LETTERS} )*           # by-laws
    """,
    re.VERBOSE,
)
_RUN = re.compile(rf"[{UNSPACED}{MARKS}]+|[^{UNSPACED}]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_PART = re.compile(r"[^-‑]+")


class Term(NamedTuple):
    """A word of a text: its stem, and where it stands."""

    stem: str
    word: str
    start: int
    end: int

    @property
    def is_capital(self) -> bool:
        """Whether it is written as names are."""
        return self.word[:1].isupper()

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.word[:1].isdigit()


def terms(text: str, language: str = "en") -> Iterator[Term]:
    """The words of a text in that language, in order.

    A hyphenated word comes whole ("ceasefire" for "cease-fire") and in parts. Text without spaces
    between words comes as overlapping pairs of letters.
    """
    for match in _WORD.finditer(text):
        start = match.start()
        for part in _parts(match.group(), language):
            yield Term(part.stem, part.word, start + part.start, start + part.end)


def vocabulary(text: str, language: str = "en") -> tuple[Term, ...]:
    """The same, each distinct word once; offsets count from the beginning of the word."""
    return tuple(
        part for word in dict.fromkeys(_WORD.findall(text)) for part in _parts(word, language)
    )


@lru_cache(maxsize=100_000)
def _parts(written: str, language: str) -> tuple[Term, ...]:
    """The terms of what is written without a space."""
    if not written.isascii() and _UNSPACED.search(written):
        return tuple(_pairs(written, language))
    word = without_possessive(written)
    found = [Term(stem(word, language), word, 0, len(word))]
    if "-" in word or "‑" in word:
        parts = (match for match in _PART.finditer(word) if len(match.group()) > 1)
        found += [Term(stem(part.group(), language), part.group(), *part.span()) for part in parts]
    return tuple(found)


def _pairs(word: str, language: str) -> Iterator[Term]:
    for run in _RUN.finditer(word):
        found = run.group()
        length = 2 if _UNSPACED.match(found) else len(found)
        for first in range(max(1, len(found) - length + 1)):
            pair, start = found[first : first + length], run.start() + first
            yield Term(stem(pair, language), pair, start, start + len(pair))


def search_terms(text: str, language: str = "en") -> list[str]:
    """A text's terms in the word index: stems, sounds of names (~sergei), countries (=Ukraine)."""
    found = list(terms(text, language))
    names = [
        f"~{key}"
        for term in found
        if term.is_capital and not term.is_number
        for key in name_keys(term.word)
    ]
    places = [country_term(mention.country) for mention in countries.find(text)]
    return [*(term.stem for term in found), *names, *places]


def country_term(country: str) -> str:
    """What the word index holds of a country under any of its names."""
    return f"={country.replace(' ', '_')}"
