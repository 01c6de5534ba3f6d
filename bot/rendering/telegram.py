"""Answers, passages and the bot's own texts as Telegram HTML.

HTML and never MarkdownV2, which turns `[1]` into `1`. All that came from outside is cleaned and escaped. Lengths are
in UTF-16 code units, as Telegram counts them; tags and escapes are counted in, so a message is never too long.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from bot.rendering.plain import NEAREST, own_text, printable
from index.dates import written
from prompts import told

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.types import Answer, Citation
    from index.catalog import Listing

MESSAGE_UNITS = 4096
"""What Telegram takes as one message (https://core.telegram.org/bots/api#sendmessage)."""

CALLBACK_BYTES = 64
"""What Telegram takes as a button's data (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

COMMANDS = (
    ("start", "what I am"),
    ("help", "how to ask"),
    ("new", "start a new conversation"),
    ("sources", "the articles on record"),
)
"""The commands and what they do, as Telegram's menu shows them."""

START = (
    "I answer questions from the articles on record, and from nothing else.\n\n"
    "Send me a question. Each sentence of the answer has a number, such as [1]; the button with that number shows the "
    "words of the article that it rests on. What the articles do not say, I do not say.\n\n"
    "/help tells more, /sources lists the articles."
)

HELP = (
    "<b>Ask</b> in your own words, for example: <i>What did the minister say in Geneva?</i> "
    "Then go on with <i>And in Paris?</i> or <i>Did she accept that?</i>: I remember our conversation.\n\n"
    "<b>Check</b> a sentence with the button of its number. It shows the passage in the article, the words that "
    "count in bold, with the file and the line. Buttons under old answers work too.\n\n"
    "/new starts a new conversation: I forget what “she” and “there” stood for.\n"
    "/sources lists the articles on record."
)

STARTED_AFRESH = "A new conversation. What would you like to know?"
NO_SOURCES = "No articles are on record yet."
NOT_IN_WORDS = "Please ask me in words, for example: <i>What did the minister say in Geneva?</i>"
NOT_A_COMMAND = "I do not know that command. Send your question just as it is, or see /help."
NOT_TEXT = "I can only read text. Please write me your question."
NOT_KNOWN = "I no longer have the answer that this button belongs to. Please ask again."
WENT_WRONG = "Sorry, something went wrong on my side. Please try again in a moment."

_ONE, _MANY = "<b>1 article is on record.</b>", "<b>{count} articles are on record.</b>"
_MORE = "… and {count} more."

_BUTTONS_IN_A_ROW = 5
_BUTTONS = 100
"""Telegram's limit for one message."""
_ROW_CHARACTERS = 36
"""What a phone shows of a row of buttons, about."""
_SHORTEST_LABEL = 10
_TITLE_CHARACTERS = 300
_NAME_CHARACTERS = 200

_CALLBACK = re.compile(r"c:([A-Za-z0-9_-]+):([0-9]{1,6})")
_TOKEN = re.compile(r"(?P<tag></?(?P<name>\w+)[^>]*>)|&#?\w+;|.", re.DOTALL)
_NEWLINES = re.compile(r"\r\n?")
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", "]")


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it says, and the data that a press sends back."""

    label: str
    data: str


def answer_messages(answer: Answer, language: str = "en") -> list[str]:
    """The answer as messages to be sent in order: the text, then the articles that it cites or that are nearest."""
    cited = answer.answered
    lines = _cited_articles(answer.citations, language) if cited else _nearest_articles(answer, language)
    return split("\n\n".join(part for part in (_escape(own_text(answer, language)), "\n".join(lines)) if part))


def citation_buttons(answer_id: str, citations: Sequence[Citation]) -> list[list[Button]]:
    """Rows of buttons, one for each citation, with a short label of its article where there is room for one."""
    citations = citations[:_BUTTONS]
    rows = [citations[start : start + _BUTTONS_IN_A_ROW] for start in range(0, len(citations), _BUTTONS_IN_A_ROW)]
    return [
        [
            Button(_label(citation, _ROW_CHARACTERS // len(row)), callback_data(answer_id, citation.number))
            for citation in row
        ]
        for row in rows
    ]


def callback_data(answer_id: str, number: int) -> str:
    """What the button of a citation sends when it is pressed, at most 64 bytes.

    Raises ValueError where the id is too long for that.
    """
    data = f"c:{answer_id}:{number}"
    if len(data.encode()) > CALLBACK_BYTES:
        raise ValueError(f"A button's data must fit into {CALLBACK_BYTES} bytes: {data!r}")
    return data


def pressed_citation(data: str) -> tuple[str, int] | None:
    """The answer's id and the citation's number in a button's data, or None where it is no such button."""
    match = _CALLBACK.fullmatch(data)
    return (match[1], int(match[2])) if match else None


def passage(citation: Citation, language: str = "en") -> str:
    """The cited words in bold among their neighbours, under the article's headline, date, file and line."""
    page = told(", page {page}", language).format(page=citation.page) if citation.page is not None else ""
    lines = [
        f"[{citation.number}] <b>{_headline(citation.title, citation.source)}</b>",
        " · ".join(_origin(citation.publisher, citation.published, language)),
        f"<code>{_one_line(citation.source, _NAME_CHARACTERS)}:{citation.line}</code>{page}",
    ]
    opening = "\n".join(line for line in lines if line) + "\n\n<blockquote expandable>"
    closing = "</blockquote>"
    return opening + _among_neighbours(citation, MESSAGE_UNITS - units(opening + closing)) + closing


def sources(listings: Sequence[Listing], language: str = "en") -> str:
    """The articles on record in one message, the latest first, as many as fit in."""
    if not listings:
        return told(NO_SOURCES, language)
    latest_first = sorted(listings, key=lambda listing: listing.published or date.min, reverse=True)
    text = told(_ONE if len(listings) == 1 else _MANY, language).format(count=len(listings)) + "\n"
    for shown, listing in enumerate(latest_first):
        line = f"\n• {_described(listing.title, listing.source, listing.publisher, listing.published, language)}"
        rest = "\n" + told(_MORE, language).format(count=len(listings) - shown)
        if units(text + line + rest) > MESSAGE_UNITS:
            return text + rest
        text += line
    return text


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


def _cited_articles(citations: Iterable[Citation], language: str) -> Iterator[str]:
    by_source: dict[str, list[Citation]] = {}
    for citation in citations:
        by_source.setdefault(citation.source, []).append(citation)
    for source, cited in by_source.items():
        numbers = " ".join(f"[{citation.number}]" for citation in cited)
        yield f"{numbers} {_described(cited[0].title, source, cited[0].publisher, cited[0].published, language)}"


def _nearest_articles(answer: Answer, language: str) -> Iterator[str]:
    titles = {near.source: near.title for near in reversed(answer.related)}
    if titles:
        yield told(NEAREST, language)
    for source in dict.fromkeys(near.source for near in answer.related):
        yield f"• {_headline(titles[source], source)}"


def _described(title: str, source: str, publisher: str | None, published: date | None, language: str) -> str:
    return " · ".join([f"<i>{_headline(title, source)}</i>", *_origin(publisher, published, language)])


def _origin(publisher: str | None, published: date | None, language: str) -> list[str]:
    names = [_one_line(publisher, _NAME_CHARACTERS)] if publisher else []
    return [*names, written(published, language)] if published else names


def _headline(title: str, source: str) -> str:
    return _one_line(title, _TITLE_CHARACTERS) or _one_line(source, _NAME_CHARACTERS)


def _one_line(text: str, characters: int) -> str:
    return html.escape(_shortened(" ".join(_clean(text).split()), characters), quote=False)


def _label(citation: Citation, characters: int) -> str:
    number = f"[{citation.number}]"
    room = characters - len(number) - 1
    if room < _SHORTEST_LABEL:
        return number
    name = " ".join(_clean(citation.title or citation.source).split())
    return f"{number} {_shortened(name, room)}"


def _shortened(text: str, characters: int) -> str:
    if len(text) <= characters:
        return text
    words = text[:characters].rsplit(" ", 1)[0]
    return (words if len(words) > characters // 2 else text[: characters - 1]).rstrip(" ,;:") + "…"


def _among_neighbours(citation: Citation, room: int) -> str:
    quote = _first(_clean(citation.quote), room - units("<b></b>"))
    room -= units(quote) + units("<b></b>")
    before = _last(_clean(citation.before).lstrip(), room // 2)
    after = _first(_clean(citation.after).rstrip(), room - units(before))
    return f"{before}<b>{quote}</b>{after}"


def _first(text: str, room: int) -> str:
    """As much of the text's beginning as fits into `room` units when escaped, with an ellipsis if that is not all."""
    return "".join(_fitting(text[: room + 1], room))


def _last(text: str, room: int) -> str:
    """As `_first`, of the text's end."""
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


def _escape(text: str) -> str:
    return html.escape(_clean(text).strip(), quote=False)


def _clean(text: str) -> str:
    return printable(_NEWLINES.sub("\n", text))
