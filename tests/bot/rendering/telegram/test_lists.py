"""The list of articles, as Telegram shows it."""

from __future__ import annotations

from datetime import date

from telegram_texts import Parse, listing

from bot.rendering.telegram import html as telegram_html
from bot.rendering.telegram import lists
from prompts import translate


def test_sources_are_listed_latest_first() -> None:
    """Those without a date come last."""
    text = lists.article_list(
        [listing(1, published=None), listing(2), listing(3, published=date(2020, 5, 1))]
    )
    assert text == (
        "<b>I have 3 articles.</b>\n\n"
        "• <i>Headline 3</i> · 1 May 2020\n"
        "• <i>Headline 2</i> · 1 January 2016\n"
        "• <i>Headline 1</i>"
    )


def test_sources_of_a_large_archive_fit_into_one_message(parse_html: Parse) -> None:
    """As many as can be shown, and the number of the others."""
    text = lists.article_list([listing(number, title="&" * 200) for number in range(5_000)])
    assert telegram_html.utf16_length(text) <= telegram_html.MESSAGE_UNITS
    shown = parse_html(text)["text"].count("•")
    assert text.endswith(f"… and {5_000 - shown} more.")


def test_an_empty_index_says_so() -> None:
    """And shows no empty list."""
    assert lists.article_list([]) == translate(lists.NO_SOURCES)
