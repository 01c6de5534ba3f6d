"""Pronouns, and names put in their place."""

from __future__ import annotations

import re

from bot.language.relational_nouns import is_many

PERSONAL = re.compile(r"\b(?P<word>he|she|him|his|her|hers)\b(?P<is>['’]s\b)?", re.IGNORECASE)
POSSESSIVES = frozenset(("his", "her", "hers", "its", "their", "theirs"))
PLURAL = frozenset(("they", "them", "their", "theirs", "these", "those"))


def in_case(match: re.Match[str], name: str) -> str:
    """The name in the place of a pronoun."""
    if match["word"].lower() in POSSESSIVES:
        return f"{name}'" if name.endswith("s") and is_many(name) else f"{name}'s"
    ending = (match["is"] or "").replace("’", "'")
    return name + {"'re": " are", "'ve": " have", "'ll": " will", "'s": " is"}.get(ending, ending)
