"""Analyses a standalone question: finds its type, its speaker, its dates and its content words."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

from bot.questions.answer_type import MEASURE, answer_type
from bot.questions.question import Question, QuestionWord, blank_before
from bot.questions.statement_request import StatementRequest, statement_request
from index.language import countries, dates, lexicon
from index.language.countries import Mention
from index.language.dates.written import Resolved
from index.language.language_id import identify
from index.language.offices import titles
from index.language.sentences import split
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.language.terms import Term, terms
from index.language.verb_stems import stems
from index.language.verbs import Use

_FLAGS = re.IGNORECASE | re.VERBOSE
_HOW_MUCH = re.compile(rf"\bhow\s+{MEASURE}\b", re.IGNORECASE)
_BEFORE_PLACE = re.compile(
    r"""
    \b(?:in|at|near|from|outside)\s+      # in Minsk
    (?:the\s+)?(?:\w+\s+)?$               # in the old Minsk
    """,
    _FLAGS,
)
_BEFORE_ROUND_NUMBER = re.compile(
    r"""
    \b(?:
        (?:more|less|fewer)\ than         # more than 90 people
        | at\ (?:least|most)              # at least 90 people
        | up\ to | close\ to              # up to 90 people
        | over | under | nearly | almost | about | around | roughly | approximately
    )\s+[$€£¥]?$                          # nearly £90
    | [A-Za-z][-‑]$                       # Covid-19: the number belongs to a name
    """,
    _FLAGS,
)
"""An article may give such a number more exactly, or not at all."""
_INITIAL = re.compile(r"[A-Z]\.(?=\s)")
_SHORT_TITLE = re.compile(r"[A-Z][a-z]{1,3}\.\s")
_SENTENCE_START = re.compile(
    r"""
    (?:
        ^
        | (?<!\b[A-Z])                    # not J. Holm
          (?<!\b[A-Z][a-z])               # not Dr. Holm
          (?<!\b[A-Z][a-z]{2})            # not Gov. Holm
          [.?!:]\s+                       # It sank. Holm left.
    )\W*$
    """,
    re.VERBOSE,
)
"""The first word behind it has a capital, whether it is a name or not."""
_ABOUT = re.compile(
    r"""
    \b (?: about | on | regarding | concerning     # about the ferry
         | that | whether                          # whether the ferry sails
       ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_AT = re.compile(r"\s+(?:in|at)\s+(?:the\s+)?", re.IGNORECASE)
_HYPHEN = re.compile(r"[-‑]")
_NEVER_NAMES = frozenset(map(stem, ("exactly", "long", "many")))
"""Question words, which have a capital where a question begins with them: "Exactly when …"."""


def analyse(text: str, is_name: Callable[[str], bool], now: date | None = None) -> Question:
    """Analyses a standalone question.

    `is_name` says whether the articles write a word as a name. It is asked where the question's
    capitals do not tell, as in "what did lavrov say". `now` is the day of asking, which gives
    "last week" its meaning; None leaves it without one.
    """
    text = " ".join(text.split())
    language = identify(text)
    asking_start = _asking_start(text, language)
    asking_text = blank_before(text, asking_start)
    asked_for = answer_type(asking_text)
    request = statement_request(asking_text, asked_for)
    written_dates = tuple(dates.find(text))
    relative_dates = tuple(dates.relative(text, now)) if now else ()
    skipped = [(one.start, one.end) for one in written_dates]
    skipped += [(one.start, one.end) for one in relative_dates]
    skipped += [match.span() for match in _HOW_MUCH.finditer(text)]
    words = list(_WordReader(text, language, asking_start, request, skipped, is_name).words())
    if request is not None:
        words = _with_occasions_as_places(text, words)
    return Question(
        text=text,
        language=language,
        asking_start=asking_start,
        answer_type=asked_for,
        speaker=request.speaker if request else None,
        cue=_cue(words, request),
        words=tuple(words),
        dates=written_dates,
        period=_period(relative_dates, now),
    )


class _WordReader:
    """Finds the content words of a question."""

    def __init__(
        self,
        text: str,
        language: str,
        asking_start: int,
        request: StatementRequest | None,
        skipped: Sequence[tuple[int, int]],
        is_name: Callable[[str], bool],
    ) -> None:
        self._text = text
        self._asking_start = asking_start
        self._request = request
        self._is_known_name = is_name
        self._terms = tuple(terms(text, language))
        self._mentions = countries.find(text)
        self._ignored = stopwords(language) | stems(Use.EMPTY) | _light_stems()
        self._skipped = skipped
        self._has_capitals = any(
            term.is_capital and not self._begins_sentence(term) for term in self._terms
        )

    def words(self) -> Iterator[QuestionWord]:
        """The content words, in order."""
        return (self._word(term) for term in self._terms if self._is_content(term))

    def _is_content(self, term: Term) -> bool:
        return not (
            term.stem in self._ignored
            or any(start <= term.start < end for start, end in self._skipped)
            or _INITIAL.match(self._text, term.start)
        )

    def _word(self, term: Term) -> QuestionWord:
        before = self._text[: term.start]
        mention = self._country(term)
        is_name = mention is not None or self._is_name(term)
        is_speaker = self._is_speaker(term)
        return QuestionWord(
            stem=term.stem,
            text=term.word,
            start=term.start,
            is_name=is_name,
            is_number=term.is_number and not _BEFORE_ROUND_NUMBER.search(before),
            country=mention.country if mention else None,
            is_capital_city=mention is not None and mention.by_capital,
            is_place=is_name and not is_speaker and self._is_place(term),
            is_speaker=is_speaker,
            is_background=term.start < self._asking_start,
        )

    def _country(self, term: Term) -> Mention | None:
        for mention in self._mentions:
            if mention.start <= term.start < mention.end:
                return mention
        return None

    def _is_speaker(self, term: Term) -> bool:
        request = self._request
        return request is not None and request.speaker_start <= term.start < request.speaker_end

    def _is_place(self, term: Term) -> bool:
        """Whether a name is where something was said or done, and not what was spoken about."""
        if not _BEFORE_PLACE.search(self._text[: term.start]):
            return False
        if self._request is None:
            return True
        cue_end = self._request.cue_end
        return cue_end is not None and not _ABOUT.search(self._text[cue_end : term.start])

    def _is_name(self, term: Term) -> bool:
        """Whether a word, or each part of it, is a name: "Covid-19", but not "U-turn"."""
        if term.is_number or term.stem in _NEVER_NAMES or self._is_short_title(term):
            return False
        parts = [part for part in _HYPHEN.split(term.word) if part and not part.isdigit()]
        if self._has_capitals and not (term.is_capital and self._begins_sentence(term)):
            return all(part[0].isupper() for part in parts)
        return all(map(self._is_known_name, parts))

    def _is_short_title(self, term: Term) -> bool:
        """Whether a word is a title with a full stop: "Gov. Holm"."""
        is_short = _SHORT_TITLE.match(self._text, term.start) is not None
        return is_short and term.word.lower() in titles()

    def _begins_sentence(self, term: Term) -> bool:
        return _SENTENCE_START.search(self._text[: term.start]) is not None


def _asking_start(text: str, language: str) -> int:
    """Where the first sentence begins that ends in a question mark; 0 if none does."""
    for start, end in split(text, 0, len(text), language):
        if text[start:end].rstrip("\"'”’)").endswith("?"):
            return start
    return 0


def _cue(words: Sequence[QuestionWord], request: StatementRequest | None) -> QuestionWord | None:
    """The content word that asks for a statement; None for "say", which is no content word."""
    for word in words:
        if request is not None and word.start == request.cue_start:
            return word
    return None


def _period(relative_dates: Sequence[Resolved], now: date | None) -> tuple[date, date] | None:
    """The days of the first relative date that has begun: nobody reports "next week"."""
    for resolved in relative_dates:
        if now and resolved.first <= now:
            return resolved.first, resolved.last
    return None


def _with_occasions_as_places(text: str, words: Sequence[QuestionWord]) -> list[QuestionWord]:
    """The words with occasions as the places of speech: of "the summit in Geneva", Geneva remains.

    What was said about an occasion was mostly said there, and need not name it.
    """
    kept = list(words)
    for one, other in pairwise(words):
        between = text[one.start + len(one.text) : other.start]
        if _is_occasion(one) and _is_venue(other) and _AT.fullmatch(between):
            kept[kept.index(other)] = replace(other, is_place=True)
            kept.remove(one)
        elif _is_occasion(other) and one in kept and _names_place(one) and between == " ":
            kept[kept.index(one)] = replace(one, is_place=True)
            kept.remove(other)
    return kept


def _is_occasion(word: QuestionWord) -> bool:
    return word.stem in _occasion_stems()


def _is_venue(word: QuestionWord) -> bool:
    """Whether a word may be a place behind "the talks in"."""
    return word.is_name and not word.is_speaker


def _names_place(word: QuestionWord) -> bool:
    """Whether a word is a place by itself, as before "talks"."""
    return word.is_place or word.country is not None


@cache
def _occasion_stems() -> frozenset[str]:
    return frozenset(map(stem, lexicon.words("occasions", "speaking")))


@cache
def _light_stems() -> frozenset[str]:
    return frozenset(map(stem, lexicon.words("light_words")))
