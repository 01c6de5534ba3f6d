"""What commands read from programs and print for them: JSON, and JSON Lines of requests."""

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
    from bot.rendering.records import JsonObject
    from bot.types.answer import Turn
    from index.types import Filters

_TURN_FIELDS = ("question", "answer")
_UNPRINTABLE = re.compile("[\x7f-\x9f\ud800-\udfff]")
"""Controls that a terminal would obey, and surrogates, which UTF-8 cannot hold."""


def each_line(reply: Callable[[JsonObject], JsonObject]) -> None:
    """Prints the reply to each line of standard input, with the line's `id`.

    A line that is no valid request gets an error, and the exit status is then 1.
    """
    has_failed = False
    for line in sys.stdin.buffer:
        if not line.strip():
            continue
        request: Any = None
        try:
            request = json.loads(line)
            if not isinstance(request, dict):
                raise ValueError("a line must be a JSON object")
            result = {"id": request.get("id"), **reply(request)}
        except (ValueError, RecursionError) as error:
            has_failed = True
            request_id = request.get("id") if isinstance(request, dict) else None
            result = {"id": request_id, "error": str(error) or "no valid JSON"}
        click.echo(_json(result))
        sys.stdout.flush()
    if has_failed:
        sys.exit(1)


def question_of(request: JsonObject) -> str:
    """The question of a request. Raises ValueError if there is none."""
    return text_of(request, "question")


def text_of(request: JsonObject, field: str) -> str:
    """A field that must hold text. Raises ValueError if it does not."""
    text = request.get(field)
    if not isinstance(text, str) or not text.strip():
        raise ValueError(f'"{field}" must be a text')
    return without_surrogates(text)


def answered_turns(
    request: JsonObject, desk: Desk, filters: Filters, now: date | None
) -> list[Turn]:
    """The earlier turns of a request; a turn without an answer is asked first.

    Raises ValueError if they are no turns.
    """
    turns: list[Turn] = []
    for question, answer in _history(request.get("history", [])):
        if answer is None:
            turns.append(desk.ask(question, turns, filters, now).turn)
        else:
            turns.append(_turn(question, answer, turns))
    return turns


def read_turns(history: object) -> list[Turn]:
    """The earlier turns, each with its standalone question; nothing is asked.

    Raises ValueError if they are no turns.
    """
    turns: list[Turn] = []
    for question, answer in _history(history):
        turns.append(_turn(question, answer or "", turns))
    return turns


def _turn(question: str, answer: str, earlier: list[Turn]) -> Turn:
    from bot.conversation.standalone import standalone
    from bot.types.answer import Turn

    return Turn(question, standalone(question, earlier), answer)


def _history(history: object) -> Iterator[tuple[str, str | None]]:
    """The questions of a history, each with its answer if one is given."""
    if not isinstance(history, list):
        raise ValueError('"history" must be a list of earlier turns')
    for turn in history:
        if isinstance(turn, str):
            yield without_surrogates(turn), None
            continue
        question, answer = map(turn.get, _TURN_FIELDS) if isinstance(turn, dict) else (None, None)
        if not isinstance(question, str) or not isinstance(answer, str):
            raise ValueError('an earlier turn must be a question or {"question", "answer"}')
        yield without_surrogates(question), without_surrogates(answer)


def refuse_arguments(words: tuple[str, ...]) -> None:
    """Raises UsageError if there is an argument beside --jsonl."""
    if words:
        message = "With --jsonl the questions come from standard input, one JSON object a line."
        raise click.UsageError(message)


def question_from(words: tuple[str, ...]) -> str:
    """The question on the command line. Raises UsageError if it is blank."""
    question = without_surrogates(" ".join(words)).strip()
    if not question:
        raise click.UsageError("Ask a question, in quotation marks.")
    return question


def without_surrogates(text: str) -> str:
    """The text with a replacement character for each lone surrogate, which no model accepts."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def print_json(value: object) -> None:
    """Prints a value as indented JSON."""
    click.echo(_json(value, indent=2))


def _json(value: object, indent: int | None = None) -> str:
    """JSON with its letters as they are; only unprintable characters are escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    return _UNPRINTABLE.sub(lambda match: f"\\u{ord(match.group()):04x}", text)
