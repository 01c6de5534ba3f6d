"""What a document says of itself, made fit to be shown: names, days, languages, addresses."""

from __future__ import annotations

import re
from datetime import date
from email.utils import parsedate_to_datetime

from index.language import dates

_LENGTH = 300
"""Characters: a longer name is none."""
_ISO = re.compile(r"\s*(\d{4})[-/.]?(\d\d)[-/.]?(\d\d)(?!\d)")
_FIRST_YEAR, _LAST_YEAR = 1600, 2100
"""Before, there were no newspapers: 0001-01-01 is a date that was never set, as is 9999-12-31."""
_LANGUAGE = re.compile(r"([a-z]{2})(?:[-_]\w+)*", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"]+", re.IGNORECASE)


def name(value: object) -> str | None:
    """A title or name on one line; a list of them with commas. None for what is none."""
    if isinstance(value, list):
        return name(", ".join(filter(None, map(name, value[:20]))))
    if not isinstance(value, str) or len(value) > 10 * _LENGTH:
        return None
    shown = " ".join("".join(letter if letter.isprintable() else " " for letter in value).split())
    return shown if 0 < len(shown) <= _LENGTH else None


def day(value: object) -> date | None:
    """The day of "2016-11-29T18:00:00+03:00", "Tue, 29 Nov 2016 18:00:00 +0300" or "29 November 2016", as it was there."""
    if not isinstance(value, str) or len(value) > _LENGTH:
        return None
    found = (
        _iso(value)
        or _mailed(value)
        or next((exact for one in dates.find(value) if (exact := one.exact())), None)
    )
    return found if found and _FIRST_YEAR <= found.year <= _LAST_YEAR else None


def _iso(value: str) -> date | None:
    match = _ISO.match(value)
    try:
        return date(*map(int, match.groups())) if match else None
    except ValueError:
        return None


def _mailed(value: str) -> date | None:
    """The day in the form of mail, which RSS takes."""
    try:
        return parsedate_to_datetime(value).date()
    except (ValueError, OverflowError):
        return None


def language(value: object) -> str | None:
    """The ISO 639-1 code in "en-GB"."""
    match = (
        _LANGUAGE.fullmatch(value.strip())
        if isinstance(value, str) and len(value) < _LENGTH
        else None
    )
    return match[1].lower() if match else None


def address(value: object) -> str | None:
    """A web address, and no other kind of address."""
    text = value.strip() if isinstance(value, str) and len(value) < 10 * _LENGTH else ""
    return text if _ADDRESS.fullmatch(text) and text.isprintable() else None
