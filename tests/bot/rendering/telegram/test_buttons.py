"""The data that a button brings back."""

from __future__ import annotations

import pytest

from bot.rendering.telegram import answers
from bot.rendering.telegram.buttons import (
    CALLBACK_BYTES,
    ButtonKind,
    Press,
    parse_press,
)


def test_a_buttons_data_is_read_back() -> None:
    """And what is no such data is nothing."""
    assert parse_press(
        answers.citation_data("a_-Z09abcdef", 12), ButtonKind.PASSAGE, numbers=1
    ) == Press(ButtonKind.PASSAGE, "a_-Z09abcdef", (12,))
    for other in (
        "",
        "c:",
        "c:abc:x",
        "c:abc:1:2",
        "d:abc:1",
        "c:abc:1\n",
        "c:" + "a" * 10 + ":" + "9" * 40,
    ):
        assert parse_press(other, ButtonKind.PASSAGE, numbers=1) is None


def test_a_buttons_data_never_exceeds_what_telegram_takes() -> None:
    """Telegram would refuse the whole message."""
    assert len(answers.citation_data("a" * 60, 1)) == CALLBACK_BYTES
    with pytest.raises(ValueError, match="64 bytes"):
        answers.citation_data("a" * 61, 1)
