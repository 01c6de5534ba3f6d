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

from bot.rendering.plain import NEAREST, printable
from index.dates import written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.types import Answer, Choice, Citation
    from index.catalog import Listing

MESSAGE_UNITS = 4096
"""What Telegram takes as one message (https://core.telegram.org/bots/api#sendmessage)."""

CALLBACK_BYTES = 64
"""What Telegram takes as a button's data (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

COMMANDS = (
    ("start", "what I am"),
    ("help", "how to ask"),
    ("new", "start a new conversation"),
    ("stop", "end the answer in hand"),
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
NOT_AGAIN = "I am at it already, or it is too long ago. Please ask again."
STOPPED = "Stopped."
NOTHING_TO_STOP = "There is nothing to stop."
LATE = "Sorry for the late reply."

_BUTTONS_IN_A_ROW = 5
_BUTTONS = 100
"""Telegram's limit for one message."""
_ROW_CHARACTERS = 36
"""What a phone shows of a row of buttons, about."""
_LABEL_CHARACTERS = 60
_SHORTEST_LABEL = 10
_TITLE_CHARACTERS = 300
_NAME_CHARACTERS = 200

_RETRY = re.compile(r"r:([A-Z0-9]{8})")
_CALLBACK = re.compile(r"c:([A-Za-z0-9_-]+):([0-9]{1,6})")
_CHOICE = re.compile(r"q:([A-Za-z0-9_-]+):([0-9]{1,3})")
_TOKEN = re.compile(r"(?P<tag></?(?P<name>\w+)[^>]*>)|&#?\w+;|.", re.DOTALL)
_NEWLINES = re.compile(r"\r\n?")
_SENTENCE_ENDS = (".", "!", "?", "…", "”", "»", "]")


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it says, and the data that a press sends back."""

    label: str
    data: str


def answer_messages(answer: Answer, *, is_late: bool = False) -> list[str]:
    """The answer as messages to be sent in order: the text, then the articles that it cites or that are nearest.

    Where it asks back, the choices, whose numbers may also be sent as a reply. An apology goes before what is late.
    """
    lines = _cited_articles(answer.citations) if answer.answered else (*_choices(answer), *_nearest_articles(answer))
    parts = (LATE if is_late else "", _answer_text(answer), "\n".join(lines))
    return split("\n\n".join(part for part in parts if part))


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


def choice_buttons(answer_id: str, choices: Sequence[Choice]) -> list[list[Button]]:
    """A row for each thing that a question may mean; a press asks the choice's question as the next turn."""
    return [
        [Button(_shortened(" ".join(_clean(choice.label).split()), _LABEL_CHARACTERS), f"q:{answer_id}:{number}")]
        for number, choice in enumerate(choices[:_BUTTONS], 1)
    ]


def pressed_choice(data: str) -> tuple[str, int] | None:
    """The answer's id and the choice's number, from 1, in a button's data, or None where it is no such button."""
    match = _CHOICE.fullmatch(data)
    return (match[1], int(match[2])) if match else None


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


def fault(reference: str) -> str:
    """What a user is told of a fault."""
    return f"Sorry, something went wrong on my side. Reference: {reference}"


def uncertain(reference: str) -> str:
    """What a user is told of a reply that may or may not have arrived."""
    return f"The connection broke while I replied. If my answer did not reach you, press the button. Reference: {reference}"


def retry_buttons(reference: str) -> list[list[Button]]:
    """The button that tries again what ended in a fault."""
    return [[Button("Try again", f"r:{reference}")]]


def pressed_retry(data: str) -> str | None:
    """The reference in the data of a button that tries again, or None where it is no such button."""
    match = _RETRY.fullmatch(data)
    return match[1] if match else None


def stranger(user: int) -> str:
    """What somebody is told who may not use the bot."""
    return f"This bot is not open to everybody. Its operator can let you in; your user id is <code>{user}</code>."


def limit(seconds: int) -> str:
    """What somebody is told who has asked too much, with the time until there is room again."""
    return f"That is as many questions as I may answer for now. Please ask again in {_duration(seconds)}."


def passage(citation: Citation) -> str:
    """The cited words in bold among their neighbours, under the article's headline, date, file and line."""
    page = f", page {citation.page}" if citation.page is not None else ""
    lines = [
        f"[{citation.number}] <b>{_headline(citation.title, citation.source)}</b>",
        " · ".join(_origin(citation.publisher, citation.published)),
        f"<code>{_one_line(citation.source, _NAME_CHARACTERS)}:{citation.line}</code>{page}",
    ]
    opening = "\n".join(line for line in lines if line) + "\n\n<blockquote expandable>"
    closing = "</blockquote>"
    return opening + _among_neighbours(citation, MESSAGE_UNITS - units(opening + closing)) + closing


def sources(listings: Sequence[Listing]) -> str:
    """The articles on record in one message, the latest first, as many as fit in."""
    if not listings:
        return NO_SOURCES
    latest_first = sorted(listings, key=lambda listing: listing.published or date.min, reverse=True)
    noun = "article is" if len(listings) == 1 else "articles are"
    text = f"<b>{len(listings)} {noun} on record.</b>\n"
    for shown, listing in enumerate(latest_first):
        line = f"\n• {_described(listing.title, listing.source, listing.publisher, listing.published)}"
        rest = f"\n… and {len(listings) - shown} more."
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


def _duration(seconds: int) -> str:
    """Rounded up, so that it is over when it is said to be."""
    if seconds < 120:
        return f"{seconds} second{'s' * (seconds != 1)}"
    minutes = -(-seconds // 60)
    return f"{minutes} minutes" if minutes < 120 else f"{-(-minutes // 60)} hours"


def _cited_articles(citations: Iterable[Citation]) -> Iterator[str]:
    by_source: dict[str, list[Citation]] = {}
    for citation in citations:
        by_source.setdefault(citation.source, []).append(citation)
    for source, cited in by_source.items():
        numbers = " ".join(f"[{citation.number}]" for citation in cited)
        yield f"{numbers} {_described(cited[0].title, source, cited[0].publisher, cited[0].published)}"


def _choices(answer: Answer) -> Iterator[str]:
    for number, choice in enumerate(answer.choices, 1):
        yield f"{number}. {_one_line(choice.label, _NAME_CHARACTERS)}"


def _nearest_articles(answer: Answer) -> Iterator[str]:
    titles = {near.source: near.title for near in reversed(answer.related)}
    if titles:
        yield NEAREST
    for source in dict.fromkeys(near.source for near in answer.related):
        yield f"• {_headline(titles[source], source)}"


def _described(title: str, source: str, publisher: str | None, published: date | None) -> str:
    return " · ".join([f"<i>{_headline(title, source)}</i>", *_origin(publisher, published)])


def _origin(publisher: str | None, published: date | None) -> list[str]:
    names = [_one_line(publisher, _NAME_CHARACTERS)] if publisher else []
    return [*names, written(published)] if published else names


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
    quote = _first(_clean(citation.dated_quote), room - units("<b></b>"))
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


def _answer_text(answer: Answer) -> str:
    """The answer with the words that answer in bold."""
    escaped = ((html.escape(_clean(piece.text), quote=False), piece.answers) for piece in answer.pieces)
    return "".join(f"<b>{text}</b>" if is_bold else text for text, is_bold in escaped).strip()


def _clean(text: str) -> str:
    return printable(_NEWLINES.sub("\n", text))
