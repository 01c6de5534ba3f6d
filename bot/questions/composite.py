"""Questions with several answers: of each of two people, of every article, of the latest."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from bot.questions.question import Question
from index.language.lexicon import pattern


class CompositeForm(StrEnum):
    """How the answers to a composite question belong together."""

    EACH_SPEAKER = "each speaker"
    """What each of several people said."""
    OVERVIEW = "overview"
    """The lead of each article about something."""
    LATEST_NEWS = "latest news"
    """The lead of the latest article about something."""
    WHO_SPOKE = "who spoke"
    """A statement of each person who spoke about something."""
    LATEST = "latest"
    """The answer of the latest article that has one."""
    FIRST = "first"
    """The answer of the first article that has one."""


@dataclass(frozen=True, slots=True)
class CompositeQuestion:
    """A composite question, and the plain questions that it comes down to."""

    form: CompositeForm
    questions: tuple[str, ...]


_FLAGS = re.IGNORECASE | re.VERBOSE
_NAME = r"[\w.'’-]+?(?:\ [\w.'’-]+?){0,3}?"
_POSSESSIVE = r"(?:['’]s?)?"
_SAID = r"say|says|said|speak|speaks|spoke|tell|told"
_REMARK = r"thing|time|word|statement|remark|comment"
_ABOUT = re.compile(
    r"""
    ^\W*(?:
        on|about|over|of|regarding|concerning   # differ ON the ferry
        |when\ it\ comes\ to                    # differ WHEN IT COMES TO the ferry
    )\s+
    """,
    _FLAGS,
)
_TOGETHER = frozenset(("agree", "agreed"))
"""Verbs for what people do together, and not each."""
_OVERVIEW = re.compile(
    r"""
    ^\W*(?:
        what\s+(?:has\s+|had\s+|have\s+)?       # What has happened in Larne Bay?
        (?:happened|happens|took\ place|occurred|went\ on|is\ happening|(?:is|was)\ going\ on)\s+
        (?:in|at|to|with|on|during|around|near|after)
    |   (?:please\s+)?(?:
            tell\ me(?:\ more|\ something|\ all)?                      # Tell me about the ferry.
            |what\ (?:do|does|did|have|has)\ (?:you|we|the\ articles)  # What do you know about it?
             \ (?:know|say|said|report|reported)
            |what\ is\ (?:known|reported)                              # What is known about it?
        )\s+(?:about|on|of)
    |   (?:please\s+)?                          # Please give me a short overview of the ferry.
        (?:give\ (?:me\ |us\ )?|write\ (?:me\ |us\ )?)?
        (?:an?\ |the\ )?(?:short\ |brief\ )?
        (?:overview|summary|timeline|chronology)\s+(?:of|on|about)
    |   (?:please\s+)?(?:summari[sz]e|sum\ up|recap|outline)           # Summarise the ferry case.
    )\s+(?P<about>.+)
    """,
    _FLAGS,
)
_LATEST_NEWS = re.compile(
    r"""
    ^\W*what(?:['’]s|\ is|\ are)\s+             # What's the latest on the ferry?
    (?:the\s+)?(?:latest|newest|most\ recent)(?:\ news|\ developments?|\ reports?)?\s+
    (?:on|about|from|in|with|regarding)\s+(?P<about>.+)
    """,
    _FLAGS,
)
_WHO_SPOKE = re.compile(
    r"""
    ^\W*who(?:\ all|\ else)?\s+(?:has\ |have\ |had\ )?                 # Who else has spoken
    (?:spoken|spoke|commented|talked|reacted|said\ (?:anything|something|what))\s+
    (?:about|on|to)\s+(?P<about>.+)                                    # … about the ferry?
    """,
    _FLAGS,
)
_LATEST = re.compile(
    rf"""
    \b(?:latest|most\ recent(?:ly)?|newest)\b            # What did Marsh say most recently?
    | \blast(?=\ (?:{_REMARK})|\s*(?:{_SAID})\b)         # the LAST thing that Marsh said
    | (?<=\ say)\ last\b(?=\W*$|\ (?:about|on|of|to)\b)  # What did Marsh say LAST?
    """,
    _FLAGS,
)
_FIRST = re.compile(
    rf"""
    \bearliest\b                                         # the EARLIEST word of Marsh
    | \bfirst(?=\ (?:{_REMARK})|\s*(?:{_SAID})\b)\b      # What did Marsh FIRST say?
    | (?<=\ say)\ first\b(?=\W*$|\ (?:about|on|of|to)\b) # What did Marsh say FIRST?
    """,
    _FLAGS,
)
_REMARK_OF = re.compile(
    r"""
    ^what\s+(?:was|is|were|are)\s+the\s+                 # What was the thing that Marsh said?
    (?:thing|statement|remark|comment|word)s?\s+
    (?:that\s+|which\s+)?(?P<who>.+?)\s+(?:said|made|says)\b
    """,
    _FLAGS,
)
_ABOUT_SOMETHING = (
    (CompositeForm.LATEST_NEWS, _LATEST_NEWS),
    (CompositeForm.WHO_SPOKE, _WHO_SPOKE),
    (CompositeForm.OVERVIEW, _OVERVIEW),
)
_BY_TIME = ((CompositeForm.LATEST, _LATEST), (CompositeForm.FIRST, _FIRST))


def decompose(question: Question) -> CompositeQuestion | None:
    """The plain questions that a composite question comes down to; None for a plain question."""
    return (
        _comparison(question)
        or _several_speakers(question)
        or _about_something(question)
        or _by_time(question)
    )


def _comparison(question: Question) -> CompositeQuestion | None:
    """What each of two people said: "How do Marsh and Blake differ on the ferry?"."""
    for compared in _comparisons():
        if match := compared.search(question.text):
            rest = (match["rest"] or "").strip(" ?.!,")
            about = _ABOUT.sub("about ", rest)
            names = (match["one"], match["other"])
            questions = tuple(f"What did {name} say {about}".rstrip() + "?" for name in names)
            return CompositeQuestion(CompositeForm.EACH_SPEAKER, questions)
    return None


def _several_speakers(question: Question) -> CompositeQuestion | None:
    """What several people said: "What did Marsh and Blake say?"."""
    cue = question.cue
    if question.speaker is None or (cue and cue.text.lower() in _TOGETHER):
        return None
    speakers = re.sub(r"^both\s+", "", question.speaker)
    names = re.split(r",\s*(?:and\s+)?|\s+and\s+", speakers)
    are_named = all(word.is_name for word in question.words if word.is_speaker)
    if len(names) < 2 or not all(names) or not are_named:
        return None
    before, _, after = question.text.partition(question.speaker)
    questions = tuple(f"{before}{name}{after}" for name in names)
    return CompositeQuestion(CompositeForm.EACH_SPEAKER, questions)


def _about_something(question: Question) -> CompositeQuestion | None:
    """All that there is about something: "What happened in Larne Bay?"."""
    for form, asks in _ABOUT_SOMETHING:
        if match := asks.search(question.text):
            return CompositeQuestion(form, (match["about"].strip(" ?.!"),))
    return None


def _by_time(question: Question) -> CompositeQuestion | None:
    """The latest or the first of several answers: "What did Marsh say most recently?"."""
    for form, asks in _BY_TIME:
        if asks.search(question.text):
            plain = " ".join(asks.sub("", question.text).replace(" ?", "?").split())
            plain = _REMARK_OF.sub(r"What did \g<who> say", plain).replace(" ?", "?")
            return CompositeQuestion(form, (plain,))
    return None


@cache
def _comparisons() -> tuple[re.Pattern[str], ...]:
    """The ways to compare what two people said; the first that matches counts."""
    view = f"{pattern('statement_nouns', 'compared')}s?"
    one = rf"(?P<one>{_NAME})"
    other = rf"(?P<other>{_NAME})"
    patterns = (
        rf"""
        # How do Marsh and Blake differ on the ferry? Do Marsh and Blake's accounts agree?
        ^\W*(?:(?:how|where|on\ what|over\ what)\s+)?(?:do|did|does)\s+
        {one}\s+and\s+{other}{_POSSESSIVE}(?:\s+{view})?\s+
        (?:differ|disagree|agree|compare|contrast)\b(?P<rest>.*)
        """,
        rf"""
        # How did Roth's view of the tax differ from van Eyk's?
        ^\W*how\s+(?:do|did|does)\s+{one}['’]s?\s+{view}(?P<rest>\s.*?)?\s+
        (?:differ|compare)\w*\s+(?:from|to|with)\s+{other}{_POSSESSIVE}(?:\s+{view})?\W*$
        """,
        rf"""
        # Compare what Marsh and Blake said about the ferry.
        ^\W*(?:please\s+)?compare\s+(?:what\s+)?{one}{_POSSESSIVE}\s+(?:and|with|to)\s+
        (?:what\s+)?{other}{_POSSESSIVE}\s+
        (?:say|says|said|have\ said|think|{view})\b(?P<rest>.*)
        """,
        rf"""
        # What are the differences between Marsh's and Blake's accounts of the ferry?
        \bdifferences?\s+between\s+{one}{_POSSESSIVE}\s+and\s+{other}['’]s?\s+{view}(?P<rest>.*)
        """,
    )
    return tuple(re.compile(pattern, _FLAGS) for pattern in patterns)
