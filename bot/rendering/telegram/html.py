"""Telegram's HTML: text is cleaned, escaped, measured, shortened and split into messages.

All text from outside passes through here. Lengths are in UTF-16 code units, as Telegram counts;
tags and escapes count too, so a message is never too long.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from bot.types.plain_text import printable

MESSAGE_UNITS = 4096
"""The longest message Telegram takes (https://core.telegram.org/bots/api#sendmessage)."""

_TOKEN = re.compile(
    r"""
    (?P<tag> </? (?P<name>\w+) [^>]* > )  # a tag: "<b>", "</b>", "<blockquote expandable>"
    | &\#?\w+;                            # an escape: "&amp;", "&#39;"
    | .                                   # any other character: "a", a line break, "<" alone
    """,
    re.DOTALL | re.VERBOSE,
)
_NEWLINES = re.compile(r"\r\n?")
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", "]")


def split_html(text: str, limit: int = MESSAGE_UNITS) -> list[str]:
    """HTML cut into messages of at most `limit` units, each well formed by itself.

    The cut is after a line, a sentence or a word if possible, and never inside a tag or an
    escape. Tags open at a cut are closed there and opened again in the next message.
    """
    messages = []
    while utf16_length(text) > limit:
        position, open_tags = _best_cut(text, limit)
        messages.append(text[:position].rstrip() + _closing_tags(open_tags))
        text = "".join(open_tags) + text[position:].lstrip()
    return [*messages, text]


def utf16_length(text: str) -> int:
    """The text's length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def clean(text: str) -> str:
    """The text without characters that could turn or hide other text."""
    return printable(_NEWLINES.sub("\n", text))


def clean_line(text: str) -> str:
    """The text cleaned and on one line."""
    return " ".join(clean(text).split())


def escape(text: str) -> str:
    """The text cleaned, stripped and escaped."""
    return html.escape(clean(text).strip(), quote=False)


def escaped_line(text: str, characters: int) -> str:
    """The text escaped and on one line, shortened to so many characters before escaping."""
    return html.escape(shortened(clean_line(text), characters), quote=False)


def shortened(text: str, characters: int) -> str:
    """At most so many characters, cut after a word if possible; an ellipsis marks a cut."""
    if len(text) <= characters:
        return text
    words = text[:characters].rsplit(" ", 1)[0]
    kept = words if len(words) > characters // 2 else text[: characters - 1]
    return kept.rstrip(" ,;:") + "…"


def escaped_beginning(text: str, units: int) -> str:
    """As much of the text's beginning as fits when escaped; an ellipsis marks a cut."""
    return "".join(_fitting(text[: units + 1], units))


def escaped_end(text: str, units: int) -> str:
    """As much of the text's end as fits when escaped; an ellipsis marks a cut."""
    return "".join(reversed(_fitting(text[: -units - 2 : -1], units)))


def _fitting(characters: str, units: int) -> list[str]:
    escaped = [html.escape(character, quote=False) for character in characters]
    if sum(map(utf16_length, escaped)) <= units:
        return escaped
    room = units - 1  # for the ellipsis
    kept: list[str] = []
    for character in escaped:
        room -= utf16_length(character)
        if room < 0:
            break
        kept.append(character)
    return [*kept, "…"] if units > 0 else []


def _best_cut(text: str, limit: int) -> tuple[int, list[str]]:
    """Where to cut so that the text before it fits `limit`, and the tags open there."""
    open_tags: list[str] = []
    length = 0
    best = (-1, 0, open_tags)  # rank, position, open tags
    for token in _TOKEN.finditer(text):
        if token["tag"]:
            open_tags = _with_tag(open_tags, token[0])
        length += utf16_length(token[0])
        if length + utf16_length(_closing_tags(open_tags)) > limit:
            break
        rank = _rank(text, token, is_late=length > limit // 2)
        best = max(best, (rank, token.end(), open_tags))
    return best[1], best[2]


def _with_tag(open_tags: list[str], tag: str) -> list[str]:
    """The tags open after `tag`."""
    return open_tags[:-1] if tag.startswith("</") else [*open_tags, tag]


def _rank(text: str, token: re.Match[str], *, is_late: bool) -> int:
    """How good a cut after the token is; any cut in the second half beats one in the first."""
    if not is_late:
        return 0
    if token[0] == "\n":
        return 4
    if not token[0].isspace() or text.startswith("[", token.end()):
        return 1
    return 3 if text.endswith(_SENTENCE_ENDS, 0, token.start()) else 2


def _closing_tags(open_tags: Sequence[str]) -> str:
    names = [match["name"] for tag in reversed(open_tags) if (match := _TOKEN.match(tag))]
    return "".join(f"</{name}>" for name in names)
