"""Stopwords: words such as "the" and "which", which carry no meaning of their own.

A search leaves them out, and so does every comparison of meaning.
"""

from __future__ import annotations

from functools import cache

from index.language import lexicon
from index.language.name_sounds import name_term
from index.language.stems import stem

_LISTED = ("en", "ru")
"""Languages with a list of stopwords; of any other its commonest words serve."""


@cache
def stopwords(language: str = "en") -> frozenset[str]:
    """Stems of the stopwords of English, Russian and one more language (ISO 639-1 code).

    Beside the stems stand their sound keys, which begin with "~": a word that begins a sentence
    may be taken for a name, and is then compared by its sound.
    """
    stems = frozenset(stem(word) for word in lexicon.words("stopwords"))
    sounds = frozenset(name_term(word) for word in stems)
    if language in _LISTED:
        return stems | sounds
    own = lexicon.words("common_words", language)
    own_stems = frozenset(stem(word, language) for word in own)
    own_sounds = frozenset(name_term(word) for word in own)
    return stems | sounds | own_stems | own_sounds
