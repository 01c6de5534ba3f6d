"""Salience: what the questions of a conversation are about, and what their pronouns mean.

Each question gives the things that it names a weight. The weights fade with every turn since, and
the thing with the highest sum is the topic, or what "it" means.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache

from bot.conversation.fragments import OPENING, is_replacing, is_said, opening_preposition
from bot.language.names import NAME, is_place, names_in, people_in, places_in
from bot.language.noun_phrases import NounPhrase, noun_phrases
from bot.language.pronouns import is_plural_pronoun, person_pronoun
from bot.language.relational_nouns import (
    is_generic,
    is_plural,
    is_relational,
    owner,
    plural,
    singular,
)
from bot.types.answer import Turn
from index.language import dates, lexicon
from index.language.function_words import Function, function_words
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.language.terms import terms
from index.language.verb_stems import stems
from index.language.verbs import Use

_INTRODUCED = 2.4
"""Weight of what a question asks to be told about: "tell me about X", "what is X?"."""
_MAIN = 2.0
"""Weight of a question's main topic."""
_MENTIONED = 0.8
"""Weight of what else a question names."""
_ASIDE = 0.3
"""Weight of what is only a side of something, or said by the way."""
_FADING = 0.6
"""What a turn leaves of each weight of the turns before it."""
_WRONG_NUMBER = 0.6
"""Factor for a plural where "it" is asked about, and for a singular where "they" is."""
_TURNS_BACK = 4
"""Turns among which somebody's words were asked about last."""

_INTRODUCING = re.compile(
    r"""
    ^\W*
    (?: (?:please\ )? (?:tell|describe|explain)\b
        (?: \ \w+\ (?:more\ )? about )?                        # tell me more about; describe
      | (?:what|who) (?: ['’]s | \ is | \ are | \ was | \ were )   # what is; who's
    )
    \ (?: (?:the|an?)\  )? (?: [\w-]+\ ? ){1,4} [?.!]*$        # the Kestrel Bridge
    """,
    re.IGNORECASE | re.VERBOSE,
)
COMPARING = re.compile(
    r"""
    \b (?: in\ common | differ | different | differences?      # have in common
         | compare | compared | between                        # compare
         | related | similar | same | versus                   # are they related
       ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What a question compares two things with."""
_PAIR = re.compile(
    rf"""
    (?<! ^ ) \b {NAME} (?: (?: ,\ {NAME} )*     # Quill, Marsh
    ,?\ and\ {NAME} )                           # Quill and Marsh
    """,
    re.VERBOSE,
)
_TOGETHER = re.compile(r"\b(?:and|meet|met|talk|between)\b")
_WHO = re.compile(r"\W*(?:who|which)\b", re.IGNORECASE)
_WHO_IS_NAME = re.compile(rf"\W*(?i:who (?:is|was)) {NAME}\W*$")
_POSSESSIVE = re.compile(r"['’]s$")
_JOINED = re.compile(r"\s+(?:and|or)\s+(?:the\s+|an?\s+)?")
_ONE = re.compile(r"(?:an? )?(?P<noun>.*[a-z]+)")


def about_somebody(history: Sequence[Turn]) -> str:
    """The question that a name is put into.

    That is the last, unless it names nobody and a recent one asked what somebody said.
    """
    last = history[-1].standalone_question
    if any(name for name in _names(last) if not is_place(name)):
        return last
    recent = reversed(history[-_TURNS_BACK:-1])
    said = (turn.standalone_question for turn in recent if is_said(turn.standalone_question))
    return next(said, last)


def is_known(noun: str, history: Sequence[Turn]) -> bool:
    """Whether an earlier question has a noun."""
    known = (term.stem for turn in history for term in terms(turn.standalone_question))
    return stem(noun) in known


def topic_of(history: Sequence[Turn]) -> str | None:
    """What the conversation is about; None if it names nothing."""
    salience = _salience(history)
    return max(salience, key=salience.__getitem__, default=None)


def last_person(history: Sequence[Turn]) -> str | None:
    """Whoever was asked about last.

    That is the person whom the latest question with one names, or who answers it if it asks "who".
    """
    for turn in reversed(history):
        asked = turn.standalone_question
        names = [_POSSESSIVE.sub("", match.group()) for match in names_in(asked)]
        places = places_in(asked)
        people = [name for name in names if name not in places and not is_place(name)]
        speakers = {cited.speaker for cited in turn.citations}
        answering = [name for name in people_in(turn.answer) if name not in names]
        answering.sort(key=lambda name: name not in speakers)  # a place speaks no sentence
        if answering and _WHO.match(asked) and not _WHO_IS_NAME.match(asked):
            people = answering
        if found := [*people, *answering]:
            return found[0]
    return None


# What "it" and "they" mean.


def referent(
    pronoun: str, history: Sequence[Turn], taken: Sequence[str], *, is_compared: bool
) -> str | None:
    """What a form of "it" or "they" means.

    `taken` is what another pronoun of the question means; `is_compared` says whether the question
    compares, as "how do they differ?" does.
    """
    is_many = is_plural_pronoun(pronoun)
    if is_many:
        both = _named_together(history) or (_talked_about_both(history) if is_compared else None)
        if both:
            return both
    excluded = {*_people_meant(history), *taken}
    weights = _salience(history, pronoun)
    salience = {text: weight for text, weight in weights.items() if text not in excluded}
    if is_many:
        for pair, weight in _pairs(history):
            salience[pair] = salience.get(pair, 0.0) + weight
    for text in salience:
        is_kind = is_many and text.startswith(("a ", "an "))  # "a moth … they": moths
        if is_plural(text) != is_many and not is_kind:
            salience[text] *= _WRONG_NUMBER
    found = max(salience, key=salience.__getitem__, default=None)
    return found and (_in_plural(found) if is_many else singular(found))


def _in_plural(text: str) -> str:
    """The plural of what a text names; a name of one thing stays as it is."""
    one = _ONE.fullmatch(text)
    if is_plural(text) or one is None:
        return text
    noun = one["noun"]
    is_common = noun != text or noun.split()[-1].islower()
    return plural(noun) if is_common else text


def _people_meant(history: Sequence[Turn]) -> set[str]:
    """The names that "he" and "she" meant in earlier questions."""
    found: set[str] = set()
    for turn in history:
        if person_pronoun().search(turn.question):
            found.update(text for text in _carried(turn) if text[:1].isupper())
    return found


def _pairs(history: Sequence[Turn]) -> Iterator[tuple[str, float]]:
    """The names that "and" joins in earlier questions, weighted."""
    for age, turn in enumerate(reversed(history)):
        for pair in _PAIR.finditer(turn.standalone_question):
            yield pair.group(), _MAIN * _FADING**age


def _named_together(history: Sequence[Turn]) -> str | None:
    """The people whom the last question names together."""
    last = history[-1].standalone_question
    if pair := _PAIR.search(last):
        return pair.group()
    names = [name for name in _names(last) if not is_place(name)]
    if len(names) > 1 and _TOGETHER.search(last):
        return " and ".join(dict.fromkeys(names))
    return None


def _talked_about_both(history: Sequence[Turn]) -> str | None:
    """The two things that the last question compares, or that the last two are about."""
    last = history[-1].standalone_question
    found = noun_phrases(last)
    is_comparison = COMPARING.search(last) and len(found) == 2
    if is_comparison and not any(map(is_relational, found)):
        return " and ".join(_whole(last, phrase, ()) for phrase in found)
    mains = [_main(turn) for turn in history[-2:]]
    if len(mains) < 2 or not all(mains) or any(map(is_plural, mains)):
        return None
    one, other = mains
    return f"{one} and {other}" if stem(one) != stem(other) else None


def _main(turn: Turn) -> str:
    """The main topic of a question; empty if it has none."""
    return next((text for text, weight in _topics(turn, "") if weight >= _MAIN), "")


def _names(question: str) -> list[str]:
    """The names in a question that nothing is in or at."""
    places = places_in(question)
    return [match.group() for match in names_in(question) if match.group() not in places]


# Weights.


def _salience(history: Sequence[Turn], pronoun: str = "") -> dict[str, float]:
    """What was talked about, weighted: each thing under the name that it had last."""
    salience: defaultdict[str, float] = defaultdict(float)
    names: dict[tuple[str, ...], str] = {}
    for age, turn in enumerate(reversed(history)):
        for text, weight in _topics(turn, pronoun):
            key = tuple(term.stem for term in terms(text) if term.stem not in stopwords())
            salience[names.setdefault(key, text)] += weight * _FADING**age
    return dict(salience)


def _topics(turn: Turn, pronoun: str) -> Iterator[tuple[str, float]]:
    """What a question is about, with weights: what earlier ones mention counts most."""
    asked = turn.standalone_question
    carried = [*_carried(turn), *_put_in(turn)]
    for text in carried:
        yield text, _MAIN
    has_main = bool(carried)
    main = _INTRODUCED if _INTRODUCING.match(turn.question) else _MAIN
    found = [phrase for phrase in noun_phrases(asked) if not any(dates.find(phrase.text))]
    for phrase in found:
        text = owner(phrase) or _whole(asked, phrase, found)
        if text in carried or (is_generic(phrase) and not owner(phrase)):
            continue
        if not owner(phrase) and _is_aside(phrase, found[-1], pronoun):
            yield text, _ASIDE
            continue
        yield text, _MENTIONED if has_main else main
        has_main = True


def _carried(turn: Turn) -> list[str]:
    """What a question has from earlier ones, and leaves out or calls "it" in its own words."""
    asked = turn.standalone_question
    if asked == turn.question or is_replacing(turn.question):
        return []
    found = noun_phrases(asked)
    carried = []
    for phrase in found:
        is_own = _has_words_of(turn.question, phrase) or phrase.before in ("to", "from", "with")
        if is_own or (is_relational(phrase) and not owner(phrase)):
            continue
        has_head = phrase.head.lower() in turn.question.lower()
        possessor = phrase.possessor if has_head else ""
        carried.append(possessor or owner(phrase) or _whole(asked, phrase, found))
    return carried


def _put_in(turn: Turn) -> list[str]:
    """The things that a fragment puts into the last question: "and the fleet?"."""
    question = turn.question
    is_phrase = opening_preposition().match(OPENING.sub("", question))
    if is_phrase or not is_replacing(question):
        return []
    things = (phrase for phrase in noun_phrases(question) if not is_relational(phrase))
    return [_whole(question, phrase, ()) for phrase in things]


def _has_words_of(question: str, phrase: NounPhrase) -> bool:
    """Whether a question has all words of a phrase."""
    return all(
        re.search(rf"\b{re.escape(word)}\b", question, re.IGNORECASE) for word in phrase.words
    )


def _is_aside(phrase: NounPhrase, last: NounPhrase, pronoun: str) -> bool:
    """Whether a question is rather about something else that it names."""
    if is_relational(phrase) or _is_activity(phrase):
        return True
    if phrase is last:
        return False
    if phrase.before in ("what", "which", "how"):
        is_asked_for = phrase.after in function_words(Function.ASKS) - function_words(Function.BE)
        if is_asked_for or phrase.after == "of":
            return True
    is_done_to = phrase.before in ("is", "are", "was", "were")
    is_speaking = stem(phrase.after) in stems(Use.PERSON)
    return bool(pronoun) and phrase.is_name and is_speaking and not is_done_to


def _is_activity(phrase: NounPhrase) -> bool:
    """Whether it is something done: "for cooking"."""
    is_one_word = phrase.text.islower() and " " not in phrase.text
    is_behind = phrase.before in ("for", "by", "from", "after")
    return is_one_word and is_behind and phrase.text.endswith("ing")


def _whole(asked: str, phrase: NounPhrase, found: Sequence[NounPhrase]) -> str:
    """The phrase with its article and with the phrase that "and" or "or" joins to it."""
    text = _vague_adjectives().sub("", phrase.text)
    start = phrase.end - len(text)
    for other in found:
        if other.start > phrase.end and _JOINED.fullmatch(asked, phrase.end, other.start):
            text = asked[start : other.end]
    has_article = phrase.determiner in function_words(Function.ARTICLE)
    return f"{phrase.determiner} {text}" if has_article else text


@cache
def _vague_adjectives() -> re.Pattern[str]:
    """Matches adjectives that tell nothing of the noun behind them: "main", "different"."""
    adjective = lexicon.pattern("adjectives", "vague")
    return re.compile(rf"^(?:{adjective}\s+)+(?=\S)")
