"""The command chat: a conversation in the terminal."""

from __future__ import annotations

import io
import secrets
import sys
from typing import TYPE_CHECKING

import click

from bot.cli.desks import open_desk
from bot.cli.options import settings_line

if TYPE_CHECKING:
    from rich.console import RenderableType

    from bot.desk import Desk

_KEY_PREFIX = "terminal:"
"""What the keys of conversations in a terminal begin with."""
_USER = "terminal"
"""The user of all conversations in a terminal."""
_HELP = (
    "Ask away. A number shows a citation, /new starts a new conversation, /forget deletes your"
    " questions, /quit ends."
)


@click.command(
    short_help="Hold a conversation.",
    epilog=settings_line("state.path", "state.days", "state.turns", "llm.model"),
)
@click.option("--resume", is_flag=True, help="Continue the last conversation.")
def chat(resume: bool) -> None:
    """Holds a conversation, in which a question may refer to earlier ones.

    \b
      > what did Lavrov say in Minsk?
      > And Klimkin?                   a follow-up
      > What else did he say?          more that was not shown yet
      > Are you sure?                  checks the citations again
      > 2                              shows citation [2], or picks choice 2

    /new starts a new conversation, /forget deletes all your questions and their answers, /quit
    or Ctrl-D ends. Conversations are stored beside the index; "onrecord chat --resume" continues
    the last one.
    """
    from bot.rendering import terminal

    conversation = _Conversation(open_desk(), resume)
    out, messages = terminal.console(), terminal.console(stderr=True)
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="replace")
    is_interactive = sys.stdin.isatty()
    if is_interactive:
        import readline  # noqa: F401  # gives input() its line editing and history

        messages.print(_HELP, style="dim")
    if resume:
        out.print(conversation.last_question(), style="dim")
    while (line := _read_line("> " if is_interactive else "")) not in (None, "/quit", "/exit"):
        if line:
            _print_reply(conversation, line)
        out.print()


def _read_line(prompt: str) -> str | None:
    """The next line of input, or None at its end."""
    try:
        return input(prompt).strip()
    except EOFError:
        return None


def _print_reply(conversation: _Conversation, line: str) -> None:
    """Prints the reply to a line, or the error that it leads to; the conversation goes on."""
    from bot.rendering import terminal
    from bot.types.plain_text import printable
    from config.redaction import redact
    from index.errors import OnRecordError

    try:
        terminal.console().print(conversation.reply(line))
    except OnRecordError as error:
        terminal.console(stderr=True).print(printable(redact(str(error))))


class _Conversation:
    """A conversation in the terminal, and the commands in it."""

    def __init__(self, desk: Desk, resume: bool) -> None:
        self._desk = desk
        key = desk.conversations.last_chat(_KEY_PREFIX) if resume else None
        self._chat = desk.kept_chat(key or _new_key(), _USER)

    def last_question(self) -> str:
        """What the conversation continues from."""
        history = self._chat.history
        if not history:
            return "There is no earlier conversation."
        return f"Continuing from: {history[-1].question}"

    def reply(self, line: str) -> RenderableType:
        """The reply to a command, to small talk, to a citation's number, or to a question."""
        from bot.conversation.understanding import smalltalk_after
        from bot.rendering import terminal
        from prompts import translate

        if line == "/new":
            self._begin_again()
            return "A new conversation."
        if line == "/forget":
            deleted = self._desk.conversations.forget(_USER)
            self._begin_again()
            noun = "answer" if deleted == 1 else "answers"
            return f"Deleted all your questions here, with {deleted} {noun}."
        if line.startswith("/"):
            return "There is no such command here, only /new, /forget and /quit."
        number = line.strip("[] ")
        history = self._chat.history
        polite = smalltalk_after(line, history)
        if polite:
            return translate(polite.value)
        if number.isdecimal() and history and history[-1].citations:
            return self._passage(int(number))
        return terminal.answer(self._chat.ask(line))

    def _begin_again(self) -> None:
        self._chat = self._desk.kept_chat(_new_key(), _USER)

    def _passage(self, number: int) -> RenderableType:
        """The passage behind a citation of the last answer."""
        from bot.rendering import terminal

        for citation in self._chat.history[-1].citations:
            if citation.number != number:
                continue
            article = self._desk.cited(citation)
            if article is None:
                return terminal.changed_passage(citation)
            return terminal.passage(article, citation.start, citation.end, citation.line)
        return f"The last answer has no citation [{number}]."


def _new_key() -> str:
    """The key of a new conversation in a terminal."""
    return f"{_KEY_PREFIX}{secrets.token_urlsafe(9)}"
