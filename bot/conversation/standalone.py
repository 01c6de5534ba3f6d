"""A follow-up to a question that stands by itself: what it leaves out is carried over from the turns before it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.conversation import standalone_russian
from bot.conversation.ellipsis import CLAUSE, with_full_names, with_topic
from bot.conversation.fragments import (
    ASKING,
    AUXILIARY,
    FORMS,
    OPENING,
    PREPOSITION,
    TIME_PHRASE,
    is_asking,
    is_fragment,
    is_replacing,
    is_said,
    with_fragment,
)
from bot.conversation.salience import (
    COMPARED,
    about_somebody,
    is_known,
    last_person,
    referent,
    topic_of,
)
from bot.language import russian
from bot.language.names import PLACE_PHRASE, is_name, is_place, names_in, people_in
from bot.language.noun_phrases import phrases
from bot.language.pronouns import PERSONAL, PLURAL, in_case
from bot.language.relational_nouns import is_many, is_relational, owner, plural, singular
from bot.types.answer import Turn
from index.language import dates

_CORRECTION = re.compile(
    r"^\W*(?:(?:no|nope|sorry|actually|wait|oops)\b\W*)*(?:(?:i|we) (?:mean|meant|was asking about|asked about)|rather|make that)\b\W*"
    r"|^\W*(?:(?:no|nope|sorry|oops)\b\W+)+(?=\S)",
    re.IGNORECASE,
)
_NOT_THIS = re.compile(
    r"^(?:not\s+(?P<wrong>[^,;.]+?)\s*[,;.]\s*(?:but\s+)?(?P<right>.+)|(?P<first>[^,;.]+?),?\s+not\s+[^,;.?]+)$",
    re.IGNORECASE,
)
_NARROWING = re.compile(
    r"^\W*(?:(?:and|but)\s+)?(?P<only>(?:only|just)\s+(?P<rest>.+?))\W*$", re.IGNORECASE
)
_BARE = re.compile(
    r"^(?P<word>(?:(?:since|until|by|for|from|to|with|at|about|in|on)\s+)?"
    r"(?:why|when|where|who|whom|what|which|how(?: (?:many|much|long|often|far|old|high|big|come|so))?))"
    r"(?:\s+(?:exactly|precisely))?(?P<negated>\s+not)?$",
    re.IGNORECASE,
)
_ELSE = re.compile(
    rf"^(?P<word>{ASKING}) else$|^(?P<any>any(?:thing|one|body|where)) else$", re.IGNORECASE
)
_WH_PHRASE = re.compile(
    rf"^\W*(?:{ASKING})\b.*?\b(?=(?:{AUXILIARY})\b)|^\W*(?=(?:{AUXILIARY})\b)", re.IGNORECASE
)
_WH_SUBJECT = re.compile(r"^\W*(?P<who>who|which(?: \w+)?|what)\s+", re.IGNORECASE)
_THERE = re.compile(
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b|\bthere\b(?=\W*$)", re.IGNORECASE
)
_THEN = re.compile(
    r"(?<!\band )(?<!, )(?<!^)\b(?:then|at that time|at the time|that (?:day|year|month|week))\b(?=\W*$)",
    re.IGNORECASE,
)
_HAPPENED = re.compile(r"\b(?:did|was|were|had)\b.*\b(?:he|she|they|it)\b", re.IGNORECASE)
"""Asked so, it was where and when the question before says."""
_THIS = re.compile(
    r"\b(?:this|that|these|those)\s+(?P<noun>[a-z]+)(?=\W*$|\s+(?:[a-z]+ed|start|begin|come|take|happen|work|end|[a-z]+ \w+ed)\b)",
    re.IGNORECASE,
)
_ONE = re.compile(
    r"\b(?:the|which|what|other|another|\w+est|best|worst|good|better|new|old|big|small|popular|famous|common|important|similar|different|this|that|first|last|next)\s+(?P<word>ones?)\b(?!\s+of\b)",
    re.IGNORECASE,
)


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves out, from the turns before it (oldest first); uses nothing else."""
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
    corrected = _CORRECTION.sub("", question, count=1)
    not_this = _NOT_THIS.match(question)
    is_correction = bool(corrected.strip(" ?!.")) and (
        corrected != question or bool(not_this and not_this["wrong"] and not_this["wrong"] in last)
    )
    if is_correction:
        question = _right_of(corrected)
    core = OPENING.sub("", question).rstrip(" ?!.")
    opened = is_correction or len(core) < len(question.rstrip(" ?!."))
    if bare := _BARE.match(core):
        return _ask_anew(bare["word"], history[-1], negated=bool(bare["negated"]))
    if match := _ELSE.match(core):
        return _ask_else(match, last)
    if is_fragment(core, question, opened=opened):
        side = phrases(core)[:1]
        if is_correction and side and owner(side[0]):
            return f"What is {core}?"
        return with_fragment(core, about_somebody(history) if is_name(core) else last)
    return _completed(question, history)


def readings(question: str, history: Sequence[Turn]) -> tuple[str, ...]:
    """The standalone question among what else a follow-up may ask, the likeliest first, for when that has no answer."""
    first = standalone(question, history)
    if not history or first == question:
        return (first,)
    kept = _where_and_when(history[-1].standalone_question)
    core = OPENING.sub("", " ".join(question.split())).rstrip(" ?!.")
    if (
        is_replacing(question)
        and not PREPOSITION.match(core)
        and not is_place(core)
        and not any(dates.find(core))
    ):
        others = (reading for reading in _about(core, kept, history) if kept in reading)
        return tuple(dict.fromkeys((first, *others)))
    if kept and _HAPPENED.search(question) and not _where_and_when(first):
        return (f"{first.rstrip(' ?!.')}{kept}?", first)
    return (first,)


def name_in(question: str) -> str | None:
    """Whom or what a question asks about that is but a name: "Klimkin" of "And Klimkin?"."""
    core = OPENING.sub("", " ".join(question.split())).rstrip(" ?!.")
    return core if is_replacing(question) and is_name(core) else None


def _about(core: str, kept: str, history: Sequence[Turn]) -> Iterator[str]:
    """What "And Klimkin?" may ask: an earlier question of him, what he says at all, what was said of him; or of a thing."""
    if not is_name(core):
        names = (
            match.group()
            for match in names_in(history[-1].standalone_question)
            if not is_place(match.group())
        )
        names = (name for name in names if name not in kept)
        owner = " and ".join(re.sub(r"['’]s?$", "", name) for name in names)
        yield f"What about {core}{owner and f' of {owner}'}{kept}?"
        return
    for turn in reversed(history[:-1]):
        if is_said(turn.standalone_question):
            yield with_fragment(core, turn.standalone_question)
    yield f"What did {core} say{kept}?"
    if (person := last_person(history)) and person != core:
        yield f"What did {person} say about {core}{kept}?"
    yield f"What about {core}{kept}?"


def _where_and_when(question: str) -> str:
    """The question's place and time, as they stand there: " in Minsk in 2016"."""
    found = (*PLACE_PHRASE.finditer(question), *TIME_PHRASE.finditer(question))
    return "".join(match.group() for match in sorted(found, key=lambda match: match.start()))


def _right_of(corrected: str) -> str:
    """What is meant: "Kerry" of "not Lavrov, Kerry" and of "Kerry, not Lavrov"."""
    core = corrected.strip(" ?!.")
    if match := _NOT_THIS.match(core):
        core = match["right"] or (
            core if is_asking(core) else match["first"]
        )  # "Who did not sign?" puts nothing right
    return f"{core}?"


def _narrowed(narrowing: re.Match[str], last: str) -> str:
    """The last question with what it is narrowed to: "Only from the Irish paper"."""
    preposition = PREPOSITION.match(narrowing["rest"])
    if preposition and (any(dates.find(preposition["rest"])) or is_place(preposition["rest"])):
        return with_fragment(narrowing["rest"], last)
    return f"{last.rstrip(' ?!.')}, {narrowing['only'][:1].lower()}{narrowing['only'][1:]}?"


def _ask_anew(word: str, last: Turn, *, negated: bool) -> str:
    """ "Why?" after "Did Kuleba accept that?" is "Why did Kuleba accept that?"."""
    asked = last.standalone_question.strip(" ?")
    word = word.capitalize()
    if not _WH_PHRASE.match(asked) and (subject := _WH_SUBJECT.match(asked)):
        who = next(people_in(last.answer), "they") if subject["who"].lower() != "what" else "this"
        return f"{word} was it that {who} {asked[subject.end() :]}?"
    rest = _WH_PHRASE.sub("", asked)
    if negated and not re.search(r"\bnot\b|n['’]t\b", rest):
        rest = re.sub(
            rf"^({AUXILIARY})\b",
            lambda verb: _negated(verb[1].lower()),
            rest,
            count=1,
            flags=re.IGNORECASE,
        )
    return f"{word} {rest[:1].lower()}{rest[1:]}?"


def _ask_else(match: re.Match[str], last: str) -> str:
    """ "What else?" after "What did Lavrov say?" is "What else did Lavrov say?"."""
    asked = (
        match["word"]
        or {"thing": "what", "one": "who", "body": "who", "where": "where"}[
            match["any"].lower()[3:]
        ]
    )
    return re.sub(
        rf"^(?:{ASKING})\b(?: else\b)?",
        f"{asked.capitalize()} else",
        last,
        count=1,
        flags=re.IGNORECASE,
    )


def _negated(auxiliary: str) -> str:
    return {"can": "can't", "will": "won't", "am": "am not", "may": "may not"}.get(
        auxiliary, f"{auxiliary}n't"
    )


def _completed(question: str, history: Sequence[Turn]) -> str:
    """The question with its pronouns resolved; where it has none, with the topic that it leaves out."""
    resolved = with_full_names(_without_pronouns(question, history), history)
    if resolved != question:
        return resolved
    topic = topic_of(history)
    if topic is None or (topic[:1].isupper() and is_said(history[-1].standalone_question)):
        return question
    return with_topic(question, topic, history)


def _without_pronouns(question: str, history: Sequence[Turn]) -> str:
    """The question with "he", "it", "there" and "they" as whom and what they stand for."""
    pronoun = PERSONAL.search(question)
    if pronoun and not any(match.start() < pronoun.start() for match in names_in(question)):
        person = last_person(history)
        if person:
            question = PERSONAL.sub(lambda match: in_case(match, person), question)
    if _THERE.search(question):
        place = next(
            (
                m
                for turn in reversed(history)
                for m in PLACE_PHRASE.finditer(turn.standalone_question)
            ),
            None,
        )
        if place:
            question = _THERE.sub(f"{place['preposition']} {place['place']}", question, count=1)
    if _THEN.search(question):
        time = next(
            (
                m
                for turn in reversed(history)
                for m in TIME_PHRASE.finditer(turn.standalone_question)
            ),
            None,
        )
        if time:
            question = _THEN.sub(time.group().strip(), question, count=1)
    if (match := _ONE.search(question)) and (topic := topic_of(history)):
        kind = re.sub(r"^(?:the|an?)\s+", "", topic)
        kind = (
            singular(kind)
            if match["word"].lower() == "one"
            else kind
            if is_many(kind)
            else plural(kind)
        )
        question = question[: match.start("word")] + kind + question[match.end("word") :]
    if (
        (match := _THIS.search(question))
        and not is_known(match["noun"], history)
        and (topic := topic_of(history[-1:]))
    ):
        question = f"{question[: match.end()]} of {topic}{question[match.end() :]}"
    return _with_referents(question, history)


def _with_referents(question: str, history: Sequence[Turn]) -> str:
    """The question with "it" and "they" as what they stand for, which is not the same if it has both."""
    taken: list[str] = []
    is_compared = bool(COMPARED.search(question))
    asked = question
    for pattern, match in _pronouns(asked):
        if not _has_antecedent(asked, match) and (
            found := referent(match["word"].lower(), history, taken, is_compared=is_compared)
        ):
            taken.append(found)
            question = pattern.sub(lambda match: in_case(match, taken[-1]), question)
    return question


def _pronouns(question: str) -> list[tuple[re.Pattern[str], re.Match[str]]]:
    """The pattern of "it" and that of "they" with where each is first found, in the order of the question."""
    patterns = [
        re.compile(rf"\b(?P<word>{forms})\b(?P<is>['’](?:s|re|ve|d|ll)\b)?", re.IGNORECASE)
        for forms in FORMS
    ]
    found = [(pattern, match) for pattern in patterns if (match := pattern.search(question))]
    return sorted(found, key=lambda pair: pair[1].start())


def _has_antecedent(question: str, pronoun: re.Match[str]) -> bool:
    """Whether a pronoun stands for something in an earlier clause of its own question."""
    is_plural = pronoun["word"].lower() in PLURAL
    clause = CLAUSE.search(question, 1, pronoun.end())
    before = phrases(question[: clause.start() if clause else pronoun.start()])
    if clause is None and pronoun["word"].lower() != "their":
        return False
    return any(
        phrase.is_plural == is_plural
        and phrase.before != "of"
        and (clause is None or not is_relational(phrase))
        for phrase in before
    )
