"""Articles that many papers print, sentences that all articles of a paper have, and questions about
some of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

import bot
from bot.desk import Desk
from index.stores.archive import Archive
from index.syncing.sync import sync
from index.types import Filters

FERRY = """Ferry runs aground off Tarn Island
Publisher: {publisher}
Date: {day}

The ferry Osprey ran aground off Tarn Island on Friday with 212 people on board.
Lifeboats from three villages brought the passengers ashore within four hours, the coastguard said.
"The rudder did not answer," harbour master Ilse Brandt said.
Divers are to inspect the hull at low tide, \
and the island's school is to remain closed until Monday.
Tarn Island has no other link to the mainland between October and April.
"""
BUDGET = """Harbour budget is passed
Publisher: Northern Wire
Date: 2023-05-09

"The harbour needs a second crane," harbour master Ilse Brandt said.
Councillors passed the budget by 11 votes to 4 after a debate of two hours.
"""
SUBJECTS = {
    "pears": (
        "Growers in the Lower Vale picked a record crop of pears "
        "before the frost came to the valley."
    ),
    "chess": (
        "A schoolgirl of twelve beat the county's champion at chess in a final of ninety moves."
    ),
    "bells": (
        "The bells of the old abbey rang again after a restoration that had taken seven winters."
    ),
    "otters": (
        "Otters were seen in the canal for the first time since the mills along it were shut."
    ),
    "trams": (
        "Trams are to run through the night at weekends, "
        "the transport board decided in a close vote."
    ),
    "lamps": (
        "Gas lamps in the upper town are to be kept, though the council had wanted to replace them."
    ),
}
APPEAL = "The Tidewater Foundation of Osmere pays for the coverage of harbours."


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, make_archive: Callable[..., Archive]) -> Desk:
    """A desk over a report in three papers, one of them in its own words; a budget; and six notes
    with one appeal."""
    base = tmp_path_factory.mktemp("syndication")
    files = {
        "wire/ferry.txt": FERRY.format(publisher="Northern Wire", day="2024-03-02"),
        "wire/again/ferry.txt": FERRY.format(publisher="Northern Wire", day="2024-03-02"),
        "post/ferry.txt": FERRY.format(publisher="Osmere Post", day="2024-03-03").replace(
            "on Friday", "on Friday night"
        ),
        "wire/budget.txt": BUDGET,
    }
    for name, text in SUBJECTS.items():
        files[f"wire/{name}.txt"] = (
            f"A note on {name}\nPublisher: Northern Wire\n\n{text}\n{APPEAL}\n"
        )
    for name, text in files.items():
        (base / "news" / name).parent.mkdir(parents=True, exist_ok=True)
        (base / "news" / name).write_text(text)
    sync(make_archive(base / "index", statements=True), [str(base / "news")])
    return bot.open(base / "index")


def test_a_report_in_several_papers_is_cited_once_and_the_others_are_named(desk: Desk) -> None:
    [citation] = desk.ask("How many people were on board the Osprey?").citations
    assert "212 people" in citation.quote
    assert {citation.source, *citation.also_in} == {
        "wire/ferry.txt",
        "wire/again/ferry.txt",
        "post/ferry.txt",
    }
    assert citation.source not in citation.also_in


def test_a_report_in_several_papers_is_one_passage_of_a_search(desk: Desk) -> None:
    found = [hit.source for hit in desk.search("the ferry Osprey ran aground", 8)]
    assert len([source for source in found if source.endswith("ferry.txt")]) == 1
    assert len(found) > 3


def test_copies_are_grouped_under_the_first_to_be_published(desk: Desk) -> None:
    copies = {listing.source: listing.copies_of for listing in desk.articles()}
    first = "wire/again/ferry.txt"
    assert (copies["wire/ferry.txt"], copies["post/ferry.txt"], copies[first]) == (
        first,
        first,
        None,
    )
    assert copies["wire/budget.txt"] is None


def test_a_sentence_that_all_articles_of_a_paper_have_is_not_cited(desk: Desk) -> None:
    answer = desk.ask("Who pays for the coverage of harbours?")
    assert "Tidewater" not in answer.text
    otters = desk.ask("Where were otters seen?")
    assert [citation.quote for citation in otters.citations] == [SUBJECTS["otters"]]


def test_a_sentence_that_few_articles_have_is_cited(
    make_archive: Callable[..., Archive], tmp_path: Path
) -> None:
    """The test before this one would hold for a desk that answers nothing."""
    (tmp_path / "news").mkdir()
    for name, text in list(SUBJECTS.items())[:4]:
        (tmp_path / "news" / f"{name}.txt").write_text(f"A note on {name}\n\n{text}\n{APPEAL}\n")
    sync(make_archive(tmp_path / "index"), [str(tmp_path / "news")])
    assert (
        "Tidewater"
        in bot.open(tmp_path / "index").ask("Who pays for the coverage of harbours?").text
    )


def test_what_recurs_does_not_hide_what_answers_too(
    make_archive: Callable[..., Archive], tmp_path: Path
) -> None:
    """It would be the surest, and stand in every place that is read closely."""
    (tmp_path / "news").mkdir()
    subjects = [
        f"The {place} council met on {day} about its {matter}."
        for place in ("Arn", "Osmere", "Tarn", "Vale")
        for day, matter in (
            ("Monday", "lamps"),
            ("Tuesday", "drains and gutters"),
            ("Friday", "old bells"),
        )
    ]
    others = (
        "Lamps on the north side have been dark since the storm, and a shop lent its own.",
        "Two ponds froze over and the ducks went to the mill.",
        "A choir sang for the oldest baker in town, who is ninety.",
        "The bus to the coast is late on market days, a driver wrote.",
        "Snow closed the pass for an hour and nobody minded.",
        "A goat that ate the mayor's hat was pardoned by a judge.",
        "Tickets for the fair cost less than a year ago.",
        "The library bought a clock from a widow in Pell.",
        "Seven chess players drew every game of the cup.",
        "Rain ruined the strawberries, so plums were sold instead.",
        "An owl nests in the tower and the bells stay silent.",
        "The ferry got a new coat of green paint by volunteers.",
    )
    for number, texts in enumerate(zip(subjects, others, strict=True)):
        text = "\n".join((*texts, "The Foundation of Osmere pays for coverage of harbours."))
        (tmp_path / "news" / f"{number}.txt").write_text(f"{text}\n")
    (tmp_path / "news" / "one.txt").write_text(
        "Coverage of harbours: the Brandt family pays for it, the editor said.\n"
    )
    sync(make_archive(tmp_path / "index"), [str(tmp_path / "news")])
    assert "Brandt" in bot.open(tmp_path / "index").ask("Who pays for coverage of harbours?").text


@pytest.mark.parametrize(
    ("filters", "sources"),
    [
        (
            Filters(),
            {"wire/budget.txt", "wire/ferry.txt", "wire/again/ferry.txt", "post/ferry.txt"},
        ),
        (Filters(before=date(2024, 1, 1)), {"wire/budget.txt"}),
        (
            Filters(after=date(2024, 1, 1)),
            {"wire/ferry.txt", "wire/again/ferry.txt", "post/ferry.txt"},
        ),
        (Filters(after=date(2024, 3, 3)), {"post/ferry.txt"}),
        (Filters(publisher="osmere"), {"post/ferry.txt"}),
        (Filters(sources=("post",)), {"post/ferry.txt"}),
        (Filters(sources=("*/budget.txt",)), {"wire/budget.txt"}),
        (Filters(sources=("wire/budget.txt",), after=date(2024, 1, 1)), set()),
        (Filters(publisher="nobody's"), set()),
    ],
)
@pytest.mark.parametrize(
    "question", ["What did Ilse Brandt say?", "What did the harbour master say?"]
)
def test_what_somebody_said_is_found_within_the_filters(
    question: str, filters: Filters, sources: set[str], desk: Desk
) -> None:
    answer = desk.ask(question, filters=filters)
    assert {citation.source for citation in answer.citations} <= sources
    assert answer.answered is bool(sources)
    assert {hit.source for hit in desk.search(question, 20, filters)} & sources or not sources
