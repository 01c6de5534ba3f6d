"""What a question means in its conversation: remarks on the last answer, other readings, and what
is asked back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from bot.conversation.meta_requests import MetaRequest, Shown, last_citations, meta_request, reply
from bot.conversation.standalone import readings
from bot.conversation.understanding import understand
from bot.types.answer import Turn
from bot.types.citation import Citation

MINSK = "What did Lavrov say in Minsk?"


def turns(*questions: str) -> list[Turn]:
    """Turns whose questions stand by themselves."""
    return [Turn(question, question) for question in questions]


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("More", MetaRequest.MORE),
        ("tell me more, please", MetaRequest.MORE),
        ("Tell me more about that.", MetaRequest.MORE),
        ("Where does it say that?", MetaRequest.PASSAGE),
        ("where does the article say so", MetaRequest.PASSAGE),
        ("Says who?", MetaRequest.PASSAGE),
        ("Show me the passage", MetaRequest.PASSAGE),
        ("Where does [2] say that?", MetaRequest.PASSAGE),
        ("Are you sure?", MetaRequest.PROOF),
        ("Really?", MetaRequest.PROOF),
        ("How do you know that?", MetaRequest.PROOF),
        ("More sanctions?", None),
        ("Tell me more about Lavrov", None),
        ("Where was that?", None),
        ("Are you sure that Lavrov was in Minsk?", None),
        ("Is that the minister?", None),
        ("", None),
    ],
)
def test_a_remark_asks_nothing_new_of_the_articles(
    question: str, expected: MetaRequest | None
) -> None:
    assert meta_request(question) is expected


def test_a_remark_is_none_where_nothing_was_said() -> None:
    assert understand("More", []).meta_request is None


def test_the_question_before_is_what_more_is_wanted_of() -> None:
    meant = understand(
        "More", [Turn("And Klimkin?", "What did Klimkin say?", "Klimkin said no. [1]")]
    )
    assert (meant.questions, meant.meta_request) == (("What did Klimkin say?",), MetaRequest.MORE)
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
    assert last_citations(history) == (citation, second)
    assert last_citations(history, "Where does [2] say that?") == (second,)


def test_words_that_no_longer_stand_are_not_quoted_again(citation: Citation) -> None:
    said = reply(
        MetaRequest.PROOF,
        [citation],
        [replace(citation, number=2, quote="Gone", title="The other")],
    )
    assert f"{citation.quote} [1]" in said
    assert "The other (minsk-talks.txt, line 13) no longer has the words" in said
    assert "Gone" not in said
    assert "»" in reply(MetaRequest.PASSAGE, [citation], [])


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
