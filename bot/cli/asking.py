"""Commands that ask: ask, chat, search, condense."""

from __future__ import annotations

import io
import sys
from datetime import date
from typing import TYPE_CHECKING

import click

from bot.cli.desks import open_desk
from bot.cli.options import JSON, JSONL, Day, narrowed
from bot.cli.requests import answered_turns, each_line, no_argument, one_question, print_json, question_of, read_turns

if TYPE_CHECKING:
    from index.types import Filters


@click.command(short_help="Answer one question, with citations.")
@click.argument("question", nargs=-1)
@narrowed
@click.option("--now", type=Day(), metavar="DATE", help='The day from which "last week" is told; today by default.')
@JSON
@JSONL
def ask(question: tuple[str, ...], filters: Filters, now: date | None, as_json: bool, jsonl: bool) -> None:
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
        desk = open_desk()
        each_line(
            lambda line: records.answer_record(
                desk.ask(question_of(line), answered_turns(line, desk, filters, now), filters, now)
            )
        )
        return
    asked = one_question(question)
    answer = open_desk().ask(asked, filters=filters, now=now)
    if as_json:
        print_json(records.answer_record(answer))
    else:
        terminal.console().print(terminal.answer(answer, desk.settings.interface.language))


@click.command(short_help="Hold a conversation.")
def chat() -> None:
    """A conversation: each question may lean on those before it.

    "And Klimkin?", "What about in Antalya?" are understood. A number shows that citation's passage, /new starts a new
    conversation, /quit (or Ctrl-D) ends it.
    """
    from bot.rendering import terminal

    desk = open_desk()
    out = terminal.console()
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    if sys.stdin.isatty():
        import readline  # noqa: F401  # gives input() its line editing and history

        terminal.console(stderr=True).print(
            "Ask away. /new starts afresh, a number shows a citation, /quit ends.", style="dim"
        )
    talk, answer = desk.chat(), None
    while (line := _line()) is not None:
        if line in ("/quit", "/exit"):
            break
        if line == "/new":
            talk, answer = desk.chat(), None
            out.print("A new conversation.", style="dim")
        elif answer and line.strip("[] ").isdigit():
            number = int(line.strip("[] "))
            cited = next((one for one in answer.citations if one.number == number), None)
            if cited is None:
                out.print(f"The last answer has no citation [{number}].")
            else:
                out.print(terminal.passage(desk.article(cited.source), cited.start, cited.end, cited.line))
        elif line:
            answer = talk.ask(line)
            out.print(terminal.answer(answer, desk.settings.interface.language))
        out.print()


def _line() -> str | None:
    try:
        return input("> " if sys.stdin.isatty() else "").strip()
    except EOFError:
        return None


@click.command(short_help="Show the passages that would be read.")
@click.argument("query", nargs=-1)
@click.option("-k", "count", default=8, show_default=True, type=click.IntRange(1, 1000), help="How many passages.")
@narrowed
@JSON
@JSONL
def search(query: tuple[str, ...], count: int, filters: Filters, as_json: bool, jsonl: bool) -> None:
    """Shows the passages that would be read for a question, best first."""
    from bot.rendering import records, terminal

    if jsonl:
        no_argument(query)
        desk = open_desk()
        each_line(
            lambda line: {
                "passages": [records.passage_record(hit) for hit in desk.search(question_of(line), count, filters)]
            }
        )
        return
    wanted = one_question(query)
    hits = open_desk().search(wanted, count, filters)
    if as_json:
        print_json([records.passage_record(hit) for hit in hits])
    else:
        terminal.console().print(terminal.passages(hits, desk.settings.interface.language))


@click.command(short_help="Show how a follow-up is understood.")
@click.argument("question", nargs=-1)
@click.option("--earlier", multiple=True, metavar="QUESTION", help="An earlier question; repeat it, oldest first.")
@JSONL
def condense(question: tuple[str, ...], earlier: tuple[str, ...], jsonl: bool) -> None:
    """Prints the standalone question that a follow-up is turned into. Needs no index.

    \b
      onrecord condense --earlier "what did Lavrov say in Minsk?" "And Klimkin?"
    """
    from bot.followups import standalone

    if jsonl:
        no_argument(question)
        each_line(
            lambda line: {"standalone_question": standalone(question_of(line), read_turns(line.get("history", [])))}
        )
        return
    click.echo(standalone(one_question(question), read_turns(list(earlier))))
