"""Commands that ask one question: ask, search, condense."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from bot.cli.desks import open_desk
from bot.cli.options import JSON, JSONL, DateType, filter_options, settings_line
from bot.cli.requests import (
    answered_turns,
    each_line,
    print_json,
    question_from,
    question_of,
    read_turns,
    refuse_arguments,
)

if TYPE_CHECKING:
    from bot.rendering.records import JsonObject
    from bot.types.answer import Turn
    from index.types import Filters


@click.command(
    short_help="Answer one question, with citations.",
    epilog=settings_line(
        "answers.passages",
        "answers.sentences",
        "answers.threshold",
        "reader.enabled",
        "reranker.model",
        "llm.model",
    ),
)
@click.argument("question", nargs=-1)
@filter_options
@click.option(
    "--now",
    type=DateType(),
    metavar="DATE",
    help='The day of asking, for "last week"; today by default.',
)
@click.option(
    "--explain", is_flag=True, help="Also print what a chat model wrote that was left out, and why."
)
@JSON
@JSONL
def ask(
    question: tuple[str, ...],
    filters: Filters,
    now: date | None,
    explain: bool,
    as_json: bool,
    jsonl: bool,
) -> None:
    """Answers one question in the articles' own words, and cites each sentence.

    \b
      onrecord ask "what did Lavrov say in Minsk?"
      onrecord ask --after 2016 --before 2017 "what did Lavrov say?"
      onrecord ask --json "who won the cup?" | jq .citations
      onrecord ask --jsonl < questions.jsonl

    Prints the answer and, for each [number] in it, the file and line; "onrecord show" takes
    those. If the articles do not answer, it says so and lists the nearest ones. A line for
    --jsonl has "question" and, if you like, "id" and "history", a list of earlier questions.
    """
    from bot.rendering import records, terminal

    if jsonl:
        refuse_arguments(question)
        desk = open_desk()

        def reply(request: JsonObject) -> JsonObject:
            turns = answered_turns(request, desk, filters, now)
            return records.answer_record(desk.ask(question_of(request), turns, filters, now))

        each_line(reply)
        return
    words = question_from(question)
    answer = open_desk().ask(words, filters=filters, now=now)
    if as_json:
        print_json(records.answer_record(answer))
    else:
        terminal.console().print(terminal.answer(answer))
        if explain:
            terminal.console().print(terminal.explanation(answer))


@click.command(
    short_help="Show the passages that would be read.",
    epilog=settings_line("embeddings.model", "reranker.model", "reranker.seconds"),
)
@click.argument("query", nargs=-1)
@click.option(
    "-k",
    "count",
    default=8,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="How many passages.",
)
@filter_options
@JSON
@JSONL
def search(
    query: tuple[str, ...], count: int, filters: Filters, as_json: bool, jsonl: bool
) -> None:
    """Shows the passages that would be read for a question, best first.

    \b
      onrecord search "ceasefire in Minsk"
      onrecord search -k 20 --publisher Post "flood damage"
      onrecord search --json "flood damage" | jq '.[].source'

    Prints each passage below its file, its characters there and its score. Scores only order
    the passages of one search.
    """
    from bot.rendering import records, terminal

    if jsonl:
        refuse_arguments(query)
        desk = open_desk()

        def reply(request: JsonObject) -> JsonObject:
            hits = desk.search(question_of(request), count, filters)
            return {"passages": records.passages_record(hits)}

        each_line(reply)
        return
    words = question_from(query)
    hits = open_desk().search(words, count, filters)
    if as_json:
        print_json(records.passages_record(hits))
    else:
        terminal.console().print(terminal.passages(hits))


@click.command(
    short_help="Show how a follow-up question is understood.",
    epilog=settings_line("llm.model"),
)
@click.argument("question", nargs=-1)
@click.option(
    "--earlier",
    multiple=True,
    metavar="QUESTION",
    help="An earlier question; may be repeated, oldest first.",
)
@JSONL
def condense(question: tuple[str, ...], earlier: tuple[str, ...], jsonl: bool) -> None:
    """Prints the standalone question that a follow-up means. Needs no index.

    \b
      onrecord condense --earlier "what did Lavrov say in Minsk?" "And Klimkin?"
      onrecord condense --jsonl < follow-ups.jsonl

    For the first example it prints "what did Klimkin say in Minsk?". A line for --jsonl has
    "question" and "history", a list of earlier questions.
    """
    if jsonl:
        refuse_arguments(question)

        def reply(request: JsonObject) -> JsonObject:
            turns = read_turns(request.get("history", []))
            return {"standalone_question": _standalone(question_of(request), turns)}

        each_line(reply)
        return
    click.echo(_standalone(question_from(question), read_turns(list(earlier))))


def _standalone(question: str, turns: Sequence[Turn]) -> str:
    """The standalone question: by the chat model if one is set, else by rules."""
    from bot.conversation.standalone import standalone
    from config import settings

    loaded = settings.load()
    by_rules = standalone(question, turns)
    if loaded.llm.model is None:
        return by_rules
    from bot.conversation.standalone_by_model import condense
    from bot.models import chat_model

    return condense(question, turns, by_rules, chat_model.of(loaded))
