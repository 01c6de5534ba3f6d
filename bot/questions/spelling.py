"""Names that no article has, and the names that they may be misspellings of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from bot.questions.question import Question, QuestionWord
from bot.types.answer import Choice
from index.language.name_sounds import name_key, name_term
from index.language.terms import terms
from index.stores.archive import Archive

_MIN_LETTERS = 4
"""A shorter name is too like others to be corrected."""
_MIN_LETTERS_FOR_TWO_EDITS = 7
_MAX_PASSAGES = 50
"""Passages with a similar word that are searched for names."""
_MAX_CHOICES = 3


def respelled_choices(question: Question, archive: Archive) -> tuple[Choice, ...]:
    """The question with other spellings of a name that no article has, the most similar first."""
    for word in _last_names(question):
        if names := _similar_names(word, archive):
            before = question.text[: word.start]
            after = question.text[word.start + len(word.text) :]
            return tuple(Choice(name, f"{before}{name}{after}") for name in names)
    return ()


def _last_names(question: Question) -> Iterator[QuestionWord]:
    """The last word of each name, countries left out: a first name may have any spelling."""
    named = [word for word in question.words if word.is_name or word.is_speaker]
    followed = {
        word.start
        for word, following in pairwise(named)
        if following.start - word.start - len(word.text) == 1
    }
    return (word for word in named if word.start not in followed and not word.country)


def _similar_names(word: QuestionWord, archive: Archive) -> list[str]:
    """The names in the articles that are one or two edits from a name that no article has."""
    key, term = name_key(word.text), name_term(word.text)
    is_known = archive.words.frequency(word.stem) or archive.words.frequency(term)
    if len(key) < _MIN_LETTERS or is_known:
        return []
    edits = 2 if len(key) >= _MIN_LETTERS_FOR_TWO_EDITS else 1
    passages = archive.catalog.passages(archive.words.like(term, edits, _MAX_PASSAGES))
    frequency: Counter[str] = Counter()
    for passage in passages.values():
        frequency.update(term.word for term in terms(passage.text) if term.is_capital)
    similarity = {name: _similarity(key, name_key(name)) for name in frequency}
    similar = [name for name in frequency if similarity[name] >= 1 - edits / len(key)]
    return sorted(similar, key=lambda name: (-similarity[name], -frequency[name]))[:_MAX_CHOICES]


def _similarity(key: str, other: str) -> float:
    """From 0 to 1.

    0 if the names begin with different letters, or differ by two letters in length.
    """
    if key[0] != other[:1] or abs(len(key) - len(other)) > 1:
        return 0.0
    return SequenceMatcher(None, key, other).ratio()
