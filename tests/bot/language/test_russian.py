"""Questions in Russian about articles in English, and follow-ups in Russian.

The article is our own.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest
from shortfalls import not_yet

import bot
from bot.conversation.standalone import standalone
from bot.desk import Desk
from bot.language.russian import in_english
from bot.types.answer import Turn
from index.stores.archive import Archive
from index.syncing.sync import sync

TEXT = (
    "Ministers part without a deal on the river\n\n"
    "VIENNA, 4 March 2026 - Foreign Minister Oleg Bazarov said in Vienna on Wednesday "
    "that the talks would go on.\n\n"
    "Irina Sokolova, the minister of the other side, said she had hoped for more. "
    "The talks took nine hours.\n\n"
    "“The sanctions will stay,” Bazarov said.\n"
)
TERMS = {"~bazarov", "~sokolova", "~viena", "~kerri", "~keri"}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, make_archive: Callable[..., Archive]) -> Desk:
    """A desk over the article."""
    articles, folder = tmp_path_factory.mktemp("articles"), tmp_path_factory.mktemp("index")
    (articles / "river.txt").write_text(TEXT, encoding="utf-8")
    sync(make_archive(folder, statements=True), [str(articles)])
    return bot.open(folder)


@pytest.mark.parametrize(
    ("question", "english"),
    [
        ("Что сказал Базаров в Вене?", "What did Bazarov say in Vienna?"),
        ("что базаров говорил о санкциях", "What did Bazarov say about sanctions?"),
        ("О чём говорила Соколова?", "What did Sokolova say?"),
        ("Согласился ли Базаров с Соколовой?", "Did Bazarov agree with Sokolova?"),
        ("Кого обвинила Соколова?", "Who did Sokolova accuse?"),
        (
            "Где встретились министры Базаров и Соколова?",
            "Where met minister Bazarov and Sokolova?",
        ),
        ("Сколько часов длились переговоры?", "How many часов длились talks?"),
        ("Что говорит Oleg Bazarov в Вене?", "What did Oleg Bazarov say in Vienna?"),
        ("Кто сказал, что санкции останутся?", "Who say, that sanctions останутся?"),
        ("What did Bazarov say?", "What did Bazarov say?"),
    ],
)
def test_a_question_takes_the_form_of_an_english_one(question: str, english: str) -> None:
    assert in_english(question, TERMS.__contains__) == english


@pytest.mark.parametrize(
    ("question", "last", "whole"),
    [
        ("А Соколова?", "Что сказал Базаров в Вене?", "Что сказал Соколова в Вене?"),
        ("а что насчёт Соколовой?", "Что сказал Базаров в Вене?", "Что сказал Соколовой в Вене?"),
        ("А в Праге?", "Что сказал Базаров в Вене?", "Что сказал Базаров в Праге?"),
        ("А о санкциях?", "Что сказал Базаров?", "Что сказал Базаров о санкциях?"),
        ("А в 2019 году?", "Что сказал Базаров в 2018 году?", "Что сказал Базаров в 2019 году?"),
        ("Когда?", "Где встретились Базаров и Соколова?", "Когда встретились Базаров и Соколова?"),
        ("Что ещё?", "Что сказал Базаров?", "Что ещё сказал Базаров?"),
        ("Что он там обещал?", "Что сказал Базаров в Вене?", "Что Базаров в Вене обещал?"),
        ("А Соколова?", "What did Bazarov say in Vienna?", "What did Соколова say in Vienna?"),
        ("Кто мэр Праги?", "Что сказал Базаров в Вене?", "Кто мэр Праги?"),
    ],
)
def test_a_follow_up_is_completed_from_the_question_before(
    question: str, last: str, whole: str
) -> None:
    assert standalone(question, [Turn(last, last, "")]) == whole


def test_a_russian_conversation_cites_the_english_words(desk: Desk) -> None:
    chat = desk.chat()
    first = chat.ask("Что сказал Базаров в Вене?")
    then = chat.ask("А Соколова?")
    assert first.citations[0].speaker == "Oleg Bazarov"
    assert [cited.speaker for cited in then.citations] == ["Irina Sokolova"]
    assert all(
        TEXT[one.start : one.end] == one.quote for one in (*first.citations, *then.citations)
    )


@pytest.mark.parametrize(
    "question",
    [
        "Что сказал Базаров в Праге?",
        "Что сказал Медников?",
        "Сколько стоил мост?",
        not_yet("Кто мэр Вены?"),
    ],
)
def test_what_the_article_does_not_say_is_not_answered(question: str, desk: Desk) -> None:
    assert not desk.ask(question).answered
