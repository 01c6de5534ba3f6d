"""Every message, whatever an article holds: TDLib's parser takes it, in any language."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from telegram_texts import HOSTILE, Parse, entities, listing

from bot.checking.claims import check_text
from bot.rendering.telegram import answers, lists, passages, uploads
from bot.rendering.telegram import html as telegram_html
from bot.rendering.telegram.buttons import (
    COPIED_CHARACTERS,
)
from bot.types.answer import Answer, Choice, Related
from bot.types.citation import Citation
from index.language.dates.written import Resolved
from index.types import Document, Hit, Metadata


def test_nothing_from_outside_is_markup(
    answer: Answer, citation: Citation, parse_html: Parse
) -> None:
    """Neither an article's text, name, headline and publisher, nor an answer; what cannot be shown
    is left out."""
    bad = replace(
        citation,
        quote=HOSTILE,
        title=HOSTILE,
        source=HOSTILE,
        publisher=HOSTILE,
        before=HOSTILE,
        after=HOSTILE,
    )
    near = (Related(HOSTILE, 0, 1, HOSTILE),)
    messages = [
        passages.passage_message(bad),
        *answers.answer_messages(replace(answer, text=HOSTILE, citations=(bad,))),
        *answers.answer_messages(
            replace(answer, text=HOSTILE, answered=False, citations=(), related=near)
        ),
        lists.article_list([listing(1, title=HOSTILE, source=HOSTILE, publisher=HOSTILE)]),
    ]
    for message in messages:
        parsed = parse_html(message)
        assert "</b><script>&amp;<b>*_`[x](http://evil.example)`" in parsed["text"]
        assert not set("\u202e\x00\x1b\ud83d") & set(message)
        assert entities(parsed, "TextUrl") == []


def test_in_russian_only_what_is_the_bots_own_changes(
    answer: Answer, citation: Citation, parse_html: Parse, speak: Callable[[str], None]
) -> None:
    """The article's words and headline stay; dates are written as Russian writes them, and in the
    quote beside a day."""
    days = (Resolved(date(2022, 3, 1), date(2022, 3, 31), citation.start, citation.start + 6),)
    speak("ru")
    (message,) = answers.answer_messages(answer, is_late=True)
    shown = parse_html(
        passages.passage_message(replace(citation, page=7, dates=days), has_changed=True)
    )["text"]
    assert message.startswith(
        f"Извините за поздний ответ.\n\n{answer.text}\n\n[1] <i>{citation.title}</i>"
    )
    assert message.endswith("29 ноября 2016")
    assert "minsk-talks.txt:13, страница 7" in shown
    assert f"{citation.quote[:6]} [март 2022]{citation.quote[6:]}" in shown
    assert [button.label for button in answers.answer_buttons("a", answer)[-1]] == [
        "👍",
        "👎",
        "С источниками",
    ]


def hostile(seed: int) -> str:
    """A text made of what breaks markup, in any order."""
    chance = random.Random(seed)
    pieces = [
        HOSTILE,
        "]]>",
        "<",
        "&",
        "&amp;",
        '"',
        "</blockquote>",
        "<!--",
        "\u202e\u05d0",
        "😀" * 9,
        "**b**",
        "`",
        "\r\n",
        "x",
    ]
    return "".join(
        chance.choice(pieces) for _ in range(chance.choice([1, 5, 60, 900]))
    ) * chance.choice([1, 1, 20])


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_whatever_an_article_holds_every_text_can_be_parsed(
    answer: Answer, citation: Citation, parse_html: Parse, seed: int
) -> None:
    """And fits into a message, and no button is one that Telegram refuses."""
    text = hostile(seed)
    named = replace(citation, title=text, source=text, publisher=text, speaker=text)
    cited = replace(
        named, heading=text, quote=text, before=text, after=text, start=len(text), end=2 * len(text)
    )
    whole = replace(answer, question=text, text=text, citations=(cited,))
    said = check_text(text[:500].replace("\ud83d", ""), "The wall is 5 metres high.")
    hit = Hit(1, 1, text, 0, 1, text, 0.5, 0.5)
    document = Document(text, text, "", Metadata(title=text))
    messages = [
        *answers.answer_messages(whole),
        *answers.answer_messages(
            replace(whole, answered=False, citations=(), choices=(Choice(text, text),))
        ),
        *answers.messages_to_copy(whole, "https://t.me/x?start=a"),
        *telegram_html.split_html(telegram_html.escape(lists.check_report(said))),
        answers.partial_message(whole),
        passages.passage_message(cited, has_changed=True),
        passages.window_message(cited, text * 3, 0),
        passages.shared_message(hit, text, text, None),
        lists.article_list([listing(1, title=text, source=text, publisher=text)]),
        uploads.preview(text, [document] * 20, 2),
        uploads.report(1, 2, 3, [text] * 20),
    ]
    for message in messages:
        assert parse_html(message)["@type"] == "formattedText"
        assert telegram_html.utf16_length(message) <= telegram_html.MESSAGE_UNITS
    buttons = answers.answer_buttons("a", whole) + passages.passage_buttons(
        "a", cited, f"https://{text}", 1, 2
    )
    for button in (button for row in buttons for button in row):
        assert button.label.strip()
        assert len(button.copied) <= COPIED_CHARACTERS
        assert bool(button.data) + bool(button.url) + bool(button.copied) == 1
