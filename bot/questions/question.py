"""A standalone question, analysed: answer type, speaker, names, places, dates, content words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache

from index.language import dates
from index.language.dates import PartialDate
from index.language.function_words import Function, function_word_pattern


class AnswerType(StrEnum):
    """What would answer a question."""

    PERSON = "person"
    PLACE = "place"
    TIME = "time"
    NUMBER = "number"
    REASON = "reason"
    MANNER = "manner"
    YES_NO = "yes/no"
    THING = "thing"


@dataclass(frozen=True, slots=True)
class QuestionWord:
    """A content word of a question."""

    stem: str
    text: str
    start: int
    """In characters of the question's text."""
    is_name: bool
    is_number: bool
    country: str | None
    """The country that it names, or whose capital or people it names."""
    is_capital_city: bool
    """Whether it names the country by its capital, which may mean the government there."""
    is_place: bool
    """Whether something happened or was said "in" or "at" it."""
    is_speaker: bool
    """Whether it belongs to the name of the speaker whose statement is asked for."""
    is_background: bool
    """Whether it stands before the sentence that asks: "The ferry sank on Monday. Who was on it?".
    """


@dataclass(frozen=True, slots=True)
class Question:
    """A standalone question, analysed."""

    text: str
    language: str
    """ISO 639-1 code."""
    asking_start: int
    """Where the sentence that asks begins."""
    answer_type: AnswerType
    speaker: str | None
    """Whose statement is asked for, in the words of the question; None if it asks for no statement.
    """
    cue: QuestionWord | None
    """The verb that asks for a statement, if it means more than "say": "blame", "reject"."""
    words: tuple[QuestionWord, ...]
    """The content words, in order."""
    dates: tuple[PartialDate, ...]
    period: tuple[date, date] | None = None
    """The first and the last day of "last week" or "yesterday"."""

    @property
    def asking_text(self) -> str:
        """The text from the sentence that asks, with blanks in place of what stands before it."""
        return blank_before(self.text, self.asking_start)

    @property
    def dated_period(self) -> tuple[date, date] | None:
        """The first and last day of its first date with a year: 1st and 31st of "March 2014"."""
        for partial in self.dates:
            if partial.year is not None:
                written = self.text[partial.start : partial.end]
                resolved = next(dates.resolve(written, date.min), None)
                return (resolved.first, resolved.last) if resolved else None
        return None

    @property
    def topic(self) -> tuple[QuestionWord, ...]:
        """What the statement that it asks for is about."""
        return tuple(word for word in self.words if not word.is_speaker and not word.is_place)

    @property
    def focus(self) -> tuple[QuestionWord, ...]:
        """The common words right behind "which", "what" or "how many": what is asked for."""
        match = _focus_pattern().search(self.text, self.asking_start)
        if match is None:
            return ()
        start, end = match.span("noun")
        inside = (word for word in self.words if start <= word.start < end)
        return tuple(word for word in inside if not word.is_name)

    @property
    def names(self) -> tuple[QuestionWord, ...]:
        """The words that name somebody or something."""
        return tuple(word for word in self.words if word.is_name)


def blank_before(text: str, start: int) -> str:
    """The text with blanks before a position, so that offsets stay as they are."""
    return " " * start + text[start:]


@cache
def _focus_pattern() -> re.Pattern[str]:
    return re.compile(
        rf"""
        \b(?:which|what|how\ many|how\ much)\s+
        (?:of\s+the\s+|of\s+)?             # how many OF THE paragraphs
        (?P<noun>                          # which OLD HOTEL was sold
            (?:
                (?!\b(?:{function_word_pattern(Function.ASKS)}
                   |in|of|from|to|at|by|on|for|with)\b)
                [\w-]+['’]?\s+
            ){{1,3}}
        )
        """,
        re.IGNORECASE | re.VERBOSE,
    )
