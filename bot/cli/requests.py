"""What commands read and print for programs: JSON, and JSON Lines of requests."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from bot.desk import Desk
    from bot.types.answer import Turn
    from index.types import Filters

Record = dict[str, Any]

_TURN = ("question", "answer")
_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff]")


def each_line(reply: Callable[[Record], Record]) -> None:
    """Answers each line of standard input; one that is no valid request gets an error, and the exit status is 1."""
    failed = False
    for text in sys.stdin.buffer:
        if not text.strip():
            continue
        line: Any = None
        try:
            line = json.loads(text)
            if not isinstance(line, dict):
                raise ValueError("a line must be a JSON object")
            result = {"id": line.get("id"), **reply(line)}
        except (ValueError, RecursionError) as error:
            failed = True
            result = {
                "id": line.get("id") if isinstance(line, dict) else None,
                "error": str(error) or "no valid JSON",
            }
        click.echo(_json(result))
        sys.stdout.flush()
    if failed:
        sys.exit(1)


def question_of(line: Record) -> str:
    """A request's question."""
    return text_of(line, "question")


def text_of(line: Record, field: str) -> str:
    """A field's text, well formed; a ValueError where there is none."""
    text = line.get(field)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f'"{field}" must be a text')
    return well_formed(text)


def answered_turns(line: Record, desk: Desk, filters: Filters, now: date | None) -> list[Turn]:
    """The earlier turns of a line; a turn that is only a question is answered first."""
    from bot.conversation.standalone import standalone
    from bot.types.answer import Turn

    turns: list[Turn] = []
    for turn in _history(line.get("history", [])):
        if isinstance(turn, str):
            answer = desk.ask(turn, turns, filters, now)
            turns.append(answer.turn)
        else:
            turns.append(
                Turn(turn["question"], standalone(turn["question"], turns), turn["answer"])
            )
    return turns


def read_turns(history: object) -> list[Turn]:
    """The earlier turns, each with its standalone question and no answer of ours."""
    from bot.conversation.standalone import standalone
    from bot.types.answer import Turn

    turns: list[Turn] = []
    for turn in _history(history):
        question, answer = (
            (turn, "") if isinstance(turn, str) else (turn["question"], turn["answer"])
        )
        turns.append(Turn(question, standalone(question, turns), answer))
    return turns


def _history(history: object) -> Iterator[str | dict[str, str]]:
    if not isinstance(history, list):
        raise ValueError('"history" must be a list of earlier turns')
    for turn in history:
        is_turn = isinstance(turn, dict) and all(isinstance(turn.get(key), str) for key in _TURN)
        if not is_turn and not isinstance(turn, str):
            raise ValueError('an earlier turn must be a question or {"question", "answer"}')
        yield (
            well_formed(turn)
            if isinstance(turn, str)
            else {key: well_formed(turn[key]) for key in _TURN}
        )


def no_argument(words: tuple[str, ...]) -> None:
    """Refuses an argument beside --jsonl."""
    if words:
        raise click.UsageError(
            "With --jsonl the questions come from standard input, a JSON object a line."
        )


def one_question(words: tuple[str, ...]) -> str:
    """The question that the words of the command line are."""
    question = well_formed(" ".join(words)).strip()
    if not question:
        raise click.UsageError("Ask a question, in quotation marks.")
    return question


def well_formed(text: str) -> str:
    """The text with a replacement character for each half of a pair that stands alone: no model takes those."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def print_json(value: object) -> None:
    """Prints a value, indented."""
    click.echo(_json(value, indent=2))


def _json(value: object, indent: int | None = None) -> str:
    """JSON as it can be read, but for what steers a terminal or has no place in UTF-8: that is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
