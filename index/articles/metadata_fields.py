"""Checks and cleans a document's metadata: names, days, languages, addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from email.utils import parsedate_to_datetime
from functools import cache

from index.language import dates

_MAX_NAME = 300
"""Characters of a name, a date or a language."""
_MAX_VALUE = 3_000
"""Characters of a value that is looked at: a name in it may have much white space."""
_MAX_NAMES = 20
_ISO = re.compile(
    r"""
    \s* (\d{4}) [-/.]?                         # 2014-
    (\d\d) [-/.]? (\d\d) (?! \d )              # 03-05
    """,
    re.VERBOSE,
)
_NAMED_MONTH = re.compile(
    r"""
    (?<! \d ) (?P<day> \d{1,2} ) [\s.-]+              # 30. or 30-
    (?P<month> [^\W\d_]{3,} ) [\s.-]+                 # Lok
    (?P<year> \d{4} ) (?! \d )                        # 2013
    """,
    re.VERBOSE,
)
_FIRST_YEAR, _LAST_YEAR = 1600, 2100
"""Newspapers are younger, and 0001-01-01 or 9999-12-31 is a date that was never set."""
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_]\w+)*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def name(value: object) -> str | None:
    """A title or name on one line; a list of names is joined by commas. None for anything else."""
    if isinstance(value, list):
        return name(", ".join(filter(None, map(name, value[:_MAX_NAMES]))))
    if not isinstance(value, str) or len(value) > _MAX_VALUE:
        return None
    printable = "".join(letter if letter.isprintable() else " " for letter in value)
    line = " ".join(printable.split())
    return line if 0 < len(line) <= _MAX_NAME else None


def day(value: object) -> date | None:
    """The day of a time in ISO 8601, in the form of mail, or in words: "29 November 2016".

    It is the local day of the time zone in which the time is given. None for anything else.
    """
    if not isinstance(value, str) or len(value) > _MAX_NAME:
        return None
    found = _iso(value) or _mailed(value) or _in_words(value) or _in_other_words(value)
    return found if found and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _iso(value: str) -> date | None:
    match = _ISO.match(value)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _mailed(value: str) -> date | None:
    """The day in the form of mail, which RSS uses: "Tue, 29 Nov 2016 18:00:00 +0300"."""
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, OverflowError):
        return None


def _in_words(value: str) -> date | None:
    days = (found.exact() for found in dates.find(value))
    return next(filter(None, days), None)


def _in_other_words(value: str) -> date | None:
    """The day with a month named in any language: "30 Lok 2013"; digits alone may mislead."""
    match = _NAMED_MONTH.search(value)
    month = _month(match["month"].lower()) if match else None
    try:
        return date(int(match["year"]), month, int(match["day"])) if match and month else None
    except ValueError:
        return None


def _month(beginning: str) -> int | None:
    """The month whose name begins so: in English, else in whichever languages, if all agree."""
    for names in (_month_names(("en",)), _month_names(tuple(_languages()))):
        found = {month for month, name in names if name.startswith(beginning)}
        if found:
            return found.pop() if len(found) == 1 else None
    return None


def _languages() -> Iterator[str]:
    from babel.localedata import locale_identifiers

    return (name for name in locale_identifiers() if "_" not in name)


@cache
def _month_names(languages: Sequence[str]) -> frozenset[tuple[int, str]]:
    """The months with their names in some languages, in lower case."""
    from babel.dates import get_month_names

    return frozenset(
        (month, name.lower())
        for language in languages
        for context in ("format", "stand-alone")
        for month, name in get_month_names("wide", context, language).items()
    )


def language(value: object) -> str | None:
    """The ISO 639-1 code of a language tag: "en" for "en-GB". None for anything else."""
    if not isinstance(value, str) or len(value) >= _MAX_NAME:
        return None
    match = _LANGUAGE.fullmatch(value.strip())
    return match[1].lower() if match else None


def address(value: object) -> str | None:
    """A web address without white space around it. None for anything else."""
    if not isinstance(value, str) or len(value) >= _MAX_VALUE:
        return None
    text = value.strip()
    return text if _ADDRESS.fullmatch(text) and text.isprintable() else None
