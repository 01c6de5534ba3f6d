"""Passages of articles as Telegram messages: a cited one in its context, or one to share."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.rendering.telegram.articles import article_line, headline, label, origin, position
from bot.rendering.telegram.buttons import COPIED_CHARACTERS, Button, ButtonKind, Press, Rows
from bot.rendering.telegram.html import (
    MESSAGE_UNITS,
    clean,
    clean_line,
    escaped_beginning,
    escaped_end,
    shortened,
    utf16_length,
)
from bot.types.plain_text import CHANGED
from prompts import Translatable, translate

if TYPE_CHECKING:
    from datetime import date

    from bot.types.citation import Citation
    from index.types import Hit

CHANGED_SHORT = Translatable(
    "The article has changed, or I no longer have it. Its words are in the message above."
)

_BLOCKQUOTE = "<blockquote expandable>"
_END_BLOCKQUOTE = "</blockquote>"
_BOLD_UNITS = utf16_length("<b></b>")

_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_EXCERPT_UNITS = 600
_DESCRIPTION_CHARACTERS = 120


def passage_message(citation: Citation, *, has_changed: bool = False) -> str:
    """The cited words in bold in their context, under the article's headline, date and line.

    If the article has changed or is gone, a note says that these are its words as they were.
    """
    opening = f"{_passage_head(citation)}\n\n{_BLOCKQUOTE}"
    note = f"\n\n<i>{translate(CHANGED)}</i>" if has_changed else ""
    closing = _END_BLOCKQUOTE + note
    room = MESSAGE_UNITS - utf16_length(opening + closing)
    return opening + _quote_in_context(citation, room) + closing


def window_message(citation: Citation, text: str, start: int) -> str:
    """A window of the article's text under the passage's head, the cited words in bold.

    `text` begins at character `start` of the article.
    """
    opening = f"{_passage_head(citation)}\n\n{_BLOCKQUOTE}"
    low = min(max(citation.start - start, 0), len(text))
    high = min(max(citation.end - start, 0), len(text))
    room = MESSAGE_UNITS - utf16_length(opening + _END_BLOCKQUOTE) - _BOLD_UNITS
    pieces = []
    for piece in (text[:low], text[low:high], text[high:]):
        pieces.append(escaped_beginning(clean(piece), room))
        room = max(0, room - utf16_length(pieces[-1]))
    before, quote, after = pieces
    bold = f"<b>{quote}</b>" if quote else ""
    return f"{opening}{before}{bold}{after}{_END_BLOCKQUOTE}"


def passage_buttons(
    answer_id: str, citation: Citation, url: str | None, earlier: int | None, later: int | None
) -> Rows:
    """Buttons to read on in either direction, to copy the quote, and to open the article.

    `earlier` and `later` are where reading on starts, in characters of the article; None at
    its end. Without a URL that Telegram takes, the last button sends the article's file.
    """
    numbers = (citation.number,)
    reading = []
    if earlier is not None:
        press = Press(ButtonKind.EARLIER, answer_id, (*numbers, earlier))
        reading.append(Button(translate(Translatable("◂ Earlier")), press.data))
    if later is not None:
        press = Press(ButtonKind.LATER, answer_id, (*numbers, later))
        reading.append(Button(translate(Translatable("Later ▸")), press.data))
    if url and _is_link(url):
        opening = Button(translate(Translatable("Open article")), url=url)
    else:
        press = Press(ButtonKind.FILE, answer_id, numbers)
        opening = Button(translate(Translatable("Open file")), press.data)
    rows = [reading, [*copy_buttons(citation), opening]]
    return [row for row in rows if row]


def copy_buttons(citation: Citation) -> list[Button]:
    """A button that copies the quote; none if nothing of the quote can be shown."""
    copied = shortened(clean_line(citation.quote), COPIED_CHARACTERS // 2)
    return [Button(translate(Translatable("Copy quote")), copied=copied)] if copied else []


def shared_message(hit: Hit, title: str, publisher: str | None, published: date | None) -> str:
    """A passage to share into another chat, with the article it is from."""
    excerpt = escaped_beginning(clean(hit.text).strip(), _EXCERPT_UNITS) or "…"
    line = article_line(title, hit.source, publisher, published)
    return f"{_BLOCKQUOTE}{excerpt}{_END_BLOCKQUOTE}\n{line}"


def shared_label(hit: Hit, title: str) -> tuple[str, str]:
    """Headline and first words of a passage in the list to choose from, both plain text."""
    words = shortened(clean_line(hit.text), _DESCRIPTION_CHARACTERS)
    return label(title) or label(hit.source), words


def _passage_head(citation: Citation) -> str:
    page = ""
    if citation.page is not None:
        page = translate(Translatable(", page {page}"), page=citation.page)
    lines = [
        f"[{citation.number}] <b>{headline(citation.title, citation.source)}</b>",
        origin(citation.publisher, citation.published),
        f"<code>{position(citation)}</code>{page}",
    ]
    return "\n".join(line for line in lines if line)


def _quote_in_context(citation: Citation, room: int) -> str:
    """The quote in bold with as much text on either side as fits into `room` units."""
    quote = escaped_beginning(clean(citation.dated_quote), room - _BOLD_UNITS)
    room -= utf16_length(quote) + _BOLD_UNITS
    before = escaped_end(clean(citation.before).lstrip(), room // 2)
    after = escaped_beginning(clean(citation.after).rstrip(), room - utf16_length(before))
    return f"{before}<b>{quote}</b>{after}"


def _is_link(url: str) -> bool:
    """Whether Telegram takes it as the address that a button opens."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_printable = url.isascii() and url.isprintable() and " " not in url
    has_domain = "." in (parts.hostname or "").rstrip(".")
    has_user = "@" in parts.netloc
    is_well_formed = is_printable and not _BROKEN_ESCAPE.search(url)
    return is_well_formed and parts.scheme in ("http", "https") and has_domain and not has_user
