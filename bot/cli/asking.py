"""Commands that ask: ask, chat, search, condense."""

from __future__ import annotations

import io
import secrets
import sys
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

import click

from bot.cli.desks import open_desk
from bot.cli.options import JSON, JSONL, Day, narrowed
from bot.cli.requests import (
    answered_turns,
    each_line,
    no_argument,
    one_question,
    print_json,
    question_of,
    read_turns,
)

if TYPE_CHECKING:
    from rich.console import RenderableType

    from bot.desk import Desk, KeptChat
    from bot.types.answer import Turn
    from bot.types.citation import Citation
    from index.types import Filters


_KEY, _USER = "terminal:", "terminal"
"""What the keys of conversations in a terminal begin with, and who holds them."""


@click.command(short_help="Answer one question, with citations.")
@click.argument("question", nargs=-1)
@narrowed
@click.option(
    "--now",
    type=Day(),
    metavar="DATE",
    help='The day from which "last week" is told; today by default.',
)
@JSON
@JSONL
def ask(
    question: tuple[str, ...], filters: Filters, now: date | None, as_json: bool, jsonl: bool
) -> None:
    """Answers one question, in the articles' own words, each sentence with its citation.

    \b
      onrecord ask "what did Lavrov say in Minsk?"
      onrecord ask --after 2016 --before 2017 "what did Lavrov say?"
      onrecord ask --json "how many people left their homes in Arnwick?" | jq .citations
      echo '{"id": 1, "question": "And Klimkin?", "history": ["what did Lavrov say in Minsk?"]}' | onrecord ask --jsonl
    """
    from bot.rendering import records, terminal

    if jsonl:
        no_argument(question)
    else:
        asked = one_question(question)
    desk = open_desk()
    if jsonl:
        each_line(
            lambda line: records.answer_record(
                desk.ask(question_of(line), answered_turns(line, desk, filters, now), filters, now)
            )
        )
        return
    answer = desk.ask(asked, filters=filters, now=now)
    if as_json:
        print_json(records.answer_record(answer))
    else:
        terminal.console().print(terminal.answer(answer))


@click.command(short_help="Hold a conversation.")
@click.option("--resume", is_flag=True, help="Go on with the conversation that was held last.")
def chat(resume: bool) -> None:
    """A conversation: each question may lean on those before it.

    "And Klimkin?", "What about in Antalya?", "What else did he say?", "More" and "Are you sure?" are understood. A
    number shows that citation's passage, or picks one of the things that a question may mean. /new starts a new
    conversation, /forget deletes all that you asked here, /quit (or Ctrl-D) ends it.
    """
    from bot.conversation.smalltalk import smalltalk
    from bot.rendering import terminal
    from bot.types.plain_text import printable
    from config.redaction import redact
    from index.errors import OnRecordError
    from prompts import translate

    desk = open_desk()
    out = terminal.console()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if sys.stdin.isatty():
        import readline  # noqa: F401  # gives input() its line editing and history

        terminal.console(stderr=True).print(
            "Ask away. /new starts afresh, a number shows a citation, /forget deletes what you asked, /quit ends.",
            style="dim",
        )
    talk = desk.kept_chat(
        (desk.conversations.last_chat(_KEY) if resume else None) or _new_key(), _USER
    )
    if resume:
        out.print(_where_it_was_left(talk.history), style="dim")
    while (line := _line()) is not None:
        if line in ("/quit", "/exit"):
            break
        if line == "/new":
            talk = desk.kept_chat(_new_key(), _USER)
            out.print("A new conversation.", style="dim")
        elif line == "/forget":
            deleted = desk.conversations.forget(_USER)
            talk = desk.kept_chat(_new_key(), _USER)
            out.print(
                f"Deleted all that was asked and answered here: {deleted} answer{'' if deleted == 1 else 's'}."
            )
        elif line.startswith("/"):
            out.print("There is no such command here, only /new, /forget and /quit.")
        elif polite := smalltalk(line):
            out.print(translate(polite.value))
        elif line:
            try:
                out.print(_reply(line, talk, desk))
            except OnRecordError as error:  # the next line may go better
                terminal.console(stderr=True).print(printable(redact(str(error))))
        out.print()


def _reply(line: str, talk: KeptChat, desk: Desk) -> RenderableType:
    """A citation's passage for its number, else the answer to a question."""
    from bot.rendering import terminal

    number = line.strip("[] ")
    if not number.isdecimal() or not (cited := _cited_last(talk.history)):
        return terminal.answer(talk.ask(line))
    one = next((one for one in cited if one.number == int(number)), None)
    if one is None:
        return f"The last answer has no citation [{int(number)}]."
    article = desk.cited(one)
    return (
        terminal.cited(one)
        if article is None
        else terminal.passage(article, one.start, one.end, one.line)
    )


def _where_it_was_left(history: Sequence[Turn]) -> str:
    return (
        f"Going on from: {history[-1].question}"
        if history
        else "There is nothing to go on from yet."
    )


def _cited_last(history: Sequence[Turn]) -> tuple[Citation, ...]:
    """The citations that a number may mean: where the last answer asks back, a number is a reply."""
    return history[-1].citations if history else ()


def _new_key() -> str:
    """The key of a conversation in this terminal and no other."""
    return f"{_KEY}{secrets.token_urlsafe(9)}"


def _line() -> str | None:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None


@click.command(short_help="Show the passages that would be read.")
@click.argument("query", nargs=-1)
@click.option(
    "-k",
    "count",
    default=8,
    show_default=True,
    type=click.IntRange(1, 1000),
    help="How many passages.",
)
@narrowed
@JSON
@JSONL
def search(
    query: tuple[str, ...], count: int, filters: Filters, as_json: bool, jsonl: bool
) -> None:
    """Shows the passages that would be read for a question, best first."""
    from bot.rendering import records, terminal

    if jsonl:
        no_argument(query)
    else:
        wanted = one_question(query)
    desk = open_desk()
    if jsonl:
        each_line(
            lambda line: {
                "passages": [
                    records.passage_record(hit)
                    for hit in desk.search(question_of(line), count, filters)
                ]
            }
        )
        return
    hits = desk.search(wanted, count, filters)
    if as_json:
        print_json([records.passage_record(hit) for hit in hits])
    else:
        terminal.console().print(terminal.passages(hits))


@click.command(short_help="Show how a follow-up is understood.")
@click.argument("question", nargs=-1)
@click.option(
    "--earlier",
    multiple=True,
    metavar="QUESTION",
    help="An earlier question; repeat it, oldest first.",
)
@JSONL
def condense(question: tuple[str, ...], earlier: tuple[str, ...], jsonl: bool) -> None:
    """Prints the standalone question that a follow-up is turned into. Needs no index.

    \b
      onrecord condense --earlier "what did Lavrov say in Minsk?" "And Klimkin?"
    """
    if jsonl:
        no_argument(question)
        each_line(
            lambda line: {
                "standalone_question": _standalone(
                    question_of(line), read_turns(line.get("history", []))
                )
            }
        )
        return
    click.echo(_standalone(one_question(question), read_turns(list(earlier))))


def _standalone(question: str, turns: Sequence[Turn]) -> str:
    """The question by itself: in the chat model's words where there is one, else by rules."""
    from bot.conversation.standalone import standalone
    from config import settings

    loaded = settings.load()
    if loaded.llm.model is None:
        return standalone(question, turns)
    from bot.conversation.standalone_by_model import condensed
    from bot.models import chat_model

    by_rules = standalone(question, turns)
    return condensed(question, turns, by_rules, chat_model.of(loaded))
