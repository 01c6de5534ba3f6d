"""What a question asks: its kind, the speaker it names, its names, places, dates and content words."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from itertools import pairwise

from index.language import countries, dates
from index.language.dates import PartialDate
from index.language.language_id import identify
from index.language.offices import titles
from index.language.sentences import split
from index.language.stopwords import stopwords
from index.language.terms import Term, stem, terms
from index.language.verbs import Use, stems, verbs


class Kind(StrEnum):
    """What would answer the question."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes/no"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class Word:
    """A content word of the question."""

    stem: str
    text: str
    start: int
    """Where it stands in the question."""
    is_name: bool
    is_number: bool
    country: str | None
    """The country it names, by whatever name."""
    by_capital: bool
    """Whether it names it by its capital, which may stand for its government."""
    is_place: bool
    """Whether the question says that something was "in" or "at" it."""
    of_speaker: bool
    """Whether it names who is to have spoken."""
    is_told: bool
    """Whether it stands in a sentence before the one that asks: "The ferry sank on Monday. Who was on board?"."""


@dataclass(frozen=True, slots=True)
class Question:
    """A standalone question, taken apart."""

    text: str
    language: str
    """ISO 639-1 code."""
    begin: int
    """Where the sentence begins that asks."""
    kind: Kind
    speaker: str | None
    """Who is to have spoken, as the question names them; None where it asks for no statement."""
    cue: Word | None
    """The verb by which a statement is asked for, if it tells more than "say": "blame", "reject"."""
    words: tuple[Word, ...]
    """Content words, in order."""
    dates: tuple[PartialDate, ...]
    period: tuple[date, date] | None = None
    """The days, first and last, that it means by "last week" or "yesterday"."""

    @property
    def asking(self) -> str:
        """The text, with blanks for what it tells before it asks."""
        return _asking(self.text, self.begin)

    @property
    def days(self) -> tuple[date, date] | None:
        """The days, first and last, that its first date with a year means."""
        first = next((one for one in self.dates if one.year is not None), None)
        found = (
            next(dates.resolve(self.text[first.start : first.end], date.min), None)
            if first
            else None
        )
        return (found.first, found.last) if found else None

    @property
    def topic(self) -> tuple[Word, ...]:
        """Of a statement question, what is to have been spoken about."""
        return tuple(word for word in self.words if not word.of_speaker and not word.is_place)

    @property
    def focus(self) -> tuple[Word, ...]:
        """The common words right after "which", "what" or "how many": what is asked for."""
        match = _FOCUS.search(self.text, self.begin)
        if not match:
            return ()
        return tuple(
            word
            for word in self.words
            if match.start("noun") <= word.start < match.end("noun") and not word.is_name
        )

    @property
    def names(self) -> tuple[Word, ...]:
        """The words that name somebody or something."""
        return tuple(word for word in self.words if word.is_name)


_KINDS: tuple[tuple[Kind, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern, re.IGNORECASE))
    for kind, pattern in (
        (Kind.NUMBER, r"\bhow (?:many|much|long|old|far|high|tall|big|large|often|deep|fast|wide|heavy)\b"
                      r"|\b(?:what|which)(?: \w+){0,2} (?:number|percentage|percent|amount|share|price|cost|sum|total|score|toll|age|rate|length|size|salary|wage|budget)\b"),
        (Kind.TIME, r"\bwhen\b|\b(?:what|which|on what|in what|in which|on which) (?:year|date|day|month|time|century|decade)\b"),
        (Kind.PLACE, r"\bwhere\b|\b(?:what|which|in what|in which) (?:\w+ )?(?:city|town|country|place|capital|venue|region|village|resort|state|continent)\b"),
        (Kind.PERSON, r"\b(?:who|whom|whose)\b|\bwhich (?:person|man|woman|minister|president|leader|official|player|politician)\b"),
        (Kind.REASON, r"\bwhy\b|\b(?:what|which) (?:is |was |were )?(?:the )?(?:reason|cause)\b|\bwhat (?:caused|led to)\b"),
        (Kind.THING, r"\b(?:what|which)\b"),
        (Kind.MANNER, r"\bhow\b"),
    )
)  # fmt: skip
_YES_NO = re.compile(
    r"^\W*(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should|may|might)\b",
    re.IGNORECASE,
)

_RELATIVE = re.compile(r"when|where|who", re.IGNORECASE)
_LEADS = re.compile(
    r"\W*|.*(?:[,:]|\b(?:in|on|at|by|to|from|for|with|of|about|since|until|and|but|so|or|then|is|are|was|were))\s+",
    re.IGNORECASE,
)
"""What may stand before a word that asks, and not before one that says more of a noun."""

_AUXILIARY = r"(?:did|does|do|has|have|had)"
_SPEAKER = r"(?P<speaker>(?:(?!\b(?:not|never|say|said)\b)[^,?;]){2,60}?)"


@cache
def _statement_patterns() -> tuple[re.Pattern[str], ...]:
    cue = rf"(?P<cue>said|told|{'|'.join(sorted(verbs(Use.ASK)))})"
    return tuple(
        re.compile(pattern, re.IGNORECASE)
        for pattern in (
            rf"\b(?:what|how|whom|who|which|why|where|when)\b[^,?]*?\b{_AUXILIARY}\s+{_SPEAKER}(?<!\bto)\s+(?:\w+ly\s+|not\s+|also\s+|ever\s+)?{cue}\b(?!(?<=\badd) to\b)",
            rf"^\W*{_AUXILIARY}\s+{_SPEAKER}\s+(?:ever\s+|really\s+|also\s+)?{cue}\b",
            rf"\baccording to\s+{_SPEAKER}\s*[?.]*$",
            rf"^\W*according to\s+{_SPEAKER},",
            rf"\bwhat\s+(?:was|is|were|are)\s+{_SPEAKER}['’]s?\s+(?:view|opinion|position|reaction|response|comment|statement|stance|message|answer)s?\b",
            rf"\bwhat\s+(?:was|is)\s+the\s+(?:view|opinion|position|reaction|response|stance)\s+of\s+{_SPEAKER}(?:\s+(?:on|about|to|in|at)\b|\W*$)",
        )
    )


_FOCUS = re.compile(
    r"\b(?:which|what|how many|how much)\s+(?:of\s+the\s+|of\s+)?(?P<noun>(?:(?!\b(?:is|are|was|were|do|does|did|has|have|had|can|could"
    r"|will|would|should|may|might|in|of|from|to|at|by|on|for|with)\b)[\w-]+['’]?\s+){1,3})", re.IGNORECASE
)  # fmt: skip
_HOW = re.compile(
    r"\bhow\s+(?:many|much|long|old|far|high|tall|big|large|often|deep|fast|wide|heavy)\b",
    re.IGNORECASE,
)
_LIGHT = frozenset(
    stem(word)
    for word in "kind type sort name way thing topic idea issue matter subject fact part happen take make get go come give use be away might".split()
)
"""Words that ask more than they tell."""
_MEASURES = (Kind.NUMBER, Kind.TIME, Kind.PLACE)
"""Asked so, "talk" is what people did, not what they said."""
_PLACE_BEFORE = re.compile(
    r"\b(?:in|at|near|from|outside)\s+(?:the\s+)?(?:\w+\s+)?$", re.IGNORECASE
)
_NOT_COUNTED = re.compile(
    r"\b(?:(?:more|less|fewer) than|at (?:least|most)|up to|close to|over|under|nearly|almost|about|around|roughly|approximately)"
    r"\s+[$€£¥]?$|[A-Za-z][-‑]$",
    re.IGNORECASE,
)
"""Before a number that an article may give more exactly, or that is part of a name."""
_INITIAL = re.compile(r"[A-Z]\.(?=\s)")
_ABBREVIATED = re.compile(r"[A-Z][a-z]{1,3}\.\s")
"""A title before a name: "Gov."."""
_NO_SPEAKER = re.compile(
    r"\b(?:poll|survey|study|analysis|report|index|data|figures|research|census|review|statistics|estimate|ranking|list)s?$",
    re.IGNORECASE,
)
"""What something may be known from, and that says nothing itself."""
_BEGINS = re.compile(r"(?:^|(?<!\b[A-Z])(?<!\b[A-Z][a-z])(?<!\b[A-Z][a-z]{2})[.?!:]\s+)\W*$")
"""Before a sentence's first word, which is written with a capital whatever it is."""
_ABOUT = re.compile(r"\b(?:about|on|regarding|concerning|that|whether)\b", re.IGNORECASE)
_AT = re.compile(r"\s+(?:in|at)\s+(?:the\s+)?", re.IGNORECASE)
_OCCASIONS = frozenset(
    stem(word)
    for word in "talk talks meeting summit conference session negotiations visit forum gathering congress hearing rally ceremony".split()
)
"""At which people speak: what was said about them was mostly said there."""
_ASKING = frozenset(
    stem(word)
    for word in "who what when where why how which whom whose did does say said exactly else long many much".split()
)


def analyse(text: str, is_name: Callable[[str], bool], now: date | None = None) -> Question:
    """Takes a standalone question apart.

    `is_name` tells of a word whether the archive writes it as a name; it is asked where the question's own capitals
    do not tell, as in "what did lavrov say". `now` is the day of asking, from which "last week" is told.
    """
    text = " ".join(text.split())
    told = identify(text)
    begin = _begin(text, told)
    asking = _asking(text, begin)
    kind = _kind(asking)
    match = _statement(asking, kind)
    cue = match.span("cue") if match and match.groupdict().get("cue") else (-1, -1)
    found = tuple(dates.find(text))
    relative = tuple(dates.relative(text, now)) if now else ()
    skipped = [(d.start, d.end) for d in found] + [(d.start, d.end) for d in relative]
    skipped += [measured.span() for measured in _HOW.finditer(text)]
    capitals = any(
        term.is_capital and not _BEGINS.search(text[: term.start]) for term in terms(text, told)
    )
    mentions = countries.find(text)
    words: list[Word] = []
    for term in terms(text, told):
        if (
            term.stem in _LIGHT
            or term.stem in stems(Use.EMPTY)
            or term.stem in stopwords(told)
            or any(start <= term.start < end for start, end in skipped)
            or _INITIAL.match(text, term.start)
        ):
            continue
        mention = next((m for m in mentions if m.start <= term.start < m.end), None)
        name = _is_name(text, term, capitals, is_name) or mention is not None
        of_speaker = bool(match and match.start("speaker") <= term.start < match.end("speaker"))
        words.append(
            Word(
                stem=term.stem,
                text=term.word,
                start=term.start,
                is_name=name,
                is_number=term.is_number and not _NOT_COUNTED.search(text[: term.start]),
                country=mention.country if mention else None,
                by_capital=bool(mention and mention.by_capital),
                is_place=name
                and not of_speaker
                and bool(_PLACE_BEFORE.search(text[: term.start]))
                and _is_scene(text, match, cue, term),
                of_speaker=of_speaker,
                is_told=term.start < begin,
            )
        )
    if match:
        words = _in_scene(text, words)
    return Question(
        text=text,
        language=told,
        begin=begin,
        kind=kind,
        speaker=_clean_speaker(match["speaker"]) if match else None,
        cue=next((word for word in words if word.start == cue[0]), None),
        words=tuple(words),
        dates=found,
        period=next(((one.first, one.last) for one in relative if now and one.first <= now), None),
    )


def _statement(text: str, kind: Kind) -> re.Match[str] | None:
    """How the question asks for what somebody said, if it does."""
    match = next(
        (match for pattern in _statement_patterns() if (match := pattern.search(text))), None
    )
    if match is None or not any(
        term.stem not in stopwords() for term in terms(_clean_speaker(match["speaker"]))
    ):
        return None
    if "cue" not in match.re.groupindex and _NO_SPEAKER.search(match["speaker"]):
        return None
    cue = stem(match.groupdict().get("cue") or "say")
    return (
        match
        if kind not in _MEASURES or cue in stems(Use.EMPTY) - stems(Use.CONVERSATION)
        else None
    )


def _in_scene(text: str, words: Sequence[Word]) -> list[Word]:
    """The words, where "the summit in Geneva" and "the Geneva talks" are but the place where somebody spoke."""
    kept = list(words)
    for one, other in pairwise(words):
        between = text[one.start + len(one.text) : other.start]
        if (
            one.stem in _OCCASIONS
            and other.is_name
            and not other.of_speaker
            and _AT.fullmatch(between)
        ):
            kept[kept.index(other)] = replace(other, is_place=True)
            kept.remove(one)
        elif (
            other.stem in _OCCASIONS
            and one in kept
            and (one.is_place or one.country)
            and between == " "
        ):
            kept[kept.index(one)] = replace(one, is_place=True)
            kept.remove(other)
    return kept


def _is_scene(text: str, match: re.Match[str] | None, cue: tuple[int, int], term: Term) -> bool:
    """Whether a place is where something was said or done, and not what was spoken about."""
    if match is None:
        return True
    return cue[0] >= 0 and not _ABOUT.search(text[cue[1] : term.start])


def _is_name(text: str, term: Term, capitals: bool, is_name: Callable[[str], bool]) -> bool:
    """Of what a hyphen joins, each part must be one, or a number: "Covid-19", and not "U-turn"."""
    if term.is_number or term.stem in _ASKING:
        return False
    if term.word.lower() in titles() and _ABBREVIATED.match(text, term.start):
        return False
    parts = [part for part in re.split(r"[-‑]", term.word) if part and not part.isdigit()]
    if capitals and not (term.is_capital and _BEGINS.search(text[: term.start])):
        return all(part[0].isupper() for part in parts)
    return all(map(is_name, parts))


def _begin(text: str, told: str) -> int:
    """Where the first sentence that asks begins; 0 where none ends as questions do."""
    sentences = list(split(text, 0, len(text), told))
    return next(
        (start for start, end in sentences if text[start:end].rstrip("\"'”’)").endswith("?")), 0
    )


def _asking(text: str, begin: int) -> str:
    return " " * begin + text[begin:]


def _kind(text: str) -> Kind:
    """By the first word that asks. "The holiday when they meet is held for how many days?" asks no time."""
    if _YES_NO.match(text):
        return Kind.YES_NO
    found = [
        (_is_relative(text, match), match.start(), order, kind)
        for order, (kind, pattern) in enumerate(_KINDS)
        for match in pattern.finditer(text)
    ]
    return min(found, default=(False, 0, 0, Kind.THING))[3]


def _is_relative(text: str, match: re.Match[str]) -> bool:
    """Whether a word that may ask stands where it rather says more of the word before."""
    return bool(_RELATIVE.match(match.group())) and not _LEADS.fullmatch(text, 0, match.start())


def _clean_speaker(words: str) -> str:
    words = re.sub(r"^(?:the|a|an|mr|mrs|ms|dr)\.?\s+", "", words.strip(), flags=re.IGNORECASE)
    return re.sub(r"['’]s?$", "", words)
