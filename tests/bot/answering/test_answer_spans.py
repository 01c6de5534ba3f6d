"""The words of a sentence that answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from bot.answering.answer_spans import answering
from bot.questions.analysis import analyse
from bot.rendering import terminal
from bot.rendering.telegram import answers
from bot.types.answer import Answer
from bot.types.citation import Citation
from index.language.dates.written import Resolved
from index.types import Article, Sentence

PEOPLE = ("Ada Quill", "Bo Marsh")


def marked(question: str, text: str) -> str | None:
    article = Article(
        "a.txt", "", f"Top\n{text}", "", None, None, None, None, None, None, "en", (), people=PEOPLE
    )
    sentence = Sentence(4, 4 + len(text), 0)
    span = answering(analyse(question, lambda _: False), article, sentence)
    return article.text[slice(*span)] if span else None


@pytest.mark.parametrize(
    ("question", "text", "words"),
    [
        (
            "How many boats sank?",
            "On 3 May a storm sank 1,240 to 1,300 small boats.",
            "1,240 to 1,300",
        ),
        ("How many boats sank?", "The boats had 14 sailors.", None),
        (
            "How long did the strike last?",
            "The strike at 9 sites went on for six weeks.",
            "six weeks",
        ),
        ("How old is Quill?", "Ada Quill, 64, has 3 dogs.", "64"),
        (
            "How much did the bridge cost?",
            "The bridge of 12 arches cost $4.5 million.",
            "$4.5 million",
        ),
        (
            "When did the mill burn?",
            "The mill burned on Tuesday, 4 March 2014.",
            "Tuesday, 4 March 2014",
        ),
        ("When will the mill open?", "The mill will open in spring, Quill said on Tuesday.", None),
        ("When did the mill burn?", "The mill is gone, Quill told us Monday.", None),
        ("When did the mill burn?", "Built in 1871, the mill burned in 1902.", None),
        ("What did Quill say when the mill burned?", "Quill said on Tuesday it was gone.", None),
        ("Who built the mill?", "The mill in Harwick was built by Ada Quill.", "Ada Quill"),
        ("Who built the mill?", "Ada Quill and then Bo Marsh built the mill.", None),
        ("Where was Quill born?", "Quill was born in Harwick.", "Harwick"),
        ("Did the mill burn in 1902?", "The mill burned on 4 March 1902.", None),
    ],
)
def test_words_are_marked_only_where_they_surely_answer(
    question: str, text: str, words: str | None
) -> None:
    assert marked(question, text) == words


QUOTE = "It burned\n on Tuesday & fell."
CITED = Citation(
    1,
    "a.txt",
    100,
    100 + len(QUOTE),
    QUOTE,
    3,
    "",
    "T",
    None,
    None,
    answer_start=114,
    answer_end=121,
    dates=(Resolved(date(2014, 3, 4), date(2014, 3, 4), 114, 121),),
)
ANSWER = Answer(
    "q", "q", answered=True, text="It burned on Tuesday & fell. [1]", citations=(CITED,)
)


def test_marked_words_are_bold_and_their_day_stands_beside_them() -> None:
    bold = "It burned on <b>Tuesday</b> [4 March 2014] &amp; fell. [1]"
    assert answers.answer_messages(ANSWER)[0].startswith(bold)
    assert bold in ANSWER._repr_html_()
    assert ANSWER.dated_text == "It burned on Tuesday [4 March 2014] & fell. [1]"


def test_a_terminal_shows_them_bold_and_text_stays_plain() -> None:
    console = terminal.console()
    with console.capture() as captured:
        console.print(terminal.answer(ANSWER))
    assert captured.get().startswith(ANSWER.dated_text)
    shown: Any = terminal.answer(ANSWER)
    text = next(iter(shown.renderables))
    assert any(
        span.style == "bold" and text.plain[span.start : span.end] == "Tuesday"
        for span in text.spans
    )


def test_an_answer_without_marked_words_has_none_in_bold() -> None:
    plain = replace(ANSWER, citations=(replace(CITED, answer_start=None, answer_end=None),))
    assert [piece.is_answer for piece in plain.pieces if piece.is_answer] == []
    assert plain.dated_text == ANSWER.dated_text
