"""Shared by the tests of Telegram's rendering: a text that breaks markup, and TDLib's reading."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from index.stores.catalog import Listing

Parse = Callable[[str], dict[str, Any]]
"""Reads a message's HTML as Telegram does."""

HOSTILE = (
    "</b><script>&amp;<b>*_`[x](http://evil.example)` \u202egpj.exe\x00\x1b[31m \ud83d &lt; 😀"
)


def listing(number: int, **fields: Any) -> Listing:
    """An article on record."""
    known = {
        "source": f"{number}.txt",
        "title": f"Headline {number}",
        "published": date(2016, 1, 1),
        "publisher": None,
        "byline": None,
        "dateline": None,
        "url": None,
        "language": "en",
        "passages": 3,
        "sha256": "",
        "copies_of": None,
        "characters": 900,
        "set_aside": {},
    }
    return Listing(**{**known, **fields})


def entities(parsed: dict[str, Any], kind: str) -> list[str]:
    """The texts that an entity of that kind covers."""
    text = parsed["text"].encode("utf-16-le")
    return [
        text[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in parsed["entities"]
        if entity["type"]["@type"] == f"textEntityType{kind}"
    ]
