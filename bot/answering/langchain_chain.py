"""The chain as a LangChain Runnable.

Its input and output have schemas, so any agent can use it as a tool.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from functools import partial
from typing import Any, cast

from langchain_core.runnables import Runnable, RunnableLambda, RunnableSequence
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from bot.answering.chain import STEPS, ChainRun, take
from bot.answering.request import Request
from bot.conversation.standalone import standalone
from bot.types.answer import Answer, Turn
from config.settings import AnswersSettings
from index.stores.archive import Archive
from index.types import Filters

ChainInput = str | Mapping[str, Any] | Request
"""What the Runnable takes: a question, the fields of a QuestionInput, or a Request."""


class EarlierTurn(BaseModel):
    """A question that was asked before, and the answer it got."""

    model_config = ConfigDict(extra="forbid")

    question: str
    answer: str = ""


class FilterInput(BaseModel):
    """Which articles may answer."""

    model_config = ConfigDict(extra="forbid")

    after: date | None = Field(None, description="Published on this day or later.")
    before: date | None = Field(None, description="Published before this day.")
    sources: tuple[str, ...] = Field((), description="File names, patterns or folders.")
    publisher: str | None = Field(None, description="Part of the publisher's name.")


class QuestionInput(BaseModel):
    """A question about the indexed news articles."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(description="The question, in plain words.")
    history: tuple[EarlierTurn | SkipJsonSchema[Turn], ...] = Field(
        (), description="The turns before it, oldest first, if it is a follow-up."
    )
    filters: FilterInput | SkipJsonSchema[Filters] = Field(
        default_factory=lambda: FilterInput.model_validate({}),
        description="Which articles may answer; all, if left out.",
    )
    now: date | None = Field(None, description="The day of asking, if it is not today.")

    @property
    def request(self) -> Request:
        """The same as a Request."""
        filters = self.filters
        if isinstance(filters, FilterInput):
            filters = Filters(**filters.model_dump())
        return Request(self.question, tuple(_turns(self.history)), filters, self.now)


def runnable(archive: Archive, settings: AnswersSettings) -> Runnable[ChainInput, Answer]:
    """The chain over an index, step by step."""

    def begin(given: ChainInput) -> ChainRun:
        return ChainRun(archive, settings, request_of(given))

    def end(run: ChainRun) -> Answer:
        return run.answer

    steps = [RunnableLambda(partial(take, step), name=step) for step in STEPS]
    return typed(RunnableSequence(RunnableLambda(begin), *steps, RunnableLambda(end)))


def streaming(answers: Callable[[Request], Iterator[Answer]]) -> Runnable[ChainInput, Answer]:
    """A Runnable that streams the answers to a request; invoked, it gives the last one."""

    def write(given: ChainInput) -> Iterator[Answer]:
        yield from answers(request_of(given))

    return typed(RunnableLambda(write))


def typed(chain: Runnable[Any, Answer]) -> Runnable[ChainInput, Answer]:
    """A chain with the schemas of its input and output."""
    described = chain.with_types(input_type=QuestionInput, output_type=Answer)
    return cast("Runnable[ChainInput, Answer]", described)


def request_of(given: ChainInput) -> Request:
    """The request that the chain is given.

    Raises pydantic.ValidationError for a dict that is none.
    """
    if isinstance(given, Request):
        return given
    if isinstance(given, str):
        return Request(given)
    return QuestionInput.model_validate(given).request


def _turns(history: tuple[EarlierTurn | Turn, ...]) -> list[Turn]:
    """The turns, each question as it stands by itself."""
    turns: list[Turn] = []
    for turn in history:
        if isinstance(turn, EarlierTurn):
            turn = Turn(turn.question, standalone(turn.question, turns), turn.answer)
        turns.append(turn)
    return turns
