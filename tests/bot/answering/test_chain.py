"""The chain does each piece of work once: it understands a question once, and an ordinary one
searches once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from bot.answering import chain, scoped_index
from bot.desk import Desk
from bot.types.answer import Turn
from config import settings
from index.models.embeddings import Embeddings
from index.stores.archive import Archive
from index.syncing.sync import sync

MINSK = "what did Lavrov say in Minsk?"


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often each piece of work was done."""
    counts: Counter[str] = Counter()

    def count(owner: Any, name: str) -> None:
        original = getattr(owner, name)

        def counted(*given: Any, **named: Any) -> Any:
            counts[name] += 1
            return original(*given, **named)

        monkeypatch.setattr(owner, name, counted)

    count(chain, "understand")
    count(scoped_index, "search")
    count(Embeddings, "encode")
    return counts


@pytest.mark.parametrize(
    ("question", "searches"),
    [
        (MINSK, 1),
        ("Who won the Harbour Cup of 1871?", 1),  # nothing answers
        ("What did Lavrov and Klimkin say in Minsk?", 3),  # the whole question, then each person
        ("What did Lavrof say in Minsk?", 2),  # asked back as Lavrov
    ],
)
def test_each_question_searches_and_is_embedded_once(
    question: str, searches: int, desk: Desk, calls: Counter[str]
) -> None:
    desk._archive.embeddings._of_question.cache_clear()
    desk.ask(question)
    assert calls == {"understand": 1, "search": searches, "encode": searches}


def test_a_follow_up_that_may_be_read_in_other_ways_stops_at_the_first_answer(
    desk: Desk, calls: Counter[str]
) -> None:
    answer = desk.ask("And Klimkin?", [Turn(MINSK, MINSK)])
    assert answer.answered
    assert (calls["understand"], calls["search"]) == (1, 1)


@pytest.mark.parametrize("question", ["Are you sure?", "Where does it say that?"])
def test_the_evidence_of_the_last_answer_is_not_searched_for(
    question: str, desk: Desk, calls: Counter[str]
) -> None:
    last = desk.ask(MINSK).turn
    calls.clear()
    assert desk.ask(question, [last]).citations
    assert (calls["understand"], calls["search"]) == (1, 0)


def test_a_question_that_is_asked_back_tries_each_choice_once(
    desk: Desk, calls: Counter[str]
) -> None:
    history = [Turn("Q", "How long did Kerry and Lavrov talk in Paris?")]
    answer = desk.ask("What did he say?", history)
    assert [choice.label for choice in answer.choices] == ["Kerry", "Lavrov"]
    assert calls["search"] == 3


ACCIDENTS = {
    "dunmore.txt": (
        "Cannery in Dunmore burns down\n\n"
        "The cannery in Dunmore burned down on Friday. Four workers were hurt when the roof"
        " fell in. The fire began in a drying room.\n"
    ),
    "saltby.txt": (
        "Ferry runs aground off Saltby\n\n"
        "The Saltby ferry ran aground on Friday. Eleven passengers were hurt when it hit the"
        " rocks. The pilot had misread a buoy.\n"
    ),
}


@pytest.fixture(scope="module")
def accidents(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk over two accidents of one day."""
    folder = tmp_path_factory.mktemp("accidents")
    for name, text in ACCIDENTS.items():
        (folder / name).write_text(text)
    loaded = settings.load(index={"path": str(folder / "index")})
    sync(Archive(loaded, create=True), [str(folder)])
    return Desk(loaded)


@pytest.mark.parametrize(
    ("first", "source"),
    [("What happened in Dunmore?", "dunmore.txt"), ("What ran aground?", "saltby.txt")],
)
def test_a_follow_up_stays_with_its_event(accidents: Desk, first: str, source: str) -> None:
    chat = accidents.chat()
    assert {one.source for one in chat.ask(first).citations} == {source}
    assert {one.source for one in chat.ask("How many people were hurt?").citations} == {source}
