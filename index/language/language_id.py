"""Identifies the language of a text by its script and its commonest words, and counts its words."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from index.language import lexicon

UNSPACED = (
    r"\u0e00-\u0eff"  # Thai, Lao
    r"\u1000-\u109f"  # Burmese
    r"\u1780-\u17ff"  # Khmer
    r"\u3005\u3040-\u30ff"  # Japanese: the repetition mark, hiragana, katakana
    r"\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"  # ideographs
    r"\uac00-\ud7af"  # Korean
)
"""Letters of scripts that put no spaces between words, or in which words take endings without one.

Ranges of a character class.
"""
MARKS = (
    r"\u0300-\u036f"  # accents on any letter
    r"\u0483-\u0487"  # Cyrillic
    r"\u0591-\u05c7"  # Hebrew
    r"\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed"  # Arabic
    r"\u0900-\u0903\u093a-\u094f\u0962\u0963"  # Devanagari
    r"\u0980-\u0983\u09bc-\u09cd"  # Bengali
    r"\u0b82\u0bbe-\u0bcd"  # Tamil
    r"\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"  # Thai
    r"\u0eb1\u0eb4-\u0ebc\u0ec8-\u0ecd"  # Lao
    r"\u102b-\u103e"  # Burmese
    r"\u17b4-\u17d3"  # Khmer
)
"""Signs that belong to the letter before them, though Python's `\\w` leaves them out.

Ranges of a character class.
"""

_SCRIPTS = {
    "uk": re.compile(r"[іїєґІЇЄҐ]"),
    "ru": re.compile(r"[\u0400-\u04ff]"),
    "el": re.compile(r"[\u0370-\u03ff]"),
    "hy": re.compile(r"[\u0530-\u058f]"),
    "he": re.compile(r"[\u0590-\u05ff]"),
    "ar": re.compile(r"[\u0600-\u06ff]"),
    "hi": re.compile(r"[\u0900-\u097f]"),
    "th": re.compile(r"[\u0e00-\u0e7f]"),
    "ko": re.compile(r"[\uac00-\ud7af]"),
    "ja": re.compile(r"[\u3040-\u30ff]"),
    "zh": re.compile(r"[\u4e00-\u9fff]"),
}
"""The letters that stand for a language. Ukrainian letters are Cyrillic too, and count as both."""
_IDEOGRAPHS = re.compile(
    r"""
    [\u3040-\u30ff]       # か
    | [\u3400-\u9fff]     # 海
    | [\uf900-\ufaff]     # U+F900, a second code of U+8C48
    """,
    re.VERBOSE,
)
_IDEOGRAPHS_PER_WORD = 2
_SOUTH_EAST_ASIAN = re.compile(
    r"""
    [\u0e00-\u0eff]       # ก, in Thai
    | [\u1000-\u109f]     # က, in Burmese
    | [\u1780-\u17ff]     # ក, in Khmer
    """,
    re.VERBOSE,
)
_SOUTH_EAST_ASIAN_PER_WORD = 4
_IDEOGRAPHS_PER_KANA = 10
"""A text with fewer ideographs than this for each kana is Japanese; Chinese has hardly any kana."""
_UKRAINIAN_SHARE = 0.01
"""A text is Ukrainian if more of its letters than this are ones that Russian lacks."""
_SAMPLE_CHARACTERS = 5_000
_WORD = re.compile(r"[^\W\d_]+")


def identify(text: str) -> str:
    """The ISO 639-1 code of a text's language; English if nothing tells otherwise.

    Most letters decide the script. In Latin script the language is the one whose commonest words
    are the most frequent.
    """
    sample = text[:_SAMPLE_CHARACTERS]
    if sample.isascii():
        return _latin_language(sample)
    letters = {code: len(script.findall(sample)) for code, script in _SCRIPTS.items()}
    letters["ru"] -= letters["uk"]
    total = sum(map(str.isalpha, sample))
    if letters["uk"] > total * _UKRAINIAN_SHARE:
        return "uk"
    if letters["ja"] * _IDEOGRAPHS_PER_KANA > letters["zh"]:
        letters["ja"] += letters["zh"]
    latin = total - sum(letters.values())
    best = max(letters, key=lambda code: letters[code])
    return best if letters[best] > latin else _latin_language(sample)


def count_words(text: str) -> int:
    """The number of words in a text; an estimate where its script puts no spaces between words."""
    count = len(text.split())
    if not text.isascii():
        count += len(_IDEOGRAPHS.findall(text)) // _IDEOGRAPHS_PER_WORD
        count += len(_SOUTH_EAST_ASIAN.findall(text)) // _SOUTH_EAST_ASIAN_PER_WORD
    return count


def _latin_language(text: str) -> str:
    """English, unless the common words of another language are more frequent."""
    counts = Counter(_WORD.findall(text.replace("İ", "i").lower()))
    frequency: dict[str, int] = {}
    for code in _latin_languages():
        frequency[code] = sum(counts[word] for word in lexicon.words("common_words", code))
    return max(frequency, key=lambda code: frequency[code])


@cache
def _latin_languages() -> tuple[str, ...]:
    """The languages in Latin letters whose common words are known, the preferred first."""
    languages = lexicon.entries("latin_languages")
    return tuple(code for code in languages if lexicon.words("common_words", code))
