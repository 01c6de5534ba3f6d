"""The language that the bot speaks with somebody of itself; articles are quoted in their own."""

from __future__ import annotations

from prompts import LANGUAGES


def language_of(chosen: str | None, language_code: str | None, default: str) -> str:
    """The language for somebody: what they chose, else their app's (an IETF tag such as "ru-RU"), else the setting's."""
    tags = (chosen, (language_code or "").split("-")[0].lower() or None, default)
    return next((tag for tag in tags if tag in LANGUAGES), "en")
