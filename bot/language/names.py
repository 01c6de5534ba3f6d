"""The names in questions and answers: whose they may be, and which of them are places."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.language import countries, dates

NAME = r"[A-Z][\w.'’-]*(?:\s+(?:(?:of|the|de|van|von|al|bin)\s+)?[A-Z][\w.'’-]*)*"
_NAMES = re.compile(NAME)
PLACE_PHRASE = re.compile(rf"\s+(?P<preposition>in|at)\s+(?:the\s+)?(?P<place>{NAME})")
_NO_NAME = frozenset(
    "who whom whose what when where why which how is are was were do does did has have had can could will would should may"
    " might and but so the a an in on at according tell describe explain i".split()
)


def is_name(core: str) -> bool:
    """Whether the text is a name and nothing else, and neither a country nor a date."""
    return re.fullmatch(NAME, core) is not None and not is_place(core) and not any(dates.find(core))


def is_place(core: str) -> bool:
    """Whether the text is the name of a country or its capital."""
    return any(mention.end - mention.start >= len(core) - 2 for mention in countries.find(core))


def names_in(text: str) -> list[re.Match[str]]:
    """The capitalised names in a question, without the word it opens with."""
    found = []
    for match in _NAMES.finditer(text):
        if match.group().split()[0].lower() in _NO_NAME:
            match = (
                _NAMES.search(text, match.start() + len(match.group().split()[0]), match.end())
                or match
            )
            if match.group().split()[0].lower() in _NO_NAME:
                continue
        found.append(match)
    return found


def places_in(text: str) -> set[str]:
    """The names that something is said to be in or at."""
    return {match["place"] for match in PLACE_PHRASE.finditer(text)}


def people_in(answer: str) -> Iterator[str]:
    """The names in an answer that may be people's."""
    places = places_in(answer)
    for match in names_in(answer):
        name = re.sub(r"['’]s$|(?<=\w\w)\.$", "", match.group())
        if (
            name not in places
            and not is_place(name)
            and not any(dates.find(name))
            and (" " in name or match.start())
        ):
            yield name
