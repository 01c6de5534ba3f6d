"""A follow-up to a question in Russian: «А Климкин?», «Почему?», «А в Вене?», «Что он там сказал?»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.language.russian import ASKING, CAPITAL
from bot.types.answer import Turn
from index.language import dates, transliteration

OPENING = re.compile(
    r"^\W*(?:(?:ну|а|и|но|так|and|but|also)\b[\s,]*)*(?:(?:что|как) (?:насч[её]т|про)\s+|(?:what|how) about\s+)?",
    re.IGNORECASE,
)
_ASK = re.compile(
    rf"^\W*(?:(?:в|о|об|на|с|от|к|из)\s+)?(?:{'|'.join(ASKING)})(?: ещ[её])?\b\s*", re.IGNORECASE
)
_ELSE = re.compile(r"^(?P<word>что|кто|где|когда) ещ[её]$", re.IGNORECASE)
_NAME = rf"{CAPITAL}(?:\s+{CAPITAL})*"
_PLACE = re.compile(rf"\s+(?:в|во|на|in|at)\s+(?P<place>{_NAME})")
_TOPIC = re.compile(r"\s+(?:о|об|обо|про|насч[её]т)\s+(?:(?!\s(?:в|во|на)\s)[^?])+", re.IGNORECASE)
_TIME = re.compile(
    rf"\s+(?:(?:в|с|до|к)\s+)?(?:\d{{1,2}}\s+)?(?:(?:{'|'.join((*dates.RUSSIAN_MONTHS, *dates.RUSSIAN_MONTHS_IN))})(?:\s+\d{{4}})?|\d{{4}})(?:\s+(?:году?|года))?",
    re.IGNORECASE,
)
_ABOUT = re.compile(r"^(?:о|об|обо|про)\s+", re.IGNORECASE)
_IN = re.compile(r"^(?:в|во|на|in|at)\s+", re.IGNORECASE)
_PERSON = re.compile(r"\b(?:он|она|они|него|неё|нее|них|ему|ей|им|нему|ней|ним)\b", re.IGNORECASE)
_OF_PERSON = re.compile(r"\b(?:его|её|ее|их)\b", re.IGNORECASE)
_THERE = re.compile(r"\bтам\b", re.IGNORECASE)
_THEN = re.compile(r"\bтогда\b", re.IGNORECASE)
_FRAGMENT_WORDS = 4


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question in Russian with what it leaves out, from the turns before it (oldest first, at least one)."""
    last = history[-1].standalone_question
    core = OPENING.sub("", question).strip(" ?!.")
    opened = len(core) < len(question.strip(" ?!."))
    if match := _ELSE.match(core):
        return f"{match['word'].capitalize()} ещё {_ASK.sub('', last)}"
    if core.lower() in ASKING:
        return f"{core.capitalize()} {_ASK.sub('', last)}"
    if (
        core
        and not _ASK.match(core)
        and len(core.split()) <= _FRAGMENT_WORDS
        and (opened or len(core.split()) < 3)
    ):
        return _with_fragment(core, last.rstrip(" ?!."))
    return _without_pronouns(question, history)


def _with_fragment(core: str, last: str) -> str:
    """The last question with a name, a place, a time or a topic in the place of its own."""
    if re.search(r"\d", core) or _TIME.fullmatch(f" {core}"):
        return _replaced(last, _TIME, core)
    if _ABOUT.match(core):
        return _replaced(last, _TOPIC, core)
    if _IN.match(core):
        return _replaced(last, _PLACE, core)
    if core[:1].isupper() and (name := next(_people(last), None)):
        return f"{last[: name.start()]}{core}{last[name.end() :]}?"
    if name := next(_people(last), None):
        end = name.end()
        return (
            f"{last[: name.start()]}{core}{last[end:]}?"
            if not _TOPIC.search(last)
            else _replaced(last, _TOPIC, f"о {core}")
        )
    return f"{last} {core}?"


def _replaced(last: str, phrase: re.Pattern[str], by: str) -> str:
    found = list(phrase.finditer(last))
    return (
        f"{last[: found[-1].start()]} {by}{last[found[-1].end() :]}?" if found else f"{last} {by}?"
    )


def _people(text: str) -> Iterator[re.Match[str]]:
    """The names in a question that are no place: neither a country's nor a city's, nor behind "in"."""
    places = [match.span("place") for match in _PLACE.finditer(text)] + [
        span for _, *span in transliteration.places(text)
    ]
    for match in re.finditer(_NAME, text):
        is_first = match.start() == 0
        if match.group().lower() in ASKING or (is_first and " " not in match.group()):
            continue
        if not any(start <= match.start() < end for start, end in places):
            yield match


def _without_pronouns(question: str, history: Sequence[Turn]) -> str:
    asked = [turn.standalone_question for turn in reversed(history)]
    person = next((match.group() for text in asked for match in _people(text)), None)
    place = next((match.group().strip() for text in asked for match in _PLACE.finditer(text)), None)
    time = next((match.group().strip() for text in asked for match in _TIME.finditer(text)), None)
    for pattern, meant in ((_PERSON, person), (_OF_PERSON, person), (_THERE, place), (_THEN, time)):
        if meant:
            question = pattern.sub(meant, question, count=1)
    return question
