"""Numbers as words: "twelve", "thousand", "third"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from index.language import lexicon


@cache
def number_words(*kinds: str) -> Mapping[str, int]:
    """The words of these kinds with their values; numbers.txt says what the kinds are."""
    values: dict[str, int] = {}
    for word, tags, value in lexicon.rows("numbers"):
        if not set(kinds).isdisjoint(tags.split()):
            values[word] = int(value)
    return MappingProxyType(values)
