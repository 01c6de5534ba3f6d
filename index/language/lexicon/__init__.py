"""Word lists: one file for each idea, UTF-8, one entry a line.

A line is a word or a phrase. Behind a tab stand its tags ("may", tab, "modal stop"), or the other
half of a table ("said", tab, "say"). A file begins with a comment: what it lists, and where that
came from. Lines that begin with "#" are comments; empty lines part groups.

A file is read when it is first asked for, and kept. Every function raises FileNotFoundError for a
list that does not exist.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

FOLDER = Path(__file__).parent


@cache
def words(name: str, tag: str | None = None) -> frozenset[str]:
    """The entries of a list; with a tag, only those that carry it."""
    return frozenset(entries(name, tag))


@cache
def entries(name: str, tag: str | None = None) -> tuple[str, ...]:
    """The same entries in the order of the file."""
    pairs = table(name).items()
    return tuple(entry for entry, tags in pairs if tag is None or tag in tags.split())


@cache
def pattern(name: str, tag: str | None = None) -> str:
    """A regular expression that matches any of the entries, the longest that fits."""
    return any_of(entries(name, tag))


def any_of(words: Iterable[str]) -> str:
    """A regular expression that matches any of these words or phrases, the longest that fits."""
    longest_first = sorted(sorted(words), key=len, reverse=True)
    return "(?:" + "|".join(map(re.escape, longest_first)) + ")"


@cache
def table(name: str) -> Mapping[str, str]:
    """Each entry with its second column, which is empty where the line has no tab."""
    return MappingProxyType({entry: "".join(rest[:1]) for entry, *rest in rows(name)})


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """The lines of a list, split into columns at their tabs."""
    text = (FOLDER / f"{name}.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(tuple(line.split("\t")) for line in lines)
