"""Questions for what somebody said: who is to have said it, and the verb that asks for it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from bot.questions.question import AnswerType
from index.language import lexicon
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.language.terms import terms
from index.language.verb_stems import stems
from index.language.verbs import Use, verbs

_FLAGS = re.IGNORECASE | re.VERBOSE
_AUXILIARY = r"(?:did|does|do|has|have|had)"
_SPEAKER = r"(?P<speaker>(?:(?!\b(?:not|never|say|said)\b)[^,?;]){2,60}?)"
_MEASURES = (AnswerType.NUMBER, AnswerType.TIME, AnswerType.PLACE)
"""Asked like this, "talk" is what people did rather than what they said."""
_BEFORE_NAME = re.compile(r"^(?:the|a|an|mr|mrs|ms|dr)\.?\s+", re.IGNORECASE)
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class StatementRequest:
    """Who is to have made the statement that a question asks for, and the verb that asks."""

    speaker: str
    """Without an article or a form of address."""
    speaker_start: int
    """Where the question names the speaker, in characters of its text."""
    speaker_end: int
    cue_start: int | None
    """Where the verb stands ("reject"); None if a noun or "according to" asks."""
    cue_end: int | None


def statement_request(text: str, answer_type: AnswerType) -> StatementRequest | None:
    """How a question asks for a statement; None if it asks for something else."""
    match = _first_match(text)
    if match is None or not _is_speaker(match):
        return None
    cue = match.groupdict().get("cue")
    is_measure = answer_type in _MEASURES
    if is_measure and stem(cue or "say") not in stems(Use.EMPTY) - stems(Use.CONVERSATION):
        return None
    start, end = match.span("cue") if cue else (None, None)
    return StatementRequest(_without_title(match["speaker"]), *match.span("speaker"), start, end)


def _first_match(text: str) -> re.Match[str] | None:
    for pattern in _patterns():
        if match := pattern.search(text):
            return match
    return None


def _is_speaker(match: re.Match[str]) -> bool:
    """Whether the speaker has a name or an office, and is no survey that says something."""
    ignored = stopwords()
    if all(term.stem in ignored for term in terms(_without_title(match["speaker"]))):
        return False
    is_verb = "cue" in match.re.groupindex
    return is_verb or not _evidence().search(match["speaker"])


def _without_title(speaker: str) -> str:
    return _POSSESSIVE.sub("", _BEFORE_NAME.sub("", speaker.strip()))


@cache
def _evidence() -> re.Pattern[str]:
    """Matches what something is known from, and that is no speaker: "a new Fenby poll"."""
    noun = lexicon.pattern("evidence_nouns")
    return re.compile(rf"\b{noun}s?$", re.IGNORECASE)


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """The ways to ask for a statement, the first that matches counts."""
    cue = rf"(?P<cue>said|told|{lexicon.any_of(verbs(Use.ASK))})"
    nouns = lexicon.pattern("statement_nouns", "possessed")
    nouns_of = lexicon.pattern("statement_nouns", "of")
    patterns = (
        rf"""
        # What did Ada Holm say about the wall? But not: What did Ada Holm add to the list?
        \b(?:what|how|whom|who|which|why|where|when)\b [^,?]*?
        \b{_AUXILIARY}\s+ {_SPEAKER}(?<!\bto)\s+
        (?:\w+ly\s+|not\s+|also\s+|ever\s+)?
        {cue}\b (?!(?<=\badd)\ to\b)
        """,
        rf"""
        # Did the mayor ever deny it?
        ^\W*{_AUXILIARY}\s+ {_SPEAKER}\s+ (?:ever\s+|really\s+|also\s+)? {cue}\b
        """,
        rf"""
        # How high was it, according to the mayor?
        \baccording\ to\s+ {_SPEAKER}\s*[?.]*$
        """,
        rf"""
        # According to the mayor, how high was it?
        ^\W*according\ to\s+ {_SPEAKER},
        """,
        rf"""
        # What was Ada Holm's view of the wall?
        \bwhat\s+(?:was|is|were|are)\s+ {_SPEAKER}['’]s?\s+ {nouns}s?\b
        """,
        rf"""
        # What is the position of the council on the wall?
        \bwhat\s+(?:was|is)\s+the\s+ {nouns_of}\s+of\s+ {_SPEAKER}
        (?:\s+(?:on|about|to|in|at)\b|\W*$)
        """,
    )
    return tuple(re.compile(pattern, _FLAGS) for pattern in patterns)
