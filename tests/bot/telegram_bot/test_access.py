"""Who is let in, and how much may be asked; the server is conftest.py's."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from telegram import Update

from bot.records.conversations import Conversations
from bot.rendering.telegram import notices
from bot.telegram_bot.application import build
from bot.telegram_bot.context import SERVICES
from bot.telegram_bot.limits import Limits
from bot.telegram_bot.receiving.ledger import Ledger
from config import settings
from prompts import translate

if TYPE_CHECKING:
    from bot.desk import Desk
    from tests.bot.telegram_bot.conftest import Call, Server

MEMBER, STRANGER, ADMIN = 11, 12, 13
GROUP = -100


class ClosedDesk:
    """A desk with settings, whose questions nobody answers."""

    def __init__(self, server: Server, folder: Path, **telegram: object) -> None:
        self.settings = settings.load(telegram={"api_url": server.url, **telegram})
        self.conversations = Conversations(folder / "conversations.sqlite3")
        self.folder = folder


Handle = Callable[..., list["Call"]]


@pytest.fixture
def handle(server: Server, tmp_path: Path) -> Handle:
    """What a bot with such settings, started anew, calls for updates."""

    def handle(telegram: dict[str, object], *updates: dict[str, Any]) -> list[Call]:
        desk = ClosedDesk(server, tmp_path, **telegram)

        async def run() -> None:
            ledger = Ledger(tmp_path / "inbox.sqlite3")
            application = build(cast("Desk", desk), server.token, ledger)
            async with application:
                await application.bot_data[SERVICES].access.load()
                for update in updates:
                    await application.process_update(
                        Update.de_json({"update_id": 1, **update}, application.bot)
                    )
            ledger.close()

        since = len(server.calls)
        asyncio.run(run())
        return [call for call in server.calls[since:] if call.method != "getMe"]

    return handle


def command(user: int, chat: int = 0, text: str = "/help", **fields: Any) -> dict[str, Any]:
    """A command from a user, in private or in a group."""
    place = (
        {"id": chat, "type": "group", "title": "Desk"} if chat else {"id": user, "type": "private"}
    )
    entity = {"type": "bot_command", "offset": 0, "length": len(text)}
    sender = {"id": user, "is_bot": False, "first_name": "Ada"}
    message = {"message_id": 3, "date": int(time.time()), "chat": place, "from": sender}
    return {"message": {**message, "text": text, "entities": [entity], **fields}}


def press(user: int, chat: int) -> dict[str, Any]:
    """A press on a button under a message in a group."""
    old = {"message_id": 3, "date": 0, "chat": {"id": chat, "type": "group", "title": "Desk"}}
    sender = {"id": user, "is_bot": False, "first_name": "Ada"}
    return {
        "callback_query": {
            "id": "1",
            "from": sender,
            "chat_instance": "1",
            "message": old,
            "data": "c:A:1",
        }
    }


def inline(user: int) -> dict[str, Any]:
    """An inline query."""
    return {
        "inline_query": {
            "id": "1",
            "from": {"id": user, "is_bot": False, "first_name": "Ada"},
            "query": "x",
            "offset": "",
        }
    }


def texts(calls: list[Call]) -> list[str]:
    """What was written."""
    return [call.fields["text"] for call in calls if call.method == "sendMessage"]


CLOSED = {"allowed_users": [MEMBER], "allowed_chats": [GROUP], "admins": [ADMIN]}


def test_everybody_is_let_in_while_no_list_is_set(handle: Handle) -> None:
    assert texts(handle({}, command(STRANGER))) == [translate(notices.HELP)]
    assert texts(handle({"admins": [ADMIN]}, command(STRANGER))) == [translate(notices.HELP)]


@pytest.mark.parametrize("user", [MEMBER, ADMIN])
def test_who_is_on_a_list_is_let_in_everywhere(user: int, handle: Handle) -> None:
    assert (
        texts(handle(CLOSED, command(user), command(user, GROUP), command(user, -1)))
        == [translate(notices.HELP)] * 3
    )


def test_in_an_allowed_chat_everybody_is_let_in(handle: Handle) -> None:
    assert texts(handle(CLOSED, command(STRANGER, GROUP))) == [translate(notices.HELP)]


def test_a_stranger_is_told_once_even_after_a_restart(handle: Handle) -> None:
    """With the id that an operator needs to let somebody in."""
    assert texts(handle(CLOSED, command(STRANGER), command(STRANGER))) == [
        notices.stranger(STRANGER)
    ]
    assert handle(CLOSED, command(STRANGER)) == []


def test_a_stranger_whom_nobody_could_tell_is_not_let_in(handle: Handle, server: Server) -> None:
    """A fault in the gate opens it to nobody."""
    server.refuse("sendMessage", STRANGER, 400, "Bad Request: chat not found")
    assert notices.HELP.english not in texts(handle(CLOSED, command(STRANGER)))


def test_a_link_to_an_answer_is_no_way_in(handle: Handle) -> None:
    """Whoever may not use the bot is told so by the link as by any message."""
    assert texts(handle(CLOSED, command(STRANGER, text="/start AAAAAAAAAAAA"))) == [
        notices.stranger(STRANGER)
    ]


def test_a_stranger_in_a_group_gets_no_word(handle: Handle) -> None:
    """Neither for a message, nor a correction, nor for a press, which is answered so that the
    button comes to rest."""
    corrected = {"edited_message": command(STRANGER, -1)["message"]}
    calls = handle(CLOSED, command(STRANGER, -1), corrected, press(STRANGER, -1))
    assert [(call.method, call.fields.get("text")) for call in calls] == [
        ("answerCallbackQuery", None)
    ]


def test_a_press_is_checked_again(handle: Handle) -> None:
    """Whoever was let in when the button came, and is not any more, gets nothing from it."""
    assert [call.fields.get("text") for call in handle(CLOSED, press(MEMBER, -1))] == [
        translate(notices.NOT_KNOWN)
    ]
    assert [
        call.fields.get("text") for call in handle({"allowed_users": [ADMIN]}, press(MEMBER, -1))
    ] == [None]


def test_a_strangers_inline_query_finds_nothing(handle: Handle) -> None:
    (call,) = handle(CLOSED, inline(STRANGER))
    assert (call.method, call.fields["results"]) == ("answerInlineQuery", "[]")


def test_a_group_is_let_in_under_its_new_id_even_after_a_restart(handle: Handle) -> None:
    """It is a supergroup now."""
    new = -1_000_000_000_100
    assert handle(CLOSED, command(STRANGER, new)) == []
    handle(CLOSED, command(STRANGER, GROUP, text="", entities=[], migrate_to_chat_id=new))
    assert texts(handle(CLOSED, command(STRANGER, new))) == [translate(notices.HELP)]


def spent(
    folder: Path, monkeypatch: pytest.MonkeyPatch, limits: dict[str, int], *asked: tuple[int, float]
) -> list[float]:
    """What each question, of a user at a second, is told by limits that were read anew."""

    async def run() -> list[float]:
        waits = []
        for user, second in asked:
            ledger = Ledger(folder / "inbox.sqlite3")
            monkeypatch.setattr(time, "time", lambda second=second: 1_000_000.0 + second)
            waits.append(
                await Limits(settings.load(telegram=dict(limits)).telegram, ledger).spend(user)
            )
            ledger.close()
        return waits

    return asyncio.run(run())


def test_a_user_may_ask_so_many_questions_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those that are turned away are not counted; other users have their own."""
    asked = [(1, 0), (1, 10), (1, 20), (2, 20), (1, 59), (1, 60), (1, 61)]
    assert spent(tmp_path, monkeypatch, {"user_per_minute": 2}, *asked) == [0, 0, 40, 0, 1, 0, 9]


def test_the_longest_wait_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    limits = {"user_per_minute": 1, "user_per_day": 2}
    assert spent(tmp_path, monkeypatch, limits, (1, 0), (1, 1), (1, 100), (1, 101)) == [
        0,
        59,
        0,
        86_400 - 101,
    ]


def test_all_together_may_ask_so_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert spent(tmp_path, monkeypatch, {"all_per_minute": 2}, (1, 0), (2, 0), (3, 5), (3, 60)) == [
        0,
        0,
        55,
        0,
    ]
    (tmp_path / "day").mkdir()
    assert spent(tmp_path / "day", monkeypatch, {"all_per_day": 1}, (1, 0), (2, 5)) == [0, 86_395]


def test_no_limit_counts_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert spent(tmp_path, monkeypatch, {}, *[(1, 0)] * 50) == [0] * 50


def test_who_has_asked_too_much_is_told_when_to_ask_again(handle: Handle) -> None:
    """Commands are free, and a question costs."""
    question = {"message": {**command(MEMBER)["message"], "text": "Who?", "entities": []}}
    first, second, third = texts(
        handle({"user_per_minute": 1}, question, question, command(MEMBER))
    )
    assert first.startswith("Sorry")  # this desk answers nothing
    assert second == notices.limit(int(second.split()[-2]))
    assert third == translate(notices.HELP)


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (1, "1 second"),
        (119, "119 seconds"),
        (120, "2 minutes"),
        (121, "3 minutes"),
        (7200, "2 hours"),
        (7201, "3 hours"),
    ],
)
def test_a_wait_is_never_said_to_be_shorter_than_it_is(seconds: int, said: str) -> None:
    assert notices.limit(seconds).endswith(f" in {said}.")
