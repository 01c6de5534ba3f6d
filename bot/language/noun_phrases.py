"""The noun phrases of a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.parts_of_speech import PartOfSpeech, parts_of_speech
from index.language import lexicon
from index.language.function_words import Function, function_words
from index.language.phrase_edges import without_possessive

_WORD = re.compile(
    r"""
    \w+ (?: [-.'’] \w+ )*           # moss, cease-fire, council's
    (?: (?<=s) ['’] (?=\s) )?       # drivers'
    """,
    re.VERBOSE,
)
_PAUSE = re.compile(r"[,;:.?!]")
_PAUSE_NEXT = re.compile(r"\s*[,;:.?!]")
_POSSESSOR = re.compile(
    r"""
    (?P<possessor> .+? )
    (?: ['’]s                   # Quill's boat
      | (?<=s) ['’] ) \s        # the sailors' boat
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class NounPhrase:
    """A noun phrase at `start:end` of a question, without its determiner."""

    text: str
    start: int
    end: int
    determiner: str
    """The nearest determiner before it ("the", "any"), in lower case; empty if there is none."""
    before: str
    """The word before its determiners, in lower case; empty at the start or after a pause."""
    after: str
    """The word after it, in lower case; empty at the end or before a pause."""

    @property
    def words(self) -> list[str]:
        """Its words, without the endings of possessives."""
        return [without_possessive(word) for word in self.text.split()]

    @property
    def head(self) -> str:
        """Its last word."""
        return self.words[-1]

    @property
    def is_name(self) -> bool:
        """Whether its last word is written as names are."""
        return self.head[:1].isupper() and not self.head.isdigit()

    @property
    def is_plural(self) -> bool:
        """Whether its last word is a plural, by its form."""
        last = self.head.lower()
        if last in lexicon.words("irregular_plurals"):
            return True
        return last.endswith("s") and not last.endswith(("ss", "us", "is")) and len(last) > 3

    @property
    def possessor(self) -> str:
        """ "lung cancer" of "lung cancer's symptoms"; empty if there is none."""
        match = _POSSESSOR.match(self.text)
        return match["possessor"] if match else ""


def noun_phrases(question: str) -> list[NounPhrase]:
    """The noun phrases of a question in order, names among them; pronouns are none."""
    words = list(_WORD.finditer(question))
    texts = [word.group() for word in words]
    pauses = [_PAUSE_NEXT.match(question, word.end()) is not None for word in words]
    parts = parts_of_speech(texts, pauses)
    found: list[NounPhrase] = []
    first = 0
    while first < len(words):
        end = first
        while end < len(words) and parts[end] is PartOfSpeech.NOUN:
            if end > first and not _continues(question, words[end - 1], words[end]):
                break
            end += 1
        if end > first:
            found.append(_phrase(question, words, parts, first, end))
        first = max(end, first + 1)
    return found


def _continues(question: str, last: re.Match[str], word: re.Match[str]) -> bool:
    """Whether a noun belongs to the phrase before it.

    A name after a plural begins another phrase: "the animals Darwin saw".
    """
    noun = last.group()
    is_plural = noun.islower() and noun.endswith("s") and not noun.endswith("ss")
    if is_plural and word.group()[:1].isupper():
        return False
    return not question[last.end() : word.start()].strip()


def _phrase(
    question: str,
    words: Sequence[re.Match[str]],
    parts: Sequence[PartOfSpeech],
    first: int,
    end: int,
) -> NounPhrase:
    """The phrase of the words from `first` to before `end`."""
    start, stop = words[first].start(), words[end - 1].end()
    determiner, before = _determiner(words, parts, first)
    word_before = word_after = ""
    if before >= 0 and not _PAUSE.search(question, words[before].end(), start):
        word_before = words[before].group().lower()
    if end < len(words) and not _PAUSE.search(question, stop, words[end].start()):
        word_after = words[end].group().lower()
    return NounPhrase(question[start:stop], start, stop, determiner, word_before, word_after)


def _determiner(
    words: Sequence[re.Match[str]], parts: Sequence[PartOfSpeech], first: int
) -> tuple[str, int]:
    """The determiner nearest to word number `first`, and the number of the word before them all."""
    determiner = ""
    before = first - 1
    while before >= 0:
        word = words[before].group().lower()
        if parts[before] is PartOfSpeech.DETERMINER:
            determiner = determiner or word
        elif word not in function_words(Function.BETWEEN):
            break
        before -= 1
    return determiner, before
