"""Prompts as text files, and the program's own messages in the user's language."""

from __future__ import annotations

import gettext
import io
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from pathlib import Path

LANGUAGES = {"en": "English", "ru": "Русский"}
"""The languages of the interface, each under its own name. All but English have a catalogue here.
"""

CURRENT_LANGUAGE: ContextVar[str] = ContextVar("CURRENT_LANGUAGE", default="en")
"""The language of this task or thread. It is set where a request comes in, and nowhere else."""


@dataclass(frozen=True, slots=True)
class Translatable:
    """A message in English, with its fields in braces; the catalogues know it by this text.

    It is not a string, so that no message is shown without being passed to `translate`.
    """

    english: str
    plural: str = ""
    """The English plural, for a message with a field `count`."""


@cache
def load(name: str) -> str:
    """The text of the prompt `name`.txt, without the line break at its end."""
    return Path(__file__).with_name(f"{name}.txt").read_text(encoding="utf-8").rstrip("\n")


def translate(message: Translatable, **fields: object) -> str:
    """The message in the current language with its fields filled in; English if untranslated.

    A field `count` chooses between singular and plural.
    """
    catalogue = _catalogue(CURRENT_LANGUAGE.get())
    count = fields.get("count")
    if isinstance(count, int) and message.plural:
        text = catalogue.ngettext(message.english, message.plural, count)
    else:
        text = catalogue.gettext(message.english)
    return text.format(**fields)


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == "en":
        return gettext.NullTranslations()
    # Babel takes as long to import as the rest of an answer; English does without it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    compiled = io.BytesIO()
    with Path(__file__).with_name(f"{language}.po").open("rb") as source:
        write_mo(compiled, read_po(source, locale=language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
