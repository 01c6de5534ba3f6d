"""The order of updates, and polling that goes on."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

import pytest
from telegram import CallbackQuery, Chat, Message, Update, User
from telegram.error import Conflict, InvalidToken, NetworkError

from bot.telegram_bot import updates
from bot.telegram_bot.updates import InOrderPerChat, PatientBot, conversation_key, poll

ADA = User(1, "Ada", is_bot=False)


def message(chat: int, **fields: object) -> Message:
    """A message in a chat."""
    return Message(1, datetime.now(UTC), Chat(chat, Chat.PRIVATE), from_user=ADA, **fields)  # type: ignore[arg-type]


class ScriptedBot:
    """Gives for each poll what a script says; the offsets that were asked for are kept."""

    def __init__(self, script: Sequence[Exception | tuple[Update, ...]]) -> None:
        self.script = list(script)
        self.offsets: list[int] = []

    async def get_updates(self, offset: int, **parameters: object) -> tuple[Update, ...]:
        """The next of the script."""
        self.offsets.append(offset)
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return step


def polled(bot: ScriptedBot, end: type[Exception]) -> list[int]:
    """The numbers of the updates that polling hands over before it ends with an error."""
    received: list[int] = []

    async def receive(update: Update) -> None:
        received.append(update.update_id)

    with pytest.raises(end):
        asyncio.run(poll(cast("PatientBot", bot), receive))
    return received


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polling tries again at once."""
    monkeypatch.setattr(updates, "_LONGEST_PAUSE", 0.0)


def test_a_chat_waits_for_itself_and_for_no_other() -> None:
    """Its second message is handled after its first; another chat's, and a press on a button, meanwhile."""
    order: list[str] = []

    async def handle(name: str, may_end: asyncio.Event) -> None:
        await may_end.wait()
        order.append(name)

    async def run() -> None:
        processor, first, at_once = InOrderPerChat(), asyncio.Event(), asyncio.Event()
        at_once.set()
        press = CallbackQuery("1", ADA, "1", message=message(1))
        tasks = [
            asyncio.create_task(processor.process_update(update, handle(name, may_end)))
            for update, name, may_end in (
                (Update(1, message=message(1)), "first", first),
                (Update(2, message=message(1)), "second", at_once),
                (Update(3, message=message(2)), "another chat", at_once),
                (Update(4, callback_query=press), "press", at_once),
            )
        ]
        await asyncio.wait(tasks[2:])
        first.set()
        await asyncio.wait(tasks)

    asyncio.run(run())
    assert order == ["another chat", "press", "first", "second"]


def test_a_topic_is_a_conversation_of_its_own() -> None:
    """A chain of replies, which has a thread's number too, is none."""
    assert conversation_key(message(5)) == "telegram:5"
    assert conversation_key(message(5, message_thread_id=9, is_topic_message=True)) == "telegram:5:9"
    assert conversation_key(message(5, message_thread_id=9)) == "telegram:5"


def test_polling_goes_on_after_any_failure() -> None:
    """And asks for what comes after the last update that it handed over."""
    bot = ScriptedBot(
        [(Update(7), Update(8)), NetworkError("gone"), ValueError("no JSON"), (Update(9),), InvalidToken()]
    )
    assert polled(bot, InvalidToken) == [7, 8, 9]
    assert bot.offsets == [0, 9, 9, 9, 10]


def test_a_conflict_at_the_start_ends_polling() -> None:
    """Not at once: the connection of a copy that was just ended may linger."""
    assert polled(ScriptedBot([Conflict("two"), (Update(1),), InvalidToken()]), InvalidToken) == [1]
    assert polled(ScriptedBot([Conflict("two")] * 9), Conflict) == []


def test_a_conflict_later_does_not_end_polling() -> None:
    """Whoever comes second gives way."""
    assert polled(ScriptedBot([(), *[Conflict("two")] * 9, (Update(1),), InvalidToken()]), InvalidToken) == [1]


def test_what_goes_wrong_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    """In one line."""
    with caplog.at_level(logging.WARNING):
        polled(ScriptedBot([NetworkError("gone"), InvalidToken()]), InvalidToken)
    assert [record.getMessage() for record in caplog.records] == [
        "No updates from Telegram, trying again: NetworkError('gone')"
    ]
