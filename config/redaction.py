"""Removes secrets from everything that is logged, printed or shown."""

from __future__ import annotations

import os
import re

_TELEGRAM_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")
_URL_USER = re.compile(r"(?<=://)[^/?#\s\"'<>]*@")
_API_KEY = re.compile(r"\bsk-[A-Za-z0-9_-]{16,}")
_BEARER = re.compile(
    r"""
    (?<= \b bearer\  ) [A-Za-z0-9._~+/=-]{8,}      # Bearer abcdefgh
    """,
    re.IGNORECASE | re.VERBOSE,
)
_REPLACEMENTS = (
    (_TELEGRAM_TOKEN, "<token>"),  # 123456:AAF-a_token_that_nobody_has
    (_URL_USER, "<password>@"),  # https://ada:secret@db.example.org
    (_API_KEY, "<key>"),  # sk-abcdefghijklmnop0123, as OpenAI and Anthropic write them
    (_BEARER, "<key>"),  # Authorization: Bearer abcdefgh
)
_SECRET_VARIABLE = re.compile(
    r"""
    _ (?: API_?KEY | KEY            # OPENAI_API_KEY
        | TOKEN                     # TELEGRAM_TOKEN
        | SECRET | PASSWORD ) $     # DB_PASSWORD
    """,
    re.IGNORECASE | re.VERBOSE,
)
_MIN_SECRET_LENGTH = 8
"""Characters. A shorter value is no key, and may be any word."""


def redact(text: str) -> str:
    """The text without secrets.

    Removed are Telegram tokens, users and passwords in URLs, API keys, and the values of
    environment variables whose names end in KEY, TOKEN, SECRET or PASSWORD.
    """
    for name, value in os.environ.items():
        if len(value) >= _MIN_SECRET_LENGTH and _SECRET_VARIABLE.search(name):
            text = text.replace(value, f"<{name}>")
    for pattern, replacement in _REPLACEMENTS:
        text = pattern.sub(replacement, text)
    return text
