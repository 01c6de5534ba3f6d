"""Prompts and fixed wording, one text file each, read as prose; and what they are in other languages."""

from __future__ import annotations

from functools import cache
from pathlib import Path

LANGUAGES = ("en", "ru")
"""What the interface speaks, by ISO 639-1 code: English, and the languages that have a catalogue beside this module."""


@cache
def load(name: str) -> str:
    """The text of `name`.txt, without the line break at its end."""
    return Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def told(text: str, language: str) -> str:
    """An English text of ours in a language; as it is where the language has none for it."""
    return text if language == "en" else _catalog(language).get(text, text)


@cache
def _catalog(language: str) -> dict[str, str]:
    """The texts of a language by their English ones."""
    from babel.messages.pofile import read_po  # takes as long to load as the rest of an answer

    file = Path(__file__).with_name(f"{language}.po")
    with file.open("rb") as catalog:
        messages = list(read_po(catalog, locale=language))
    return {str(message.id): str(message.string) for message in messages if message.id and message.string}
