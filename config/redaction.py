"""Secrets blotted out of what is logged, printed or shown."""

from __future__ import annotations

import os
import re

_PATTERNS = (
    (re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}"), "<token>"),
    (re.compile(r"(?<=://)[^/?#\s\"'<>]*@"), "<password>@"),
    (re.compile(r"\bsk-[A-Za-z0-9_-]{16,}"), "<key>"),
    (re.compile(r"(?i)(?<=\bbearer )[A-Za-z0-9._~+/=-]{8,}"), "<key>"),
)
"""A Telegram token, who is named in a URL, and the keys of chat models' servers."""
_NAMED = re.compile(r"_(?:API_?KEY|KEY|TOKEN|SECRET|PASSWORD)$", re.IGNORECASE)
_SHORTEST = 8
"""Characters: what is shorter is no key, and may be any word."""


def redact(text: str) -> str:
    """The text without tokens, passwords in URLs, keys, and the values of environment variables named for such."""
    for name, value in os.environ.items():
        if len(value) >= _SHORTEST and _NAMED.search(name):
            text = text.replace(value, f"<{name}>")
    for pattern, put in _PATTERNS:
        text = pattern.sub(put, text)
    return text
