"""What the bot says of itself."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from telegram_texts import Parse

from bot.rendering.telegram import notices
from prompts import LANGUAGES, Translatable, translate


@pytest.mark.parametrize(
    "text", [notices.START, notices.HELP, notices.NOT_IN_WORDS, notices.LANGUAGE]
)
def test_the_bots_own_texts_are_well_formed(
    text: Translatable, parse_html: Parse, speak: Callable[[str], None]
) -> None:
    """They are written as HTML, in each language."""
    for language in LANGUAGES:
        speak(language)
        assert parse_html(translate(text))["@type"] == "formattedText"
