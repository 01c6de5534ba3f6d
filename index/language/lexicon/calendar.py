"""Names of months and of days of the week, in English and Russian."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from index.language import lexicon


def months(form: str = "full") -> tuple[str, ...]:
    """The names of the months from January on, in a form that months.txt tells, in lower case."""
    return lexicon.entries("months", form)


@cache
def month_numbers() -> Mapping[str, int]:
    """Each name of a month in each form, with its number: January is 1."""
    return MappingProxyType({name: int(number) for name, _, number in lexicon.rows("months")})


def weekdays(language: str = "english") -> tuple[str, ...]:
    """The days of the week from Monday on, in lower case; in "russian" they are accusatives."""
    return lexicon.entries("weekdays", language)


@cache
def weekday_numbers() -> Mapping[str, int]:
    """Each day of the week in each language, with its number: Monday is 0."""
    return MappingProxyType({name: int(number) for name, _, number in lexicon.rows("weekdays")})
