"""Calls to the Bot API server of conftest.py, whose faults are the fixture's; those of a whole bot
are in test_faults.py."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from telegram.error import BadRequest, Forbidden, NetworkError, RetryAfter, TimedOut

from bot.telegram_bot import connection
from bot.telegram_bot.connection import Connection, NotDeliveredError, is_uncertain
from bot.telegram_bot.receiving.inbox import HANDLING, Handling, Inbox, UpdateState
from bot.telegram_bot.receiving.ledger import Ledger
from bot.telegram_bot.receiving.polling import RawBot
from bot.telegram_bot.sending.delivery import Delivery, DroppedError, provisional
from bot.telegram_bot.sending.pacing import Pacing

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import Server

Scenario = Callable[[RawBot], Awaitable[Any]]


@pytest.fixture
def made(server: Server, tmp_path: Path) -> Callable[[Scenario], Any]:
    """Runs a scenario with a bot that has an update in hand, number 1."""

    async def run(scenario: Scenario) -> Any:
        ledger = Ledger(tmp_path / "inbox.sqlite3")
        inbox = Inbox(ledger, 7)
        await inbox.add([{"update_id": 1}])
        update = await inbox.get(1)
        assert update is not None
        HANDLING.set(Handling(update))
        delivery = Delivery(inbox, Pacing())
        bot = RawBot(
            server.token,
            base_url=f"{server.url}/bot",
            request=Connection(8),
            get_updates_request=Connection(1),
            rate_limiter=delivery,
        )
        try:
            async with bot:
                return await scenario(bot)
        finally:
            ledger.close()

    return lambda scenario: asyncio.run(run(scenario))


def state(folder: Path) -> UpdateState:
    """How far the update in hand has come, by the inbox."""
    return UpdateState(
        sqlite3.connect(folder / "inbox.sqlite3").execute("SELECT state FROM updates").fetchone()[0]
    )


def sent(server: Server, chat: int) -> int:
    """How many messages have come into a chat."""
    return sum(
        call.method == "sendMessage" and call.fields["chat_id"] == str(chat)
        for call in server.calls
    )


def test_a_send_that_hangs_is_not_repeated(
    server: Server, tmp_path: Path, made: Callable[[Scenario], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It arrived, here. The inbox remembers that nobody can know."""
    monkeypatch.setattr(connection, "_ANSWER_SECONDS", 0.3)
    server.fail("sendMessage", 301, is_carried_out=True, is_endless=True)
    with pytest.raises(TimedOut) as raised:
        made(lambda bot: bot.send_message(301, "Hello"))
    assert is_uncertain(raised.value)
    assert sent(server, 301) == 1
    assert state(tmp_path) == UpdateState.SENDING


def test_an_edit_that_hangs_is_repeated(
    server: Server, made: Callable[[Scenario], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Twice is as good as once."""
    monkeypatch.setattr(connection, "_ANSWER_SECONDS", 0.3)
    server.fail("editMessageText", 302, is_carried_out=True, is_endless=True)
    assert made(lambda bot: bot.edit_message_text("Hello", 302, 1))


def test_that_a_message_is_not_modified_is_success(
    server: Server, made: Callable[[Scenario], Any]
) -> None:
    server.refuse(
        "editMessageText",
        303,
        400,
        "Bad Request: message is not modified: specified new message content",
    )
    assert made(lambda bot: bot.edit_message_text("Hello", 303, 1)) is True


def test_that_a_press_is_too_old_to_be_answered_is_no_error(
    server: Server, made: Callable[[Scenario], Any]
) -> None:
    server.refuse(
        "answerCallbackQuery",
        None,
        400,
        "Bad Request: query is too old and response timeout expired",
    )
    assert made(lambda bot: bot.answer_callback_query("1")) is True


def test_what_is_refused_is_not_repeated_and_was_not_sent(
    server: Server, tmp_path: Path, made: Callable[[Scenario], Any]
) -> None:
    server.refuse("sendMessage", 304, 400, "Bad Request: chat not found")
    with pytest.raises(BadRequest):
        made(lambda bot: bot.send_message(304, "Hello"))
    assert state(tmp_path) == UpdateState.WAITING


def test_a_chat_is_silent_after_it_has_refused_the_bot(
    server: Server, made: Callable[[Scenario], Any]
) -> None:
    """For what came before that."""

    async def scenario(bot: RawBot) -> tuple[bool, bool, bool]:
        with pytest.raises(Forbidden):
            await bot.send_message(305, "Hello")
        delivery = bot.rate_limiter
        assert isinstance(delivery, Delivery)
        return (
            delivery.is_silent(305, 0.0),
            delivery.is_silent(305, 2e10),
            delivery.is_silent(306, 0.0),
        )

    server.refuse("sendMessage", 305, 403, "Forbidden: bot was blocked by the user")
    assert made(scenario) == (True, False, False)


def test_what_is_provisional_is_made_once_or_never_and_is_no_reply(
    server: Server, tmp_path: Path, made: Callable[[Scenario], Any]
) -> None:
    """After a 429 the chat takes nothing more for a while; typing is of that kind always."""

    async def scenario(bot: RawBot) -> None:
        with provisional():
            await bot.send_message(-307, "…")
            with pytest.raises(DroppedError):
                await bot.edit_message_text("… and", -307, 1)
        with pytest.raises(RetryAfter):
            await bot.send_chat_action(308, "typing")
        with pytest.raises(DroppedError):
            await bot.send_chat_action(308, "typing")

    server.refuse("sendChatAction", 308, 429, "Too Many Requests: retry after 9", retry_after=9)
    made(scenario)
    assert sent(server, -307) == 1
    assert state(tmp_path) == UpdateState.WAITING


def test_a_reply_in_parts_is_uncertain_until_the_last_is_sent(
    server: Server, tmp_path: Path, made: Callable[[Scenario], Any]
) -> None:
    """That the second was refused does not undo the first."""

    async def scenario(bot: RawBot) -> None:
        await bot.send_message(309, "One")
        server.refuse("sendMessage", 309, 400, "Bad Request: chat not found")
        await bot.send_message(309, "Two")

    with pytest.raises(BadRequest):
        made(scenario)
    assert state(tmp_path) == UpdateState.SENDING


@pytest.mark.parametrize(
    ("status", "body", "is_doubtful"),
    [
        (502, "<html>", False),
        (503, "", False),
        (504, "<html>", True),
        (200, "<html>", True),
        (200, "[1]", True),
    ],
)
def test_an_answer_that_is_none_says_whether_the_call_may_have_had_effect(
    status: int, body: str, is_doubtful: bool, server: Server
) -> None:
    async def run() -> None:
        server.fail("sendMessage", 310, status=status, body=body)
        async with RawBot(server.token, base_url=f"{server.url}/bot", request=Connection(1)) as bot:
            await bot.send_message(310, "Hello")

    with pytest.raises(NetworkError) as raised:
        asyncio.run(run())
    assert is_uncertain(raised.value) is is_doubtful


def test_a_server_that_is_not_there_has_not_got_the_call() -> None:
    async def run() -> None:
        async with Connection(1) as gone:
            await gone.do_request("http://127.0.0.1:9/", "POST")

    with pytest.raises(NotDeliveredError, match="ConnectError"):
        asyncio.run(run())


def test_a_call_outside_of_an_update_fails_at_once(server: Server) -> None:
    """At the start there is somebody to tell."""

    async def run() -> None:
        async with RawBot(server.token, base_url=f"{server.url}/bot", request=Connection(1)) as bot:
            server.refuse("setMyCommands", None, 502, "Bad Gateway")
            await bot.set_my_commands([("start", json.dumps("what I am"))])

    with pytest.raises(NotDeliveredError):
        asyncio.run(run())
