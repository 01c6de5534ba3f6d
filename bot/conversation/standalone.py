"""Standalone questions: a follow-up with all that it leaves out, from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.conversation import standalone_russian
from bot.conversation.completion import completed
from bot.conversation.fragments import (
    OPENING,
    is_fragment,
    is_replacing,
    is_said,
    opening_preposition,
    time_phrase,
    with_fragment,
)
from bot.language import russian
from bot.language.names import NAME, PLACE_PHRASE, is_name, is_place, names_in, people_in, places_in
from bot.language.noun_phrases import noun_phrases
from bot.language.question_words import auxiliary_pattern, is_asking, question_word_pattern
from bot.language.relational_nouns import owner
from bot.types.answer import Turn
from index.language import dates
from index.language.function_words import Function, contractions, function_words

_CORRECTION = re.compile(
    r"""
    ^\W* (?: (?:no|nope|sorry|actually|wait|oops)\b \W* )*
         (?: (?:i|we)\ (?:mean|meant|was\ asking\ about|asked\ about)    # no, I meant Kerry
           | rather | make\ that                                         # make that Kerry
         )\b \W*
    | ^\W* (?: (?:no|nope|sorry|oops)\b \W+ )+ (?=\S)                    # sorry, Kerry
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT_THIS = re.compile(
    r"""
    ^ (?: not\s+ (?P<wrong>[^,;.]+?) \s*[,;.]\s* (?:but\s+)? (?P<right>.+)    # not Lavrov, Kerry
        | (?P<first>[^,;.]+?) ,? \s+ not\s+ [^,;.?]+                          # Kerry, not Lavrov
      ) $
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NARROWING = re.compile(
    r"""
    ^\W* (?: (?:and|but)\s+ )?
    (?P<only> (?:only|just)\s+ (?P<rest>.+?) ) \W*$        # and only from the Irish paper
    """,
    re.IGNORECASE | re.VERBOSE,
)
_BARE = re.compile(
    r"""
    ^ (?P<word>
          (?: (?:since|until|by|for|from|to|with|at|about|in|on)\s+ )?         # since when
          (?: why | when | where | who | whom | what | which                   # why
            | how (?: \ (?:many|much|long|often|far|old|high|big|come|so) )?   # how many
          )
      )
      (?: \s+ (?:exactly|precisely) )?                                         # when exactly
      (?P<negated> \s+ not )? $                                                # why not
    """,
    re.IGNORECASE | re.VERBOSE,
)
_WH_SUBJECT = re.compile(r"^\W*(?P<who>who|which(?: \w+)?|what)\s+", re.IGNORECASE)
_NEGATION = re.compile(r"\bnot\b|n['’]t\b")
_WHO = re.compile(r"\W*(?:who|which)\b", re.IGNORECASE)
_WHO_IS_NAME = re.compile(rf"\W*(?i:who (?:is|was)) {NAME}\W*$")
_POSSESSIVE = re.compile(r"['’]s$")
_TURNS_BACK = 4
"""Turns among which somebody's words were asked about last."""
_OTHER_ELSE = {"thing": "what", "one": "who", "body": "who", "where": "where"}
"""What "anything else?" asks, by its ending."""


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves out, from the turns before it, oldest first."""
    question = " ".join(question.split())
    if not history or not _core(question):
        return question
    last = history[-1].standalone_question
    if russian.is_russian(last):
        return standalone_russian.standalone(question, history)
    if russian.is_russian(question):
        question = standalone_russian.OPENING.sub("And ", question, count=1)
    if narrowing := _NARROWING.match(question):
        return _narrowed(narrowing, last)
    correct = _corrected(question, last)
    question = correct or question
    core = _core(question)
    if bare := _BARE.match(core):
        anew = _ask_anew(bare["word"], history[-1], is_negated=bool(bare["negated"]))
        return anew or completed(question, history)
    if what_else := _what_else().match(core):
        return _ask_else(what_else, last)
    is_opened = correct is not None or len(core) < len(question.rstrip(" ?!."))
    if not is_fragment(core, question, is_opened=is_opened):
        return completed(question, history)
    return _of_fragment(core, history, is_correction=correct is not None)


def readings(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """The standalone question, then others that a follow-up may mean, for when it has no answer."""
    first = standalone(question, history)
    if not history or first == question:
        return (first,)
    where_and_when = _where_and_when(history[-1].standalone_question)
    core = _core(" ".join(question.split()))
    is_time_or_place = is_place(core) or any(dates.find(core))
    if is_replacing(question) and not opening_preposition().match(core) and not is_time_or_place:
        others = _other_readings(core, where_and_when, history)
        kept = (reading for reading in others if where_and_when in reading)
        return tuple(dict.fromkeys((first, *kept)))
    return (first,)


def name_in(question: str) -> str | None:
    """The name that is all of a follow-up: "Klimkin" for "And Klimkin?"."""
    core = _core(" ".join(question.split()))
    return core if is_replacing(question) and is_name(core) else None


def _core(question: str) -> str:
    """A question without its opening and its end: "Klimkin" for "And Klimkin?"."""
    return OPENING.sub("", question).rstrip(" ?!.")


def _of_fragment(core: str, history: Sequence[Turn], *, is_correction: bool) -> str:
    """An earlier question with a fragment in it.

    A correction that names a side of something asks what that is.
    """
    phrases = noun_phrases(core)
    if is_correction and phrases and owner(phrases[0]):
        return f"What is {core}?"
    last = history[-1].standalone_question
    return with_fragment(core, _about_somebody(history) if is_name(core) else last)


# Other readings.


def _other_readings(core: str, where_and_when: str, history: Sequence[Turn]) -> Iterator[str]:
    """What "And Klimkin?" may ask beside the last question of him.

    That is an earlier question of him, what he says at all, or what was said of him.
    """
    if not is_name(core):
        yield _about_thing(core, where_and_when, history[-1].standalone_question)
        return
    for turn in reversed(history[:-1]):
        if is_said(turn.standalone_question):
            yield with_fragment(core, turn.standalone_question)
    yield f"What did {core} say{where_and_when}?"
    if (person := _last_person(history)) and person != core:
        yield f"What did {person} say about {core}{where_and_when}?"
    yield f"What about {core}{where_and_when}?"


def _about_thing(core: str, where_and_when: str, last: str) -> str:
    """ "What about the fleet of Velmar?" for "And the fleet?" after a question about Velmar."""
    names = [match.group() for match in names_in(last)]
    owners = [name for name in names if not is_place(name) and name not in where_and_when]
    joined = " and ".join(re.sub(r"['’]s?$", "", name) for name in owners)
    of = f" of {joined}" if joined else ""
    return f"What about {core}{of}{where_and_when}?"


def _where_and_when(question: str) -> str:
    """The places and times of a question as they stand there: " in Minsk in 2016"."""
    found = (*PLACE_PHRASE.finditer(question), *time_phrase().finditer(question))
    return "".join(match.group() for match in sorted(found, key=lambda match: match.start()))


def _about_somebody(history: Sequence[Turn]) -> str:
    """The question that a name is put into.

    That is the last, unless it names nobody and a recent one asked what somebody said.
    """
    last = history[-1].standalone_question
    places = places_in(last)
    names = (match.group() for match in names_in(last))
    if any(name not in places and not is_place(name) for name in names):
        return last
    recent = reversed(history[-_TURNS_BACK:-1])
    said = (turn.standalone_question for turn in recent if is_said(turn.standalone_question))
    return next(said, last)


def _last_person(history: Sequence[Turn]) -> str | None:
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


# Corrections, narrowings and bare question words.


def _corrected(question: str, last: str) -> str | None:
    """What is meant instead, if a question corrects the last one: "No, I meant Kerry"."""
    rest = _CORRECTION.sub("", question, count=1)
    if not rest.strip(" ?!."):
        return None
    not_this = _NOT_THIS.match(question)
    is_denied = not_this is not None and not_this["wrong"] and not_this["wrong"] in last
    return _right_of(rest) if rest != question or is_denied else None


def _right_of(corrected: str) -> str:
    """ "Kerry?" for "not Lavrov, Kerry" and for "Kerry, not Lavrov"; "who did not sign" stays."""
    core = corrected.strip(" ?!.")
    if match := _NOT_THIS.match(core):
        core = match["right"] or (core if is_asking(core) else match["first"])
    return f"{core}?"


def _narrowed(narrowing: re.Match[str], last: str) -> str:
    """The last question with what it is narrowed to: "…, only from the Irish paper?"."""
    phrase = opening_preposition().match(narrowing["rest"])
    if phrase and (any(dates.find(phrase["rest"])) or is_place(phrase["rest"])):
        return with_fragment(narrowing["rest"], last)
    only = narrowing["only"]
    return f"{last.rstrip(' ?!.')}, {only[:1].lower()}{only[1:]}?"


def _ask_anew(word: str, last: Turn, *, is_negated: bool) -> str | None:
    """ "Why did Kuleba accept that?" for "Why?" after "Did Kuleba accept that?".

    None where the last question has no subject behind its auxiliary: "How many were hurt?".
    """
    asked = last.standalone_question.strip(" ?")
    word = word.capitalize()
    subject = _WH_SUBJECT.match(asked)
    if subject and not _before_auxiliary().match(asked):
        is_thing = subject["who"].lower() == "what"
        who = "this" if is_thing else next(people_in(last.answer), "they")
        return f"{word} was it that {who} {asked[subject.end() :]}?"
    rest = _before_auxiliary().sub("", asked)
    behind = rest.partition(" ")[2]
    first = behind.partition(" ")[0]
    if first.islower() and first not in function_words(Function.DETERMINER, Function.PRONOUN):
        return None
    if is_negated and not _NEGATION.search(rest):
        rest = _first_auxiliary().sub(lambda match: _negated(match.group().lower()), rest, count=1)
    return f"{word} {rest[:1].lower()}{rest[1:]}?"


def _ask_else(match: re.Match[str], last: str) -> str:
    """ "What else did Lavrov say?" for "What else?" after "What did Lavrov say?"."""
    asked = match["word"] or _OTHER_ELSE[match["any"].lower().removeprefix("any")]
    return _first_question_word().sub(f"{asked.capitalize()} else", last, count=1)


def _negated(auxiliary: str) -> str:
    """ "can't" for "can", and "may not" for "may", which is never contracted."""
    words = f"{auxiliary} not"
    return next((short for short, full in contractions().items() if full == words), words)


@cache
def _what_else() -> re.Pattern[str]:
    """Matches a question for more: "what else", "anybody else"."""
    return re.compile(
        rf"""
        ^ (?P<word>{question_word_pattern()})\ else $           # who else
        | ^ (?P<any> any(?:thing|one|body|where) )\ else $      # anyone else
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def _before_auxiliary() -> re.Pattern[str]:
    """Matches what stands before a question's first auxiliary, if it begins as questions do."""
    auxiliary = rf"(?={auxiliary_pattern()}\b)"
    return re.compile(
        rf"""
        ^\W* {question_word_pattern()}\b .*? \b {auxiliary}     # What plan | did he accept
        | ^\W* {auxiliary}                                      # | Did he accept
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def _first_auxiliary() -> re.Pattern[str]:
    return re.compile(rf"^{auxiliary_pattern()}\b", re.IGNORECASE)


@cache
def _first_question_word() -> re.Pattern[str]:
    """Matches the question word that begins a question, with "else" if that follows."""
    word = question_word_pattern()
    return re.compile(rf"^{word}\b(?: else\b)?", re.IGNORECASE)
