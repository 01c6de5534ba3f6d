"""Whether whoever a question names is the speaker of a statement."""

from __future__ import annotations

import re

from index.language import countries
from index.language.terms import name_key
from index.statements.people import TITLES, role_words
from index.types import Statement

_OWNER = re.compile(
    r"(?:\b[A-Z][\w-]*\s+)*\b[A-Z][\w-]*(?:['’]s|(?<=s)['’])\s|\b(?:for|to|under)\s+(?:[A-Z][\w-]*[a-z][\w-]*\s*)+$"
)


def is_speaker(asked: str, statement: Statement) -> bool:
    """Whether whoever the question names is who makes the statement: by last name, by role, or by the words written."""
    if len(several := re.split(r",?\s+and\s+", asked)) > 1:
        return any(is_speaker(one, statement) for one in several)
    named = (f"{statement.role} {statement.speaker}", statement.speaker_mention)
    wanted = role_words(asked)
    is_role = (
        "’s " in asked or "'s " in asked or any(word.lower() in TITLES for word in asked.split())
    )
    said_by = frozenset().union(*(role_words(words if is_role else _own(words)) for words in named))
    if wanted and all(word.startswith("=") for word in wanted):
        return wanted <= role_words(statement.speaker_mention) and not statement.role
    if wanted and wanted <= said_by:
        return True
    key = name_key(asked)
    if key != name_key(statement.speaker) or any(word.startswith("=") for word in wanted):
        return False
    first = [name_key(word) for word in asked.split()[:-1]]
    names = {name_key(word) for word in statement.speaker.split()} | {
        name_key(w) for w in statement.role.split()
    }
    return len(first) == 0 or any(name in names for name in first) or " " not in statement.speaker


def _own(words: str) -> str:
    """What names a speaker, without those whose spokesman or delegation they are; whose country's stays."""
    return _OWNER.sub(lambda owner: owner.group() if countries.find(owner.group()) else " ", words)
