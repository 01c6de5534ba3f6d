"""The stem of a word, by which its forms meet."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import Stemmer

from index.language import lexicon

_ALPHABETS = (
    ("russian", re.compile(r"[\u0400-\u04ff]")),
    ("greek", re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]")),
    ("arabic", re.compile(r"[\u0600-\u06ff]")),
    ("armenian", re.compile(r"[\u0530-\u058f]")),
    ("hindi", re.compile(r"[\u0900-\u097f]")),
    ("tamil", re.compile(r"[\u0b80-\u0bff]")),
)
"""Whose stemmer is for words in which letters, whatever the language."""


@lru_cache(maxsize=50_000)
def stem(word: str, language: str = "en") -> str:
    """The stem of a word: in lower case, without accents, hyphens and endings.

    A number in digits.
    """
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
    return script or lexicon.table("latin_languages").get(language, "english")


def fold(word: str) -> str:
    """Case and accents folded, and the dotless i of Turkish to i."""
    if word.isascii():
        return word.casefold()
    return "".join(
        c
        for c in unicodedata.normalize("NFKD", word.casefold())
        if not unicodedata.combining(c) or c == "\u0306"
    ).replace("ı", "i")


@cache
def _irregular() -> dict[str, str]:
    """The base form of each irregular form of an English verb or noun."""
    rows = lexicon.table("irregular_forms").items()
    return {form: base for base, forms in rows for form in forms.split()}
