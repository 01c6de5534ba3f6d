"""/stop while a chat model writes: the bot as a process, over HTTP on either side (see conftest.py,
here and above).

The Bot API server's: it takes or refuses each call. Translatable: a chat model's server, which is a
fake only to be slow; what it writes is read, checked and shown as any model's.
"""

from __future__ import annotations

import signal
import time
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Semaphore
from typing import TYPE_CHECKING, Any

import pytest

from bot.records.conversations import Conversations
from bot.rendering.telegram import notices
from bot.telegram_bot.sending.growing_answer import _SPACING
from prompts import translate

if TYPE_CHECKING:
    from tests.bot.conftest import ModelServer
    from tests.bot.telegram_bot.conftest import BotProcess, Call, Server, Telegram

QUESTION = "what did Lavrov say in Minsk?"
FIRST = (
    "Sergei Lavrov said it was not possible to agree to further steps, "
    "but that “work will continue” [1]."
)
SECOND = " Lavrov rejected a militarized monitoring mission of the OSCE [1]."
THIRD = " Lavrov and Steinmeier stayed behind to talk alone [1]."


class Slow:
    """A chat model that writes each of three sentences when it is told to."""

    def __init__(self) -> None:
        self.turns, self.is_over = Semaphore(0), Event()

    def __call__(self, reply: Any) -> None:
        """Writes its reply to a request."""
        try:
            reply.begin()
            for piece in (FIRST + SECOND[:9], SECOND[9:] + THIRD[:9], THIRD[9:] + " Nobody"):
                self.turns.acquire()
                reply.send(piece)
        finally:
            self.is_over.set()

    def write(self) -> None:
        """Lets it write a sentence, when there has been time enough for it to be shown.

        No event tells of that: what comes sooner is not shown at all.
        """
        time.sleep(_SPACING + 0.2)
        self.turns.release()


@pytest.fixture
def slow(model_server: ModelServer) -> Iterator[Slow]:
    """What the model does with every request, unless it is told otherwise."""
    slow = Slow()
    model_server.plans_to(slow)
    yield slow
    slow.turns.release(1000)


def seen(server: Server, chat: int, since: int) -> list[Call]:
    """All that has changed a chat since then."""
    calls = [call for call in server.calls[since:] if call.fields.get("chat_id") == str(chat)]
    return [call for call in calls if call.method != "sendChatAction"]


@pytest.mark.parametrize(
    ("chat", "growing", "left"),
    [
        (301, ["sendMessageDraft"] * 2, []),
        (-301, ["sendMessage", "editMessageText"], ["deleteMessage"]),
    ],
    ids=["private", "group"],
)
def test_stop_ends_an_answer_that_is_being_written(
    chat: int,
    growing: list[str],
    left: list[str],
    slow: Slow,
    model_server: ModelServer,
    telegram: Telegram,
    writing_bot: BotProcess,
) -> None:
    """What there was of it is taken away, nothing more of it comes, and the chat takes the next
    question."""
    server, since = telegram.server, len(telegram.server.calls)
    telegram.write(chat, f"/ask {QUESTION}")
    for count, word in ((1, "continue"), (2, "OSCE")):
        slow.write()
        shown = server.await_calls(count, lambda call: call.method in growing, since)[-1]
        assert word in telegram.shown(shown)
    telegram.write(chat, "/stop")
    server.await_calls(1, lambda call: call.fields.get("text") == translate(notices.STOPPED), since)
    slow.write()
    assert slow.is_over.wait(60)
    model_server.says(SECOND)
    telegram.write(chat, f"/ask {QUESTION}")
    server.await_calls(
        1, lambda call: "Copy with sources" in str(call.fields.get("reply_markup")), since
    )
    assert [call.method for call in seen(server, chat, since)] == [
        *growing,
        *left,
        "sendMessage",
        "sendMessage",
    ]
    kept = Conversations(
        Path(writing_bot.environment["ONRECORD_STATE__PATH"]) / "conversations.sqlite3"
    )
    assert ["Steinmeier" in turn.answer for turn in kept.history(f"telegram:{chat}")] == [False]


def test_a_question_whose_answer_is_cut_off_by_a_kill_is_answered_once(
    slow: Slow, model_server: ModelServer, telegram: Telegram, writing_bot: BotProcess
) -> None:
    """When the bot is there again: nothing of the answer had been sent, but drafts, which pass."""
    since = len(telegram.server.calls)
    telegram.write(302, QUESTION)
    slow.write()
    telegram.server.await_calls(1, lambda call: call.method == "sendMessageDraft", since)
    writing_bot.stop(signal.SIGKILL)
    model_server.says(SECOND)
    writing_bot.start()
    assert "OSCE" in telegram.shown(telegram.messages(302, 1, since)[0])
    assert telegram.ask(302, "/help").fields["text"] == translate(notices.HELP)
    assert (
        len([call for call in seen(telegram.server, 302, since) if call.method == "sendMessage"])
        == 2
    )


def test_answers_that_are_long_in_the_writing_hold_up_no_other_chat(
    slow: Slow, telegram: Telegram, writing_bot: BotProcess
) -> None:
    """Though more are written than there are processors: what another chat wants needs no model."""
    since = len(telegram.server.calls)
    for chat in range(310, 330):
        telegram.write(chat, QUESTION)
    telegram.server.await_calls(20, lambda call: call.method == "sendChatAction", since)
    assert telegram.shown(telegram.ask(330, "/sources")).startswith("I have 18 articles")


def test_nothing_had_to_be_refused(telegram: Telegram, writing_bot: BotProcess) -> None:
    """Nor did anything unforeseen happen."""
    assert telegram.server.refusals == []
    assert "Traceback" not in writing_bot.log.read_text()
