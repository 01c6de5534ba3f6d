"""Small talk is told from questions, and gets a reply in kind."""

from __future__ import annotations

import pytest

from bot.conversation.smalltalk import Smalltalk, smalltalk
from bot.desk import Chat, Desk
from prompts import translate

QUESTION = "What did Lavrov say in Minsk?"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Hello there!", Smalltalk.GREETING),
        ("good evening", Smalltalk.GREETING),
        ("доброе утро", Smalltalk.GREETING),
        ("thanks a lot", Smalltalk.THANKS),
        ("thx, bye", Smalltalk.THANKS),
        ("большое спасибо", Smalltalk.THANKS),
        ("haha ok", Smalltalk.REMARK),
        ("omg 😮", Smalltalk.REMARK),
        ("👍", Smalltalk.REMARK),
        ("how do you work?", Smalltalk.HELP),
        ("help", Smalltalk.HELP),
    ],
)
def test_what_asks_nothing_of_the_articles_is_small_talk(text: str, kind: Smalltalk) -> None:
    assert smalltalk(text) is kind


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?",
        "thanks, but who won the cup?",
        "ok and how many were hurt",
        "hi, what happened in Arnwick on Sunday",
        "Lavrov",
        "flood Arnwick homes",
        "why",
        "yes",
        "2",
        "the second",
        "спасибо, а кто победил на выборах?",
        "Лавров",
        "wow " * 40,
    ],
)
def test_a_question_is_none(text: str) -> None:
    assert smalltalk(text) is None


def test_it_is_no_turn_of_a_conversation(chat: Chat) -> None:
    first = chat.ask(QUESTION)
    polite = chat.ask("thank you!")
    assert (polite.answered, polite.text) == (False, translate(Smalltalk.THANKS.value))
    assert chat.history == [first.turn]
    assert "Lavrov" in chat.ask("What else did he say?").standalone_question


def test_yes_chooses_where_there_is_a_choice(desk: Desk) -> None:
    asked = desk.ask("What did Lavrof say in Minsk?")
    assert asked.choices
    assert desk.ask("ok", [asked.turn]).text != translate(Smalltalk.REMARK.value)


def test_a_kept_conversation_does_not_keep_it(desk: Desk) -> None:
    kept = desk.kept_chat("test:small-talk", "test")
    kept.ask("hello!")
    assert kept.history == []


def test_a_streamed_reply_is_the_same(desk: Desk) -> None:
    [only] = desk.stream("Hello!")
    assert only.text == translate(Smalltalk.GREETING.value)
