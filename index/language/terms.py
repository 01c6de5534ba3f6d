"""Text to terms: the stems that questions and sentences are compared by."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import NamedTuple

import Stemmer

from index.language import countries, lexicon, transliteration
from index.language.language_id import MARKS, UNSPACED
from index.language.phrase_edges import without_possessive

_LETTERS = rf"[^\W_]+(?:[{MARKS}\u200c\u200d]+[^\W_]*)*"
_WORD = re.compile(rf"(?:[^\W\d_]\.){{2,}}|{_LETTERS}(?:[.,]\d+)*(?:[-'’‑]{_LETTERS})*")
_RUN = re.compile(rf"[{UNSPACED}{MARKS}]+|[^{UNSPACED}]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_ALPHABETS = (
    ("russian", re.compile(r"[\u0400-\u04ff]")),
    ("greek", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("arabic", re.compile(r"[\u0600-\u06ff]")),
    ("armenian", re.compile(r"[\u0530-\u058f]")),
    ("hindi", re.compile(r"[\u0900-\u097f]")),
    ("tamil", re.compile(r"[\u0b80-\u0bff]")),
)
"""Whose stemmer is for words in which letters, whatever the language."""
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


@lru_cache(maxsize=50_000)
def stem(word: str, language: str = "en") -> str:
    """The stem of a word: in lower case, without accents, hyphens and endings; a number in digits."""
    if word[:1].isdigit():
        return re.sub(r"(?<=\d),(?=\d{3})", "", word).casefold()
    stemmer = _stemmer_of(word, language)
    if stemmer in ("english", "russian"):
        folded = re.sub(r"[-‑'’.]", "", fold(word))
        return _stemmed(_irregular().get(folded, folded), stemmer)
    written = word.replace("İ", "i").replace("I", "ı") if stemmer == "turkish" else word
    written = re.sub(r"['’].*|[-‑.]", "", unicodedata.normalize("NFC", written.lower()))
    return fold(_stemmed(written, stemmer))


def _stemmed(word: str, language: str) -> str:
    return str(
        Stemmer.Stemmer(language).stemWord(word)
    )  # one of its own: it keeps the word that it is at


def _stemmer_of(word: str, language: str) -> str:
    if word.isascii() and language == "en":
        return "english"
    script = next((name for name, letters in _ALPHABETS if letters.search(word)), None)
    return script or lexicon.table("stemmers").get(language, "english")


def fold(word: str) -> str:
    """Case and accents folded, and the dotless i of Turkish to i."""
    if word.isascii():
        return word.casefold()
    return "".join(
        c
        for c in unicodedata.normalize("NFKD", word.casefold())
        if not unicodedata.combining(c) or c == "\u0306"
    ).replace("ı", "i")


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


def name_term(name: str) -> str:
    """What the word index holds of a name under any of its spellings."""
    return f"~{name_key(name)}"


def country_term(country: str) -> str:
    """What the word index holds of a country under any of its names."""
    return f"={country.replace(' ', '_')}"


@cache
def _irregular() -> dict[str, str]:
    """The base form of each irregular form of an English verb or noun."""
    rows = lexicon.table("irregular_forms").items()
    return {form: base for base, forms in rows for form in forms.split()}


@lru_cache(maxsize=50_000)
def name_key(name: str) -> str:
    """The sound of a name's last word, so that spellings meet: Sergey and Sergei."""
    words = re.findall(r"[^\W\d_][^\W_]*", fold(without_possessive(name)))
    if not words:
        return ""
    key: str = words[-1]
    for written, sounded in _SOUNDS:
        key = re.sub(written, sounded, key)
    return key


@lru_cache(maxsize=50_000)
def name_keys(name: str) -> tuple[str, ...]:
    """The sounds that a name's last word may have; a Cyrillic one has one for each nominative."""
    last = name.split()[-1] if name.split() else ""
    if last.isascii():
        return (name_key(name),)
    spellings = transliteration.latin_spellings(without_possessive(last))
    return tuple(dict.fromkeys(map(name_key, spellings)))


_SOUNDS = (
    (r"[jy]+", "i"),
    (r"kh", "h"),
    (r"ck", "k"),
    (r"ph", "f"),
    (r"w", "v"),
    (r"(?:ii|ij|iy|i)+$", "i"),
    (r"(.)\1+", r"\1"),
    (r"^ie", "e"),
    (r"(?<=[^aeiou])ie", "e"),
)
