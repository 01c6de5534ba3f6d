"""Completion: a follow-up with the words of the conversation that it leaves out.

The model marks which words are needed, and where they go in. Those that it is sure to place are put
there; what else is needed stands in brackets behind the question, as it was said.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.language.noun_phrases import noun_phrases
from bot.language.pronouns import in_place_of, person_pronoun, thing_pronouns
from bot.models import query_resolution
from bot.models.query_resolution import Marked, Resolution, Said, Slot
from bot.types.answer import Turn
from index.language.function_words import Function, function_words
from index.language.stopwords import stopwords
from index.language.terms import Term, terms

_NEEDED = 0.4
"""A word is needed that is at least so likely."""
_LEANING = 0.6
"""A question stands by itself if no word is needed that is at least so likely."""
_SURE = 0.25
"""Words go into a slot if it is at least so likely that there is one, and that they fill it."""
_NEAR = 2
"""Function words at most between two needed words of a phrase."""
_CITATION = re.compile(r"\s*\[\d+\]")  # It rained. [1]
_ASIDE = re.compile(r"[()\[\]]")  # Journey (the band
_CLOSED = Function.PREPOSITION, Function.DETERMINER
_PLACES = ("there", "here", "then")
"""What a place or a time with its preposition may stand for."""
_JOINT = re.compile(r"(?:['’]s?)?[\s\-‑.]*")  # Fenby's harbour, St. Ives
"""What may stand between two words of a phrase."""


@dataclass(frozen=True, slots=True)
class _Phrase:
    """Words that were said one behind the other, and are needed."""

    text: str
    stems: frozenset[str]
    """Of its words, but for stopwords."""
    likely: float
    """The mean of these words."""
    age: int
    """How many questions and answers ago it was said."""


def completed(question: str, history: Sequence[Turn]) -> str:
    """The follow-up with what it leaves out, from the turns before it, oldest first."""
    said = [Said(turn.standalone_question, _shown(turn.answer)) for turn in history]
    resolution = query_resolution.shared().read(question, said)
    if not _leans(resolution):
        return question
    own = {term.stem for term in terms(question)}
    phrases = _fewest(list(_phrases(resolution, said)), own)
    for slot in reversed(resolution.slots):
        if slot.likely * slot.certainty >= _SURE:
            turn = said[-1 - slot.age]
            words = _excerpt(turn.answer if slot.is_answer else turn.question, *slot.filler)
            if filler := _filler(words, slot.opening):
                question = _filled(question, slot, *filler)
    there = {term.stem for term in terms(question)}
    rest = [phrase.text for phrase in phrases if not phrase.stems <= there]
    return f"{question.rstrip(' ?!.')} ({', '.join(rest)})?" if rest else question


def _leans(resolution: Resolution) -> bool:
    """Whether a question leaves anything out."""
    texts = (marked for turn in resolution.needed for marked in turn)
    return any(likely >= _LEANING for marked in texts for likely in marked.likely)


def _shown(answer: str) -> str:
    """An answer without the numbers of its citations; nothing of one that cites nothing."""
    return _CITATION.sub("", answer) if _CITATION.search(answer) else ""


# Words in their places.


def _excerpt(text: str, start: int, end: int) -> str:
    """Words of a text, without the capital of a function word that begins a sentence."""
    words = text[start:end]
    is_first = not text[:start].rstrip() or text[:start].rstrip()[-1] in '.!?"“'
    if is_first and words.partition(" ")[0].lower() in function_words(*_CLOSED):
        return f"{words[:1].lower()}{words[1:]}"
    return words


def _filler(words: str, opening: str) -> tuple[str, str] | None:
    """The preposition and the noun phrase of words for a slot; None if they are no noun phrase."""
    words = _ASIDE.split(words)[0].strip(" ,;:.?!")
    own, _, rest = words.partition(" ")
    has_own = own.lower() in function_words(Function.PREPOSITION)
    opening, noun = (own, rest) if has_own else (opening, words)
    found = noun_phrases(noun)
    if not found or found[-1].end < len(noun):
        return None
    before = noun[: found[0].start].strip().lower()
    return (opening, noun) if before in ("", found[0].determiner.lower()) else None


def _filled(question: str, slot: Slot, opening: str, noun: str) -> str:
    """The question with words in a slot; as it was where that would be no plain English."""
    start, end = slot.place
    words = question[start:end].lower().split()
    is_whole = not (question[start - 1 : start].isalnum() or question[end : end + 1].isalnum())
    if not (words and is_whole):
        return question
    whole = f"{opening} {noun}".lstrip()
    if not slot.is_replaced:
        is_fit = opening or words[-1] in function_words(*_CLOSED)
        return f"{question[:end]} {whole}{question[end:]}" if is_fit else question
    for pattern in (person_pronoun(), *thing_pronouns()):
        pronoun = pattern.match(question, start)
        if pronoun and pronoun.end() >= end:
            return f"{question[:start]}{in_place_of(pronoun, noun)}{question[pronoun.end() :]}"
    if words[-1] in _PLACES:
        return f"{question[:start]}{whole}{question[end:]}" if opening else question
    if words[0] not in function_words(Function.POINTING):
        return question
    return f"{question[:start]}{noun}{question[end:]}"


# Words that are needed.


def _phrases(resolution: Resolution, said: Sequence[Said]) -> Iterator[_Phrase]:
    """The phrases that are needed, the latest first."""
    age = 0
    for turn, (of_question, of_answer) in zip(reversed(said), resolution.needed, strict=False):
        for text, marked in ((turn.answer, of_answer), (turn.question, of_question)):
            yield from _of_text(text, marked, age)
            age += 1


def _of_text(text: str, marked: Marked, age: int) -> Iterator[_Phrase]:
    words = list(terms(text))
    likely = [_likely(word, marked) for word in words]
    run: list[int] = []
    for number, word in enumerate(words):
        is_joined = run and _JOINT.fullmatch(text, words[run[-1]].end, word.start)
        is_needed = likely[number] >= _NEEDED or (is_joined and _is_between(words, likely, number))
        if run and not (is_joined and is_needed):
            yield from _phrase(text, words, likely, run, age)
            run = []
        if is_needed:
            run.append(number)
    yield from _phrase(text, words, likely, run, age)


def _likely(word: Term, marked: Marked) -> float:
    """How likely a word is needed: the mean of its tokens."""
    pairs = zip(marked.places, marked.likely, strict=True)
    own = [value for (start, end), value in pairs if start < word.end and word.start < end]
    return sum(own) / len(own) if own else 0.0


def _is_between(words: Sequence[Term], likely: Sequence[float], number: int) -> bool:
    """Whether a function word stands before a word that is needed."""
    following = range(number, min(number + _NEAR + 1, len(words)))
    telling = next((n for n in following if words[n].stem not in stopwords()), number)
    return telling > number and likely[telling] >= _NEEDED


def _phrase(
    text: str, words: Sequence[Term], likely: Sequence[float], run: Sequence[int], age: int
) -> Iterator[_Phrase]:
    """The phrase of a run of words, from its preposition or article on; none of function words."""
    opening = function_words(*_CLOSED)
    telling = [number for number in run if words[number].stem not in stopwords()]
    if not telling:
        return
    first = telling[0]
    while first > run[0] and words[first - 1].word.lower() in opening:
        first -= 1
    sure = sum(likely[number] for number in telling) / len(telling)
    stems = frozenset(words[number].stem for number in telling)
    yield _Phrase(_excerpt(text, words[first].start, words[telling[-1]].end), stems, sure, age)


def _fewest(phrases: Sequence[_Phrase], own: set[str]) -> list[_Phrase]:
    """The fewest phrases that have all words that are needed and that the follow-up lacks."""
    left = {stem for phrase in phrases for stem in phrase.stems} - own
    kept: list[_Phrase] = []
    while left:
        best = max(phrases, key=lambda one: (len(one.stems & left), one.likely, -one.age))
        kept.append(best)
        left -= best.stems
    return kept
