"""Turns Russian questions into English ones: "What did Lavrov say?" for «Что сказал Лавров?».

The rest of the program reads the English form. It translates what shows how a question is built and
common words of the news, and spells names as the archive does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import cache
from types import MappingProxyType

from index.language import lexicon, transliteration
from index.language.function_words import Function, function_words
from index.language.name_sounds import name_term
from index.language.stems import stem

CAPITAL = r"[A-ZА-ЯЁІЇЄҐ][\w’'-]*"
"""A pattern of a word that is written as names are, in either script."""
_TOKEN = re.compile(r"\w+(?:[-’']\w+)*|[^\w\s]")
_BEFORE_MARK = re.compile(r"\s+([,.;:!])")
_SHORTEST_NAME = 4
"""Letters of a word that may be a name though it has no capital."""

HasTerm = Callable[[str], bool]
"""Whether the archive has a term; see `terms.search_terms`."""


class _Role(Enum):
    """What a word does in a question."""

    QUESTION = auto()
    SAYING = auto()
    SUBJECT = auto()
    """A name, or what somebody is called by office."""
    SMALL = auto()
    MARK = auto()
    OTHER = auto()


@dataclass(frozen=True, slots=True)
class _Word:
    english: str
    role: _Role
    russian: str = ""

    @property
    def is_subject(self) -> bool:
        return self.role is _Role.SUBJECT or self.english in ("he", "she", "they")


def is_russian(text: str) -> bool:
    """Whether a text has a Cyrillic letter."""
    return bool(transliteration.CYRILLIC.search(text))


def is_saying(root: str) -> bool:
    """Whether a stem is that of a Russian verb that reports what somebody says."""
    return root in _by_stem("saying")


def question_words() -> frozenset[str]:
    """The Russian question words in all their forms."""
    return frozenset(_by_word("question"))


def in_english(question: str, has_term: HasTerm) -> str:
    """The question in the form of an English one.

    Words that it has no English for stay as they are.
    """
    if not is_russian(question):
        return question
    words = _without_particles(list(_words(question, has_term)))
    asked = _asked_of_speaker(words) or words
    joined = " ".join(word.english for word in asked if word.english != "?")
    text = _BEFORE_MARK.sub(r"\1", joined)
    return f"{text[:1].upper()}{text[1:]}?"


@cache
def _by_word(tag: str) -> Mapping[str, str]:
    """The Russian words with a tag, each with its English."""
    rows = lexicon.rows("russian_questions")
    return MappingProxyType({word: english for word, english, tags in rows if tag in tags.split()})


@cache
def _by_stem(tag: str) -> Mapping[str, str]:
    return MappingProxyType({stem(word): english for word, english in _by_word(tag).items()})


# Word by word: the first translation that there is.


@dataclass(frozen=True, slots=True)
class _Source:
    """A word or mark of the question."""

    text: str
    is_before_name: bool
    has_term: HasTerm

    @property
    def lower(self) -> str:
        return self.text.lower()

    @property
    def root(self) -> str:
        return stem(self.text)

    @property
    def is_capital(self) -> bool:
        return self.text[:1].isupper()

    @property
    def spelling(self) -> str | None:
        """A name in Russian as the archive spells it, if the archive has it."""
        if not is_russian(self.text):
            return None
        spellings = transliteration.latin_spellings(self.text)
        return next((one for one in spellings if self.has_term(name_term(one))), None)


def _mark(word: _Source) -> _Word | None:
    is_word = re.match(r"\w", word.text) is not None
    return None if is_word else _Word(word.text, _Role.MARK, word.text)


def _question_word(word: _Source) -> _Word | None:
    english = _by_word("question").get(word.lower)
    return _Word(english, _Role.QUESTION, word.lower) if english else None


def _small_word(word: _Source) -> _Word | None:
    """A pronoun, preposition or particle: «на» is "in" before a name and "at" elsewhere."""
    english = _by_word("small").get(word.lower)
    if english is None:
        return None
    is_in = word.lower == "на" and word.is_before_name
    return _Word("in" if is_in else english, _Role.SMALL, word.lower)


def _known_name(word: _Source) -> _Word | None:
    spelling = word.spelling if word.is_capital else None
    return _Word(spelling, _Role.SUBJECT, word.text) if spelling else None


def _verb_of_saying(word: _Source) -> _Word | None:
    english = _by_stem("saying").get(word.root)
    return _Word(english, _Role.SAYING, word.lower) if english else None


def _office(word: _Source) -> _Word | None:
    english = _by_stem("office").get(word.root)
    if english is None:
        return None
    return _Word(word.text if word.has_term(word.root) else english, _Role.SUBJECT, word.text)


def _unknown_name(word: _Source) -> _Word | None:
    return _Word(word.text, _Role.SUBJECT, word.text) if word.is_capital else None


def _word_of_archive(word: _Source) -> _Word | None:
    is_known = not is_russian(word.text) or word.has_term(word.root)
    return _Word(word.text, _Role.OTHER, word.text) if is_known else None


def _word_of_news(word: _Source) -> _Word | None:
    english = _by_stem("news").get(word.root)
    return _Word(english, _Role.OTHER, word.text) if english else None


def _name_without_capital(word: _Source) -> _Word | None:
    spelling = word.spelling if len(word.text) >= _SHORTEST_NAME else None
    return _Word(spelling, _Role.SUBJECT, word.text) if spelling else None


_TRANSLATIONS: tuple[tuple[str, Callable[[_Source], _Word | None]], ...] = (
    ("?", _mark),
    ("кого", _question_word),
    ("против", _small_word),
    ("Базарова", _known_name),
    ("заявил", _verb_of_saying),
    ("министра", _office),
    ("Медникова", _unknown_name),
    ("Bazarov", _word_of_archive),
    ("перемирие", _word_of_news),
    ("базарова", _name_without_capital),
)
"""What may translate a word, in this order, each with an example."""


def _words(question: str, has_term: HasTerm) -> Iterator[_Word]:
    """The words and marks of a question in English, places of several words as one."""
    places = {start: (name, end) for name, start, end in transliteration.places(question)}
    end = 0
    for match in _TOKEN.finditer(question):
        if match.start() < end:
            continue
        if match.start() in places and not has_term(name_term(match.group())):
            name, end = places[match.start()]
            yield _Word(name, _Role.SUBJECT, question[match.start() : end])
        else:
            is_before_name = question[match.end() :].lstrip()[:1].isupper()
            yield _translated(_Source(match.group(), is_before_name, has_term))


def _translated(word: _Source) -> _Word:
    for _, translate in _TRANSLATIONS:
        if found := translate(word):
            return found
    return _Word(word.text, _Role.OTHER, word.text)


# The order of words.


def _without_particles(words: Sequence[_Word]) -> list[_Word]:
    """The words in the form of a question: «о чём» is "what", and «ли» asks as "did" does.

    A second «что» is the conjunction "that".
    """
    if any(word.russian == "ли" for word in words):
        words = [_Word("did", _Role.QUESTION), *(word for word in words if word.russian != "ли")]
    found: list[_Word] = []
    for word in words:
        has_question_word = any(one.role is _Role.QUESTION for one in found)
        if word.role is _Role.QUESTION and _is_one_preposition(found):
            found.clear()
        is_conjunction = word.russian == "что" and has_question_word
        found.append(_Word("that", _Role.SMALL, word.russian) if is_conjunction else word)
    return found


def _is_one_preposition(words: Sequence[_Word]) -> bool:
    return len(words) == 1 and words[0].english in function_words(Function.PREPOSITION)


def _asked_of_speaker(words: Sequence[_Word]) -> list[_Word] | None:
    """ "What did Lavrov say in Minsk?", of «Что сказал Лавров в Минске?» or «Что Лавров сказал …».

    None where the question is not what somebody said.
    """
    saying = _first(words, _Role.SAYING)
    asking = _first(words, _Role.QUESTION)
    if saying is None or asking is None or asking > saying or words[asking].russian == "кто":
        return None
    first, end = _subject_after(words, saying)
    if first == end:
        first, end = _subject_before(words, saying)
    if first == end:
        return None
    rest = [*words[asking + 1 : first], *words[end:]]
    others = [word for word in rest if word is not words[saying]]
    auxiliary = [] if words[asking].english == "did" else [_Word("did", _Role.SMALL)]
    return [*words[: asking + 1], *auxiliary, *words[first:end], words[saying], *others]


def _first(words: Sequence[_Word], role: _Role) -> int | None:
    return next((number for number, word in enumerate(words) if word.role is role), None)


def _subject_after(words: Sequence[_Word], saying: int) -> tuple[int, int]:
    """Where the subject behind a verb begins and ends: names, pronouns, and "and" between them."""
    first = end = saying + 1
    while end < len(words):
        is_joined = words[end].english == "and" and end > first and end + 1 < len(words)
        is_next_subject = is_joined and words[end + 1].role is _Role.SUBJECT
        if not words[end].is_subject and not is_next_subject:
            break
        end += 1
    return first, end


def _subject_before(words: Sequence[_Word], saying: int) -> tuple[int, int]:
    """Where the subject before a verb begins and ends."""
    first = saying
    while first and (words[first - 1].is_subject or words[first - 1].english == "and"):
        first -= 1
    return first, saying
