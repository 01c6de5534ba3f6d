"""Standalone questions: a follow-up with all that it leaves out, from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache

from bot.conversation import standalone_russian
from bot.conversation.ellipsis import clause_start, with_full_names, with_topic
from bot.conversation.fragments import (
    OPENING,
    is_fragment,
    is_replacing,
    is_said,
    opening_preposition,
    time_phrase,
    with_fragment,
)
from bot.conversation.salience import (
    COMPARING,
    about_somebody,
    is_known,
    last_person,
    referent,
    topic_of,
)
from bot.language import russian
from bot.language.names import PLACE_PHRASE, is_name, is_place, names_in, people_in
from bot.language.noun_phrases import noun_phrases
from bot.language.pronouns import in_place_of, is_plural_pronoun, person_pronoun, thing_pronouns
from bot.language.question_words import auxiliary_pattern, is_asking, question_word_pattern
from bot.language.relational_nouns import is_plural, is_relational, owner, plural, singular
from bot.types.answer import Turn
from index.language import dates, lexicon
from index.language.function_words import contractions
from index.language.phrase_edges import without_article

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
_THERE = re.compile(
    r"""
    (?<!\bis\ ) (?<!\bare\ ) (?<!\bwas\ ) (?<!\bwere\ ) \b there \b   # who met there in May
    | \b there \b (?=\W*$)                                            # what is there
    """,
    re.IGNORECASE | re.VERBOSE,
)
_THEN = re.compile(
    r"""
    (?<!\band\ ) (?<!,\ ) (?<!^)
    \b (?: then                                # what did he do then
         | at\ that\ time | at\ the\ time      # who ruled at the time
         | that\ (?:day|year|month|week)       # what happened that year
       )
    \b (?=\W*$)
    """,
    re.IGNORECASE | re.VERBOSE,
)
_HAPPENED = re.compile(
    r"""
    \b (?: did | was | were | had ) \b .*     # what did
    \b (?: he | she | they | it ) \b          # she
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What is asked so happened where and when the last question says."""
_THIS_NOUN = re.compile(
    r"""
    \b (?:this|that|these|those) \s+ (?P<noun>[a-z]+)
    (?= \W*$                                              # why this war
      | \s+ (?: [a-z]+ed                                  # when this law passed
              | start | begin | come | take | happen | work | end   # when did this war start
              | [a-z]+\ \w+ed                             # why was this law never passed
            ) \b
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OTHER_ELSE = {"thing": "what", "one": "who", "body": "who", "where": "where"}
"""What "anything else?" asks, by its ending."""


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves out, from the turns before it, oldest first."""
    question = " ".join(question.split())
    if not history:
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
        return _ask_anew(bare["word"], history[-1], is_negated=bool(bare["negated"]))
    if what_else := _what_else().match(core):
        return _ask_else(what_else, last)
    is_opened = correct is not None or len(core) < len(question.rstrip(" ?!."))
    if not is_fragment(core, question, is_opened=is_opened):
        return _completed(question, history)
    phrases = noun_phrases(core)
    if correct is not None and phrases and owner(phrases[0]):
        return f"What is {core}?"
    return with_fragment(core, about_somebody(history) if is_name(core) else last)


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
    if where_and_when and _HAPPENED.search(question) and not _where_and_when(first):
        return (f"{first.rstrip(' ?!.')}{where_and_when}?", first)
    return (first,)


def name_in(question: str) -> str | None:
    """The name that is all of a follow-up: "Klimkin" for "And Klimkin?"."""
    core = _core(" ".join(question.split()))
    return core if is_replacing(question) and is_name(core) else None


def _core(question: str) -> str:
    """A question without its opening and its end: "Klimkin" for "And Klimkin?"."""
    return OPENING.sub("", question).rstrip(" ?!.")


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
    if (person := last_person(history)) and person != core:
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


def _ask_anew(word: str, last: Turn, *, is_negated: bool) -> str:
    """ "Why did Kuleba accept that?" for "Why?" after "Did Kuleba accept that?"."""
    asked = last.standalone_question.strip(" ?")
    word = word.capitalize()
    subject = _WH_SUBJECT.match(asked)
    if subject and not _before_auxiliary().match(asked):
        is_thing = subject["who"].lower() == "what"
        who = "this" if is_thing else next(people_in(last.answer), "they")
        return f"{word} was it that {who} {asked[subject.end() :]}?"
    rest = _before_auxiliary().sub("", asked)
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


# Pronouns and what is left out.


def _completed(question: str, history: Sequence[Turn]) -> str:
    """The question without pronouns; if it has none, with the topic that it leaves out."""
    resolved = question
    for resolve in _RESOLVERS:
        resolved = resolve(resolved, history)
    if resolved != question:
        return resolved
    topic = topic_of(history)
    if topic is None or (topic[:1].isupper() and is_said(history[-1].standalone_question)):
        return question
    return with_topic(question, topic, history)


def _with_person(question: str, history: Sequence[Turn]) -> str:
    """With a name for "he" or "she", unless the question names somebody before."""
    pronoun = person_pronoun().search(question)
    if pronoun is None or any(name.start() < pronoun.start() for name in names_in(question)):
        return question
    person = last_person(history)
    if not person:
        return question
    return person_pronoun().sub(lambda match: in_place_of(match, person), question)


def _with_place(question: str, history: Sequence[Turn]) -> str:
    """With "in Minsk" for "there"."""
    place = _latest(PLACE_PHRASE, history) if _THERE.search(question) else None
    if place is None:
        return question
    return _THERE.sub(f"{place['preposition']} {place['place']}", question, count=1)


def _with_time(question: str, history: Sequence[Turn]) -> str:
    """With "in March 2014" for "then"."""
    time = _latest(time_phrase(), history) if _THEN.search(question) else None
    return _THEN.sub(time.group().strip(), question, count=1) if time else question


def _latest(pattern: re.Pattern[str], history: Sequence[Turn]) -> re.Match[str] | None:
    """The first match in the latest question that has one."""
    matches = (pattern.search(turn.standalone_question) for turn in reversed(history))
    return next(filter(None, matches), None)


def _with_kind(question: str, history: Sequence[Turn]) -> str:
    """With "the oldest bridge" for "the oldest one"."""
    one = _noun_one().search(question)
    topic = topic_of(history) if one else None
    if not one or not topic:
        return question
    kind = without_article(topic)
    if one["word"].lower() == "one":
        kind = singular(kind)
    elif not is_plural(kind):
        kind = plural(kind)
    return question[: one.start("word")] + kind + question[one.end("word") :]


@cache
def _noun_one() -> re.Pattern[str]:
    """Matches "one" where it replaces a noun: "the one", "which ones", "a better one"."""
    return re.compile(
        rf"""
        \b (?: the | which | what | another | this | that     # which one
             | \w+est | first | last | next                   # the oldest one
             | {lexicon.pattern("adjectives", "one")}         # a good one
           )
        \s+ (?P<word> ones? ) \b (?! \s+of\b )
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def _with_owner(question: str, history: Sequence[Turn]) -> str:
    """With "this result of the race" for "this result", if nobody asked about a result."""
    this = _THIS_NOUN.search(question)
    if not this or is_known(this["noun"], history):
        return question
    topic = topic_of(history[-1:])
    if not topic:
        return question
    return f"{question[: this.end()]} of {topic}{question[this.end() :]}"


def _with_referents(question: str, history: Sequence[Turn]) -> str:
    """With what "it" and "they" mean; if there are both, they mean two things."""
    taken: list[str] = []
    is_compared = COMPARING.search(question) is not None
    matches = ((pattern, pattern.search(question)) for pattern in thing_pronouns())
    found = [(pattern, match) for pattern, match in matches if match]
    asked = question
    for pattern, match in sorted(found, key=lambda pair: pair[1].start()):
        if _has_antecedent(asked, match):
            continue
        meant = referent(match["word"].lower(), history, taken, is_compared=is_compared)
        if meant:
            taken.append(meant)
            question = pattern.sub(lambda pronoun: in_place_of(pronoun, taken[-1]), question)
    return question


def _has_antecedent(question: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun means something that its own question names in an earlier clause."""
    word = pronoun["word"].lower()
    clause = clause_start().search(question, 1, pronoun.end())
    if clause is None and word != "their":
        return False
    for phrase in noun_phrases(question[: clause.start() if clause else pronoun.start()]):
        is_alike = phrase.is_plural == is_plural_pronoun(word) and phrase.before != "of"
        if is_alike and (clause is None or not is_relational(phrase)):
            return True
    return False


_RESOLVERS: tuple[Callable[[str, Sequence[Turn]], str], ...] = (
    _with_person,
    _with_place,
    _with_time,
    _with_kind,
    _with_owner,
    _with_referents,
    with_full_names,
)
"""What replaces the pronouns of a question, in this order."""
