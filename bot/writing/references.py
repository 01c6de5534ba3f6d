"""What a sentence of a reply leans on: whom "he" means, and the sentence before "it"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language.names import is_place, names_in, people_in
from bot.language.pronouns import in_place_of, person_pronoun

_LEANING = re.compile(
    r"""
    ^\W* (?: it | they                                          # They closed the bridge
           | its | their | theirs                               # Its bridge closed
           | this | that | these | those | such                 # Such a bridge is rare
         ) \b
    """,
    re.IGNORECASE | re.VERBOSE,
)
_OF_PLACE_OR_DAY = re.compile(r"\b(?:on|in|at|near|from|to)\s+$", re.IGNORECASE)
_PERSON = re.compile(r"^\W*(?:he|she|his|her|hers)\b", re.IGNORECASE)
_TO_READER = re.compile(r"\b(?:you|your|I|I['’](?:m|d|ll|ve))\b")
_CONNECTIVE = re.compile(
    r"""
    ^ (?: additionally | furthermore | moreover | in\ addition | also | besides | meanwhile
        | however | nevertheless | still | even\ so | by\ contrast | instead | then | next
        | in\ (?:summary|short|conclusion|sum) | overall | to\ (?:summarize|sum\ up|conclude)
        | for\ (?:his|her|its|their)\ part | specifically | notably | similarly | likewise
        | therefore | thus | consequently | as\ a\ result | finally | lastly | in\ particular
      ) , \s+
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_small_talk(text: str) -> bool:
    """Whether a sentence speaks to the reader: "Let me know if you need more!"."""
    return _TO_READER.search(text) is not None and not any(mark in text for mark in '“”"«»')


def begins_with_person(text: str) -> bool:
    """Whether a sentence begins with "he" or "her"."""
    return _PERSON.match(without_connective(text)) is not None


def leans_on_person(text: str, known: str) -> bool:
    """Whether a sentence names nobody before it says "he" or "she"; see `people` for `known`."""
    pronoun = person_pronoun().search(text)
    return pronoun is not None and not any(people(text[: pronoun.start()], known))


def leans(text: str) -> bool:
    """Whether a sentence leans on the one before it for what it means."""
    return _LEANING.match(without_connective(text)) is not None


def without_connective(text: str) -> str:
    """A sentence without "However," at its head."""
    found = _CONNECTIVE.match(text)
    return text[found.end()].upper() + text[found.end() + 1 :] if found else text


def with_name(text: str, name: str) -> str | None:
    """A sentence with the name for its first "he", "she" or "his"; None if it has none."""
    pronoun = person_pronoun().search(text)
    if pronoun is None:
        return None
    return f"{text[: pronoun.start()]}{in_place_of(pronoun, name)}{text[pronoun.end() :]}"


def people(text: str, known: str) -> Iterator[str]:
    """Those whom a sentence names, in order; `known` tells a name from the word that opens it."""
    named = set(people_in(text))
    for match in names_in(text):
        if _OF_PLACE_OR_DAY.search(text, 0, match.start()):
            continue
        name = match.group().removesuffix("'s").removesuffix("’s").rstrip(".'’")
        opens = match.start() == 0 and f" {name}" in known and not is_place(name)
        if name in named or opens:
            yield name
