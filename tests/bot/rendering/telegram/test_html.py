"""Texts are split where they read best, and no tag is cut."""

from __future__ import annotations

import html

from telegram_texts import Parse

from bot.rendering.telegram import html as telegram_html


def test_a_short_text_is_not_split() -> None:
    """Up to the limit."""
    assert telegram_html.split_html("x" * telegram_html.MESSAGE_UNITS) == [
        "x" * telegram_html.MESSAGE_UNITS
    ]


def test_a_long_text_is_split_after_a_sentence_and_its_marker(parse_html: Parse) -> None:
    """A marker stays with its sentence, and nothing is lost."""
    text = " ".join(
        f"Sentence number {number} is about this & that 😀. [{number}]" for number in range(400)
    )
    messages = telegram_html.split_html(html.escape(text))
    assert len(messages) > 3
    assert all(
        telegram_html.utf16_length(message) <= telegram_html.MESSAGE_UNITS for message in messages
    )
    assert all(message.startswith("Sentence") and message.endswith("]") for message in messages)
    assert " ".join(parse_html(message)["text"] for message in messages) == text


def test_a_line_end_is_the_best_place_to_split() -> None:
    """Better than a sentence's end after it."""
    assert telegram_html.split_html("One. Two.\nThree. Four.", limit=16) == [
        "One. Two.",
        "Three. Four.",
    ]


def test_no_tag_and_no_escape_is_cut(parse_html: Parse) -> None:
    """What is open is closed, and opened again, at every limit."""
    text = (
        "<b>bold &amp; bold <i>both&lt;both</i></b> "
        "<blockquote expandable>a&amp;b&amp;c&amp;d</blockquote>"
    )
    for limit in range(60, telegram_html.utf16_length(text)):
        messages = telegram_html.split_html(text, limit)
        assert all(telegram_html.utf16_length(message) <= limit for message in messages)
        shown = "".join(parse_html(message)["text"] for message in messages)
        assert shown.replace(" ", "") == "bold&boldboth<botha&b&c&d"
