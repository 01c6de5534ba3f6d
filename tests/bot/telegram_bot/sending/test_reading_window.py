"""Windows of a text, for reading on."""

from __future__ import annotations

import pytest

from bot.rendering.telegram.html import escape, utf16_length
from bot.telegram_bot.sending.reading_window import ReadingWindow, window_after, window_before

TEXT = "".join(f"Sentence number {number} is here. " for number in range(400))


def test_a_short_text_is_one_window() -> None:
    assert window_after("One. Two", 0) == ReadingWindow(0, 8)
    assert window_before("One. Two", 8) == ReadingWindow(0, 8)


def test_a_window_begins_and_ends_with_a_sentence() -> None:
    after, before = window_after(TEXT, 0), window_before(TEXT, len(TEXT))
    assert TEXT[after.start : after.end].endswith("is here. ")
    assert TEXT[before.start : before.end].startswith("Sentence")
    assert before.end == len(TEXT)


def test_windows_one_after_the_other_leave_nothing_out() -> None:
    read, at = "", 0
    while at < len(TEXT):
        window = window_after(TEXT, at)
        assert window.start == at
        read, at = read + TEXT[at : window.end], window.end
    assert read == TEXT


@pytest.mark.parametrize("character", ["x", "&", "😀"])
def test_a_window_without_a_sentence_end_fits_into_a_message(character: str) -> None:
    text = character * 5_000
    for window in (window_after(text, 0), window_before(text, len(text))):
        assert 0 < utf16_length(escape(text[window.start : window.end])) <= 3_500
