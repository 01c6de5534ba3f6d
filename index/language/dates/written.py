"""Dates as people read them: "29 November 2016", and the days beside an article's "Thursday"."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.language.lexicon.calendar import months
from prompts import CURRENT_LANGUAGE


def written(day: date, language: str = "en") -> str:
    """A date for people: "29 November 2016"; in Russian, «29 ноября 2016»."""
    name = _month_name(day, language, russian_form="genitive")
    return f"{day.day} {name} {day.year}"


def day_text(day: date) -> str:
    """A date for people, in the language of the conversation."""
    return written(day, CURRENT_LANGUAGE.get())


def _month_written(month: date, language: str) -> str:
    """A month for people: "November 2016"; in Russian, «ноябрь 2016»."""
    return f"{_month_name(month, language, russian_form='nominative')} {month.year}"


def _month_name(day: date, language: str, russian_form: str) -> str:
    if language == "ru":
        return months(russian_form)[day.month - 1]
    return months()[day.month - 1].capitalize()


@dataclass(frozen=True, slots=True)
class Resolved:
    """The days from `first` to `last` that the words at `start:end` of a text mean."""

    first: date
    last: date
    start: int
    end: int

    @property
    def iso(self) -> str:
        """ISO 8601: "2022-03-10", "2022-03", "2022", or a range as "2022-03-05/2022-03-06"."""
        if self.first == self.last:
            return self.first.isoformat()
        if self.last == _last_of_month(self.first) and self.first.day == 1:
            return f"{self.first:%Y-%m}"
        if (self.first.month, self.first.day, self.last.month, self.last.day) == (1, 1, 12, 31):
            return f"{self.first:%Y}"
        return f"{self.first.isoformat()}/{self.last.isoformat()}"

    def written(self, language: str = "en") -> str:
        """For people: "10 March 2022", "5–6 March 2022", "March 2022", "2022"."""
        if self.first == self.last:
            return written(self.first, language)
        if "/" not in self.iso:
            return self.iso if "-" not in self.iso else _month_written(self.first, language)
        if (self.first.year, self.first.month) == (self.last.year, self.last.month):
            return f"{self.first.day}–{written(self.last, language)}"
        return f"{written(self.first, language)} – {written(self.last, language)}"


def beside(words: str, start: int, found: Sequence[Resolved]) -> str:
    """An article's words with each day behind the words that mean it: "Thursday [10 March 2022]".

    The words stand at `start` of the article. The days are in the language of the conversation.
    """
    for days in reversed(found):
        end = days.end - start
        if words[end : end + 2] in ("'s", "’s"):
            end += 2
        words = f"{words[:end]} [{days.written(CURRENT_LANGUAGE.get())}]{words[end:]}"
    return words


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])
