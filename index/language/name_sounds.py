"""How a name sounds: the key by which its spellings meet, "Sergey" and "Sergei"."""

from __future__ import annotations

import re
from functools import lru_cache

from index.language.phrase_edges import without_possessive
from index.language.stems import fold
from index.language.transliteration import latin_spellings

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
    spellings = latin_spellings(without_possessive(last))
    return tuple(dict.fromkeys(map(name_key, spellings)))


def name_term(name: str) -> str:
    """What the word index holds of a name under any of its spellings."""
    return f"~{name_key(name)}"
