"""Word lists: one file for one idea, one entry a line, UTF-8.

A line is a word or a phrase; what follows a tab is its tags, separated by spaces ("go\tquotation"), or its other half
("accept\treject"). Lines that begin with "#" say what the list is and where it came from. Files are read when they are
first asked for.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


@cache
def words(name: str, tag: str | None = None) -> frozenset[str]:
    """The entries of a list; with a tag, only those that carry it. Raises FileNotFoundError for an unknown list."""
    return frozenset(entry for entry, tags in _entries(name) if tag is None or tag in tags.split())


@cache
def table(name: str) -> dict[str, str]:
    """A list of two columns: entry to what stands in the second column."""
    return dict(_entries(name))


def _entries(name: str) -> Iterator[tuple[str, str]]:
    """The entries of a list with their second columns, empty where there is none."""
    for line in (_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            entry, _, second = line.partition("\t")
            yield entry, second
