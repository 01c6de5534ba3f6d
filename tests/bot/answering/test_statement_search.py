"""The statements on record."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import bot
from bot.answering.statement_search import Wanted, of_file
from bot.desk import Desk
from index.errors import OnRecordError


@pytest.fixture(scope="module")
def desk(sample_index: Path) -> Desk:
    """A desk over the sample articles."""
    return bot.open(sample_index)


@pytest.mark.parametrize("name", ["Lavrov", "lavrov", "Sergei Lavrov", "Sergey Lavrov"])
def test_only_what_the_speaker_said_is_given(desk: Desk, name: str) -> None:
    found = desk.said(name)
    assert found
    assert {one.statement.speaker.split()[-1] for one in found} == {"Lavrov"}


def test_statements_are_narrowed_by_words_and_place(desk: Desk) -> None:
    found = desk.said("Lavrov", about="militarized missions", place="Minsk")
    assert found
    assert all("mission" in one.text and one.article.source == "minsk-talks.txt" for one in found)


def test_a_place_where_nothing_was_said_gives_nothing(desk: Desk) -> None:
    assert desk.said("Lavrov", place="Reykjavik") == []


def test_a_place_is_known_by_its_country_wherever_that_is_named(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(
        "The mayor stepped down.\n\n“I have had enough,” Ada Moor said in Belarus on Friday.\n"
    )
    assert [one.statement.place for one in of_file(file, Wanted())] == ["Belarus"]
    assert len(of_file(file, Wanted(place="the capital Minsk"))) == 1


def test_words_alone_find_statements_of_anybody(desk: Desk) -> None:
    assert {one.statement.speaker for one in desk.said(about="ceasefire")}


def test_statements_come_oldest_first_and_stand_in_their_articles(desk: Desk) -> None:
    found = desk.said()
    assert [one.when for one in found] == sorted(one.when for one in found)
    assert all(
        one.article.text[one.statement.start : one.statement.end] == one.text for one in found
    )


def test_the_async_twin_gives_the_same(desk: Desk) -> None:
    assert asyncio.run(desk.asaid("Klimkin")) == desk.said("Klimkin")


def test_a_file_needs_no_index(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_text(
        "The mayor stepped down on Friday.\n\n"
        "“I have had enough,” said Ada Moor, the mayor of Lorn.\n"
    )
    [said] = of_file(file, Wanted(speaker="Moor"))
    assert (said.text, said.line) == ("“I have had enough,”", 3)
    assert of_file(file, Wanted(speaker="Nobody")) == []


def test_a_file_that_is_no_article_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\0\1\2" * 99)
    with pytest.raises(OnRecordError, match="cannot be read as an article"):
        of_file(tmp_path / "a.txt", Wanted())
