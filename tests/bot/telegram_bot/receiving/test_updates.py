"""Whose turn an update is in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from telegram import CallbackQuery, Chat, Message, Update, User

from bot.telegram_bot.receiving.updates import conversation_key, lane

ADA = User(1, "Ada", is_bot=False)


def message(chat: int, **fields: object) -> Message:
    """A message in a chat."""
    private = Chat(chat, Chat.PRIVATE)
    now = datetime.now(UTC)
    return Message(1, now, private, from_user=ADA, **fields)  # type: ignore[arg-type]


def test_a_topic_is_a_conversation_of_its_own() -> None:
    """A chain of replies, which has a thread's number too, is none."""
    assert conversation_key(message(5)) == "telegram:5"
    assert (
        conversation_key(message(5, message_thread_id=9, is_topic_message=True)) == "telegram:5:9"
    )
    assert conversation_key(message(5, message_thread_id=9)) == "telegram:5"


def test_a_message_and_its_correction_are_in_the_turn_of_their_conversation() -> None:
    assert lane(Update(1, message=message(5, text="Who?"))) == "telegram:5"
    assert lane(Update(2, edited_message=message(5, text="Who else?"))) == "telegram:5"


@pytest.mark.parametrize("text", ["/stop", "/stop now", "/stop@on_record_bot"])
def test_stop_waits_for_nobody(text: str) -> None:
    assert lane(Update(1, message=message(5, text=text))) is None


def test_a_press_waits_for_nobody() -> None:
    assert lane(Update(1, callback_query=CallbackQuery("1", ADA, "1", message=message(5)))) is None


@pytest.mark.parametrize("text", ["/stopping", "please /stop", "stop", ""])
def test_what_only_looks_like_stop_waits_for_its_turn(text: str) -> None:
    assert lane(Update(1, message=message(5, text=text))) == "telegram:5"
