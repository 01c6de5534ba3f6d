"""Answers as Telegram shows them, and the buttons under them."""

from __future__ import annotations

from dataclasses import replace

from telegram_texts import HOSTILE, Parse, entities

from bot.rendering.telegram import answers
from bot.rendering.telegram.buttons import (
    ButtonKind,
    Press,
    parse_press,
)
from bot.types.answer import Answer, Choice, Related
from bot.types.citation import Citation


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


def test_an_answer_without_citations_has_no_buttons() -> None:
    """Not even an empty row, which Telegram refuses."""
    assert answers.citation_buttons("answer-id-12", []) == []


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
