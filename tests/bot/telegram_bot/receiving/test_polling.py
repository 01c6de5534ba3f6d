"""Polling that goes on, with a bot that does as a script says; the same over HTTP is in
test_faults.py."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import pytest
from telegram.error import Conflict, InvalidToken, NetworkError, RetryAfter

from bot.telegram_bot.receiving import polling
from bot.telegram_bot.receiving.health import Health
from bot.telegram_bot.receiving.ledger import Ledger
from bot.telegram_bot.receiving.polling import RawBot, poll

Update = dict[str, Any]


class ScriptedBot:
    """Gives for each poll what a script says; the offsets that were asked for are kept."""

    def __init__(self, *script: Exception | list[int]) -> None:
        self.script = list(script)
        self.offsets: list[int] = []

    async def raw_updates(self, offset: int) -> list[Update]:
        """The next of the script."""
        self.offsets.append(offset)
        step = self.script.pop(0)
        if isinstance(step, Exception):
            raise step
        return [{"update_id": number} for number in step]


@pytest.fixture
def health(tmp_path: Path) -> Health:
    """That of a bot which does nothing."""
    return Health(Ledger(tmp_path / "inbox.sqlite3"), lambda: 0)


@pytest.fixture(autouse=True)
def no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Polling tries again at once."""
    monkeypatch.setattr(polling, "_LONGEST_PAUSE", 0.0)


def polled(bot: ScriptedBot, health: Health, end: type[Exception]) -> list[int]:
    """The numbers of the updates that polling hands over before it ends with an error."""
    received: list[int] = []

    async def receive(updates: Sequence[Update]) -> None:
        received.extend(update["update_id"] for update in updates)

    with pytest.raises(end):
        asyncio.run(poll(cast("RawBot", bot), receive, health))
    return received


def test_polling_goes_on_after_any_failure(health: Health) -> None:
    """And asks for what comes after the last update that it handed over."""
    bot = ScriptedBot(
        [7, 8], NetworkError("gone"), ValueError("no JSON"), RetryAfter(0), [9], InvalidToken()
    )
    assert polled(bot, health, InvalidToken) == [7, 8, 9]
    assert bot.offsets == [0, 9, 9, 9, 9, 10]


def test_what_could_not_be_received_is_asked_for_again(health: Health) -> None:
    """It has not been acknowledged."""
    bot = ScriptedBot([7], [7], InvalidToken())
    faults = [OSError("no room")]

    async def receive(updates: Sequence[Update]) -> None:
        if faults:
            raise faults.pop()

    with pytest.raises(InvalidToken):
        asyncio.run(poll(cast("RawBot", bot), receive, health))
    assert bot.offsets == [0, 0, 8]


def test_a_conflict_at_the_start_ends_polling(health: Health) -> None:
    """Not at once: the connection of a copy that was just ended may linger."""
    assert polled(ScriptedBot(Conflict("two"), [1], InvalidToken()), health, InvalidToken) == [1]
    assert polled(ScriptedBot(*[Conflict("two")] * 9), health, Conflict) == []


def test_a_conflict_later_does_not_end_polling(health: Health) -> None:
    """Whoever comes second gives way."""
    assert polled(
        ScriptedBot([], *[Conflict("two")] * 9, [1], InvalidToken()), health, InvalidToken
    ) == [1]


def test_a_failure_is_one_line_in_the_log_and_told_by_the_health(
    health: Health, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        polled(ScriptedBot(NetworkError("gone"), InvalidToken()), health, InvalidToken)
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert ours == ["No updates from Telegram, trying again: NetworkError: gone"]
    assert health.report() == {
        "status": "failing",
        "troubles": ["NetworkError: gone"],
        "at_work": 0,
    }


def test_health_is_healthy_again_when_polling_is(health: Health) -> None:
    polled(ScriptedBot(NetworkError("gone"), [], InvalidToken()), health, InvalidToken)
    assert health.is_healthy
