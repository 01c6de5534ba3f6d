"""What a chat model writes reaches a user only under oath, and an answer comes whatever becomes of
the model."""

from __future__ import annotations

import asyncio
import itertools
import json
import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bot.desk import Desk
from bot.rendering.records import answer_record
from bot.types.answer import Answer, Choice, Turn

ModelServer = Any
"""The server of conftest.py."""
Reply = Any
Plan = Callable[[Reply], None]

MINSK = "what did Lavrov say in Minsk?"
TRUE = (
    "Sergei Lavrov said it was not possible to agree to further steps, "
    "but that “work will continue” [1]."
)
ALSO = "Lavrov rejected a militarized monitoring mission of the OSCE [1]."
FALSE = "Lavrov said that 2.5 billion rubles would be paid [1]."


def is_true(desk: Desk, answer: Answer) -> bool:
    """Whether each citation stands in its article, and is referred to."""
    return all(
        desk.article(one.source).text[one.start : one.end] == one.quote
        and f"[{one.number}]" in answer.text
        for one in answer.citations
    )


def test_a_true_sentence_is_shown_with_the_exact_words_behind_it(
    writing: Desk, model_server: ModelServer
) -> None:
    model_server.says(*TRUE)
    answer = writing.ask(MINSK)
    assert answer.text == TRUE.replace(" [1].", ". [1]")
    assert answer.engine == "openai:local"
    assert [(one.source, one.line) for one in answer.citations] == [("minsk-talks.txt", 13)]
    assert is_true(writing, answer)


def test_what_the_model_makes_up_is_left_out(writing: Desk, model_server: ModelServer) -> None:
    more = " He promised to send 300 observers to Donetsk by Christmas. [1] "
    model_server.says(FALSE, " ", TRUE, more, ALSO)
    answer = writing.ask(MINSK)
    assert "rubles" not in answer.text
    assert "observers" not in answer.text
    assert answer.text.count("[") == 2
    assert [one.text for one in answer.dropped] == [FALSE.replace(" [1]", ""), more[1:-5]]
    assert "2 sentences by the chat model were left out" in str(answer)
    assert is_true(writing, answer)


@pytest.mark.parametrize("mark", ["[7]", "[99]", "", "【3†source】", "[1, 2, 40]"])
def test_a_true_sentence_with_a_wrong_number_gets_the_right_one(
    mark: str, writing: Desk, model_server: ModelServer
) -> None:
    model_server.says(TRUE.replace("[1]", mark))
    answer = writing.ask(MINSK)
    assert answer.engine == "openai:local"
    assert {one.line for one in answer.citations} == {13}
    assert "99" not in answer.text


@pytest.mark.parametrize(
    "reply",
    [
        FALSE,
        "Pavlo Klimkin said that “work will continue” [1].",
        "Lavrov said that work will not continue [1].",
        "Lavrov said that “work will continue, with no deal” [1].",
        "Lavrov hailed it as a triumph [1].",
        "Klimkin blamed Russia for the standstill [1].",
        "He said that “work will continue” [1].",
        "I am sorry, I cannot help with that.",
        "<h1>Lavrov</h1>",
        "\x00\x1b[31m",
        "{" * 3000,
        "",
    ],
)
def test_where_nothing_passes_the_articles_are_quoted(
    reply: str, writing: Desk, desk: Desk, model_server: ModelServer
) -> None:
    model_server.says(reply)
    answer, quoted = writing.ask(MINSK), desk.ask(MINSK)
    assert (answer.text, answer.citations, answer.engine) == (
        quoted.text,
        quoted.citations,
        "quotes",
    )


def test_a_refusal_of_the_models_is_heard(
    writing: Desk, desk: Desk, model_server: ModelServer
) -> None:
    model_server.says("The articles do not say.")
    answer = writing.ask(MINSK)
    assert (answer.answered, answer.citations, answer.engine) == (False, (), "openai:local")
    assert answer.related[0].source == "minsk-talks.txt"


def test_a_refusal_of_the_models_is_told_in_the_language_that_is_spoken(
    writing: Desk, model_server: ModelServer, speak: Callable[[str], None]
) -> None:
    """It refuses in English, as it is told to; also off the event loop, as the answer grows."""
    model_server.says("The articles do not say.")
    speak("ru")

    async def last() -> Answer:
        return [answer async for answer in writing.astream(MINSK)][-1]

    assert writing.ask(MINSK).text == asyncio.run(last()).text == "В статьях об этом не сказано."


def test_what_the_articles_do_not_say_is_not_asked_of_the_model(
    writing: Desk, model_server: ModelServer
) -> None:
    model_server.says("The president of Argentina is Lavrov [1].")
    assert not writing.ask("Who is the president of Argentina?").answered
    assert model_server.requests == []


def test_a_sentence_is_shown_while_the_next_is_being_written(
    writing: Desk, model_server: ModelServer
) -> None:
    model_server.says(*f"{TRUE} {FALSE} {ALSO}")
    answers = list(writing.stream(MINSK))
    texts = [answer.text for answer in answers]
    assert [text.count("[") for text in texts] == [1, 2, 2]
    assert all(later.startswith(earlier) for earlier, later in itertools.pairwise(texts))
    assert all(is_true(writing, answer) for answer in answers)


def test_the_stream_for_the_event_loop_gives_the_same(
    writing: Desk, model_server: ModelServer
) -> None:
    async def collect() -> list[str]:
        return [answer.text async for answer in writing.astream(MINSK)]

    model_server.says(*f"{TRUE} {ALSO}")
    assert asyncio.run(collect()) == [answer.text for answer in writing.stream(MINSK)]


def test_a_quoted_answer_streams_in_one(desk: Desk) -> None:
    [answer] = desk.stream(MINSK)
    assert (answer.text, answer.engine) == (desk.ask(MINSK).text, "quotes")


def test_a_model_that_keeps_to_a_form_is_asked_for_it(
    open_writing: Callable[..., Desk], model_server: ModelServer
) -> None:
    records = [
        {"text": TRUE.replace(" [1]", ""), "citations": [1]},
        {"text": FALSE, "citations": [1]},
    ]
    model_server.says(*json.dumps({"sentences": records}))
    answer = open_writing(model="openai:gpt-4o-mini").ask(MINSK)
    assert model_server.requests[0]["response_format"]["type"] == "json_schema"
    assert (answer.text, answer.engine) == (TRUE.replace(" [1].", ". [1]"), "openai:gpt-4o-mini")


def test_prose_of_a_model_that_should_have_kept_to_a_form_is_read_too(
    open_writing: Callable[..., Desk], model_server: ModelServer
) -> None:
    model_server.says(TRUE)
    assert open_writing(model="openai:gpt-4o-mini").ask(MINSK).text == TRUE.replace(
        " [1].", ". [1]"
    )


def test_passages_have_headline_publisher_place_and_date(
    writing: Desk, model_server: ModelServer
) -> None:
    model_server.says(TRUE)
    writing.ask(MINSK)
    asked = model_server.requests[0]["messages"][-1]["content"]
    assert '<passage number="1">\nHeadline: Four ministers leave Minsk' in asked
    assert "29 November 2016" in asked
    assert asked.count("<passage") == asked.count("</passage>")


# What is said of it.


def test_it_is_told_who_wrote_what_and_what_was_left_out(
    writing: Desk, model_server: ModelServer
) -> None:
    model_server.says(TRUE, " ", FALSE)
    record = answer_record(writing.ask(MINSK))
    [told] = record["sentences"]
    assert (told["written_by"], told["citations"]) == ("openai:local", (1,))
    assert record["dropped"] == [{"text": FALSE.replace(" [1]", ""), "problem": "fabricated"}]


def test_where_the_articles_are_quoted_it_is_told_what_for(
    writing: Desk, model_server: ModelServer
) -> None:
    model_server.says(FALSE)
    record = answer_record(writing.ask(MINSK))
    assert record["engine"] == "quotes"
    assert {one["written_by"] for one in record["sentences"]} == {"quotes"}
    assert [one["problem"] for one in record["dropped"]] == ["fabricated"]


def test_without_a_chat_model_nothing_is_told_of_one(desk: Desk) -> None:
    assert answer_record(desk.ask(MINSK)).keys().isdisjoint({"sentences", "dropped"})


@pytest.mark.parametrize("asked", ["Why so short?", "What did you leave out?"])
def test_somebody_who_asks_is_told_why(
    asked: str, writing: Desk, model_server: ModelServer
) -> None:
    model_server.says(TRUE, " ", FALSE)
    chat = writing.chat()
    chat.ask(MINSK)
    answer = chat.ask(asked)
    assert "2.5 billion rubles" in answer.text
    assert "is not in the articles" in answer.text
    assert answer.citations == ()


def test_a_refusal_where_the_articles_would_not_have_been_quoted_names_the_nearest(
    writing: Desk, desk: Desk, model_server: ModelServer
) -> None:
    asked = "Why did the foreign ministers leave Minsk without a deal in November 2016?"
    model_server.says("The articles do not say.")
    answer, quoted = writing.ask(asked), desk.ask(asked)
    assert len(model_server.requests) == 1
    assert (quoted.answered, answer.answered) == (False, False)
    assert answer.related == quoted.related != ()


def test_a_refusal_with_a_however_is_an_answer(writing: Desk, model_server: ModelServer) -> None:
    model_server.says("The articles do not say. However, ", TRUE)
    answer = writing.ask(MINSK)
    assert (answer.answered, answer.engine) == (True, "openai:local")


def test_a_list_stays_a_list(writing: Desk, model_server: ModelServer) -> None:
    model_server.says("**Lavrov in Minsk:**\n\n", f"- {TRUE}\n", f"- {ALSO}\n")
    assert writing.ask(MINSK).text.splitlines() == [
        "Lavrov in Minsk:",
        f"• {TRUE.replace(' [1].', '. [1]')}",
        f"• {ALSO.replace(' [1].', '. [2]')}",
    ]


# What becomes of the model.


def hangs_in_mid_answer(reply: Reply) -> None:
    reply.stream(f"{TRUE} ", "Lavrov", then="")
    reply.hang()


FAULTS: dict[str, Plan] = {
    "429": lambda reply: reply.fail(429),
    "500": lambda reply: reply.fail(500),
    "401": lambda reply: reply.fail(401),
    "killed": lambda reply: reply.connection.close(),
    "killed in mid-answer": lambda reply: reply.stream("Lavrov said that", then=""),
    "half a JSON": lambda reply: reply.stream(then='data: {"choices": [{"delta": {"con'),
    "no events": lambda reply: reply.stream(then="<html>Bad gateway</html>"),
    "hanging": lambda reply: reply.hang(),
}


@pytest.mark.parametrize("plan", FAULTS.values(), ids=FAULTS)
def test_an_answer_arrives_whatever_becomes_of_the_model(
    plan: Plan, open_writing: Callable[..., Desk], desk: Desk, model_server: ModelServer
) -> None:
    model_server.plans_to(plan)
    answer = open_writing(timeout=2).ask(MINSK)
    assert (answer.text, answer.engine) == (desk.ask(MINSK).text, "quotes")


def test_what_has_passed_is_kept_where_the_model_hangs(
    open_writing: Callable[..., Desk], model_server: ModelServer
) -> None:
    model_server.plans_to(hangs_in_mid_answer)
    answer = open_writing(timeout=2).ask(MINSK)
    assert (answer.text, answer.engine) == (TRUE.replace(" [1].", ". [1]"), "openai:local")


def test_a_model_that_is_busy_is_asked_again(writing: Desk, model_server: ModelServer) -> None:
    model_server.plans_to(lambda reply: reply.fail(429), lambda reply: reply.stream(TRUE))
    assert writing.ask(MINSK).engine == "openai:local"
    assert len(model_server.requests) == 2


@pytest.mark.parametrize("model", ["openai:local", "nobody:nothing", "anthropic:claude"])
def test_a_model_that_cannot_be_opened_is_not_needed(
    model: str, open_writing: Callable[..., Desk], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("ANTHROPIC_API_KEY", raising=False)
    answer = open_writing(model=model, base_url="http://127.0.0.1:9/v1", timeout=5).ask(MINSK)
    assert (answer.answered, answer.engine) == (True, "quotes")


def test_a_key_is_in_no_log(
    open_writing: Callable[..., Desk],
    model_server: ModelServer,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-key-of-nobody")
    model_server.plans_to(lambda reply: reply.fail(401))
    with caplog.at_level(logging.DEBUG):
        open_writing().ask(MINSK)
    assert "status 401" in caplog.text
    assert "secret" not in caplog.text


# What it may use.


def test_an_answer_over_its_budget_is_quoted(
    open_writing: Callable[..., Desk], model_server: ModelServer
) -> None:
    model_server.says(TRUE)
    assert open_writing(answer_tokens=50).ask(MINSK).engine == "quotes"
    assert model_server.requests == []


def test_a_reply_over_its_budget_is_broken_off(
    open_writing: Callable[..., Desk], model_server: ModelServer
) -> None:
    model_server.says(TRUE, *[" Nobody knows."] * 5000)
    answer = open_writing(answer_tokens=4000).ask(MINSK)
    assert answer.text == TRUE.replace(" [1].", ". [1]")


def test_a_days_budget_counts_over_restarts(
    open_writing: Callable[..., Desk],
    model_server: ModelServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("ONRECORD_STATE__PATH", str(tmp_path))
    model_server.says(TRUE)
    engines = [open_writing(daily_tokens=3000).ask(MINSK).engine for _ in range(4)]
    assert engines[0] == "openai:local"
    assert engines[-1] == "quotes"


# Follow-ups.

HISTORY = (Turn(MINSK, MINSK, "Lavrov said that “work will continue.” [1]"),)


def test_a_follow_up_is_condensed_by_the_model(writing: Desk, model_server: ModelServer) -> None:
    model_server.plans_to(
        lambda reply: reply.stream("What did Klimkin", " say in Minsk?"),
        lambda reply: reply.stream(""),
    )
    answer = writing.ask("And Klimkin?", HISTORY)
    assert (answer.question, answer.standalone_question) == (
        "And Klimkin?",
        "What did Klimkin say in Minsk?",
    )


@pytest.mark.parametrize(
    "reply",
    [
        "What did Klimkin say in Paris?",
        "What did Lavrov say?",
        "Klimkin said no.",
        "",
        "Why? " * 200,
    ],
)
def test_a_follow_up_that_the_model_spoils_is_condensed_by_rules(
    reply: str, writing: Desk, desk: Desk, model_server: ModelServer
) -> None:
    model_server.says(reply)
    asked = "And Klimkin?"
    assert (
        writing.ask(asked, HISTORY).standalone_question
        == desk.ask(asked, HISTORY).standalone_question
    )


def test_a_reply_that_picks_a_choice_is_its_question(
    writing: Desk, model_server: ModelServer
) -> None:
    model_server.says(*TRUE)
    choices = (Choice("Klimkin", "what did Klimkin say in Minsk?"), Choice("Lavrov", MINSK))
    answer = writing.ask(
        "2",
        [Turn("what did he say in Minsk?", "what did he say in Minsk?", "Which?", choices=choices)],
    )
    assert (answer.standalone_question, answer.engine) == (MINSK, "openai:local")


def test_what_was_shown_is_not_quoted_again(writing: Desk, model_server: ModelServer) -> None:
    model_server.says("I cannot help with that.")
    first = writing.ask(MINSK)
    other = writing.ask("What else did he say there?", [first.turn])
    assert first.citations
    assert not {one.quote for one in first.citations} & {one.quote for one in other.citations}
