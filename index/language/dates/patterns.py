"""Patterns of dates: as they are written out, and as seen from the day of publication."""

from __future__ import annotations

import re
from functools import cache

from index.language.lexicon import any_of
from index.language.lexicon.calendar import months, weekdays
from index.language.lexicon.numbers import number_words
from index.language.verbs import Use, past_tenses

_FLAGS = re.VERBOSE | re.IGNORECASE
_DAY = r"(?P<day> [0-3]?\d ) (?: st | nd | rd | th )? \b"
_MONTH_NUMBER = r"(?P<number> [01]?\d )"
_YEAR = r"(?P<year> (?: 19 | 20 ) \d\d )"
_MONTH_FORMS = ("full", "short", "genitive", "prepositional")
_MAX_COUNT = 12
"""The highest number of days, weeks, months or years that is read as a word."""


@cache
def written_dates() -> tuple[re.Pattern[str], ...]:
    """What a date is written like, in the order of their right to the same words."""
    names = (name for form in _MONTH_FORMS for name in months(form))
    month = rf"(?P<month> {any_of(names)} ) \b \.?"
    year_behind = rf"(?: ,? \s+ {_YEAR} \b )?"
    patterns = (
        rf"""
        \b {_YEAR} [-/.] {_MONTH_NUMBER} [-/.]                # 2014-03-05
        (?P<day> [0-3]?\d ) (?= \b | T\d\d )                 # 2014-03-05T10:15
        """,
        rf"\b {month} \s+ {_DAY} {year_behind}",  # March 5, 2014
        rf"\b {_DAY} \s+ (?: of \s+ )? {month} {year_behind}",  # 5th of March 2014
        rf"\b {month} ,? \s+ {_YEAR} \b",  # March 2014
        rf"\b {_YEAR} \b",  # 2014
        rf"""
        {_YEAR} \s? [年년] \s? {_MONTH_NUMBER} \s? [月월]      # 2014年3月
        (?: \s? (?P<day> [0-3]?\d ) \s? [日일号] )?            # 2014년 3월 5일
        """,
    )
    return tuple(re.compile(pattern, _FLAGS) for pattern in patterns)


@cache
def count_words() -> dict[str, int]:
    """The words before "days ago", with their values: "two", "a couple of"."""
    small = number_words("small").items()
    counts = {word: value for word, value in small if 1 <= value <= _MAX_COUNT}
    return counts | {"a": 1, "an": 1, "a couple of": 2}


@cache
def relative_date() -> re.Pattern[str]:
    """Matches a date that the day of publication tells."""
    return re.compile(
        rf"""
        \b (?:
            (?P<near>
                today | tonight | yesterday | tomorrow           # yesterday
              | this\ (?: morning | afternoon | evening )        # this morning
              | last\ night                                      # last night
            )
          | (?:
                (?P<which> last | next | this | this\ past | the\ previous
                         | earlier\ this | later\ this ) \s+     # the previous Monday
            )?
            (?P<weekday> {any_of(weekdays())} )                  # Monday
          | (?P<count> \d{{1,2}} | {any_of(count_words())} )
            \s+ (?P<unit> day | week | month | year ) s?
            \s+ ago                                              # two weeks ago
          | in \s+ (?P<month> {any_of(months())} )               # in March
            (?! \s+ \d )                                         # not: in March 2014
            (?! \s+ (?: of | last | next | this | the ) \b )     # not: in March of that year
          | (?: over \s+ )?
            (?P<turn> last | next | this | this\ past
                    | earlier\ this | later\ this | the )
            \s+ (?P<span> weekend | week | month | year )        # over the weekend
        ) \b
        """,
        _FLAGS,
    )


@cache
def russian_relative_date() -> re.Pattern[str]:
    """The same in Russian."""
    return re.compile(
        rf"""
        \b (?:
            (?P<near> сегодня | вчера | накануне | завтра )              # вчера
          | во? \s+
            (?: (?P<which> прошл\w+ | минувш\w+ | следующ\w+ | эт\w+ ) \s+ )?
            (?P<weekday> {any_of(weekdays("russian"))} )                 # в прошлый четверг
          | (?: (?P<count> \d{{1,2}} | {any_of(number_words("russian"))} ) \s+ )?
            (?P<unit>
                день | дня | дней                                        # два дня
              | недел [юиь]                                              # неделю
              | месяца? | месяцев                                        # 3 месяца
              | года? | лет                                              # пять лет
            )
            \s+ назад                                                    # два дня назад
          | (?: на | в ) \s+
            (?P<turn> прошло[йм] | минувше[йм] | следующе[йм] | это[йм] )
            \s+ (?P<span> неделе | месяце | году )                       # на прошлой неделе
        ) \b
        """,
        _FLAGS,
    )


@cache
def clause_end() -> re.Pattern[str]:
    """Matches where a clause ends."""
    reports = any_of(("says", *past_tenses(Use.DATED)))
    return re.compile(
        rf"""
        [;:.!?] \s                                               # It rained; …
      | \b (?:
            but | because | although | though | since            # but it rained
          | when | while | and | after | before                  # when it rained
          | that | which | who                                   # the mayor who left
          | {reports}                                            # he said
        ) \b
        """,
        re.VERBOSE,
    )


FUTURE = re.compile(
    r"""
    \b (?:
        will | shall | won['’]t                                  # will open
      | plans | intends | hopes                                  # plans to open
      | (?: is | are | am | be )
        \ (?: due | set | to | going | expected | scheduled
            | likely | planned | forecast | predicted )          # is due to open
    ) \b
  | ['’]ll \b                                                    # it’ll open
    """,
    _FLAGS,
)
"""Tells that a day is yet to come."""
OPEN = re.compile(
    r"""
    \b (?:
        would | should | could | might                           # would open
      | until | by                                               # until Monday
    ) \b
    """,
    _FLAGS,
)
"""Leaves open whether a day is past or yet to come."""
