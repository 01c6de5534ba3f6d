"""A question that is no sentence: "And Klimkin?" stands in the place of something in the question before it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

from bot.language.names import NAME, PLACE_PHRASE, is_place, names_in
from bot.language.noun_phrases import Phrase, phrases
from bot.language.relational_nouns import is_relational
from index.language import dates
from index.language.offices import titles
from index.language.terms import terms
from index.language.verbs import Use, stems

OPENING = re.compile(
    r"^\W*(?:(?:and|but|so|ok|okay|well|then|also)\b[\s,]*)*(?:(?:what|how) about\b\s*)?",
    re.IGNORECASE,
)
PREPOSITION = re.compile(
    r"^(?P<preposition>in|at|on|about|from|during|after|before|since|regarding|for|with|to|by)\s+(?P<rest>.+)$",
    re.IGNORECASE,
)
ASKING = r"who|whom|whose|what|when|where|why|which|how"
AUXILIARY = r"is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might"
_QUESTION = re.compile(rf"\b(?:{ASKING}|{AUXILIARY})\b", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"^\W*(?:please\s+)?(?:tell|describe|explain|give|show|compare|list|name|summari[sz]e)\b",
    re.IGNORECASE,
)
_AND_NAME = re.compile(rf"(?:,?\s+and\s+{NAME})+")
_MONTH = rf"(?:{'|'.join(month.capitalize() for month in dates.MONTHS)})\b"
TIME_PHRASE = re.compile(
    rf"\s+(?:in|on|since|during|by)\s+(?:the\s+)?(?P<time>(?:mid-|early |late )?(?:{_MONTH}(?:[ ,]+\d+)*|\d{{1,2}} {_MONTH}(?: \d{{4}})?|\d{{4}}))",
    re.IGNORECASE,
)
_TOPIC_PHRASE = re.compile(
    rf"\s+(?:about|on|regarding|of)\s+(?P<topic>.+?)(?=\s+(?:in|on|at)\s+(?:the\s+)?(?:\w+\s+)?(?:{NAME}\b.*)?\d|\s+(?:at|during|after)\s|\W*$)"
)
FORMS = ("itself|its|it", "they|them|theirs|their")
_NAME_AND_PLACE = re.compile(r"^(?P<name>\S+(?: \S+)?)\s+(?P<rest>(?:in|at|on|about)\s+.+)$")
_FRAGMENT_WORDS = 7


@cache
def _office() -> re.Pattern[str]:
    """Matches somebody by an office: "the Ukrainian minister"."""
    return re.compile(rf"\bthe (?:[A-Z]\w+ )?(?P<title>{_title()})\b")


@cache
def _other_office() -> re.Pattern[str]:
    """Matches somebody else by an office: "the French one", "the mayor"."""
    return re.compile(rf"the (?P<whose>[A-Z]\w+ )?(?P<title>one|{_title()})$")


def _title() -> str:
    return rf"(?:[a-z]+ ){{0,2}}(?:{'|'.join(sorted(titles()))})"


def is_asking(core: str) -> bool:
    """Whether a text has a word that asks, or an auxiliary verb."""
    return bool(_QUESTION.search(core))


def is_fragment(core: str, question: str, *, opened: bool) -> bool:
    """Whether a question is no sentence but stands for a part of one; `opened` by "and" or "what about", or a correction."""
    if (
        not core
        or is_asking(core)
        or _IMPERATIVE.match(core)
        or len(core.split()) > _FRAGMENT_WORDS
    ):
        return False
    if any(re.search(rf"\b(?:{forms})\b", core, re.IGNORECASE) for forms in FORMS):
        return False
    return opened or (question.endswith("?") and len(core.split()) <= 3)


def with_fragment(core: str, last: str) -> str:
    """The last question with the fragment in the place of what it stands for."""
    body = re.sub(r", (?:only|just) [^,]*$", "", last.rstrip(" ?!."))
    if match := PREPOSITION.match(core):
        preposition, rest = match["preposition"].lower(), match["rest"]
        if any(dates.find(rest)):
            return _replaced(body, TIME_PHRASE, f" {preposition} {rest}")
        if preposition in ("about", "regarding") or (preposition == "on" and is_said(body)):
            return _replaced(body, _TOPIC_PHRASE, f" about {rest}")
        if PLACE_PHRASE.search(body) or not (same := _by_preposition(body, preposition)):
            return _replaced(_without_date(body), PLACE_PHRASE, f" {preposition} {rest}")
        return f"{body[: same.start]}{rest}{body[same.end :]}?"
    if match := _NAME_AND_PLACE.match(core):
        return with_fragment(match["name"], with_fragment(match["rest"], last))
    if any(dates.find(core)):
        return _replaced(body, TIME_PHRASE, f" in {core}")
    if is_place(core) and PLACE_PHRASE.search(body):
        return _replaced(_without_date(body), PLACE_PHRASE, f" in {core}")
    if (office := _office().search(body)) and (new := _other_office().match(core)):
        title = office["title"] if new["title"].lower() == "one" else new["title"]
        return f"{body[: office.start()]}the {new['whose'] or ''}{title}{body[office.end() :]}?"
    if _is_topic(core) and is_said(body):
        return _replaced(body, _TOPIC_PHRASE, f" about {core}")
    if _is_topic(core) or not names_in(body):
        return _in_parallel(core, body)
    return _with_name(core, body)


def is_said(body: str) -> bool:
    """Whether it asks for what somebody said or did as people do."""
    return any(term.stem in stems(Use.PERSON) for term in terms(body))


def _by_preposition(body: str, preposition: str) -> Phrase | None:
    """The last phrase behind a preposition, with its determiner."""
    for phrase in reversed(phrases(body)):
        if phrase.before == preposition:
            return _determined(body, phrase)
    return None


def _determined(body: str, phrase: Phrase) -> Phrase:
    """The phrase from its determiner on."""
    determiner = re.search(
        r"\b(?:the|an?)\s+(?:most\s+|first\s+|last\s+)?$", body[: phrase.start], re.IGNORECASE
    )
    start = determiner.start() if determiner else phrase.start
    return replace(phrase, text=body[start : phrase.end], start=start)


def _in_parallel(core: str, body: str) -> str:
    """The last question with a thing in the place of another: a side for a side, else what its subject has to do with."""
    found = phrases(body)
    if not found:
        return f"{body} {core}?"
    new = phrases(core)
    sides = [phrase for phrase in found if is_relational(phrase)]
    if new and is_relational(new[-1]) and sides:
        old = sides[0]
    else:
        things = [phrase for phrase in found if not is_relational(phrase)] or found
        old = things[-1] if things[0].is_name and not (new and new[-1].is_name) else things[0]
    if re.match(r"(?:the|an?|this|that|some)\s", core, re.IGNORECASE):
        old = _determined(body, old)
    owner = f"{old.possessor}'s " if old.possessor else ""
    core = re.sub(r"^(?:the|an?)\s+", "", core) if owner else core
    return f"{body[: old.start]}{owner}{core}{body[old.end :]}?"


def _without_date(body: str) -> str:
    """The question without the date of an event that took place elsewhere than what is asked about now."""
    for found in reversed(list(dates.find(body))):
        before = re.sub(r"\b(?:on|of|from|at|in|since|during)\s+$", "", body[: found.start])
        body = f"{before.rstrip()} {body[found.end :].lstrip()}".strip()
    return body


def _is_topic(core: str) -> bool:
    """Whether a fragment is a matter rather than somebody: it is written without a capital, in the plural or with "the"."""
    words = list(terms(core))
    if any(term.is_capital for term in words) or (words and words[-1].word.lower() in titles()):
        return False
    return len(words) > 1 or bool(words and words[-1].word.endswith("s"))


def _replaced(body: str, phrase: re.Pattern[str], by: str) -> str:
    matches = list(phrase.finditer(body))
    if matches:
        return f"{body[: matches[-1].start()]}{by}{body[matches[-1].end() :]}?"
    return f"{body}{by}?"


def _with_name(core: str, body: str) -> str:
    """Puts a name in the place of the last question's person: its first name that is no place."""
    places = [match.span("place") for match in PLACE_PHRASE.finditer(body)]
    for match in names_in(body):
        if match.span() not in places and not any(
            start <= match.start() < end for start, end in places
        ):
            end = match.end() - (2 if match.group().endswith(("'s", "’s")) else 0)
            if both := _AND_NAME.match(body, end):
                end = both.end()
            return f"{body[: match.start()]}{core}{body[end:]}?"
    return f"{body} {core}?"


def is_replacing(question: str) -> bool:
    """Whether a question names what takes the place of something: "And Klimkin?"."""
    core = OPENING.sub("", question).rstrip(" ?!.")
    return is_fragment(core, question, opened=len(core) < len(question.rstrip(" ?!.")))
