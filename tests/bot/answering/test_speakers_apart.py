"""No answer to what somebody said cites the words of another: over all pairs of people in the
twenty marked articles."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import permutations
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bot.desk import Desk
from bot.types.answer import Answer
from config import settings
from index.language.offices import titles
from index.models.embeddings import Embeddings
from index.statements.speaker_match import is_speaker
from index.stores.archive import Archive
from index.syncing.sync import sync

FOLDER = Path(__file__).parents[2] / "statements"


class Marked(NamedTuple):
    """A statement as a person marked it."""

    source: str
    speaker: str
    start: int
    end: int


def marked() -> Iterator[Marked]:
    for file in sorted(FOLDER.glob("*.json")):
        rows: list[dict[str, Any]] = json.loads(file.read_text(encoding="utf-8"))
        for row in rows:
            yield Marked(file.with_suffix(".txt").name, row["speaker"], row["start"], row["end"])


MARKED = list(marked())


def is_person(name: str) -> bool:
    words = name.split()
    return (
        len(words) > 1
        and words[-1].istitle()
        and "office" not in name
        and not titles() & {w.lower() for w in words}
    )


PEOPLE = sorted({one.speaker for one in MARKED if is_person(one.speaker)})
TOGETHER = [
    pair
    for source in sorted({one.source for one in MARKED})
    for pair in permutations(
        sorted({one.speaker for one in MARKED if one.source == source} & set(PEOPLE)), 2
    )
]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, embeddings: Embeddings) -> Desk:
    """A desk over the twenty articles."""
    loaded = settings.load(index={"path": str(tmp_path_factory.mktemp("twenty"))})
    archive = Archive(loaded, create=True)
    archive.embeddings = embeddings
    sync(archive, [str(FOLDER)])
    return Desk(loaded)


def of_others(answer: Answer, speaker: str) -> list[str]:
    """The cited sentences that hold what others said, and nothing that the speaker did."""
    found = []
    for cited in answer.citations:
        rows = [one for one in MARKED if one.source == cited.source]
        here = {one.speaker for one in rows if one.start < cited.end and cited.start < one.end}
        if here and speaker not in here:
            found.append(cited.quote)
    return found


def test_there_are_people_to_ask_about() -> None:
    assert len(PEOPLE) > 40
    assert len(TOGETHER) > 80


@pytest.mark.parametrize("speaker", PEOPLE)
def test_what_somebody_said_is_not_what_another_said(desk: Desk, speaker: str) -> None:
    answer = desk.ask(f"What did {speaker} say?")
    assert answer.answered
    assert of_others(answer, speaker) == []
    assert {citation.speaker for citation in answer.citations} == {speaker}


@pytest.mark.parametrize(("speaker", "other"), TOGETHER)
def test_what_somebody_said_of_another_is_not_what_the_other_said(
    desk: Desk, speaker: str, other: str
) -> None:
    assert of_others(desk.ask(f"What did {speaker} say about {other}?"), speaker) == []


def test_nobody_is_taken_for_another_by_name(desk: Desk) -> None:
    said = [one.statement for one in desk.said() if is_person(one.statement.speaker)]
    assert len(said) > 80
    for name in PEOPLE:
        assert {one.speaker for one in said if is_speaker(name, one)} <= {name}
