"""What the bot says in Telegram: answers, passages and its own texts, as HTML, with the buttons under them.

HTML and never MarkdownV2, which turns `[1]` into `1`. All that came from outside is cleaned and escaped.
"""

from __future__ import annotations

import html
import re
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from bot.checking.report import mark, problem_line, summary
from bot.rendering.telegram.buttons import COPIED_CHARACTERS, Button, Kind, Press
from bot.rendering.telegram.html import (
    MESSAGE_UNITS,
    clean,
    escape,
    first,
    last,
    one_line,
    shortened,
    split,
    units,
)
from bot.types.plain_text import CHANGED, NEAREST
from index.language.dates import day_text
from prompts import CURRENT_LANGUAGE, LANGUAGES, Translatable, translate

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from bot.answering.statement_search import Saying
    from bot.checking.report import Check
    from bot.types.answer import Answer, Choice
    from bot.types.citation import Citation
    from index.stores.catalog import Listing
    from index.types import Hit

_COMMANDS = {
    "start": Translatable("what I am, and three questions to try"),
    "help": Translatable("how to ask and how to check"),
    "ask": Translatable("ask a question"),
    "new": Translatable("start a new conversation"),
    "stop": Translatable("end the answer in hand"),
    "said": Translatable("who said what: /said name about words in place"),
    "check": Translatable("hold a text against the articles"),
    "sources": Translatable("the articles on record"),
    "lang": Translatable("choose the language"),
    "forget": Translatable("delete what you have asked"),
}

START = Translatable(
    "I answer questions from the articles on record, and from nothing else.\n\n"
    "Send me a question. Each sentence of the answer has a number, such as [1]; the button with that number shows the "
    "words of the article that it rests on. What the articles do not say, I do not say.\n\n"
    "/help tells more, /sources lists the articles."
)

HELP = Translatable(
    "<b>Ask</b> in your own words, for example: <i>What did the minister say in Geneva?</i> "
    "Then go on with <i>And in Paris?</i> or <i>Did she accept that?</i>: I remember our conversation.\n\n"
    "<b>Check</b> a sentence with the button of its number. It shows the passage in the article, the words that "
    "count in bold, with the file and the line; from there you can read on. Buttons under old answers work too.\n\n"
    "<b>In a group</b> I answer when I am mentioned, when one of my messages is replied to, and to /ask.\n\n"
    "/said <i>name</i> about <i>words</i> in <i>place</i> lists who said what.\n"
    "/check <i>text</i>, or a forwarded post, is held against the articles sentence by sentence.\n"
    "/sources lists the articles on record.\n"
    "/new starts a new conversation: I forget what “she” and “there” stood for.\n"
    "/stop ends the answer in hand.\n"
    "/lang chooses the language that I speak.\n"
    "/forget deletes what you have asked me, and the answers."
)

STARTED_AFRESH = Translatable("A new conversation. What would you like to know?")
NO_SOURCES = Translatable("No articles are on record yet.")
NOT_IN_WORDS = Translatable(
    "Please ask me in words, for example: <i>What did the minister say in Geneva?</i>"
)
NOT_A_COMMAND = Translatable(
    "I do not know that command. Send your question just as it is, or see /help."
)
NOT_TEXT = Translatable("I can only read text. Please write me your question.")
NOT_KNOWN = Translatable(
    "I no longer have the answer that this button belongs to. Please ask again."
)
NOT_AGAIN = Translatable("I am at it already, or it is too long ago. Please ask again.")
STOPPED = Translatable("Stopped.")
NOTHING_TO_STOP = Translatable("There is nothing to stop.")
LANGUAGE = Translatable(
    "I speak English here. Until a language is chosen, I follow the one that your Telegram is set to, if I speak it."
)
LANGUAGE_CHOSEN = Translatable("From now on I speak English here.")
ENOUGH = Translatable("That is as many questions as I may answer for now.")
LATE = Translatable("Sorry for the late reply.")

STICKER = Translatable("Nice one. I answer questions, though: please write me one.")
PHOTO = Translatable(
    "I cannot look at pictures or films. If there is a text with it, send me that."
)
VOICE = Translatable("I cannot listen. Please write me your question.")
LOCATION = Translatable(
    "I do not need to know where you are. Please write me your question, with the name of a place if it is about one."
)
CONTACT = Translatable("I have no use for contacts. Please write me your question.")
POLL = Translatable("I do not take part in polls or games. Please write me your question.")
TOO_LONG = Translatable(
    "That is too long for a question. Ask me about one thing at a time; or I can check the text against the articles."
)
FORWARDED = Translatable("Shall I check this post against the articles, sentence by sentence?")
NOTHING_TO_CHECK = Translatable(
    "Send /check with the text behind it, or as a reply to the message that I am to check."
)
NOTHING_TO_ASK = Translatable("Send /ask with your question behind it.")
NOTHING_SAID = Translatable("Nobody is on record with that.")
EDITED = Translatable("You have edited your question.")
GONE = Translatable("I no longer have the message that this is about. Please send it again.")
CHANGED_SHORT = Translatable(
    "The article has changed since, or is no longer on record. Its words are in the message above."
)
THANKS = Translatable("Thank you, I have noted that.")
SENTENCES_TOO_MANY = Translatable("Only the beginning was checked.")
MORE = Translatable("… and {count} more.")

_BUTTONS_IN_A_ROW = 5
_BUTTONS = 100
"""Telegram's limit for one message."""
_ROW_CHARACTERS = 38
"""What a phone shows of a row of buttons, about."""
_LABEL_CHARACTERS = 60
_SHORTEST_LABEL = 10
_TITLE_CHARACTERS = 300
_NAME_CHARACTERS = 200

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BROKEN_ESCAPE = re.compile(r"%(?![0-9A-Fa-f]{2})")
_CHECKED = 40
_EXCERPT = 600
"""Characters of a passage that is shared."""
_DESCRIPTION = 120


def commands(*, is_group: bool) -> list[tuple[str, str]]:
    """The commands and what they do, as Telegram's menu shows them; alone with the bot every message is a question."""
    left_out = "start" if is_group else "ask"
    return [(name, translate(does)) for name, does in _COMMANDS.items() if name != left_out]


def answer_messages(answer: Answer, *, is_late: bool = False) -> list[str]:
    """The answer as messages to be sent in order: the text, then the articles that it cites or that are nearest.

    Where it asks back, the choices, whose numbers may also be sent as a reply. An apology goes before what is late.
    """
    lines = (
        _cited_articles(answer.citations)
        if answer.answered
        else (*_choices(answer), *_nearest_articles(answer))
    )
    parts = (translate(LATE) if is_late else "", _answer_text(answer), "\n".join(lines))
    return split(_paragraphs(*parts))


def growing(answer: Answer) -> str:
    """The beginning of an answer that is still being written, as one message."""
    return split(f"{_answer_text(answer)} …")[0]


def copied_messages(answer: Answer, link: str) -> list[str]:
    """The answer whole, as messages to be copied: under it its sources as footnotes, and a link that leads back to it."""
    notes = [f"[{one.number}] {_footnote(one)}" for one in answer.citations]
    return split(_paragraphs(escape(answer.dated_text), "\n".join(notes), escape(link)))


def answer_buttons(answer_id: str, answer: Answer) -> list[list[Button]]:
    """A button for each citation, then what else can be done with an answer; or the choices where it asks back."""
    if answer.choices:
        return choice_buttons(answer_id, answer.choices)
    if not answer.citations:
        return []
    below = [
        Button("👍", Press(Kind.GOOD, answer_id).data),
        Button("👎", Press(Kind.BAD, answer_id).data),
        Button(translate(Translatable("Copy with sources")), Press(Kind.SOURCES, answer_id).data),
    ]
    return [*citation_buttons(answer_id, answer.citations[: _BUTTONS - len(below)]), below]


def citation_buttons(answer_id: str, citations: Sequence[Citation]) -> list[list[Button]]:
    """Rows of buttons, one for each citation; with its article where that tells it from the others, and has room."""
    citations = citations[:_BUTTONS]
    are_apart = len({citation.source for citation in citations}) == len(citations)
    rows = [
        citations[start : start + _BUTTONS_IN_A_ROW]
        for start in range(0, len(citations), _BUTTONS_IN_A_ROW)
    ]
    return [
        [
            Button(
                _label(citation, _ROW_CHARACTERS // len(row) if are_apart else 0),
                callback_data(answer_id, citation.number),
            )
            for citation in row
        ]
        for row in rows
    ]


def choice_buttons(answer_id: str, choices: Sequence[Choice]) -> list[list[Button]]:
    """A row for each thing that a question may mean; a press asks the choice's question as the next turn."""
    return [
        [Button(_button_text(choice.label), Press(Kind.CHOICE, answer_id, (number,)).data)]
        for number, choice in enumerate(choices[:_BUTTONS], 1)
    ]


def suggestion_buttons(questions: Sequence[str]) -> list[list[Button]]:
    """A row for each question; a press asks it."""
    return [
        [Button(_button_text(question), Press(Kind.SUGGESTION, "", (number,)).data)]
        for number, question in enumerate(questions, 1)
    ]


def passage_buttons(
    answer_id: str, citation: Citation, url: str | None, earlier: int | None, later: int | None
) -> list[list[Button]]:
    """To read on before and behind (offsets in the article), to copy the quote, and to open the article or its file."""
    numbers = (citation.number,)
    reading = [
        Button(translate(label), Press(kind, answer_id, (*numbers, offset)).data)
        for label, kind, offset in (
            (Translatable("◂ Earlier"), Kind.EARLIER, earlier),
            (Translatable("Later ▸"), Kind.LATER, later),
        )
        if offset is not None
    ]
    opening = (
        Button(translate(Translatable("Open article")), url=url)
        if url and _is_link(url)
        else Button(translate(Translatable("Open file")), Press(Kind.FILE, answer_id, numbers).data)
    )
    return [row for row in (reading, [*copy_buttons(citation), opening]) if row]


def copy_buttons(citation: Citation) -> list[Button]:
    """One that copies the quote; none where nothing of it can be shown."""
    copied = shortened(" ".join(clean(citation.quote).split()), COPIED_CHARACTERS // 2)
    return [Button(translate(Translatable("Copy quote")), copied=copied)] if copied else []


def check_buttons() -> list[list[Button]]:
    """To check the message that this one replies to."""
    return [[Button(translate(Translatable("Check it")), Press(Kind.CHECK).data)]]


def edited_buttons() -> list[list[Button]]:
    """To answer the message that this one replies to."""
    return [[Button(translate(Translatable("Answer it again")), Press(Kind.EDITED).data)]]


def language_buttons() -> list[list[Button]]:
    """A button for each language, by its own name; the one that is spoken is marked."""
    return [
        [
            Button(
                f"✓ {name}" if code == CURRENT_LANGUAGE.get() else name,
                Press(Kind.LANGUAGE, code).data,
            )
            for code, name in LANGUAGES.items()
        ]
    ]


def callback_data(answer_id: str, number: int) -> str:
    """What the button of a citation sends when it is pressed, at most 64 bytes.

    Raises ValueError where the id is too long for that.
    """
    return Press(Kind.PASSAGE, answer_id, (number,)).data


def fault(reference: str) -> str:
    """What a user is told of a fault."""
    return translate(
        Translatable("Sorry, something went wrong on my side. Reference: {reference}"),
        reference=reference,
    )


def uncertain(reference: str) -> str:
    """What a user is told of a reply that may or may not have arrived."""
    text = Translatable(
        "The connection broke while I replied. If my answer did not reach you, press the button. Reference: {reference}"
    )
    return translate(text, reference=reference)


def retry_buttons(reference: str) -> list[list[Button]]:
    """The button that tries again what ended in a fault."""
    return [[Button(translate(Translatable("Try again")), Press(Kind.RETRY, reference).data)]]


def stranger(user: int) -> str:
    """What somebody is told who may not use the bot."""
    text = Translatable(
        "This bot is not open to everybody. Its operator can let you in; your user id is <code>{user}</code>."
    )
    return translate(text, user=user)


def limit(seconds: int) -> str:
    """What somebody is told who has asked too much, with the time until there is room again."""
    return f"{translate(ENOUGH)} {_when(seconds)}"


def passage(citation: Citation, *, has_changed: bool = False) -> str:
    """The cited words in bold among their neighbours, under the article's headline, date, file and line.

    Where the article `has_changed` or is gone, it says that these are its words as they were.
    """
    note = f"\n\n<i>{translate(CHANGED)}</i>" if has_changed else ""
    opening, closing = (
        _passage_head(citation) + "\n\n<blockquote expandable>",
        f"</blockquote>{note}",
    )
    return opening + _among_neighbours(citation, MESSAGE_UNITS - units(opening + closing)) + closing


def reading(citation: Citation, text: str, start: int) -> str:
    """A stretch of the cited article that begins at `start`, the cited words in bold, under what `passage` shows above."""
    opening, closing = _passage_head(citation) + "\n\n<blockquote expandable>", "</blockquote>"
    low, high = (min(max(at - start, 0), len(text)) for at in (citation.start, citation.end))
    room = MESSAGE_UNITS - units(opening + closing) - units("<b></b>")
    parts = []
    for part in (text[:low], text[low:high], text[high:]):
        parts.append(first(clean(part), room))
        room = max(0, room - units(parts[-1]))
    quote = f"<b>{parts[1]}</b>" if parts[1] else ""
    return f"{opening}{parts[0]}{quote}{parts[2]}{closing}"


def shared(hit: Hit, title: str, publisher: str | None, published: date | None) -> str:
    """A passage that is shared into another chat, with the article that it is from."""
    excerpt = html_excerpt(hit.text)
    return f"<blockquote expandable>{excerpt}</blockquote>\n{_described(title, hit.source, publisher, published)}"


def html_excerpt(text: str) -> str:
    """The beginning of a text."""
    return first(clean(text).strip(), _EXCERPT) or "…"


def shared_label(hit: Hit, title: str) -> tuple[str, str]:
    """What stands for a passage in a list: a headline and some words, both plain text."""
    return _button_text(title) or _button_text(hit.source), shortened(
        " ".join(clean(hit.text).split()), _DESCRIPTION
    )


def said_heading(one: Saying) -> str:
    """Who said it, where and when."""
    place = one.statement.place or one.article.dateline
    day = _DAY.sub(lambda found: day_text(date.fromisoformat(found[0])), one.when).replace(
        "/", " – "
    )
    return ", ".join(part for part in (one.statement.speaker, place, day) if part)


def said_text(found: Sequence[Saying], of: int) -> str:
    """Statements with the numbers of their citations: the verb, without which "denied it" reads as "it", and the words."""
    lines = []
    for number, one in enumerate(found, 1):
        verb = one.statement.cue if " " not in one.statement.cue else ""  # "according to" is none
        lines.append(" ".join([*verb.split(), *one.text.split(), f"[{number}]"]))
    return "\n\n".join(
        [*lines, *([translate(MORE, count=of - len(found))] if of > len(found) else [])]
    )


def check_text(check: Check) -> str:
    """A claim's sentences, each marked, with what is wrong and the numbers of the words that it was held against."""
    lines = []
    for sentence in check.sentences[:_CHECKED]:
        numbers = "".join(f" [{number}]" for number in sentence.citations)
        lines.append(f"{mark(sentence)} {' '.join(sentence.text.split())}{numbers}")
        lines += [f"    {problem_line(problem)}" for problem in sentence.problems]
    if len(check.sentences) > _CHECKED:
        lines.append(translate(SENTENCES_TOO_MANY))
    return "\n".join([*lines, "", summary(check)])


def forgotten(answers: int) -> str:
    """What somebody is told who wanted everything forgotten."""
    text = Translatable(
        "Forgotten: {count} answer, and what you thought of it. Old buttons no longer work.",
        "Forgotten: {count} answers, and what you thought of them. Old buttons no longer work.",
    )
    return translate(text, count=answers)


def sources(listings: Sequence[Listing]) -> str:
    """The articles on record in one message, the latest first, as many as fit in."""
    if not listings:
        return translate(NO_SOURCES)
    latest_first = sorted(listings, key=lambda listing: listing.published or date.min, reverse=True)
    head = Translatable(
        "<b>{count} article is on record.</b>", "<b>{count} articles are on record.</b>"
    )
    text = f"{translate(head, count=len(listings))}\n"
    for shown, listing in enumerate(latest_first):
        line = (
            f"\n• {_described(listing.title, listing.source, listing.publisher, listing.published)}"
        )
        rest = f"\n{translate(MORE, count=len(listings) - shown)}"
        if units(text + line + rest) > MESSAGE_UNITS:
            return text + rest
        text += line
    return text


def _paragraphs(*parts: str) -> str:
    return "\n\n".join(part for part in parts if part)


def _passage_head(citation: Citation) -> str:
    page = (
        translate(Translatable(", page {page}"), page=citation.page)
        if citation.page is not None
        else ""
    )
    lines = [
        f"[{citation.number}] <b>{_headline(citation.title, citation.source)}</b>",
        " · ".join(_origin(citation.publisher, citation.published)),
        f"<code>{one_line(citation.source, _NAME_CHARACTERS)}:{citation.line}</code>{page}",
    ]
    return "\n".join(line for line in lines if line)


def _footnote(citation: Citation) -> str:
    described = _described(citation.title, citation.source, citation.publisher, citation.published)
    place = f"{one_line(citation.source, _NAME_CHARACTERS)}:{citation.line}"
    return f"{described} · {place}: “{one_line(citation.quote, _TITLE_CHARACTERS).strip('“”')}”"


def _button_text(text: str) -> str:
    return shortened(" ".join(clean(text).split()), _LABEL_CHARACTERS)


def _is_link(url: str) -> bool:
    """Whether Telegram takes it as the address that a button opens."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    is_plain = (
        url.isascii() and url.isprintable() and " " not in url and not _BROKEN_ESCAPE.search(url)
    )
    has_domain = "." in (parts.hostname or "").rstrip(".")
    return is_plain and parts.scheme in ("http", "https") and has_domain and "@" not in parts.netloc


def _when(seconds: int) -> str:
    """When to ask again, rounded up, so that there is room when it is said to be."""
    if seconds < 120:
        return translate(
            Translatable(
                "Please ask again in {count} second.", "Please ask again in {count} seconds."
            ),
            count=seconds,
        )
    minutes = -(-seconds // 60)
    if minutes < 120:
        return translate(
            Translatable(
                "Please ask again in {count} minute.", "Please ask again in {count} minutes."
            ),
            count=minutes,
        )
    hours = -(-minutes // 60)
    return translate(
        Translatable("Please ask again in {count} hour.", "Please ask again in {count} hours."),
        count=hours,
    )


def _cited_articles(citations: Iterable[Citation]) -> Iterator[str]:
    by_source: dict[str, list[Citation]] = {}
    for citation in citations:
        by_source.setdefault(citation.source, []).append(citation)
    for source, cited in by_source.items():
        numbers = " ".join(f"[{citation.number}]" for citation in cited)
        yield f"{numbers} {_described(cited[0].title, source, cited[0].publisher, cited[0].published)}"


def _choices(answer: Answer) -> Iterator[str]:
    for number, choice in enumerate(answer.choices, 1):
        yield f"{number}. {one_line(choice.label, _NAME_CHARACTERS)}"


def _nearest_articles(answer: Answer) -> Iterator[str]:
    titles = {near.source: near.title for near in reversed(answer.related)}
    if titles:
        yield translate(NEAREST)
    for source in dict.fromkeys(near.source for near in answer.related):
        yield f"• {_headline(titles[source], source)}"


def _described(title: str, source: str, publisher: str | None, published: date | None) -> str:
    return " · ".join([f"<i>{_headline(title, source)}</i>", *_origin(publisher, published)])


def _origin(publisher: str | None, published: date | None) -> list[str]:
    names = [one_line(publisher, _NAME_CHARACTERS)] if publisher else []
    return [*names, day_text(published)] if published else names


def _headline(title: str, source: str) -> str:
    return one_line(title, _TITLE_CHARACTERS) or one_line(source, _NAME_CHARACTERS)


def _label(citation: Citation, characters: int) -> str:
    number = f"[{citation.number}]"
    room = characters - len(number) - 1
    if room < _SHORTEST_LABEL:
        return number
    name = " ".join(clean(citation.title or citation.source).split())
    return f"{number} {shortened(name, room)}"


def _among_neighbours(citation: Citation, room: int) -> str:
    quote = first(clean(citation.dated_quote), room - units("<b></b>"))
    room -= units(quote) + units("<b></b>")
    before = last(clean(citation.before).lstrip(), room // 2)
    after = first(clean(citation.after).rstrip(), room - units(before))
    return f"{before}<b>{quote}</b>{after}"


def _answer_text(answer: Answer) -> str:
    """The answer with the words that answer, and the headings of its lines, in bold."""
    pieces = answer.pieces
    escaped = (
        (html.escape(clean(one.text), quote=False), one.is_answer or one.is_heading)
        for one in pieces
    )
    return "".join(f"<b>{text}</b>" if is_bold else text for text, is_bold in escaped).strip()
