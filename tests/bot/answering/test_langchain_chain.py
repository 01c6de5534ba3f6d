"""The chain as a LangChain Runnable: its inputs, its schemas, and as a tool; and that nothing else
loads LangChain."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from pydantic import ValidationError

from bot.answering.request import Request
from bot.desk import Desk
from bot.types.answer import Answer, Turn
from index.types import Filters

if TYPE_CHECKING:
    from langchain_core.tools import BaseTool

MINSK = "what did Lavrov say in Minsk?"
LOADED = "import sys; from bot.cli import main; sys.argv = ['onrecord', *{words}]\n"
LOADED += "try: main()\nexcept SystemExit: pass\n"
LOADED += "print(sorted(name for name in sys.modules if name.startswith('langchain')))"


@pytest.fixture(params=["desk", "writing"])
def any_desk(request: pytest.FixtureRequest) -> Desk:
    """A desk that quotes, and one for which a chat model writes."""
    found: Desk = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def tool(any_desk: Desk) -> BaseTool:
    """The chain as a tool."""
    return any_desk.chain.as_tool(name="ask_the_news", description="Asks the articles.")


@pytest.mark.filterwarnings("ignore:This API is in beta")
def test_the_chain_is_a_tool_whose_arguments_are_described(tool: BaseTool) -> None:
    assert set(tool.args) == {"question", "history", "filters", "now"}
    schema: Any = tool.tool_call_schema
    assert schema.model_json_schema()["required"] == ["question"]


@pytest.mark.filterwarnings("ignore:This API is in beta")
def test_the_tool_answers(desk: Desk) -> None:
    tool = desk.chain.as_tool(name="ask_the_news", description="Asks the articles.")
    answer = tool.invoke({"question": MINSK})
    assert isinstance(answer, Answer)
    assert answer.text == desk.ask(MINSK).text
    followed = tool.invoke({"question": "And Klimkin?", "history": [{"question": MINSK}]})
    assert followed.standalone_question == "what did Klimkin say in Minsk?"
    call = {"type": "tool_call", "id": "1", "name": tool.name, "args": {"question": MINSK}}
    assert tool.invoke(call).content.startswith(answer.citations[0].quote[:20])


def test_input_and_output_have_schemas(any_desk: Desk) -> None:
    given = any_desk.chain.get_input_schema().model_json_schema()  # type: ignore[union-attr]
    assert (given["type"], given["required"]) == ("object", ["question"])
    assert set(given["properties"]) == {"question", "history", "filters", "now"}
    schema = any_desk.chain.get_output_schema()
    answer = schema.model_json_schema()["$defs"]["Answer"]  # type: ignore[union-attr]
    assert {"text", "citations", "answered"} <= set(answer["properties"])


def test_a_question_a_dict_and_a_request_are_one(desk: Desk) -> None:
    answers = [desk.chain.invoke(given) for given in (MINSK, {"question": MINSK}, Request(MINSK))]
    assert {answer.text for answer in answers} == {desk.ask(MINSK).text}


@pytest.mark.parametrize(
    "turn", [Turn(MINSK, MINSK), {"question": MINSK, "answer": "Work will continue."}]
)
def test_a_dict_may_have_a_history_of_turns(turn: Turn | dict[str, str], desk: Desk) -> None:
    answer = desk.chain.invoke({"question": "And Klimkin?", "history": [turn]})
    assert answer.standalone_question == "what did Klimkin say in Minsk?"


@pytest.mark.parametrize("filters", [Filters(sources=("paris*",)), {"sources": ["paris*"]}])
def test_a_dict_may_have_filters(filters: Filters | dict[str, list[str]], desk: Desk) -> None:
    answer = desk.chain.invoke({"question": "What did Lavrov say?", "filters": filters})
    assert {citation.source for citation in answer.citations} == {"paris-kerry-lavrov.txt"}


def test_a_dict_may_have_the_day_of_asking(desk: Desk) -> None:
    asked = {"question": "What did Lavrov say last week?", "now": "2022-01-25"}
    [source] = {citation.source for citation in desk.chain.invoke(asked).citations}
    assert source == "geneva-blinken-lavrov.txt"


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"qestion": MINSK}, "qestion"),
        ({"question": MINSK, "filters": {"puplisher": "X"}}, "puplisher"),
        ({"question": MINSK, "now": "yesterday"}, "now"),
    ],
)
def test_a_mistyped_field_is_an_error_that_names_it(
    given: dict[str, Any], named: str, desk: Desk
) -> None:
    with pytest.raises(ValidationError, match=named):
        desk.chain.invoke(given)


@pytest.mark.slow
@pytest.mark.parametrize("words", [["--help"], ["ask", MINSK]])
def test_the_command_line_does_not_load_langchain(words: list[str], sample_index: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-c", LOADED.format(words=words)],
        env={**os.environ, "ONRECORD_INDEX__PATH": str(sample_index)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.splitlines()[-1] == "[]"
