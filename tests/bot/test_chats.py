"""Conversations over the sample articles: more, once more, which of two; and fifty of them at once."""

from __future__ import annotations

import html
import random
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import pytest

import prompts
from bot.desk import Chat, Desk
from bot.rendering import records
from bot.types.answer import Answer
from config import settings

MINSK = "What did Lavrov say in Minsk?"


def quotes(answer: Answer) -> set[str]:
    """The words that an answer cites."""
    return {" ".join(citation.quote.split()) for citation in answer.citations}


@pytest.fixture
def chat(desk: Desk) -> Chat:
    """A conversation that has not begun."""
    return desk.chat()


def test_an_office_that_several_hold_is_asked_back_and_a_number_answers(chat: Chat) -> None:
    asked_back = chat.ask("What did the president say?")
    assert (asked_back.answered, asked_back.citations) == (False, ())
    assert asked_back.text == prompts.load("asked_back")
    assert len(asked_back.choices) > 1
    answer = chat.ask("2")
    assert answer.standalone_question == asked_back.choices[1].question
    assert answer.citations[0].speaker == asked_back.choices[1].label.partition(",")[0]


def test_what_is_asked_back_reads_well_everywhere(desk: Desk) -> None:
    answer = desk.ask("What did the president say?")
    label = answer.choices[0].label
    assert f"1. {label}" in repr(answer)
    assert f"<li>{html.escape(label)}</li>" in answer._repr_html_()
    assert records.answer_record(answer)["choices"][0] == {
        "label": label,
        "question": answer.choices[0].question,
    }


def test_every_choice_has_an_answer(desk: Desk) -> None:
    for question in ("What did the president say?", "What was agreed at the talks?"):
        choices = desk.ask(question).choices
        assert len(choices) > 1
        assert all(
            desk.ask(choice.question, [desk.ask(question).turn]).answered for choice in choices
        )


def test_she_is_who_spoke_and_not_whatever_the_answer_names_first(chat: Chat) -> None:
    assert "Lower Town" in chat.ask("Who heads the county fire service?").text
    assert chat.ask("What did she say?").standalone_question == "What did Moira Tansley say?"


@pytest.mark.parametrize(
    "question",
    [
        "What did the mayor say?",
        "What did the Turkish foreign minister say?",
        "What did Lavrov say?",
        "What did the ministers say in Minsk?",
        "Who won the final?",
        "What was agreed at the talks in Vienna?",
    ],
)
def test_what_only_one_can_be_meant_by_is_not_asked_back(question: str, desk: Desk) -> None:
    assert desk.ask(question).choices == ()


def test_the_conversation_tells_which_is_meant(chat: Chat) -> None:
    chat.ask("What did Poroshenko say in Minsk in 2015?")
    assert (
        chat.ask("What did the president say?").standalone_question
        == "What did Petro Poroshenko say?"
    )


def test_he_is_asked_back_where_two_were_named_together(chat: Chat) -> None:
    chat.ask("How long did Kerry and Lavrov talk in Paris?")
    assert [choice.label for choice in chat.ask("What did he say?").choices] == ["Kerry", "Lavrov"]
    assert chat.ask("Lavrov").standalone_question == "What did Lavrov say?"


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


def test_a_kept_chat_knows_what_it_showed_long_ago(desk: Desk) -> None:
    chat = desk.kept_chat("terminal:long")
    first = chat.ask(MINSK)
    for _ in range(9):
        chat.ask("What did Klimkin say in Minsk?")
    chat.ask(MINSK)
    assert not set(quotes(first)) & set(quotes(chat.ask("More")))


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


def test_only_from_one_paper_is_cited_from_it_alone(chat: Chat) -> None:
    chat.ask("What did Lavrov say in Antalya?")
    narrowed = chat.ask("Only from the Harbour Post")
    assert {citation.publisher for citation in narrowed.citations} == {"Harbour Post"}
    assert not chat.ask("Only from the Danish paper").answered


PLACES = ("Minsk", "Antalya", "Vienna", "Geneva", "Paris")
FOLLOW_UPS = ("And Klimkin?", "What did he say about {number} soldiers?", "More")


def test_fifty_chats_at_once_never_mix_not_even_over_a_restart(
    sample_index: Path, tmp_path: Path
) -> None:
    """Every question has its chat's number; no other number may be in its turns."""
    loaded = settings.load(index={"path": str(sample_index)}, state={"path": str(tmp_path)})
    order = random.Random(7)
    firsts = "What did Lavrov say about {number} soldiers in {place}?"
    desk = Desk(loaded)
    for turn, question in enumerate((firsts, *FOLLOW_UPS)):
        if turn == 2:
            desk.conversations.close()
            desk = Desk(loaded)
        chats = order.sample(range(100, 150), 50)
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(_ask, repeat(desk), chats, repeat(question)))
    for number in range(100, 150):
        turns = desk.conversations.history(f"telegram:{number}")
        place = PLACES[number % 5]
        expected = (
            question.format(number=number, place=place) for question in (firsts, *FOLLOW_UPS)
        )
        assert [one.question for one in turns] == list(expected)
        told = " ".join(one.standalone_question for one in turns)
        assert set(re.findall(r"\d+", told)) == {str(number)}
        assert {other for other in PLACES if other in told} == {place}
        assert "Klimkin" in turns[1].standalone_question


def _ask(desk: Desk, number: int, question: str) -> None:
    chat = desk.kept_chat(f"telegram:{number}", f"telegram:{number}")
    chat.ask(question.format(number=number, place=PLACES[number % 5]))
