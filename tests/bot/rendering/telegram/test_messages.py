"""Telegram HTML, held against TDLib's parser."""

from __future__ import annotations

import html
import random
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.checking.claims import check_text
from bot.rendering.telegram import answers, lists, notices, passages, uploads
from bot.rendering.telegram import html as telegram_html
from bot.rendering.telegram.buttons import (
    CALLBACK_BYTES,
    COPIED_CHARACTERS,
    ButtonKind,
    Press,
    parse_press,
)
from bot.types.answer import Answer, Choice, Related
from bot.types.citation import Citation
from index.language.dates.written import Resolved
from index.stores.catalog import Listing
from index.types import Document, Hit, Metadata
from prompts import LANGUAGES, Translatable, translate

Parse = Callable[[str], dict[str, Any]]

HOSTILE = (
    "</b><script>&amp;<b>*_`[x](http://evil.example)` \u202egpj.exe\x00\x1b[31m \ud83d &lt; 😀"
)


def listing(number: int, **fields: Any) -> Listing:
    """An article on record."""
    known = {
        "source": f"{number}.txt",
        "title": f"Headline {number}",
        "published": date(2016, 1, 1),
        "publisher": None,
        "byline": None,
        "dateline": None,
        "url": None,
        "language": "en",
        "passages": 3,
        "sha256": "",
        "copies_of": None,
    }
    return Listing(**{**known, **fields})


def entities(parsed: dict[str, Any], kind: str) -> list[str]:
    """The texts that an entity of that kind covers."""
    text = parsed["text"].encode("utf-16-le")
    return [
        text[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
        for entity in parsed["entities"]
        if entity["type"]["@type"] == f"textEntityType{kind}"
    ]


def test_an_answer_keeps_its_markers_and_names_its_articles(
    answer: Answer, parse_html: Parse
) -> None:
    """The text as it stands, and under it a line for the article."""
    (message,) = answers.answer_messages(answer)
    assert parse_html(message)["text"] == (
        "Lavrov said that “work will continue.” [1]\n\n"
        "[1] Four ministers leave Minsk without a deal on eastern Ukraine · "
        "The Arnwick Post · 29 November 2016"
    )


def test_whose_words_a_line_has_is_bold(
    answer: Answer, citation: Citation, parse_html: Parse
) -> None:
    """As the words that answer are."""
    (message,) = answers.answer_messages(
        replace(answer, citations=(replace(citation, heading="Lavrov, <Minsk>"),))
    )
    assert entities(parse_html(message), "Bold") == ["Lavrov, <Minsk>:"]


def test_an_article_cited_twice_has_one_line(answer: Answer, citation: Citation) -> None:
    """With both numbers, and the next article on its own line."""
    citations = (
        citation,
        replace(citation, number=2, source="b.txt", title="B"),
        replace(citation, number=3),
    )
    (message,) = answers.answer_messages(replace(answer, citations=citations))
    lines = message.split("\n")[2:]
    assert [line[:10] for line in lines] == ["[1] [3] <i", "[2] <i>B</"]


def test_an_article_that_tells_neither_date_nor_publisher_nor_headline(
    answer: Answer, citation: Citation
) -> None:
    """Its file's name stands for it."""
    bare = replace(citation, title="", published=None, publisher=None)
    (message,) = answers.answer_messages(replace(answer, citations=(bare,)))
    assert message.endswith("\n[1] <i>minsk-talks.txt</i>")


def test_an_abstention_shows_the_nearest_articles(answer: Answer) -> None:
    """Each once, the nearest first."""
    near = tuple(
        Related(source, 0, 1, title)
        for source, title in [("a", "A & B"), ("b", ""), ("a", "A & B")]
    )
    refused = replace(
        answer, answered=False, text="The articles do not say.", citations=(), related=near
    )
    (message,) = answers.answer_messages(refused)
    assert message == "The articles do not say.\n\nThe nearest articles:\n• A &amp; B\n• b"


def test_an_abstention_with_nothing_near_is_its_sentence(answer: Answer) -> None:
    """No empty list after it."""
    refused = replace(answer, answered=False, text="The articles do not say.", citations=())
    assert answers.answer_messages(refused) == ["The articles do not say."]


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


@pytest.mark.parametrize(
    "text", [notices.START, notices.HELP, notices.NOT_IN_WORDS, notices.LANGUAGE]
)
def test_the_bots_own_texts_are_well_formed(
    text: Translatable, parse_html: Parse, speak: Callable[[str], None]
) -> None:
    """They are written as HTML, in each language."""
    for language in LANGUAGES:
        speak(language)
        assert parse_html(translate(text))["@type"] == "formattedText"


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


def test_citations_have_buttons_five_in_a_row(citation: Citation) -> None:
    """In their order, each with its own data."""
    first, second = answers.citation_buttons(
        "answer-id-12", [replace(citation, number=n) for n in range(1, 8)]
    )
    assert [button.label for button in first] == ["[1]", "[2]", "[3]", "[4]", "[5]"]
    assert [button.data for button in second] == ["c:answer-id-12:6", "c:answer-id-12:7"]


def test_a_button_names_its_article_where_there_is_room(citation: Citation) -> None:
    """Shortened at a word."""
    ((button,),) = answers.citation_buttons("answer-id-12", [citation])
    assert button.label == "[1] Four ministers leave Minsk…"


def test_a_button_names_no_article_that_does_not_tell_it_from_the_others(
    citation: Citation,
) -> None:
    """The articles stand above, with their numbers."""
    others = [
        replace(citation, number=2),
        replace(citation, number=2, source="b.txt", title="Ministers meet"),
    ]
    labels = [
        [button.label for button in answers.citation_buttons("a", [citation, one])[0]]
        for one in others
    ]
    assert labels == [["[1]", "[2]"], ["[1] Four ministers…", "[2] Ministers meet"]]


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


def test_an_answer_without_citations_has_no_buttons() -> None:
    """Not even an empty row, which Telegram refuses."""
    assert answers.citation_buttons("answer-id-12", []) == []


def test_a_buttons_data_is_read_back() -> None:
    """And what is no such data is nothing."""
    assert parse_press(
        answers.citation_data("a_-Z09abcdef", 12), ButtonKind.PASSAGE, numbers=1
    ) == Press(ButtonKind.PASSAGE, "a_-Z09abcdef", (12,))
    for other in (
        "",
        "c:",
        "c:abc:x",
        "c:abc:1:2",
        "d:abc:1",
        "c:abc:1\n",
        "c:" + "a" * 10 + ":" + "9" * 40,
    ):
        assert parse_press(other, ButtonKind.PASSAGE, numbers=1) is None


def test_a_buttons_data_never_exceeds_what_telegram_takes() -> None:
    """Telegram would refuse the whole message."""
    assert len(answers.citation_data("a" * 60, 1)) == CALLBACK_BYTES
    with pytest.raises(ValueError, match="64 bytes"):
        answers.citation_data("a" * 61, 1)


def test_what_is_asked_back_is_numbered_and_has_a_button_each(
    answer: Answer, parse_html: Parse
) -> None:
    choices = (
        Choice("John <Kerry>, Secretary", "What did John Kerry say?"),
        Choice("word " * 90 + HOSTILE, "Q?"),
    )
    (message,) = answers.answer_messages(
        replace(answer, answered=False, text="Which?", citations=(), choices=choices)
    )
    assert "1. John <Kerry>, Secretary\n2. word" in parse_html(message)["text"]
    [[first], [second]] = answers.choice_buttons("a-B_1", choices)
    assert first.label == "John <Kerry>, Secretary"
    assert len(second.label) <= 60
    assert parse_press(second.data, ButtonKind.CHOICE, numbers=1) == Press(
        ButtonKind.CHOICE, "a-B_1", (2,)
    )


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
