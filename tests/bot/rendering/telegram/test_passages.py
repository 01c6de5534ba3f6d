"""A passage among its neighbours, as Telegram shows it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from telegram_texts import Parse, entities

from bot.rendering.telegram import html as telegram_html
from bot.rendering.telegram import passages
from bot.rendering.telegram.buttons import (
    ButtonKind,
    parse_press,
)
from bot.types.citation import Citation


def test_a_passage_stands_among_its_neighbours(citation: Citation, parse_html: Parse) -> None:
    """Headline, origin, file and line above it; the quote in bold inside a quotation that can be
    expanded."""
    parsed = parse_html(passages.passage_message(citation))
    assert parsed["text"] == (
        f"[1] {citation.title}\nThe Arnwick Post · 29 November 2016\nminsk-talks.txt:13\n\n"
        f"{citation.before}{citation.quote}{citation.after}"
    )
    assert entities(parsed, "Bold") == [citation.title, citation.quote]
    assert entities(parsed, "Code") == ["minsk-talks.txt:13"]
    assert entities(parsed, "ExpandableBlockQuote") == [
        f"{citation.before}{citation.quote}{citation.after}"
    ]


def test_a_passage_of_a_pdf_names_its_page(citation: Citation) -> None:
    """Beside the line."""
    assert "<code>minsk-talks.txt:13</code>, page 7\n" in passages.passage_message(
        replace(citation, page=7)
    )


@pytest.mark.parametrize("character", ["x", "&", "😀", "\n", " "])
def test_a_passage_of_any_length_is_one_message(
    citation: Citation, parse_html: Parse, character: str
) -> None:
    """Shortened with an ellipsis inside the quotation, whatever its characters take when
    escaped."""
    long = replace(
        citation, quote="“" + character * 100_000 + "”", before="b" * 100_000, after="a" * 100_000
    )
    text = passages.passage_message(long)
    assert telegram_html.utf16_length(text) <= telegram_html.MESSAGE_UNITS
    (quotation,) = entities(parse_html(text), "ExpandableBlockQuote")
    assert quotation.endswith("…")


def test_the_quote_is_kept_whole_and_its_neighbours_give_way(
    citation: Citation, parse_html: Parse
) -> None:
    """Both sides keep what is next to the quote."""
    long = replace(citation, before="x" * 9_000 + "just before ", after=" just after" + "x" * 9_000)
    text = passages.passage_message(long)
    assert telegram_html.utf16_length(text) == telegram_html.MESSAGE_UNITS
    (quotation,) = entities(parse_html(text), "ExpandableBlockQuote")
    assert f"just before {citation.quote} just after" in quotation
    assert quotation.startswith("…x")
    assert quotation.endswith("x…")


def test_a_short_side_leaves_its_room_to_the_other(citation: Citation) -> None:
    """No ellipsis where nothing is missing."""
    text = passages.passage_message(replace(citation, before="", after="x" * 3_000))
    assert "…" not in text


@pytest.mark.parametrize(
    ("url", "opened"),
    [
        ("https://example.org/a", "https://example.org/a"),
        ("javascript:alert(1)", ""),
        ("https://user@example.org/", ""),
        ("http://intranet/a/1", ""),
        ("http://localhost.:8080/a", ""),
        (None, ""),
    ],
)
def test_an_article_is_opened_where_it_has_an_address_else_its_file(
    url: str | None, opened: str, citation: Citation
) -> None:
    """An address that Telegram would refuse, or that is none of the web's, is none."""
    *_, opening = passages.passage_buttons("a", citation, url, None, None)[-1]
    assert (opening.label, opening.url) == ("Open article" if opened else "Open file", opened)
    assert bool(parse_press(opening.data, ButtonKind.FILE, numbers=1)) is not bool(opened)
