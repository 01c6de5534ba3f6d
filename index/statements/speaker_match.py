"""Whether the speaker of a statement is whom a question names."""

from __future__ import annotations

import re

from index.language import countries
from index.language.name_sounds import name_key
from index.language.offices import role_words, titles
from index.types import Statement

_AND = re.compile(r",?\s+and\s+")
_OWNER = re.compile(
    r"""
    (?: \b [A-Z][\w-]* \s+ )*  \b [A-Z][\w-]*  (?: ['’]s | (?<=s)['’] )  \s
                                                  # Petra Lomax's [spokesman]
  | \b (?: for | to | under ) \s+  (?: [A-Z][\w-]*[a-z][\w-]* \s* )+  $
                                                  # [envoy] to Meridian
    """,
    re.VERBOSE,
)
"""Those whom somebody speaks or works for."""


def is_speaker(asked: str, statement: Statement) -> bool:
    """Whether somebody whom a question names makes a statement.

    By last name, by role, or by the words that the article calls them.
    """
    several = _AND.split(asked)
    if len(several) > 1:
        return any(is_speaker(one, statement) for one in several)
    wanted = role_words(asked)
    has_country = any(word.startswith("=") for word in wanted)
    if wanted and all(word.startswith("=") for word in wanted):
        return not statement.role and wanted <= role_words(statement.speaker_mention)
    if wanted and wanted <= _role_words_of(statement, with_owners=_is_role(asked)):
        return True
    return not has_country and _has_name(asked, statement)


def _is_role(asked: str) -> bool:
    """Whether the question names somebody by role, or as somebody's: "Lavrov's spokesman"."""
    has_title = any(word.lower() in titles() for word in asked.split())
    return has_title or "’s " in asked or "'s " in asked


def _role_words_of(statement: Statement, *, with_owners: bool) -> frozenset[str]:
    """The words that a statement's speaker is called by.

    Without owners, "Lavrov's spokesman" is no "Lavrov".
    """
    described = f"{statement.role} {statement.speaker}", statement.speaker_mention
    if not with_owners:
        described = _without_owner(described[0]), _without_owner(described[1])
    return role_words(described[0]) | role_words(described[1])


def _without_owner(words: str) -> str:
    """The words without those whom somebody speaks or works for; countries stay."""
    return _OWNER.sub(lambda owner: owner.group() if countries.find(owner.group()) else " ", words)


def _has_name(asked: str, statement: Statement) -> bool:
    """Whether the speaker has the last name, and a first name or title if the question has any."""
    if name_key(asked) != name_key(statement.speaker):
        return False
    first = [name_key(word) for word in asked.split()[:-1]]
    known = {name_key(word) for word in (*statement.speaker.split(), *statement.role.split())}
    is_full_name = " " in statement.speaker
    return not first or not is_full_name or any(name in known for name in first)
