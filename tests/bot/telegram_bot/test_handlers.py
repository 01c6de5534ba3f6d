"""Handlers over a scripted desk, for what the sample articles give no occasion for; the server is
conftest.py's."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
from telegram import Update

from bot.records.conversations import Conversations
from bot.rendering.telegram import answers, notices, passages
from bot.rendering.telegram.buttons import ButtonKind, Press, parse_press
from bot.telegram_bot.application import build
from bot.telegram_bot.receiving.ledger import Ledger
from bot.telegram_bot.sending import growing_answer, replies
from bot.types.answer import Answer, Choice, Turn
from bot.types.citation import Citation
from config import settings
from prompts import translate

if TYPE_CHECKING:
    from bot.desk import Desk
    from index.stores.catalog import Listing
    from index.types import Article
    from tests.bot.telegram_bot.conftest import Call, Server


COMMAND = {"type": "bot_command", "offset": 0, "length": 4}


class ScriptedDesk:
    """Answers every question by calling one function in a thread, as the real one does."""

    def __init__(self, server: Server, folder: Path, respond: Callable[[], Answer]) -> None:
        self.settings = settings.load(telegram={"api_url": server.url})
        self.conversations = Conversations(folder / "conversations.sqlite3")
        self.ledger = Ledger(folder / "inbox.sqlite3")
        self.respond = respond
        self.asked: list[str] = []

    async def aask(self, question: str, history: Sequence[Turn] = ()) -> Answer:
        """The function's answer."""
        self.asked.append(question)
        return await asyncio.to_thread(self.respond)

    async def astream(self, question: str, history: Sequence[Turn] = ()) -> AsyncIterator[Answer]:
        """The function's answer, at once."""
        yield await self.aask(question, history)

    def articles(self) -> list[Listing]:
        """Nothing is indexed."""
        return []

    def cited(self, citation: Citation) -> Article | None:
        """It is gone."""
        return None


class GrowingDesk(ScriptedDesk):
    """Gives an answer part by part."""

    parts: Sequence[Answer] = ()

    async def astream(self, question: str, history: Sequence[Turn] = ()) -> AsyncIterator[Answer]:
        """The parts."""
        for part in self.parts:
            yield part


def handled(desk: ScriptedDesk, server: Server, **update: Any) -> list[Call]:
    """What the bot calls for one update."""

    async def handle() -> None:
        application = build(cast("Desk", desk), server.token, desk.ledger)
        async with application:
            await application.process_update(
                Update.de_json({"update_id": 1, **update}, application.bot)
            )

    since = len(server.calls)
    asyncio.run(handle())
    return [call for call in server.calls[since:] if call.method != "getMe"]


def message(text: str = "Who?", kind: str = "private", **fields: Any) -> dict[str, Any]:
    """A message from a user."""
    chat, user = (
        {"id": 1, "type": kind, "title": "Desk"},
        {"id": 1, "is_bot": False, "first_name": "Ada"},
    )
    return {"message_id": 3, "date": 1, "chat": chat, "from": user, "text": text, **fields}


def press(data: str, query_id: str = "1") -> dict[str, Any]:
    """A press on a button under the message 3, which is too old to be read."""
    old = {"message_id": 3, "date": 0, "chat": {"id": 1, "type": "private"}}
    user = {"id": 1, "is_bot": False, "first_name": "Ada"}
    return {"id": query_id, "from": user, "chat_instance": "1", "message": old, "data": data}


def press_of(button: dict[str, str]) -> str:
    """The reference that a press on a button sends back."""
    press = parse_press(button["callback_data"], ButtonKind.RETRY)
    return press.id if press else ""


def fail() -> Answer:
    """What a desk does that has a fault."""
    raise RuntimeError("the disk is full")


def test_a_fault_is_logged_and_told_in_one_sentence(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """The log has the traceback, the user none of it."""
    with caplog.at_level(logging.ERROR):
        calls = handled(ScriptedDesk(server, tmp_path, fail), server, message=message())
    (told,) = [call for call in calls if call.method == "sendMessage"]
    reference = told.fields["text"].rpartition(" ")[2]
    assert told.fields["text"] == notices.fault(reference)
    assert [press_of(button) for button in told.buttons] == [reference]
    assert f"Fault {reference}" in caplog.text
    assert "RuntimeError: the disk is full" in caplog.text


def test_a_fault_at_a_press_is_told_in_its_answer(server: Server, tmp_path: Path) -> None:
    """No message comes into the chat."""
    desk = ScriptedDesk(server, tmp_path, fail)
    desk.conversations.close()
    (call,) = handled(desk, server, callback_query=press("c:AAAAAAAAAAAA:1"))
    assert call.method == "answerCallbackQuery"
    assert call.fields["text"] == notices.fault(call.fields["text"].rpartition(" ")[2])


def test_a_long_answer_comes_in_parts_with_the_buttons_under_the_last(
    server: Server, tmp_path: Path, answer: Answer
) -> None:
    """Nothing of it is lost."""
    long = replace(answer, text="A sentence of some length that says little. [1] " * 300)
    calls = handled(ScriptedDesk(server, tmp_path, lambda: long), server, message=message())
    *parts, last = [call for call in calls if call.method == "sendMessage"]
    assert len(parts) == 3
    assert not any(part.buttons for part in parts)
    assert [button["text"][:3] for button in last.buttons] == ["[1]", "👍", "👎", "Cop"]
    assert sum(part.fields["text"].count("little. [1]") for part in [*parts, last]) == 300


def test_typing_is_shown_for_as_long_as_it_takes(
    server: Server, tmp_path: Path, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This desk does not answer before "typing" has been shown three times."""
    monkeypatch.setattr(replies, "_TYPING_SECONDS", 0.01)
    since = len(server.calls)

    def respond() -> Answer:
        server.await_calls(3, lambda call: call.method == "sendChatAction", since)
        return answer

    assert (
        handled(ScriptedDesk(server, tmp_path, respond), server, message=message())[-1].method
        == "sendMessage"
    )


@pytest.mark.parametrize(("kind", "chat"), [("private", 1), ("group", -1)])
def test_an_answer_is_shown_while_it_grows_and_then_sent_whole(
    server: Server,
    tmp_path: Path,
    answer: Answer,
    monkeypatch: pytest.MonkeyPatch,
    kind: str,
    chat: int,
) -> None:
    """As drafts in a private chat; in a group as a message that is edited, and taken away when the
    answer comes."""
    monkeypatch.setattr(growing_answer, "_SPACING", 0.0)
    parts = [replace(answer, text="One. [1]"), replace(answer, text="One. [1] Two. [1]"), answer]
    desk = GrowingDesk(server, tmp_path, lambda: answer)
    desk.parts = parts
    question = {
        **message("/ask Who?", kind=kind, entities=[COMMAND]),
        "chat": {"id": chat, "type": kind},
    }
    shown = [
        call for call in handled(desk, server, message=question) if call.method != "sendChatAction"
    ]
    if kind == "private":
        assert [call.method for call in shown] == ["sendMessageDraft"] * 3 + ["sendMessage"]
        assert len({call.fields["draft_id"] for call in shown[:3]}) == 1
    else:
        assert shown[0].fields["text"] == "One. [1] …"
        assert [call.method for call in shown][-2:] == ["deleteMessage", "sendMessage"]
    assert shown[-1].fields["text"] == answers.answer_messages(answer)[0]


def test_what_was_asked_back_is_asked_by_a_press(
    server: Server, tmp_path: Path, answer: Answer
) -> None:
    """A button for each choice; its question becomes the next turn."""
    asked_back = replace(
        answer,
        answered=False,
        citations=(),
        choices=(Choice("In Minsk", "What was said in Minsk?"),),
    )
    desk = ScriptedDesk(server, tmp_path, lambda: asked_back)
    *_, sent = handled(desk, server, message=message())
    (button,) = sent.buttons
    handled(desk, server, callback_query=press(button["callback_data"]))
    assert desk.asked == ["Who?", "What was said in Minsk?"]


def test_a_topic_is_answered_in_the_topic(server: Server, tmp_path: Path, answer: Answer) -> None:
    """As a reply to the question, and remembered for that topic alone."""
    desk = ScriptedDesk(server, tmp_path, lambda: answer)
    question = message(
        "/ask Who?",
        kind="supergroup",
        entities=[COMMAND],
        message_thread_id=9,
        is_topic_message=True,
    )
    calls = handled(desk, server, message=question)
    assert {call.fields["message_thread_id"] for call in calls} == {"9"}
    assert json.loads(calls[-1].fields["reply_parameters"])["message_id"] == 3
    assert (
        len(desk.conversations.history("telegram:1")),
        len(desk.conversations.history("telegram:1:9")),
    ) == (0, 1)


def test_a_groups_other_business_gets_no_reply(server: Server, tmp_path: Path) -> None:
    """Neither an unknown command, which may be another bot's, nor a photo, nor a new title."""
    desk = ScriptedDesk(server, tmp_path, fail)
    command = {"type": "bot_command", "offset": 0, "length": 5}
    photo = {"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}
    for fields in (
        {"text": "/roll", "entities": [command]},
        {"text": None, "photo": [photo]},
        {"new_chat_title": "X"},
    ):
        assert handled(desk, server, message={**message("", kind="group"), **fields}) == []


@pytest.mark.parametrize("kind", [ButtonKind.EARLIER, ButtonKind.LATER, ButtonKind.FILE])
def test_an_article_that_is_gone_cannot_be_read_on_and_that_is_said(
    kind: ButtonKind, server: Server, tmp_path: Path, answer: Answer
) -> None:
    """The words as they were are in the message that the button stands under."""
    desk = ScriptedDesk(server, tmp_path, lambda: answer)
    numbers = (1,) if kind is ButtonKind.FILE else (1, 0)
    data = Press(kind, desk.conversations.record("telegram:1", answer), numbers).data
    (call,) = handled(desk, server, callback_query=press(data))
    assert (call.method, call.fields["text"]) == (
        "answerCallbackQuery",
        translate(passages.CHANGED_SHORT),
    )


def test_a_press_that_is_too_old_to_be_answered_still_brings_its_passage(
    server: Server, tmp_path: Path, answer: Answer
) -> None:
    """The server refuses the answer to a press without an id, as Telegram does for one that has
    expired."""
    desk = ScriptedDesk(server, tmp_path, lambda: answer)
    data = answers.citation_data(desk.conversations.record("telegram:1", answer), 1)
    (call,) = handled(desk, server, callback_query=press(data, query_id=""))
    assert call.fields["text"] == passages.passage_message(answer.citations[0], has_changed=True)
