"""Stopwords of English, Russian and other languages."""

from __future__ import annotations

from index.language.lexicon import words
from index.language.name_sounds import name_term
from index.language.stems import stem
from index.language.stopwords import stopwords


def test_words_without_meaning_are_stopwords_in_any_language() -> None:
    for language in ("en", "ru", "de", "uk", "xx"):
        assert {stem(word) for word in ("the", "which", "was", "не", "что")} <= stopwords(language)
        assert stem("bridge") not in stopwords(language)


def test_a_language_adds_its_own() -> None:
    assert stem("nicht", "de") in stopwords("de")
    assert stem("nicht", "de") not in stopwords("fr")


def test_a_stopword_is_known_by_its_sound_too() -> None:
    assert name_term("who") in stopwords()
    assert name_term("nicht") in stopwords("de")


def test_every_stopword_has_the_tag_of_its_language() -> None:
    assert words("stopwords", "en") | words("stopwords", "ru") == words("stopwords")
    assert all(word.isascii() for word in words("stopwords", "en"))
    assert not any(word.isascii() for word in words("stopwords", "ru"))
