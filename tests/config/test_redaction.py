"""What is blotted out of a text before anybody sees it, and what is not."""

from __future__ import annotations

import pytest

from config.redaction import redact

SECRETS = [
    "123456789:AAF-a_token_that_nobody_ever_had_0001",
    "https://onrecord:correct-horse@db.example.org:8000/api",
    "sk-abcdefghijklmnop0123456789",
    "Authorization: Bearer abcdefghij.klmnop",
]


@pytest.mark.parametrize("secret", SECRETS)
def test_what_looks_like_a_secret_is_blotted_out(secret: str) -> None:
    shown = redact(f"cannot reach {secret}.")
    assert not any(part in shown for part in ("AAF", "correct-horse", "klmnop"))


def test_the_keys_in_the_environment_are_blotted_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARNWICK_API_KEY", "of-a-form-nobody-knows")
    assert redact("refused of-a-form-nobody-knows") == "refused <ARNWICK_API_KEY>"


@pytest.mark.parametrize(
    "text", ["at 10:30 on 2016-11-29", "http://127.0.0.1:8000/path?to=a@b", "a@b.org, line 12:5"]
)
def test_what_is_none_is_left(text: str) -> None:
    assert redact(text) == text
