"""HTML as Telegram takes it: cleaned, escaped, counted in its units, cut where it is too long.

All that came from outside passes through here. Lengths are in UTF-16 code units, as Telegram counts them; tags and
escapes are counted in, so a message is never too long.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence

from bot.types.plain_text import printable

MESSAGE_UNITS = 4096
"""What Telegram takes as one message (https://core.telegram.org/bots/api#sendmessage)."""

_TOKEN = re.compile(r"(?P<tag></?(?P<name>\w+)[^>]*>)|&#?\w+;|.", re.DOTALL)
_NEWLINES = re.compile(r"\r\n?")
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", "]")


def split(text: str, limit: int = MESSAGE_UNITS) -> list[str]:
    """HTML cut into messages of at most `limit` units, at the end of a line, a sentence or a word where there is one.

    No tag and no escape is cut through; what is open at a cut is closed, and opened again in the next message.
    """
    messages = []
    while units(text) > limit:
        cut, still_open = _cut(text, limit)
        messages.append(text[:cut].rstrip() + _closing(still_open))
        text = "".join(still_open) + text[cut:].lstrip()
    return [*messages, text]


def units(text: str) -> int:
    """The text's length in UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def one_line(text: str, characters: int) -> str:
    """The text escaped, on one line, of at most so many characters before it is escaped."""
    return html.escape(shortened(" ".join(clean(text).split()), characters), quote=False)


def shortened(text: str, characters: int) -> str:
    """At most so many characters of a text, cut at a word where there is one, with an ellipsis if that is not all."""
    if len(text) <= characters:
        return text
    words = text[:characters].rsplit(" ", 1)[0]
    return (words if len(words) > characters // 2 else text[: characters - 1]).rstrip(" ,;:") + "…"


def first(text: str, room: int) -> str:
    """As much of the text's beginning as fits into `room` units when escaped, with an ellipsis if that is not all."""
    return "".join(_fitting(text[: room + 1], room))


def last(text: str, room: int) -> str:
    """As `first`, of the text's end."""
    return "".join(reversed(_fitting(text[: -room - 2 : -1], room)))


def _fitting(characters: str, room: int) -> list[str]:
    escaped = [html.escape(character, quote=False) for character in characters]
    if sum(map(units, escaped)) <= room:
        return escaped
    left = room - 1
    kept: list[str] = []
    for character in escaped:
        left -= units(character)
        if left < 0:
            break
        kept.append(character)
    return [*kept, "…"] if room > 0 else []


def _cut(text: str, limit: int) -> tuple[int, list[str]]:
    """Where to cut so that what stands before fits into `limit` units, and the tags that are open there."""
    still_open: list[str] = []
    size = 0
    best = (-1, 0, list[str]())
    for token in _TOKEN.finditer(text):
        if token["tag"]:
            still_open = still_open[:-1] if token[0].startswith("</") else [*still_open, token[0]]
        size += units(token[0])
        if size + units(_closing(still_open)) > limit:
            break
        best = max(best, (_rank(text, token, size > limit // 2), token.end(), still_open))
    return best[1], best[2]


def _rank(text: str, token: re.Match[str], is_late: bool) -> int:
    """How good it is to cut after the token; a place in the first half of a message is worse than any in the second."""
    if not is_late:
        return 0
    if token[0] == "\n":
        return 4
    if not token[0].isspace() or text.startswith("[", token.end()):
        return 1
    return 3 if text.endswith(_SENTENCE_ENDS, 0, token.start()) else 2


def _closing(still_open: Sequence[str]) -> str:
    names = [match["name"] for tag in reversed(still_open) if (match := _TOKEN.match(tag))]
    return "".join(f"</{name}>" for name in names)


def escape(text: str) -> str:
    """The text cleaned and escaped."""
    return html.escape(clean(text).strip(), quote=False)


def clean(text: str) -> str:
    """The text without what could turn or hide other text."""
    return printable(_NEWLINES.sub("\n", text))
