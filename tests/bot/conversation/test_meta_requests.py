"""Requests about the conversation itself: more, where it says so, are you sure."""

from __future__ import annotations

from dataclasses import replace

import pytest

import prompts
from bot.desk import Chat, Desk
from bot.types.answer import Answer

MINSK = "What did Lavrov say in Minsk?"


def quotes(answer: Answer) -> set[str]:
    """The words that an answer cites."""
    return {" ".join(citation.quote.split()) for citation in answer.citations}


@pytest.mark.parametrize("again", ["More", "What else did he say?"])
def test_what_was_shown_is_not_shown_again(again: str, chat: Chat) -> None:
    shown = quotes(chat.ask("What did Lavrov say?"))
    more = chat.ask(again)
    assert more.answered
    assert not quotes(more) & shown
    assert not quotes(chat.ask("More")) & (shown | quotes(more))


def test_more_comes_to_an_end(chat: Chat) -> None:
    chat.ask("How high is the flood wall along Quay Street?")
    answers = [chat.ask("More") for _ in range(6)]
    assert answers[-1].text == prompts.load("nothing_more")
    assert answers[-1].citations == ()


def test_a_refusal_is_not_proved_by_what_was_said_before_it(chat: Chat) -> None:
    chat.ask(MINSK)
    assert not chat.ask("What did the harbour master of Lisbon say about the whales?").answered
    assert "Checked again" not in chat.ask("Are you sure?").text


def test_where_it_says_so_is_shown_in_its_context(chat: Chat) -> None:
    answer = chat.ask(MINSK)
    shown = chat.ask("Where does it say that?")
    assert quotes(shown) == quotes(answer)
    assert " ".join(answer.citations[0].context().split()) in shown.text
    assert [one.number for one in chat.ask("Where does [2] say that?").citations] == [2]
    assert chat.ask("And Klimkin?").standalone_question == "What did Klimkin say in Minsk?"


def test_asked_whether_it_is_sure_it_holds_the_citations_against_the_articles_again(
    desk: Desk,
) -> None:
    turn = desk.ask(MINSK).turn
    changed = replace(
        turn, citations=(turn.citations[0], replace(turn.citations[1], sha256="0" * 64))
    )
    sure = desk.ask("Are you sure?", [changed])
    assert sure.citations == (turn.citations[0],)
    assert "no longer has the words" in sure.text
    assert "no longer" not in desk.ask("Are you sure?", [turn]).text
