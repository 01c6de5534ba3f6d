"""What a question means in its conversation: remarks on the last answer, other readings, and what is asked back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.conversation.meta_requests import Remark, Shown, cited_last, remark, text
from bot.conversation.standalone import readings
from bot.conversation.understanding import understand
from bot.questions import publisher_filter
from bot.questions.clarification import chosen, people_meant
from bot.types.answer import Choice, Turn
from bot.types.citation import Citation
from index.stores.catalog import Listing
from index.types import EVERYTHING, Filters

MINSK = "What did Lavrov say in Minsk?"


def turns(*questions: str) -> list[Turn]:
    """Turns whose questions stand by themselves."""
    return [Turn(question, question) for question in questions]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("More", Remark.MORE),
        ("tell me more, please", Remark.MORE),
        ("Tell me more about that.", Remark.MORE),
        ("Where does it say that?", Remark.PASSAGE),
        ("where does the article say so", Remark.PASSAGE),
        ("Says who?", Remark.PASSAGE),
        ("Show me the passage", Remark.PASSAGE),
        ("Where does [2] say that?", Remark.PASSAGE),
        ("Are you sure?", Remark.PROOF),
        ("Really?", Remark.PROOF),
        ("How do you know that?", Remark.PROOF),
        ("More sanctions?", None),
        ("Tell me more about Lavrov", None),
        ("Where was that?", None),
        ("Are you sure that Lavrov was in Minsk?", None),
        ("Is that the minister?", None),
        ("", None),
    ],
)
def test_a_remark_asks_nothing_new_of_the_articles(question: str, expected: Remark | None) -> None:
    assert remark(question) is expected


def test_a_remark_is_none_where_nothing_was_said() -> None:
    assert understand("More", []).remark is None


def test_the_question_before_is_what_more_is_wanted_of() -> None:
    meant = understand(
        "More", [Turn("And Klimkin?", "What did Klimkin say?", "Klimkin said no. [1]")]
    )
    assert (meant.questions, meant.remark) == (("What did Klimkin say?",), Remark.MORE)
    assert "Klimkin said no." in meant.shown


def test_what_was_shown_is_told_by_citations_and_by_text(citation: Citation) -> None:
    shown = Shown([Turn("Q", "Q", "One said  it.\nTwo did. [1]", (citation,))])
    assert citation.quote.replace(" ", "\n") in shown
    assert "One said it." in shown
    assert "Three did." not in shown


def test_the_latest_citations_are_meant_and_of_them_the_one_whose_number_is_given(
    citation: Citation,
) -> None:
    second = replace(citation, number=2)
    history = [Turn("Q", "Q", "A", (citation, second)), Turn("R", "R", "The articles do not say.")]
    assert cited_last(history) == (citation, second)
    assert cited_last(history, "Where does [2] say that?") == (second,)


def test_words_that_no_longer_stand_are_not_quoted_again(citation: Citation) -> None:
    said = text(
        Remark.PROOF, [citation], [replace(citation, number=2, quote="Gone", title="The other")]
    )
    assert f"{citation.quote} [1]" in said
    assert "The other (minsk-talks.txt, line 13) no longer has the words" in said
    assert "Gone" not in said
    assert "»" in text(Remark.PASSAGE, [citation], [])


@pytest.mark.parametrize(
    ("question", "history", "expected"),
    [
        ("And Klimkin?", [MINSK], "What did Klimkin say in Minsk?"),
        (
            "What about Ayrault?",
            ["What did Lavrov say?", "How many died?"],
            "What did Ayrault say?",
        ),
        ("What about NATO?", ["Who met in Minsk?"], "What about NATO in Minsk?"),
        (
            "And the French one?",
            ["What did the Ukrainian foreign minister say?"],
            "What did the French foreign minister say?",
        ),
        (
            "And the mayor?",
            ["What did the judge say about it?"],
            "What did the mayor say about it?",
        ),
        ("And the fleet?", ["When will Velmar's wages rise?"], "What about the fleet of Velmar?"),
        (
            "How long did they talk?",
            ["Where did Kerry and Lavrov meet in Paris?"],
            "How long did Kerry and Lavrov talk?",
        ),
        ("What else did he say?", [MINSK], "What else did Lavrov say in Minsk?"),
    ],
)
def test_a_follow_up_may_be_read_in_another_way(
    question: str, history: Sequence[str], expected: str
) -> None:
    assert expected in readings(question, turns(*history))


def test_where_and_when_stay_in_every_reading() -> None:
    found = readings("And Klimkin?", turns(MINSK, "What did Lavrov say in Antalya?"))
    assert len(found) > 1
    assert all("in Antalya" in reading for reading in found)


def test_a_question_that_stands_by_itself_has_no_other_reading() -> None:
    assert readings("Who won the Coastal Cup?", turns(MINSK)) == ("Who won the Coastal Cup?",)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        ("1", "A?"),
        ("the second one", "B?"),
        ("Paris", "B?"),
        ("the one in Minsk", "A?"),
        ("B?", "B?"),
        ("last", "B?"),
    ],
)
def test_a_reply_picks_one_of_the_choices(reply: str, expected: str) -> None:
    asked_back = Turn(
        "Q", "Q", "Which?", choices=(Choice("Minsk, 2016", "A?"), Choice("Paris, 2019", "B?"))
    )
    assert chosen(reply, [asked_back]) == expected


@pytest.mark.parametrize("reply", ["3", "Who won the Coastal Cup?", "Geneva", "?", "the one"])
def test_what_picks_none_of_the_choices_is_a_question(reply: str) -> None:
    asked_back = Turn(
        "Q", "Q", "Which?", choices=(Choice("Minsk, 2016", "A?"), Choice("Paris, 2019", "B?"))
    )
    assert chosen(reply, [asked_back]) is None
    assert chosen("1", [*turns(MINSK)]) is None


def test_he_may_be_either_of_two_who_were_named_together() -> None:
    both = people_meant(
        "What did he say about Syria?", turns("How long did Kerry and Lavrov talk?")
    )
    assert [choice.question for choice in both] == [
        "What did Kerry say about Syria?",
        "What did Lavrov say about Syria?",
    ]
    assert people_meant("What did he say?", turns(MINSK)) == ()
    assert people_meant("What did they say?", turns("How long did Kerry and Lavrov talk?")) == ()


def listing(source: str, publisher: str | None) -> Listing:
    """An indexed article of a publisher."""
    return Listing(source, "T", None, publisher, None, None, None, "en", 1, "0" * 64, None)


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
    found = publisher_filter.narrowed(
        f"What did Lavrov say, only {origin}?", lambda _: listings, EVERYTHING
    )
    assert (found.question, found.filters) == ("What did Lavrov say?", expected)


def test_publishers_that_are_meant_alike_are_asked_back() -> None:
    listings = [listing("a.txt", "The Irish Gazette"), listing("b.txt", "Irish Post")]
    found = publisher_filter.narrowed(
        "Who won, only from the Irish paper?", lambda _: listings, EVERYTHING
    )
    assert [choice.question for choice in found.choices] == [
        "Who won, only from Irish Post?",
        "Who won, only from The Irish Gazette?",
    ]


def test_only_in_a_place_is_no_publisher() -> None:
    question = "What did Putin propose, only in the east?"
    assert (
        publisher_filter.narrowed(
            question, lambda _: [listing("a.txt", "Nordwire")], EVERYTHING
        ).question
        == question
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
    found = publisher_filter.narrowed(question, lambda _: listings, EVERYTHING)
    assert (found.question, found.filters, found.choices) == (question, EVERYTHING, ())


@pytest.mark.parametrize("question", ["Sorry, why did Lavrov not come?", "No, who did not sign?"])
def test_a_question_that_says_not_puts_nothing_right(question: str) -> None:
    assert readings(question, turns("What did Lavrov say?"))[0].endswith(
        question.partition(", ")[2]
    )


@pytest.mark.parametrize(
    "question", ["And the first one?", "And the other?", "What about so many?"]
)
def test_a_follow_up_of_words_that_name_nothing_is_some_question(question: str) -> None:
    assert readings(question, turns("Where was Lavrov born?"))[0].endswith("?")
