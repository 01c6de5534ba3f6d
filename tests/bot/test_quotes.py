"""What is quoted, and whose words it is."""

from pathlib import Path

import pytest

import bot
from bot.desk import Desk


@pytest.fixture(scope="module")
def desk(sample_index: Path) -> Desk:
    return bot.open(sample_index)


@pytest.mark.parametrize(
    ("question", "speaker"),
    [
        ("what did putin say about navalny", "Vladimir Putin"),
        ("What did Biden say about cyberattacks?", "Joe Biden"),
        ("What did Kerry say in Paris in 2014?", "John Kerry"),
        ("What did Kuleba say in Antalya?", "Dmytro Kuleba"),
    ],
)
def test_nobody_is_given_the_words_of_another(desk: Desk, question: str, speaker: str) -> None:
    answer = desk.ask(question)
    assert answer.citations
    assert {citation.speaker for citation in answer.citations} == {speaker}


@pytest.mark.parametrize(
    "question",
    [
        "What did Kuleba say in Minsk?",
        "What did Lavrov say in Minsk in 2019?",
        "What did Merkel say in Antalya?",
        "How old is Sergei Lavrov?",
        "How much did the Kestrel Bridge cost to build?",
        "Independent news needs what?",
    ],
)
def test_what_the_articles_do_not_say_is_not_answered(desk: Desk, question: str) -> None:
    answer = desk.ask(question)
    assert not answer.answered
    assert not answer.citations


def test_a_question_about_one_thing_gets_two_sentences_at_most(desk: Desk) -> None:
    answer = desk.ask("How high did the River Arn rise?")
    assert 1 <= len(answer.citations) <= 2
    assert "5.82 metres" in answer.text


def test_a_syndicated_copy_is_not_quoted_beside_its_twin(desk: Desk) -> None:
    answer = desk.ask("What did Lavrov say in Antalya?")
    quotes = [citation.quote for citation in answer.citations]
    assert len(quotes) == len(set(quotes))


def test_to_have_spoken_for_an_hour_is_to_have_said_nothing(desk: Desk) -> None:
    answer = desk.ask("What did Lavrov say in Antalya?")
    assert {citation.speaker for citation in answer.citations} == {"Sergei Lavrov"}
    assert "hour and a half" not in answer.text
