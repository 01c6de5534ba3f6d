"""The stems of the reporting verbs, by which any of their forms is known."""

from __future__ import annotations

from functools import cache

from index.language.stems import stem
from index.language.verbs import Use, verbs


@cache
def stems(use: Use) -> frozenset[str]:
    """The stems of the reporting verbs with this use, which are those of all their forms."""
    return frozenset(stem(verb) for verb in verbs(use))
