"""Names of a question that no article has, and the names that they may be misspellings of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from itertools import pairwise

from bot.questions.question import Question, QuestionWord
from bot.types.answer import Choice
from index.language.terms import name_key, name_term, terms
from index.stores.archive import Archive

_SHORTEST = 4
"""Letters of a name that can be told from another."""
_LONG = 7
"""Letters from which on two may be wrong."""
_PASSAGES = 50
_MOST = 3


def choices(question: Question, archive: Archive) -> tuple[Choice, ...]:
    """The question by the names that its unknown name is nearest to; none where none is near."""
    for word in _last(question):
        if names := _near(word, archive):
            before, after = (
                question.text[: word.start],
                question.text[word.start + len(word.text) :],
            )
            return tuple(Choice(name, f"{before}{name}{after}") for name in names)
    return ()


def _last(question: Question) -> Iterator[QuestionWord]:
    """The names, of several words that make one the last: "Sergei" may be spelled as he likes."""
    named = [word for word in question.words if word.is_name or word.is_speaker]
    following = {
        one.start for one, other in pairwise(named) if other.start - one.start - len(one.text) == 1
    }
    return (word for word in named if word.start not in following and not word.country)


def _near(word: QuestionWord, archive: Archive) -> list[str]:
    """The names of the articles that are an edit or two from one that none has, the most alike first."""
    key = name_key(word.text)
    sought = name_term(word.text)
    if (
        len(key) < _SHORTEST
        or archive.words.frequency(word.stem)
        or archive.words.frequency(sought)
    ):
        return []
    edits = 2 if len(key) >= _LONG else 1
    found: Counter[str] = Counter()
    for passage in archive.catalog.passages(archive.words.like(sought, edits, _PASSAGES)).values():
        found.update(term.word for term in terms(passage.text) if term.is_capital)
    likeness = {name: SequenceMatcher(None, key, name_key(name)).ratio() for name in found}
    near = [
        name
        for name in found
        if likeness[name] >= 1 - edits / len(key) and _is_like(key, name_key(name))
    ]
    return sorted(near, key=lambda name: (-likeness[name], -found[name]))[:_MOST]


def _is_like(key: str, other: str) -> bool:
    """Whether a name begins as another and is about as long."""
    return key[0] == other[:1] and abs(len(key) - len(other)) <= 1
