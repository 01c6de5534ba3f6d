"""What a follow-up leaves out is carried over from the questions before it, and nothing else is."""

from __future__ import annotations

import pytest
from shortfalls import NOT_YET

from bot.conversation.standalone import standalone
from bot.types.answer import Turn

MINSK = "What did Lavrov say in Minsk?"


def condensed(question: str, *earlier: str) -> str:
    """The standalone question after these questions, oldest first."""
    turns: list[Turn] = []
    for asked in earlier:
        turns.append(Turn(asked, standalone(asked, turns)))
    return standalone(question, turns)


def folded(question: str) -> str:
    return question.lower().rstrip("?")


@pytest.mark.parametrize(
    "question",
    ["And Klimkin?", "Klimkin?", "What about Klimkin?", "how about Klimkin", "But Klimkin?"],
)
def test_a_name_takes_the_place_of_the_person(question: str) -> None:
    assert condensed(question, MINSK) == "What did Klimkin say in Minsk?"


@NOT_YET
def test_a_question_about_another_thing_takes_nothing_along() -> None:
    earlier = "How long was the moss frozen?"
    assert condensed("How high did the river rise?", earlier) == "How high did the river rise?"


def test_capitals_do_not_matter() -> None:
    assert folded(condensed("and klimkin?", MINSK.lower())) == "what did klimkin say in minsk"


def test_a_role_takes_the_place_of_the_person() -> None:
    assert (
        condensed("And the German minister?", MINSK) == "What did the German minister say in Minsk?"
    )


def test_a_name_takes_the_place_of_one_in_the_possessive() -> None:
    found = condensed("And Klimkin?", "What was Lavrov's reaction in Minsk?")
    assert "Klimkin" in found
    assert "Lavrov" not in found


@pytest.mark.parametrize("question", ["What about in Antalya?", "And in Antalya?", "in Antalya?"])
def test_a_place_takes_the_place_of_the_place(question: str) -> None:
    assert condensed(question, MINSK) == "What did Lavrov say in Antalya?"


def test_a_place_is_added_where_there_was_none() -> None:
    assert condensed("And in Antalya?", "What did Lavrov say?") == "What did Lavrov say in Antalya?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("And in 2017?", "what did lavrov say in minsk in 2017"),
        ("What about on 10 March 2022?", "what did lavrov say in minsk on 10 march 2022"),
    ],
)
def test_a_time_is_added(question: str, expected: str) -> None:
    assert folded(condensed(question, MINSK)) == expected


def test_a_time_takes_the_place_of_the_time() -> None:
    assert (
        condensed("And in 2017?", "What did Lavrov say in 2016?") == "What did Lavrov say in 2017?"
    )


@pytest.mark.parametrize(
    "question", ["And about the OSCE?", "What about the sanctions?", "And sanctions?"]
)
def test_a_topic_is_asked_of_the_same_person(question: str) -> None:
    found = condensed(question, MINSK)
    assert found.startswith("What did Lavrov say in Minsk about ")


def test_a_topic_takes_the_place_of_the_topic() -> None:
    found = condensed("And about sanctions?", "What did Lavrov say about the OSCE?")
    assert found == "What did Lavrov say about sanctions?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Did he accept that?", "Did Lavrov accept that?"),
        ("What else did he say?", "What else did Lavrov say?"),
        ("What was his answer?", "What was Lavrov's answer?"),
        ("Who else was there?", "Who else was in Minsk?"),
        ("What did he say about Syria?", "What did Lavrov say about Syria?"),
        ("Did he meet Steinmeier there?", "Did Lavrov meet Steinmeier in Minsk?"),
    ],
)
def test_a_pronoun_is_whom_and_what_was_asked_about(question: str, expected: str) -> None:
    assert condensed(question, MINSK).startswith(expected.rstrip("?"))


def test_they_are_the_two_who_were_asked_about() -> None:
    found = condensed("What did they agree on?", "What did Kerry and Lavrov discuss in Paris?")
    assert "Kerry and Lavrov" in found


def test_a_woman_is_she() -> None:
    assert (
        condensed("What did she ask for?", "Who is Helen Marchetti?")
        == "What did Helen Marchetti ask for?"
    )


def test_there_is_is_no_place() -> None:
    assert condensed("Is there a new road map?", MINSK) == "Is there a new road map?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("Why?", "why did kuleba accept the offer"),
        ("But why?", "why did kuleba accept the offer"),
        ("When?", "when did kuleba accept the offer"),
        ("Where?", "where did kuleba accept the offer"),
    ],
)
def test_a_bare_question_word_asks_that_of_the_same(question: str, expected: str) -> None:
    assert folded(condensed(question, "Did Kuleba accept the offer?")) == expected


def test_why_not_asks_why_it_was_not() -> None:
    found = condensed("Why not?", "Did Kuleba accept the offer?")
    assert found.startswith("Why did")
    assert "not" in found or "n't" in found


def test_follow_ups_follow_one_another() -> None:
    assert condensed("And in Antalya?", MINSK, "And Kuleba?") == "What did Kuleba say in Antalya?"
    assert (
        condensed("And Lavrov?", MINSK, "And in Antalya?", "And Kuleba?")
        == "What did Lavrov say in Antalya?"
    )


def test_a_name_with_a_place_takes_the_place_of_both() -> None:
    assert condensed("And Kuleba in Antalya?", MINSK) == "What did Kuleba say in Antalya?"


@pytest.mark.parametrize(
    "question",
    [
        "Who won the cup final?",
        "How many people left their homes in Arnwick?",
        "What did Kuleba say in Antalya?",
        "In Antalya, what did Kuleba say?",
        "What is moss?",
        "Did Putin meet Biden?",
        pytest.param("According to Klimkin, who is to blame?", marks=NOT_YET),
        pytest.param("What is the mayor's name?", marks=NOT_YET),
        "When was the bridge built and who built it?",
    ],
)
def test_a_change_of_topic_is_left_alone(question: str) -> None:
    assert condensed(question, MINSK) == question


@pytest.mark.parametrize(
    "question", ["And Klimkin?", "Why?", "What did he say there?", "in Antalya?", "", "?", "🙂"]
)
def test_with_nothing_before_it_a_question_stays_as_it_is(question: str) -> None:
    assert condensed(question) == question


def test_white_space_is_tidied() -> None:
    assert condensed("  What \n did Lavrov\tsay? ") == "What did Lavrov say?"


@pytest.mark.parametrize(
    "question", ["", "?", "🙂", "...", "and", "And?", "\u202e", "a " * 2000, "What about?"]
)
@pytest.mark.parametrize("earlier", ["", "?", "🙂", MINSK, "Moss"])
def test_odd_questions_do_no_harm(question: str, earlier: str) -> None:
    words = {folded(word) for text in (question, earlier) for word in text.split()}
    found = {folded(word) for word in condensed(question, earlier).split()}
    assert found - words <= {"about", "in", "why", "what", "did", ""}


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("How do they spread?", "How do moss fires spread?"),
        ("What are their causes?", "What are moss fires' causes?"),
    ],
)
def test_they_are_the_things_that_were_asked_about(question: str, expected: str) -> None:
    assert condensed(question, "What are moss fires?") == expected


@pytest.mark.parametrize(
    "question",
    ["What are the causes?", "Are there any dangers?", "What are the effects on birds?"],
)
def test_what_everybody_knows_is_talked_about_is_said(question: str) -> None:
    found = condensed(question, "What are moss fires?")
    assert found.startswith(question.rstrip("?"))
    assert "moss fires" in found


@pytest.mark.parametrize(
    "question",
    [
        pytest.param("Who won the race?", marks=NOT_YET),
        pytest.param("Is there a new road map?", marks=NOT_YET),
        "What is a peat bog?",
        "How is glass made?",
    ],
)
def test_what_asks_for_nothing_is_given_nothing(question: str) -> None:
    assert condensed(question, "What are moss fires?") == question


def test_it_is_what_was_talked_about_two_turns_ago_if_nothing_was_since() -> None:
    found = condensed("How high is it?", "Tell me about the Kestrel Bridge.", "Why was it closed?")
    assert found == "How high is the Kestrel Bridge?"


def test_it_in_a_later_clause_is_what_the_question_itself_names() -> None:
    question = "What is a dividend and how is it taxed?"
    assert condensed(question, "What is a share?") == question


def test_two_pronouns_are_two_things() -> None:
    found = condensed(
        "What was their role in it?",
        "Tell me about the Mill Bridge strike.",
        "Who were the Tanners?",
    )
    assert "Tanners" in found
    assert "Mill Bridge strike" in found


def test_the_nearer_name_says_which_of_a_kind_is_meant() -> None:
    assert "Kestrel" in condensed("Who built the bridge?", "How old is the Kestrel Bridge?")


@NOT_YET
def test_a_superlative_is_of_the_kind_talked_about() -> None:
    assert (
        condensed("What is the largest in Europe?", "What do moths eat?")
        == "What is the largest moth in Europe?"
    )


@pytest.mark.parametrize(
    "question",
    [
        "No, I meant Kerry",
        "Sorry, Kerry",
        "I meant Kerry, not Lavrov",
        "No, not Lavrov, Kerry",
        "I mean Kerry",
    ],
)
def test_a_correction_takes_the_place_of_what_was_wrong(question: str) -> None:
    assert condensed(question, MINSK) == "What did Kerry say in Minsk?"


def test_a_narrowing_is_added_and_gone_with_the_next_name() -> None:
    narrowed = condensed("Only from the Irish paper", MINSK)
    assert narrowed == "What did Lavrov say in Minsk, only from the Irish paper?"
    assert (
        condensed("And Klimkin?", MINSK, "Only from the Irish paper")
        == "What did Klimkin say in Minsk?"
    )


def test_a_new_place_leaves_the_time_of_the_old_one_behind() -> None:
    assert (
        condensed("And in Antalya?", "What did Lavrov say in Minsk in 2016?")
        == "What did Lavrov say in Antalya?"
    )


@NOT_YET
def test_then_is_the_time_that_was_asked_about() -> None:
    found = condensed("What did Kerry do then?", "What did Lavrov say in March 2014?")
    assert found == "What did Kerry do in March 2014?"


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("What else?", "What else did Lavrov say in Minsk?"),
        ("Anything else?", "What else did Lavrov say in Minsk?"),
        ("When exactly?", "When did Lavrov say in Minsk?"),
    ],
)
def test_more_is_asked_of_the_same(question: str, expected: str) -> None:
    assert condensed(question, MINSK) == expected


def test_he_is_who_the_answer_named() -> None:
    turn = Turn(
        "Who led the talks?",
        "Who led the talks?",
        "The talks were led by John Kerry of the United States. [1]",
    )
    assert standalone("What did he say?", [turn]).startswith("What did John Kerry say")


def test_when_after_who_asks_it_of_whom_the_answer_named() -> None:
    turn = Turn("Who won the cup?", "Who won the cup?", "The cup was won by Greta Holm. [1]")
    assert standalone("When?", [turn]) == "When was it that Greta Holm won the cup?"


def test_a_name_with_nobody_to_replace_is_put_into_what_somebody_said() -> None:
    assert (
        condensed("And Klimkin?", MINSK, "How many people died?")
        == "What did Klimkin say in Minsk?"
    )
