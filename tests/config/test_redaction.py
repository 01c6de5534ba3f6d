"""Secrets are removed from a text; what only looks a little like one stays."""

from __future__ import annotations

import re

import pytest
from patterns import pattern_examples

from config import redaction
from config.redaction import redact

SECRETS = [
    "123456789:AAF-a_token_that_nobody_ever_had_0001",
    "https://onrecord:correct-horse@db.example.org:8000/api",
    "sk-abcdefghijklmnop0123456789",
    "Authorization: Bearer abcdefghij.klmnop",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_a_secret_is_removed(secret: str) -> None:
    shown = redact(f"cannot reach {secret}.")
    assert not any(part in shown for part in ("AAF", "correct-horse", "klmnop"))


def test_keys_of_the_environment_are_removed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARNWICK_API_KEY", "of-a-form-nobody-knows")
    assert redact("refused of-a-form-nobody-knows") == "refused <ARNWICK_API_KEY>"


@pytest.mark.parametrize(
    "text",
    [
        "at 10:30 on 2016-11-29",
        "http://127.0.0.1:8000/path?to=a@b",
        "a@b.org, line 12:5",
        "1234:AAF-a_token_that_nobody_ever_had_0001",
        "sk-short",
        "bearer of bad news",
    ],
)
def test_other_text_stays(text: str) -> None:
    assert redact(text) == text


@pattern_examples(
    (redaction._BEARER, "Authorization: Bearer abcdefgh", "Bearer of news"),
    (redaction._SECRET_VARIABLE, "OPENAI_API_KEY", "OPENAI_API_KEYS"),
    (redaction._SECRET_VARIABLE, "TELEGRAM_TOKEN", "TOKENS"),
    (redaction._SECRET_VARIABLE, "DB_PASSWORD", "PASSWORD_FILE"),
)
def test_what_is_a_secret(pattern: re.Pattern[str], example: str, near_miss: str) -> None:
    assert pattern.search(example)
    assert not pattern.search(near_miss)
