"""What a question leaves out because everybody knows what is being talked about: "What are the symptoms?"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.conversation.fragments import ASKING, AUXILIARY, is_said
from bot.conversation.salience import is_known
from bot.language.noun_phrases import Phrase, phrases
from bot.language.pronouns import POSSESSIVES
from bot.language.relational_nouns import (
    COMPLEMENT,
    RELATIONAL,
    is_generic,
    is_many,
    is_relational,
    singular,
)
from bot.types.answer import Turn
from index.language.stopwords import stopwords
from index.language.terms import stem, terms

_SUPERLATIVE = re.compile(
    r"\b(?:the (?:(?:most|least) \w+|first|last|second|third|other|\w{2,}est|best|worst)|\w{3,}est)$",
    re.IGNORECASE,
)
CLAUSE = re.compile(
    rf"[,;]|\b(?:and|but|or)\s+(?=(?:{ASKING}|{AUXILIARY}|it|its|they|their)\b)|\b(?:if|when|because|who|that|which|where|while)\b",
    re.IGNORECASE,
)
_POINTING = frozenset(("the", "this", "that", "these", "those"))
_PLAYED = frozenset(stem(word) for word in "role part place contribution purpose".split())
"""What something has in something else."""
_SORTS = frozenset(stem(word) for word in "type kind sort class form".split())
_RANKED = re.compile(r"^(?:the )?(?:most \w+|\w{2,}est|first|last|second|third|best|worst) (?=\w)")
"""What picks one out of a kind."""
_LACKING_VERB = re.compile(
    r"\b(?P<verb>compare|differ|help|different|similar)(?=\W*$)", re.IGNORECASE
)
_TAKES = {"compare": "to", "differ": "from", "help": "with", "different": "from", "similar": "to"}
_TO_DO = re.compile(r"^\W*what (?:is|are|was|were) there to \w+", re.IGNORECASE)
_EXISTS = re.compile(r"^\W*(?:are|is|was|were) there\b", re.IGNORECASE)
_COPULAR = re.compile(
    r"^\W*(?:what|who|which|where|when|how)(?:\s+\w+)?\s+(?:is|are|was|were)\s+(?:some of the|the|some|other|any)?\s*(?:most\s+)?$",
    re.IGNORECASE,
)
_EVALUATED = frozenset(
    "popular common good best main other similar famous important key worst biggest major typical top possible different".split()
)
_TWO_SIDED = frozenset(
    stem(word)
    for word in "implication consequence importance significance benefit meaning impact effect risk advantage disadvantage source".split()
)
"""Nouns that are something's for somebody."""
_WHERE = frozenset("in on at from".split())
_OF = frozenset("of for".split())


def with_full_names(question: str, history: Sequence[Turn]) -> str:
    """The question with "the experiment" as the one that was talked about: "the Stanford Experiment"."""
    earlier = [
        (turn.standalone_question, phrases(turn.standalone_question)) for turn in reversed(history)
    ]
    for phrase in reversed(phrases(question)):
        if len(phrase.words) > 1 or phrase.start == 0 or is_relational(phrase):
            continue
        known = (_full_name(phrase, asked, found) for asked, found in earlier)
        if name := next(filter(None, known), None):
            question = question[: phrase.start] + name + question[phrase.end :]
    return question


def _full_name(phrase: Phrase, asked: str, found: Sequence[Phrase]) -> str | None:
    """What an earlier question called the same thing, if that was more."""
    for known in found:
        if known.possessor or len(known.words) < 2:
            continue
        is_same_head = stem(known.head) == stem(phrase.head)
        if is_same_head and known.is_plural == phrase.is_plural and phrase.determiner in _POINTING:
            return re.sub(r"^(?:the|an?)\s+", "", _joined_before(asked, known, found))
        if is_same_head and phrase.is_plural and phrase.before == "of" and not phrase.determiner:
            return f"{known.text[: -len(known.head)]}{phrase.text}"
        if phrase.is_name and known.is_name and known.words[0] == phrase.text:
            return known.text
    return None


def _joined_before(asked: str, phrase: Phrase, found: Sequence[Phrase]) -> str:
    """The phrase with the name that it is joined to: "Lewis and Clark expedition"."""
    for other in found:
        if (
            other.end < phrase.start
            and other.is_name
            and asked[other.end : phrase.start] == " and "
        ):
            return asked[other.start : phrase.end]
    return phrase.text


def with_topic(question: str, topic: str, history: Sequence[Turn]) -> str:
    """The question with the topic where it leaves it out; as it is where it stands by itself."""
    topic = _RANKED.sub("", topic)
    own = {term.stem for term in terms(question)}
    found = phrases(question)
    if any(
        term.stem in own and term.stem not in stopwords() and term.stem not in RELATIONAL
        for term in terms(topic)
    ):
        return _besides(question, topic, found)
    leaves_out = any(_leaves_out(phrase, question, history) for phrase in found)
    if (match := _LACKING_VERB.search(question)) and not leaves_out:
        return f"{question[: match.end('verb')]} {_TAKES[match['verb'].lower()]} {topic}{question[match.end('verb') :]}"
    if _TO_DO.search(question) and not any(phrase.is_name for phrase in found):
        return f"{question.rstrip(' ?')} in {topic}?"
    for number, phrase in enumerate(found):
        following = found[number + 1] if number + 1 < len(found) else None
        if phrase.after in ("and", "or") and following and following.before == phrase.after:
            continue
        if phrase.is_name and phrase.start and phrase.before not in _WHERE:
            return question
        if (
            _SUPERLATIVE.search(f"{phrase.determiner} {phrase.text}")
            and is_many(topic)
            and singular(topic) != topic
        ):
            kind = re.sub(r"^(?:the|an?)\s+", "", singular(topic))
            return f"{question[: phrase.end]} {kind}{question[phrase.end :]}"
        if _leaves_out(phrase, question, history):
            return f"{question[: phrase.end]} of {topic}{question[phrase.end :]}"
        if _is_narrower(phrase, following, history):
            assert following is not None
            return f"{question[: following.end]} in {topic}{question[following.end :]}"
        if _is_part(phrase, question, history):
            return f"{question[: phrase.end]} of {topic}{question[phrase.end :]}"
    return question


def _is_part(phrase: Phrase, question: str, history: Sequence[Turn]) -> bool:
    """Whether "the tickets" are new here, and so are those of what was talked about; what is done to them is no matter."""
    last = history[-1].standalone_question
    if (
        phrase.determiner != "the"
        or " " in phrase.text
        or not phrase.text.islower()
        or is_known(phrase.text, history)
    ):
        return False
    is_subject = bool(re.fullmatch(AUXILIARY, phrase.before)) or phrase.before == "makes"
    is_alone = len(phrases(question)) == 1 and not CLAUSE.search(question, 1)
    return (
        is_subject
        and is_alone
        and not is_said(last)
        and not re.match(r"\W*who\b", last, re.IGNORECASE)
    )


def _besides(question: str, topic: str, found: Sequence[Phrase]) -> str:
    """Asked for others of the topic's kind, the question with the topic: "other experiments than that one"."""
    if not any(term.is_capital for term in terms(topic)):
        return question
    for phrase in found:
        if not phrase.after and {"other", "similar"} & {
            phrase.determiner,
            *phrase.text.lower().split(),
        }:
            joint = "to" if "similar" in phrase.text.lower() else "than"
            return f"{question[: phrase.end]} {joint} {topic}{question[phrase.end :]}"
    return question


def _is_narrower(phrase: Phrase, following: Phrase | None, history: Sequence[Turn]) -> bool:
    """Whether a phrase asks for a side of something within the topic: the role of something, new types of things."""
    if following is None or following.after not in ("", "on") or phrase.after != "of":
        return False
    is_new = following.is_plural and not following.is_name and not is_known(following.head, history)
    return stem(phrase.head) in _PLAYED or (stem(phrase.head) in _SORTS and is_new)


def _leaves_out(phrase: Phrase, question: str, history: Sequence[Turn]) -> bool:
    """Whether a phrase asks for what it is of."""
    is_two_sided = stem(phrase.head) in _TWO_SIDED and phrase.after == "for"
    if phrase.possessor or (
        phrase.after in COMPLEMENT and phrase.after not in ("on", "in") and not is_two_sided
    ):
        return False
    is_some = bool(
        re.search(r"\b(?:some|most|all|one|any) of the\s+(?:\w+\s+)?$", question[: phrase.start])
    )
    if (
        (phrase.before in _OF and not is_some)
        or phrase.before in POSSESSIVES
        or phrase.before in ("my", "your", "our")
    ):
        return False
    if phrase.determiner in ("a", "an") and phrase.after:
        return False
    others = [
        other
        for other in phrases(question)
        if other.start > phrase.end and other.before not in ("for", "in")
    ]
    if phrase.before in ("what", "which") and others:
        return False
    if (is_relational(phrase) and not is_generic(phrase)) or _SUPERLATIVE.search(
        f"{phrase.determiner} {phrase.text}"
    ):
        return True
    if phrase.after in COMPLEMENT:
        return False
    if phrase.determiner in ("a", "an") or any(word[:1].isupper() for word in phrase.words):
        return False
    if phrase.determiner == "the" and " " not in phrase.text and is_known(phrase.text, history):
        return False
    if _EXISTS.match(question):
        return phrase == phrases(question)[0] and not phrase.after
    is_choice = (
        phrase.determiner in ("the", "some", "other", "any")
        or phrase.words[0].lower() in _EVALUATED
    )
    return bool(_COPULAR.match(question[: phrase.start])) and is_choice and not phrase.after
