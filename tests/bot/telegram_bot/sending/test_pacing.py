"""Telegram's limits, on a clock of the test's own."""

from __future__ import annotations

import asyncio
import time

import pytest

from bot.telegram_bot.sending import pacing
from bot.telegram_bot.sending.pacing import Pacing, RateWindow


class Clock:
    """Time that passes only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.sleepers: list[tuple[float, asyncio.Future[None]]] = []

    def monotonic(self) -> float:
        """The time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Ends when the time has come."""
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.sleepers.append((self.now + seconds, future))
        await future

    async def run(self, *tasks: asyncio.Task[None]) -> None:
        """Lets time pass until the tasks are done."""
        while not all(task.done() for task in tasks):
            for _ in range(10):
                await asyncio.sleep(0)
            if self.sleepers:
                self.sleepers.sort(key=lambda sleeper: sleeper[0])
                self.now, future = self.sleepers.pop(0)
                future.set_result(None)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The pacing's clock."""
    clock = Clock()
    monkeypatch.setattr(time, "monotonic", clock.monotonic)
    monkeypatch.setattr(pacing, "sleep", clock.sleep)
    return clock


def times(clock: Clock, pace: Pacing, *chats: int) -> list[tuple[int, float]]:
    """Chat and time, in seconds from now, of each call, all wanted at once."""
    made: list[tuple[int, float]] = []
    begun = clock.now

    async def call(chat: int) -> None:
        await pace.turn(chat)
        made.append((chat, round(clock.now - begun, 3)))

    async def run() -> None:
        await clock.run(*[asyncio.create_task(call(chat)) for chat in chats])

    asyncio.run(run())
    return made


def test_a_chat_takes_one_a_second(clock: Clock) -> None:
    assert times(clock, Pacing(), 1, 1, 1, 2) == [(1, 0.0), (2, 0.0), (1, 1.0), (1, 2.0)]


def test_a_group_takes_twenty_a_minute(clock: Clock) -> None:
    made = [at for _, at in times(clock, Pacing(), *[-1] * 22)]
    assert made[:20] == [float(second) for second in range(20)]
    assert made[20:] == [60.0, 61.0]


def test_all_together_take_thirty_a_second(clock: Clock) -> None:
    made = [at for _, at in times(clock, Pacing(), *range(1, 62))]
    assert made == [0.0] * 30 + [1.0] * 30 + [2.0]


def test_a_chat_on_hold_waits_and_no_other(clock: Clock) -> None:
    pace = Pacing()
    pace.hold(1, 30.0)
    assert (pace.is_free(1), pace.take_status(1)) == (False, False)
    assert (pace.is_free(2), pace.take_status(2)) == (True, True)
    assert times(clock, pace, 1, 2) == [(2, 0.0), (1, 30.0)]


def test_a_hold_is_never_made_shorter(clock: Clock) -> None:
    pace = Pacing()
    pace.hold(1, 30.0)
    pace.hold(1, 3.0)
    assert times(clock, pace, 1) == [(1, 30.0)]


def test_quiet_chats_are_forgotten_and_busy_ones_are_not(clock: Clock) -> None:
    pace = Pacing()
    pace.hold(-5, 36_000.0)
    for chat in range(1, 5000):
        clock.now += 1
        pace.is_free(chat)
    assert len(pace._chats) <= pacing._KEPT_CHATS + 1
    assert not pace.take_status(-5)


def test_typing_leaves_half_of_a_groups_minute_for_replies(clock: Clock) -> None:
    """And does not hold up the message that follows it."""
    pace = Pacing()
    shown = [pace.take_status(-1) for _ in range(15)]
    assert shown == [True] * 11 + [False] * 4
    assert not pace.is_free(-1)
    assert [at for _, at in times(clock, pace, *[-1] * 9)] == [float(second) for second in range(9)]


def test_typing_in_private_counts_for_nothing(clock: Clock) -> None:
    pace = Pacing()
    assert all(pace.take_status(1) for _ in range(50))
    assert times(clock, pace, 1) == [(1, 0.0)]


def test_a_window_has_room_when_the_oldest_is_out_of_it() -> None:
    window = RateWindow(2, 10.0)
    window.count(0.0)
    window.count(4.0)
    assert (window.wait(5.0), window.wait(10.0)) == (5.0, 0.0)
