"""Words of opposite meaning, which word vectors take to be alike: "rose" and "fell"."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from itertools import product
from types import MappingProxyType

from index.language import lexicon
from index.language.stems import stem


@cache
def antonyms() -> Mapping[str, frozenset[str]]:
    """The keys of words, each with the keys of its antonyms; see `tokens.Token.key`."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for words, opposites in lexicon.rows("antonyms"):
        for one, other in product(_keys(words), _keys(opposites)):
            if one != other:
                found[one].add(other)
                found[other].add(one)
    return MappingProxyType({key: frozenset(others) for key, others in found.items()})


def _keys(words: str) -> list[str]:
    """The keys of several words; "first" is a number."""
    return ["#1" if word == "first" else stem(word) for word in words.split()]
