"""Fragments: questions that are no sentences, such as "And Klimkin?".

A fragment replaces something of its kind in the question before it: a name a name, a place a place.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from bot.language.names import NAME, PLACE_PHRASE, is_place, names_in
from bot.language.noun_phrases import NounPhrase, noun_phrases
from bot.language.question_words import is_asking
from bot.language.relational_nouns import is_relational
from index.language import dates, lexicon
from index.language.function_words import Function, function_word_pattern
from index.language.lexicon.calendar import months
from index.language.offices import titles
from index.language.phrase_edges import without_article
from index.language.terms import terms
from index.language.verb_stems import stems
from index.language.verbs import Use

OPENING = re.compile(
    r"""
    ^\W*
    (?: (?:and|but|so|ok|okay|well|then|also)\b [\s,]* )*    # And Klimkin? Ok, so Klimkin?
    (?: (?:what|how)\ about\b \s* )?                         # What about Klimkin?
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""What a follow-up may begin with. It matches any text, with nothing if there is no such word."""
_AND_NAMES = re.compile(rf"(?:,?\s+and\s+{NAME})+")
_TOPIC_PHRASE = re.compile(
    rf"""
    \s+ (?:about|on|regarding|of) \s+ (?P<topic>.+?)
    (?= \s+ (?:in|on|at) \s+ (?:the\s+)? (?:\w+\s+)? (?:{NAME}\b.*)? \d   # … in early May 2014
      | \s+ (?:at|during|after) \s                                        # … at the summit
      | \W*$                                                              # …?
    )
    """,
    re.VERBOSE,
)
_NAME_AND_PLACE = re.compile(
    r"""
    ^ (?P<name> \S+ (?:\ \S+)? ) \s+
    (?P<rest> (?:in|at|on|about) \s+ .+ ) $       # Klimkin in Minsk, John Kerry on trade
    """,
    re.VERBOSE,
)
_ENDING_NARROWING = re.compile(r", (?:only|just) [^,]*$")
_DETERMINED = re.compile(r"(?:the|an?|this|that|some)\s", re.IGNORECASE)
_ARTICLE_BEFORE = re.compile(
    r"""
    \b (?:the|an?) \s+
    (?: most\s+ | first\s+ | last\s+ )? $       # the, the first
    """,
    re.IGNORECASE | re.VERBOSE,
)
_PREPOSITION_OF_DATE = re.compile(r"\b(?:on|of|from|at|in|since|during)\s+$")
_FRAGMENT_WORDS = 7
"""Words of the longest fragment."""
_BARE_FRAGMENT_WORDS = 3
"""Words of the longest fragment that nothing opens: "Klimkin?"."""


@cache
def opening_preposition() -> re.Pattern[str]:
    """Matches a text that a preposition opens: "in Minsk", "since May"."""
    preposition = function_word_pattern(Function.OPENS_FRAGMENT)
    return re.compile(
        rf"""
        ^ (?P<preposition> {preposition} ) \s+     # since
        (?P<rest> .+ ) $                           # May
        """,
        re.IGNORECASE | re.VERBOSE,
    )


@cache
def time_phrase() -> re.Pattern[str]:
    """Matches when something happened, with its preposition: " in early March 2014"."""
    month = rf"{lexicon.any_of(months())}\b"
    return re.compile(
        rf"""
        \s+ (?:in|on|since|during|by) \s+ (?:the\s+)?
        (?P<time>
            (?: mid- | early\  | late\  )?
            (?: {month} (?:[\ ,]+\d+)*               # in March; on March 3, 2014
              | \d{{1,2}}\ {month} (?:\ \d{{4}})?    # on 3 March 2014
              | \d{{4}}                              # since 2014
            )
        )
        """,
        re.IGNORECASE | re.VERBOSE,
    )


def is_said(question: str) -> bool:
    """Whether a question asks for something that only people do: say, meet, promise."""
    return any(term.stem in stems(Use.PERSON) for term in terms(question))


def is_replacing(question: str) -> bool:
    """Whether a question is a fragment: "And Klimkin?"."""
    core = OPENING.sub("", question).rstrip(" ?!.")
    is_opened = len(core) < len(question.rstrip(" ?!."))
    return is_fragment(core, question, is_opened=is_opened)


def is_fragment(core: str, question: str, *, is_opened: bool) -> bool:
    """Whether a question is a fragment.

    `core` is the question without its opening and end; `is_opened` says whether it had an opening
    ("and") or corrects the last question.
    """
    length = len(core.split())
    if not core or length > _FRAGMENT_WORDS:
        return False
    if is_asking(core) or _request().match(core) or _it_or_they().search(core):
        return False
    return is_opened or (question.endswith("?") and length <= _BARE_FRAGMENT_WORDS)


@cache
def _request() -> re.Pattern[str]:
    """Matches a request, which is no fragment: "please tell …"."""
    verb = lexicon.pattern("requests", "whole")
    return re.compile(rf"^\W*(?:please\s+)?{verb}\b", re.IGNORECASE)


@cache
def _it_or_they() -> re.Pattern[str]:
    pronoun = function_word_pattern(Function.IT, Function.THEY)
    return re.compile(rf"\b{pronoun}\b", re.IGNORECASE)


def with_fragment(core: str, last: str) -> str:
    """The last question with a fragment in the place of something of its kind."""
    both = _NAME_AND_PLACE.match(core)
    if both and not opening_preposition().match(core):
        return with_fragment(both["name"], with_fragment(both["rest"], last))
    body = _ENDING_NARROWING.sub("", last.rstrip(" ?!."))
    for _, replacement in _REPLACEMENTS:
        question = replacement(core, body)
        if question is not None:
            return question
    return _with_person(core, body)


# Kinds of fragments. Each function returns the new question, or None if the fragment is of another
# kind. `body` is the last question without its end.


def _with_phrase(core: str, body: str) -> str | None:
    """With a preposition and what follows it: "in Minsk", "about sanctions", "from the mayor"."""
    match = opening_preposition().match(core)
    if match is None:
        return None
    preposition, rest = match["preposition"].lower(), match["rest"]
    if any(dates.find(rest)):
        return _replaced(body, time_phrase(), f" {preposition} {rest}")
    is_topic = preposition in ("about", "regarding")
    if is_topic or (preposition == "on" and is_said(body)):
        return _replaced(body, _TOPIC_PHRASE, f" about {rest}")
    same = _last_behind(preposition, body)
    if same is None or PLACE_PHRASE.search(body):
        return _replaced(_without_date(body), PLACE_PHRASE, f" {preposition} {rest}")
    return f"{body[: same.start]}{rest}{body[same.end :]}?"


def _with_time(core: str, body: str) -> str | None:
    if not any(dates.find(core)):
        return None
    return _replaced(body, time_phrase(), f" in {core}")


def _with_place(core: str, body: str) -> str | None:
    if not is_place(core) or not PLACE_PHRASE.search(body):
        return None
    return _replaced(_without_date(body), PLACE_PHRASE, f" in {core}")


def _with_office(core: str, body: str) -> str | None:
    """With somebody by an office: "the French one" for "the Ukrainian minister"."""
    old, new = _office().search(body), _other_office().match(core)
    if not old or not new:
        return None
    title = old["title"] if new["title"].lower() == "one" else new["title"]
    return f"{body[: old.start()]}the {new['whose'] or ''}{title}{body[old.end() :]}?"


def _with_topic(core: str, body: str) -> str | None:
    if not _is_topic(core) or not is_said(body):
        return None
    return _replaced(body, _TOPIC_PHRASE, f" about {core}")


def _with_thing(core: str, body: str) -> str | None:
    """With a thing for a thing: a side of something for a side, else the subject or the object."""
    if not _is_topic(core) and names_in(body):
        return None
    found = noun_phrases(body)
    if not found:
        return f"{body} {core}?"
    old = _counterpart(noun_phrases(core), found)
    if _DETERMINED.match(core):
        old = _determined(body, old)
    if old.possessor:
        core = f"{old.possessor}'s {without_article(core)}"
    return f"{body[: old.start]}{core}{body[old.end :]}?"


def _with_person(core: str, body: str) -> str:
    """With a name for the first name that is no place, and for those that "and" joins to it."""
    places = [match.span("place") for match in PLACE_PHRASE.finditer(body)]
    for match in names_in(body):
        if any(start <= match.start() < end for start, end in places):
            continue
        end = match.end()
        if match.group().endswith(("'s", "’s")):
            end -= 2
        if others := _AND_NAMES.match(body, end):
            end = others.end()
        return f"{body[: match.start()]}{core}{body[end:]}?"
    return f"{body} {core}?"


_REPLACEMENTS: tuple[tuple[str, Callable[[str, str], str | None]], ...] = (
    ("And in Minsk?", _with_phrase),
    ("And May 2016?", _with_time),
    ("And France?", _with_place),
    ("And the French one?", _with_office),
    ("And the sanctions?", _with_topic),
    ("And the costs?", _with_thing),
)
"""The kinds of fragments in the order in which they are tried, each with an example."""


@cache
def _office() -> re.Pattern[str]:
    """Matches somebody by an office: "the Ukrainian minister"."""
    return re.compile(
        rf"""
        \b the\ (?: [A-Z]\w+\  )?      # the Ukrainian
        (?P<title> {_title()} ) \b     # prime minister
        """,
        re.VERBOSE,
    )


@cache
def _other_office() -> re.Pattern[str]:
    """Matches somebody else by an office: "the French one", "the mayor"."""
    return re.compile(
        rf"""
        the\ (?P<whose> [A-Z]\w+\  )?           # the French
        (?P<title> one | {_title()} ) $         # mayor
        """,
        re.VERBOSE,
    )


def _title() -> str:
    return rf"(?:[a-z]+\ ){{0,2}}{lexicon.any_of(titles())}"


def _is_topic(core: str) -> bool:
    """Whether a fragment is a thing: no capitals, and more than one word or a plural."""
    words = list(terms(core))
    if not words or any(term.is_capital for term in words):
        return False
    last = words[-1].word
    return last.lower() not in titles() and (len(words) > 1 or last.endswith("s"))


def _last_behind(preposition: str, body: str) -> NounPhrase | None:
    """The last noun phrase behind a preposition, with its article."""
    found = [phrase for phrase in noun_phrases(body) if phrase.before == preposition]
    return _determined(body, found[-1]) if found else None


def _determined(body: str, phrase: NounPhrase) -> NounPhrase:
    """The phrase with its article in its text."""
    article = _ARTICLE_BEFORE.search(body, 0, phrase.start)
    start = article.start() if article else phrase.start
    return replace(phrase, text=body[start : phrase.end], start=start)


def _counterpart(new: list[NounPhrase], found: list[NounPhrase]) -> NounPhrase:
    """Which of the last question's phrases a new one replaces."""
    sides = [phrase for phrase in found if is_relational(phrase)]
    if sides and new and is_relational(new[-1]):
        return sides[0]
    things = [phrase for phrase in found if not is_relational(phrase)] or found
    is_object = things[0].is_name and not (new and new[-1].is_name)
    return things[-1] if is_object else things[0]


def _without_date(body: str) -> str:
    """The question without its dates: what happened elsewhere happened at another time."""
    for found in reversed(list(dates.find(body))):
        before = _PREPOSITION_OF_DATE.sub("", body[: found.start])
        body = f"{before.rstrip()} {body[found.end :].lstrip()}".strip()
    return body


def _replaced(body: str, phrase: re.Pattern[str], by: str) -> str:
    """The question with the last match of a phrase replaced.

    With the new one at the end if none.
    """
    matches = list(phrase.finditer(body))
    if not matches:
        return f"{body}{by}?"
    last = matches[-1]
    return f"{body[: last.start()]}{by}{body[last.end() :]}?"
