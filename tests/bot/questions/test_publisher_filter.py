"""Questions narrowed to a publisher or a file."""

from __future__ import annotations

import pytest

from bot.desk import Chat
from bot.questions.publisher_filter import _ONLY_FROM, narrow
from index.stores.catalog import Listing
from index.types import EVERYTHING, Filters


def listing(source: str, publisher: str | None) -> Listing:
    """An indexed article of a publisher."""
    return Listing(source, "T", None, publisher, None, None, None, "en", 1, "0" * 64, None, 900, {})


@pytest.mark.parametrize(
    ("origin", "expected"),
    [
        ("from the Irish paper", Filters(publisher="The Irish Gazette")),
        ("from the Gazette", Filters(publisher="The Irish Gazette")),
        ("by the wire agency Nordwire", Filters(publisher="Nordwire")),
        ("from wire/a.txt", Filters(sources=("wire/a.txt",))),
        ("from the Danish paper", Filters(publisher="the Danish paper")),
    ],
)
def test_only_from_a_publisher_or_a_source_narrows(origin: str, expected: Filters) -> None:
    listings = [
        listing("wire/a.txt", "Nordwire"),
        listing("b.txt", "The Irish Gazette"),
        listing("c.txt", None),
    ]
    found = narrow(f"What did Lavrov say, only {origin}?", lambda _: listings, EVERYTHING)
    assert (found.question, found.filters) == ("What did Lavrov say?", expected)


def test_publishers_that_are_meant_alike_are_asked_back() -> None:
    listings = [listing("a.txt", "The Irish Gazette"), listing("b.txt", "Irish Post")]
    found = narrow("Who won, only from the Irish paper?", lambda _: listings, EVERYTHING)
    assert [choice.question for choice in found.choices] == [
        "Who won, only from Irish Post?",
        "Who won, only from The Irish Gazette?",
    ]


def test_only_in_a_place_is_no_publisher() -> None:
    question = "What did Putin propose, only in the east?"
    assert (
        narrow(question, lambda _: [listing("a.txt", "Nordwire")], EVERYTHING).question == question
    )


@pytest.mark.parametrize(
    "question",
    [
        "How many people died just from the cold?",
        "What happened only in Ireland?",
        "What did Putin say, only from November 2016?",
        "Who won, only from the others?",
    ],
)
def test_what_is_no_publisher_narrows_nothing(question: str) -> None:
    listings = [listing("a.txt", "Irish Times"), listing("b.txt", "Nordwire")]
    found = narrow(question, lambda _: listings, EVERYTHING)
    assert (found.question, found.filters, found.choices) == (question, EVERYTHING, ())


def test_the_whole_name_of_a_publisher_means_no_other() -> None:
    listings = [listing("a.txt", "The Post"), listing("b.txt", "The Arnwick Post")]
    found = narrow("Who won, only from The Post?", lambda _: listings, EVERYTHING)
    assert (found.filters, found.choices) == (Filters(publisher="The Post"), ())


@pytest.mark.parametrize(
    ("question", "origin"),
    [
        ("Who won, only from the Irish paper?", "the Irish paper"),
        ("Who won just what the Irish paper says", "the Irish paper"),
        ("Who won, only according to Nordwire?", "Nordwire"),
    ],
)
def test_the_origin_stands_behind_only(question: str, origin: str) -> None:
    match = _ONLY_FROM.search(question)
    assert match is not None
    assert match["origin"] == origin


@pytest.mark.parametrize("question", ["Who won from the paper?", "Who won, only the paper?"])
def test_other_words_name_no_origin(question: str) -> None:
    assert _ONLY_FROM.search(question) is None


def test_only_from_one_paper_is_cited_from_it_alone(chat: Chat) -> None:
    chat.ask("What did Lavrov say in Antalya?")
    narrowed = chat.ask("Only from the Harbour Post")
    assert {citation.publisher for citation in narrowed.citations} == {"Harbour Post"}
    assert not chat.ask("Only from the Danish paper").answered
