"""A follow-up to a question that stands by itself: what it leaves out is carried over from the turns before."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.types import Turn
from index import countries, dates
from index.statements import TITLES
from index.terms import terms

_OPENING = re.compile(r"^\W*(?:(?:and|but|so|ok|okay|well|then)\b[\s,]*)?(?:(?:what|how) about\b\s*)?", re.IGNORECASE)
_PREPOSITION = re.compile(
    r"^(?P<preposition>in|at|on|about|from|during|after|before|since|regarding|for|with|to|by)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
_ASKING = r"who|whom|whose|what|when|where|why|which|how"
_AUXILIARY = r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might"
_QUESTION = re.compile(rf"\b(?:{_ASKING}|{_AUXILIARY})\b", re.IGNORECASE)
_BARE = re.compile(r"^(?P<word>why|when|where|how|who|how many|how much|how long)(?P<negated>\s+not)?$", re.IGNORECASE)
_WH_PHRASE = re.compile(rf"^\W*(?:{_ASKING})\b.*?\b(?=(?:{_AUXILIARY})\b)|^\W*(?=(?:{_AUXILIARY})\b)", re.IGNORECASE)
_NAME = r"[A-Z][\w.'’-]*(?:\s+(?:(?:of|the|de|van|von|al|bin)\s+)?[A-Z][\w.'’-]*)*"
_NAMES = re.compile(_NAME)
_AND_NAME = re.compile(rf"(?:,?\s+and\s+{_NAME})+")
_PLACE_PHRASE = re.compile(rf"\s+(?P<preposition>in|at)\s+(?:the\s+)?(?P<place>{_NAME})")
_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)\b"
_TIME_PHRASE = re.compile(
    rf"\s+(?:in|on|since|during|by)\s+(?:the\s+)?(?P<time>(?:mid-|early |late )?(?:{_MONTH}(?:[ ,]+\d+)*|\d{{1,2}} {_MONTH}(?: \d{{4}})?|\d{{4}}))",
    re.IGNORECASE,
)
_TOPIC_PHRASE = re.compile(
    rf"\s+(?:about|on|regarding|of)\s+(?P<topic>.+?)(?=\s+(?:in|on|at)\s+(?:the\s+)?(?:\w+\s+)?(?:{_NAME}\b.*)?\d|\s+(?:at|during|after)\s|\W*$)"
)
_PERSONAL = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b", re.IGNORECASE)
_THERE = re.compile(r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )\bthere\b|\bthere\b(?=\W*$)", re.IGNORECASE)
_THEY = re.compile(r"\b(?P<word>they|them|their)\b", re.IGNORECASE)
_NAME_AND_PLACE = re.compile(r"^(?P<name>\S+(?: \S+)?)\s+(?P<rest>(?:in|at|on|about)\s+.+)$")
_NO_NAME = frozenset(
    "who whom whose what when where why which how is are was were do does did has have had can could will would should may"
    " might and but so the a an in on at according".split()
)
_FRAGMENT_WORDS = 7


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves out, from the turns before it (oldest first); uses nothing else."""
    question = " ".join(question.split())
    if not history:
        return question
    last = history[-1].standalone_question
    core = _OPENING.sub("", question).rstrip(" ?!.")
    opened = len(core) < len(question.rstrip(" ?!."))
    if bare := _BARE.match(core):
        return _ask_anew(bare["word"], last, negated=bool(bare["negated"]))
    if (
        core
        and not _QUESTION.search(core)
        and (opened or (question.endswith("?") and len(core.split()) <= 3))
        and len(core.split()) <= _FRAGMENT_WORDS
    ):
        return _with_fragment(core, last)
    return _without_pronouns(question, history)


def _ask_anew(word: str, last: str, *, negated: bool) -> str:
    """ "Why?" after "Did Kuleba accept that?" is "Why did Kuleba accept that?"."""
    rest = _WH_PHRASE.sub("", last).strip(" ?")
    if negated and not re.search(r"\bnot\b|n['’]t\b", rest):
        rest = re.sub(rf"^({_AUXILIARY})\b", lambda verb: _negated(verb[1].lower()), rest, count=1, flags=re.IGNORECASE)
    return f"{word.capitalize()} {rest[:1].lower()}{rest[1:]}?"


def _negated(auxiliary: str) -> str:
    return {"can": "can't", "will": "won't", "am": "am not", "may": "may not"}.get(auxiliary, f"{auxiliary}n't")


def _with_fragment(core: str, last: str) -> str:
    """The last question with the fragment in the place of what it stands for."""
    body = last.rstrip(" ?!.")
    if match := _PREPOSITION.match(core):
        preposition, rest = match["preposition"].lower(), match["rest"]
        if any(dates.find(rest)):
            return _replaced(body, _TIME_PHRASE, f" {preposition} {rest}")
        if preposition in ("about", "on", "regarding"):
            return _replaced(body, _TOPIC_PHRASE, f" about {rest}")
        return _replaced(_without_day(body), _PLACE_PHRASE, f" {preposition} {rest}")
    if match := _NAME_AND_PLACE.match(core):
        return _with_fragment(match["name"], _with_fragment(match["rest"], last))
    if any(dates.find(core)):
        return _replaced(body, _TIME_PHRASE, f" in {core}")
    if _is_place(core) and _PLACE_PHRASE.search(body):
        return _replaced(_without_day(body), _PLACE_PHRASE, f" in {core}")
    if _is_topic(core):
        return _replaced(body, _TOPIC_PHRASE, f" about {core}")
    return _with_name(core, body)


def _without_day(body: str) -> str:
    """The question without the day of an event that took place elsewhere than what is asked about now."""
    for found in reversed(list(dates.find(body))):
        if found.day is not None:
            before = re.sub(r"\b(?:on|of|from|at)\s+$", "", body[: found.start])
            body = f"{before.rstrip()} {body[found.end :].lstrip()}".strip()
    return body


def _is_place(core: str) -> bool:
    return any(mention.end - mention.start >= len(core) - 2 for mention in countries.find(core))


def _is_topic(core: str) -> bool:
    """Whether a fragment is a matter rather than somebody: it is written without a capital, in the plural or with "the"."""
    words = list(terms(core))
    if any(term.is_capital for term in words) or (words and words[-1].word.lower() in TITLES):
        return False
    return len(words) > 1 or bool(words and words[-1].word.endswith("s"))


def _replaced(body: str, phrase: re.Pattern[str], by: str) -> str:
    matches = list(phrase.finditer(body))
    if matches:
        return f"{body[: matches[-1].start()]}{by}{body[matches[-1].end() :]}?"
    return f"{body}{by}?"


def _with_name(core: str, body: str) -> str:
    """Puts a name in the place of the last question's person: its first name that is no place."""
    places = [match.span("place") for match in _PLACE_PHRASE.finditer(body)]
    for match in _names(body):
        if match.span() not in places and not any(start <= match.start() < end for start, end in places):
            end = match.end() - (2 if match.group().endswith(("'s", "’s")) else 0)
            if both := _AND_NAME.match(body, end):
                end = both.end()
            return f"{body[: match.start()]}{core}{body[end:]}?"
    lower = re.search(rf"\b(?:{_AUXILIARY})\s+(?P<name>\w+)\s", body, re.IGNORECASE)
    if lower:
        return f"{body[: lower.start('name')]}{core}{body[lower.end('name') :]}?"
    return f"{body} {core}?"


def _names(text: str) -> list[re.Match[str]]:
    """The capitalised names in a question, without the word it opens with."""
    found = []
    for match in _NAMES.finditer(text):
        if match.group().split()[0].lower() in _NO_NAME:
            match = _NAMES.search(text, match.start() + len(match.group().split()[0]), match.end()) or match
            if match.group().split()[0].lower() in _NO_NAME:
                continue
        found.append(match)
    return found


def _without_pronouns(question: str, history: Sequence[Turn]) -> str:
    """The question with "he", "there" and "they" as whom and what they stand for."""
    own = {match.group() for match in _names(question)}
    pronoun = _PERSONAL.search(question)
    if pronoun and not any(match.start() < pronoun.start() for match in _names(question)):
        person = _last_person(history)
        if person:
            question = _PERSONAL.sub(lambda match: _in_case(match["word"], person), question)
    if _THERE.search(question):
        place = next((m for turn in reversed(history) for m in _PLACE_PHRASE.finditer(turn.standalone_question)), None)
        if place:
            question = _THERE.sub(f"{place['preposition']} {place['place']}", question, count=1)
    if _THEY.search(question) and not own:
        names = [
            m.group()
            for m in _names(history[-1].standalone_question)
            if m.group() not in _places(history[-1].standalone_question)
        ]
        if len(names) > 1:
            both = " and ".join(dict.fromkeys(names))
            question = _THEY.sub(lambda match: _in_case(match["word"], both), question)
    return question


def _places(text: str) -> set[str]:
    return {match["place"] for match in _PLACE_PHRASE.finditer(text)}


def _last_person(history: Sequence[Turn]) -> str | None:
    """Whoever was asked about last: the first name in the latest question that has one that is no place."""
    for turn in reversed(history):
        places = _places(turn.standalone_question)
        for match in _names(turn.standalone_question):
            if match.group() not in places and not _is_place(match.group()):
                return re.sub(r"['’]s$", "", match.group())
    return None


def _in_case(pronoun: str, name: str) -> str:
    return f"{name}'s" if pronoun.lower() in ("his", "her", "hers", "their") else name
