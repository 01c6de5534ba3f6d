"""Questions that ask more than one thing: of several people, of all there is, of the latest; and what each part asks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from bot.questions.question import Question


class Shape(StrEnum):
    """How the parts of an answer belong together."""

    TOGETHER = "together"
    """What each of several people said."""
    OVERVIEW = "overview"
    """What each article about something begins with."""
    NEWS = "news"
    """What the latest article about something begins with."""
    SPEAKERS = "speakers"
    """Who said something about it."""
    LATEST = "latest"
    FIRST = "first"
    """The answer of the latest article that has one, or of the first."""


@dataclass(frozen=True, slots=True)
class Wide:
    """A question as its parts ask it."""

    shape: Shape
    questions: tuple[str, ...]


_WHO = r"[\w.'’-]+?(?: [\w.'’-]+?){0,3}?"
_VIEW = r"(?:views?|positions?|opinions?|stances?|accounts?|versions?|statements?|remarks|words)"
_COMPARED = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"^\W*(?:(?:how|where|on what|over what)\s+)?(?:do|did|does)\s+(?P<one>{_WHO})\s+and\s+(?P<other>{_WHO})(?:['’]s?)?(?:\s+{_VIEW})?"
        r"\s+(?:differ|disagree|agree|compare|contrast)\b(?P<rest>.*)",
        rf"^\W*how\s+(?:do|did|does)\s+(?P<one>{_WHO})['’]s?\s+{_VIEW}(?P<rest>\s.*?)?\s+(?:differ|compare)\w*\s+(?:from|to|with)\s+"
        rf"(?P<other>{_WHO})(?:['’]s?)?(?:\s+{_VIEW})?\W*$",
        rf"^\W*(?:please\s+)?compare\s+(?:what\s+)?(?P<one>{_WHO})(?:['’]s?)?\s+(?:and|with|to)\s+(?:what\s+)?(?P<other>{_WHO})(?:['’]s?)?"
        rf"\s+(?:say|says|said|have said|think|{_VIEW})\b(?P<rest>.*)",
        rf"\bdifferences?\s+between\s+(?P<one>{_WHO})(?:['’]s?)?\s+and\s+(?P<other>{_WHO})['’]s?\s+{_VIEW}(?P<rest>.*)",
    )
)
_TOPIC = re.compile(
    r"^\W*(?:on|about|over|of|regarding|concerning|when it comes to)\s+", re.IGNORECASE
)
_JOINT = frozenset(("agree", "agreed"))
"""What people do together, and not each."""
_OVERVIEWS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"^\W*what\s+(?:has\s+|had\s+|have\s+)?(?:happened|happens|took place|occurred|went on|is happening|(?:is|was) going on)\s+"
        r"(?:in|at|to|with|on|during|around|near|after)\s+(?P<about>.+)",
        r"^\W*(?:please\s+)?(?:tell me(?: more| something| all)?|what (?:do|does|did|have|has) (?:you|we|the articles) (?:know|say|said|report|reported)"
        r"|what is (?:known|reported))\s+(?:about|on|of)\s+(?P<about>.+)",
        r"^\W*(?:please\s+)?(?:give (?:me |us )?|write (?:me |us )?)?(?:an? |the )?(?:short |brief )?(?:overview|summary|timeline|chronology)\s+"
        r"(?:of|on|about)\s+(?P<about>.+)",
        r"^\W*(?:please\s+)?(?:summari[sz]e|sum up|recap|outline)\s+(?P<about>.+)",
    )
)
_NEWS = re.compile(
    r"^\W*what(?:['’]s| is| are)\s+(?:the\s+)?(?:latest|newest|most recent)(?: news| developments?| reports?)?\s+(?:on|about|from|in|with|regarding)"
    r"\s+(?P<about>.+)",
    re.IGNORECASE,
)
_SPEAKERS = re.compile(
    r"^\W*who(?: all| else)?\s+(?:has |have |had )?(?:spoken|spoke|commented|talked|reacted|said (?:anything|something|what))\s+(?:about|on|to)\s+(?P<about>.+)",
    re.IGNORECASE,
)
_SPOKEN = r"say|says|said|speak|speaks|spoke|tell|told"
_LATEST = re.compile(
    rf"\b(?:latest|most recent(?:ly)?|newest)\b|\blast(?= (?:thing|time|word|statement|remark|comment)|\s*(?:{_SPOKEN})\b)|(?<= say) last\b(?=\W*$| (?:about|on|of|to)\b)",
    re.IGNORECASE,
)
_FIRST = re.compile(
    rf"\b(?:earliest|first(?= (?:thing|time|word|statement|remark|comment)|\s*(?:{_SPOKEN})\b))\b|(?<= say) first\b(?=\W*$| (?:about|on|of|to)\b)",
    re.IGNORECASE,
)
_THING = re.compile(
    r"^what\s+(?:was|is|were|are)\s+the\s+(?:thing|statement|remark|comment|word)s?\s+(?:that\s+|which\s+)?(?P<who>.+?)\s+(?:said|made|says)\b",
    re.IGNORECASE,
)


def wide(question: Question) -> Wide | None:
    """How a question is answered in parts; None if it asks one thing."""
    return _compared(question) or _together(question) or _of_all(question) or _by_time(question)


def _compared(question: Question) -> Wide | None:
    match = next((match for pattern in _COMPARED if (match := pattern.search(question.text))), None)
    if match is None:
        return None
    rest = (match["rest"] or "").strip(" ?.!,")
    about = _TOPIC.sub("about ", rest)
    return _each((match["one"], match["other"]), f"What did {{}} say {about}".rstrip() + "?")


def _each(names: tuple[str, ...], form: str) -> Wide:
    return Wide(Shape.TOGETHER, tuple(form.format(name) for name in names))


def _together(question: Question) -> Wide | None:
    """What several people said, each by themselves."""
    if question.speaker is None or (question.cue and question.cue.text.lower() in _JOINT):
        return None
    names = tuple(re.split(r",\s*(?:and\s+)?|\s+and\s+", re.sub(r"^both\s+", "", question.speaker)))
    are_names = all(word.is_name for word in question.words if word.is_speaker)
    if len(names) < 2 or not all(names) or not are_names:
        return None
    before, _, after = question.text.partition(question.speaker)
    return Wide(Shape.TOGETHER, tuple(f"{before}{name}{after}" for name in names))


def _of_all(question: Question) -> Wide | None:
    for shape, pattern in (
        (Shape.NEWS, _NEWS),
        (Shape.SPEAKERS, _SPEAKERS),
        *((Shape.OVERVIEW, p) for p in _OVERVIEWS),
    ):
        if match := pattern.search(question.text):
            return Wide(shape, (match["about"].strip(" ?.!"),))
    return None


def _by_time(question: Question) -> Wide | None:
    for shape, pattern in ((Shape.LATEST, _LATEST), (Shape.FIRST, _FIRST)):
        if pattern.search(question.text):
            plain = " ".join(pattern.sub("", question.text).replace(" ?", "?").split())
            return Wide(shape, (_THING.sub(r"What did \g<who> say", plain).replace(" ?", "?"),))
    return None
