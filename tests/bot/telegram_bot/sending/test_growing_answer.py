"""An answer is shown while it grows, on a clock of the test's own."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest
from telegram.error import TelegramError

from bot.telegram_bot.sending import growing_answer
from bot.telegram_bot.sending.growing_answer import GrowingAnswer
from bot.types.answer import Answer


class Bot:
    """A bot that notes the drafts that it sends, and fails when it is told to."""

    def __init__(self) -> None:
        self.drafts: list[tuple[int, str]] = []
        self.fails = False

    async def send_message_draft(self, chat: int, number: int, text: str, **_: Any) -> None:
        if self.fails:
            raise TelegramError("Too Many Requests")
        self.drafts.append((number, text))


def shown(
    monkeypatch: pytest.MonkeyPatch, bot: Bot, answer: Answer, moments: list[float]
) -> list[str]:
    """The drafts of answers that come at those moments, in seconds from the beginning."""
    now = [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    destination: Any = SimpleNamespace(bot=bot, chat=1, topic=None, is_private=True)
    growing = GrowingAnswer(destination)
    for moment in moments:
        now[0] = 1000.0 + moment
        asyncio.run(growing.show(replace(answer, text=f"At {moment} seconds.")))
    return [text for _, text in bot.drafts]


def test_a_version_comes_no_sooner_than_a_spacing_after_the_last(
    monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    """Nor does the first."""
    spacing, bot = growing_answer._SPACING, Bot()
    moments = [0.0, 0.5 * spacing, spacing, 1.9 * spacing, 2.1 * spacing]
    texts = shown(monkeypatch, bot, answer, moments)
    assert [text.startswith(f"At {spacing} ") for text in texts] == [True, False]
    assert texts[1].startswith(f"At {2.1 * spacing} ")
    assert len({number for number, _ in bot.drafts}) == 1


def test_a_version_that_cannot_be_shown_is_left_out(
    monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    bot = Bot()
    bot.fails = True
    assert shown(monkeypatch, bot, answer, [growing_answer._SPACING]) == []
