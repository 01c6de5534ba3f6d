"""Standalone questions of follow-ups in Russian: «А Климкин?», «Почему?», «Что он там сказал?»."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache

from bot.language.russian import CAPITAL, question_words
from bot.types.answer import Turn
from index.language import lexicon, transliteration
from index.language.lexicon.calendar import months

OPENING = re.compile(
    r"""
    ^\W*
    (?: (?:ну|а|и|но|так|and|but|also)\b [\s,]* )*    # а, ну и
    (?: (?:что|как)\ (?:насч[её]т|про)\s+             # что насчёт
      | (?:what|how)\ about\s+                        # what about
    )?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What a follow-up may begin with. It matches any text, with nothing if there is no such word."""
_ELSE = re.compile(r"^(?P<word>что|кто|где|когда) ещ[её]$", re.IGNORECASE)
_NAME = rf"{CAPITAL}(?:\s+{CAPITAL})*"
_PLACE = re.compile(
    rf"""
    \s+ (?: в | во | на | in | at )     # в
    \s+ (?P<place> {_NAME} )           # Новой Вене
    """,
    re.VERBOSE,
)
_TOPIC = re.compile(
    r"""
    \s+ (?:о|об|обо|про|насч[её]т) \s+      # о санкциях
    (?: (?! \s(?:в|во|на)\s ) [^?] )+       # … as far as «в Вене»
    """,
    re.IGNORECASE | re.VERBOSE,
)
_ABOUT = re.compile(r"^(?:о|об|обо|про)\s+", re.IGNORECASE)
_IN = re.compile(r"^(?:в|во|на|in|at)\s+", re.IGNORECASE)
_THERE = re.compile(r"\bтам\b", re.IGNORECASE)
_THEN = re.compile(r"\bтогда\b", re.IGNORECASE)
_FRAGMENT_WORDS = 4
"""Words of the longest fragment."""
_BARE_FRAGMENT_WORDS = 2
"""Words of the longest fragment that nothing opens: «Климкин?»."""


def standalone(question: str, history: Sequence[Turn]) -> str:
    """The question with what it leaves out, from one or more turns before it, oldest first."""
    last = history[-1].standalone_question
    core = OPENING.sub("", question).strip(" ?!.")
    is_opened = len(core) < len(question.strip(" ?!."))
    if match := _ELSE.match(core):
        return f"{match['word'].capitalize()} ещё {_asking().sub('', last)}"
    if core.lower() in question_words():
        return f"{core.capitalize()} {_asking().sub('', last)}"
    if _is_fragment(core, is_opened=is_opened):
        return _with_fragment(core, last.rstrip(" ?!."))
    return _without_pronouns(question, history)


def _is_fragment(core: str, *, is_opened: bool) -> bool:
    length = len(core.split())
    if not core or length > _FRAGMENT_WORDS or _asking().match(core):
        return False
    return is_opened or length <= _BARE_FRAGMENT_WORDS


@cache
def _asking() -> re.Pattern[str]:
    """Matches the question word that begins a question: «о чём», «что ещё»."""
    word = lexicon.any_of(question_words())
    return re.compile(
        rf"""
        ^\W* (?: (?:в|о|об|на|с|от|к|из)\s+ )?      # о
        {word} (?:\ ещ[её])? \b \s*                 # чём, что ещё
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def _time() -> re.Pattern[str]:
    """Matches when something happened: " в 2019 году", " 5 марта 2016"."""
    month = lexicon.any_of((*months("genitive"), *months("prepositional")))
    return re.compile(
        rf"""
        \s+ (?: (?:в|с|до|к)\s+ )? (?: \d{{1,2}}\s+ )?
        (?: {month} (?:\s+\d{{4}})?              # 5 марта 2016
          | \d{{4}}                                  # в 2019
        )
        (?: \s+ (?: году? | года ) )?                # году
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def _with_fragment(core: str, last: str) -> str:
    """The last question with a name, a place, a time or a topic in the place of its own."""
    if re.search(r"\d", core) or _time().fullmatch(f" {core}"):
        return _replaced(last, _time(), core)
    if _ABOUT.match(core):
        return _replaced(last, _TOPIC, core)
    if _IN.match(core):
        return _replaced(last, _PLACE, core)
    person = next(_people(last), None)
    if person is None:
        return f"{last} {core}?"
    if not core[:1].isupper() and _TOPIC.search(last):
        return _replaced(last, _TOPIC, f"о {core}")
    return f"{last[: person.start()]}{core}{last[person.end() :]}?"


def _replaced(last: str, phrase: re.Pattern[str], by: str) -> str:
    """The question with the last match of a phrase replaced.

    With the new one at the end if none.
    """
    matches = list(phrase.finditer(last))
    if not matches:
        return f"{last} {by}?"
    return f"{last[: matches[-1].start()]} {by}{last[matches[-1].end() :]}?"


def _people(text: str) -> Iterator[re.Match[str]]:
    """The names in a question that are no places, neither known ones nor behind "in"."""
    places = [match.span("place") for match in _PLACE.finditer(text)]
    places += [(start, end) for _, start, end in transliteration.places(text)]
    for match in re.finditer(_NAME, text):
        is_opening = match.start() == 0 and " " not in match.group()
        if is_opening or match.group().lower() in question_words():
            continue
        if not any(start <= match.start() < end for start, end in places):
            yield match


def _without_pronouns(question: str, history: Sequence[Turn]) -> str:
    """The question with the person, place and time of the latest questions for its pronouns."""
    asked = [turn.standalone_question for turn in reversed(history)]
    person = next((name.group() for text in asked for name in _people(text)), None)
    replacements = (
        (_pronoun("person"), person),
        (_pronoun("whose"), person),
        (_THERE, _latest(_PLACE, asked)),
        (_THEN, _latest(_time(), asked)),
    )
    for pattern, meant in replacements:
        if meant:
            question = pattern.sub(meant, question, count=1)
    return question


def _latest(pattern: re.Pattern[str], asked: Sequence[str]) -> str | None:
    """The first match in the first of these questions that has one."""
    matches = (pattern.search(text) for text in asked)
    return next((match.group().strip() for match in matches if match), None)


@cache
def _pronoun(tag: str) -> re.Pattern[str]:
    """Matches the pronouns that russian_questions.txt gives a tag."""
    pronouns = [word for word, _, tags in lexicon.rows("russian_questions") if tag in tags.split()]
    return re.compile(rf"\b{lexicon.any_of(pronouns)}\b", re.IGNORECASE)
