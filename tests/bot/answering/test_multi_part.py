"""Answers in parts, over five articles that tell of the same ferry and the same barrage, and do not
agree."""

from __future__ import annotations

from pathlib import Path

import pytest
from shortfalls import NOT_YET

from bot.answering import multi_part
from bot.desk import Desk
from bot.rendering.records import answer_record
from bot.types.answer import Answer
from config import settings
from index.models.embeddings import Embeddings
from index.stores.archive import Archive
from index.syncing.sync import sync
from index.types import Filters


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embeddings: Embeddings) -> Desk:
    """A desk over the five articles."""
    loaded = settings.load(index={"path": str(tmp_path_factory.mktemp("accounts"))})
    archive = Archive(loaded, create=True)
    archive.embeddings = embeddings
    sync(archive, [str(Path(__file__).parents[2] / "accounts")])
    return Desk(loaded)


def sources(answer: Answer) -> list[str]:
    return [citation.source.removesuffix(".txt") for citation in answer.citations]


def test_figures_that_differ_are_given_the_newest_first(desk: Desk) -> None:
    answer = desk.ask("How many people were killed when the Saint Orla ran aground?")
    assert sources(answer)[0] == "ferry-inquiry"
    assert sources(answer)[-1] == "ferry-aground"
    assert answer.citations[0].heading == "The Linnet Echo, 14 October 2022"


@NOT_YET
def test_figures_that_differ_are_all_given(desk: Desk) -> None:
    answer = desk.ask("How many people were killed when the Saint Orla ran aground?")
    assert sources(answer) == ["ferry-inquiry", "ferry-divers", "ferry-aground"]


def test_one_figure_is_given_once_and_without_a_heading(desk: Desk) -> None:
    answer = desk.ask("How many passengers was the Saint Orla carrying?")
    assert sources(answer) == ["ferry-aground"]
    assert answer.citations[0].heading == ""


def test_two_accounts_of_what_was_done_are_both_given(desk: Desk) -> None:
    answer = desk.ask("Did the captain of the Saint Orla take the wrong channel?")
    assert sources(answer) == ["ferry-inquiry", "ferry-aground"]


def test_each_of_two_people_is_cited_under_their_name(desk: Desk) -> None:
    answer = desk.ask("What did Marsh and Blake say about the captain?")
    assert [c.heading for c in answer.citations] == [c.speaker for c in answer.citations]
    assert {c.speaker for c in answer.citations} == {"Della Marsh", "Ossian Blake"}


def test_an_overview_is_the_leads_by_date(desk: Desk) -> None:
    answer = desk.ask("What happened to the Saint Orla?")
    assert sources(answer) == ["ferry-aground", "ferry-divers", "ferry-inquiry"]


def test_a_year_narrows_an_overview(desk: Desk) -> None:
    assert sources(desk.ask("What happened at Wick Sound in 2021?")) == ["barrage-plan"]


def test_filters_hold_for_every_part(desk: Desk) -> None:
    answer = desk.ask("What happened to the Saint Orla?", filters=Filters(sources=("ferry-d*",)))
    assert sources(answer) == ["ferry-divers"]


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("What was the last thing Vell said about the barrage?", "barrage-delay"),
        ("What did Vell first say about the barrage?", "barrage-plan"),
        ("What is the latest on the barrage at Wick Sound?", "barrage-delay"),
    ],
)
def test_the_latest_and_the_first_are_told_by_date(desk: Desk, question: str, source: str) -> None:
    assert set(sources(desk.ask(question))) == {source}


def test_a_list_has_a_sentence_of_each_article(desk: Desk) -> None:
    assert sources(desk.ask("Whom did Corrado meet?")) == [
        "ferry-inquiry",
        "ferry-divers",
        "barrage-plan",
    ]


def test_who_blamed_nobody_is_not_answered_with_other_words(desk: Desk) -> None:
    assert not desk.ask("Whom did Vell blame?").answered


def test_days_are_shown_to_people_and_not_put_into_the_quote(desk: Desk) -> None:
    answer = desk.ask("What is the latest on the barrage at Wick Sound?")
    [cited] = answer_record(answer)["citations"]
    assert "on Friday [29 September 2023]." in str(answer)
    assert "[29" not in answer.text + cited["quote"]
    assert desk.article(cited["source"]).text[cited["start"] : cited["end"]] == cited["quote"]
    [day] = cited["dates"]
    assert desk.article(cited["source"]).text[day["start"] : day["end"]] == "Friday"
    assert day["date"] == "2023-09-29"


def test_who_else_spoke_is_somebody_else(desk: Desk) -> None:
    asked = "Who spoke about the captain of the Saint Orla?"
    first = desk.ask(asked)
    other = desk.ask(asked.replace("Who", "Who else"), [first.turn])
    assert first.citations
    assert not {one.speaker for one in first.citations} & {one.speaker for one in other.citations}


@pytest.mark.parametrize(
    ("question", "verb"),
    [("Who denied it?", "denied"), ("“Who has also denied it?”", "denied"), ("Who’s late?", None)],
)
def test_the_verb_behind_who(question: str, verb: str | None) -> None:
    who = multi_part._WHO_DID.match(question)
    assert (who and who["verb"]) == verb
