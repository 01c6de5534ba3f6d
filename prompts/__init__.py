"""Prompts, one text file each, read as prose; and our own texts in the language that is spoken."""

from __future__ import annotations

import gettext
import io
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = {"en": "English", "ru": "Русский"}
"""What the program speaks, each language by its own name: English, and those that have a catalogue beside this module."""

SPOKEN: ContextVar[str] = ContextVar("SPOKEN", default="en")
"""The language that is spoken in this task or thread; it is set where a request comes in, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Ours:
    """A text of ours in English, as the catalogues know it, with its fields in braces.

    It is no string, so that none is shown that was not `told`.
    """

    english: str
    of_many: str = ""
    """Its plural, where it has a field `count`."""


@cache
def load(name: str) -> str:
    """The text of `name`.txt, without the line break at its end."""
    return Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def told(text: Ours, **fields: object) -> str:
    """A text of ours in the language that is spoken, in English where that has none for it; its fields filled in."""
    catalog, count = _catalog(SPOKEN.get()), fields.get("count")
    if isinstance(count, int) and text.of_many:
        return catalog.ngettext(text.english, text.of_many, count).format(**fields)
    return catalog.gettext(text.english).format(**fields)


@cache
def _catalog(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    from babel.messages.mofile import write_mo  # takes as long to load as the rest of an answer
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with Path(__file__).with_name(f"{language}.po").open("rb") as catalog:
        write_mo(compiled, read_po(catalog, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
