"""The order in which things are handled."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from bot.telegram_bot.receiving.turn_queue import TurnQueue

Scenario = Callable[[TurnQueue[str], dict[str, asyncio.Event], list[str]], Awaitable[None]]


def handled(scenario: Scenario) -> list[str]:
    """What has been handled when the scenario is over; what begins with a gate's name waits for
    that gate."""
    done: list[str] = []

    async def run() -> None:
        gates = {"slow": asyncio.Event()}

        async def handle(item: str) -> None:
            if item.startswith("slow"):
                await gates["slow"].wait()
            if item.startswith("bad"):
                raise ValueError(item)
            done.append(item)

        await scenario(TurnQueue(handle), gates, done)

    asyncio.run(run())
    return done


async def settle() -> None:
    """Lets everything happen that can."""
    for _ in range(20):
        await asyncio.sleep(0)


def test_a_lane_waits_for_itself_and_for_no_other() -> None:
    async def scenario(
        order: TurnQueue[str], gates: dict[str, asyncio.Event], done: list[str]
    ) -> None:
        for item, lane in (("slow first", "a"), ("second", "a"), ("other", "b"), ("press", None)):
            order.add(item, lane)
        await settle()
        assert sorted(done) == ["other", "press"]
        gates["slow"].set()
        await settle()

    assert handled(scenario)[2:] == ["slow first", "second"]


def test_what_goes_wrong_holds_up_nothing() -> None:
    async def scenario(
        order: TurnQueue[str], gates: dict[str, asyncio.Event], done: list[str]
    ) -> None:
        for item in ("bad", "good"):
            order.add(item, "a")
        await settle()

    assert handled(scenario) == ["good"]


def test_stopping_a_lane_ends_what_is_in_hand_and_drops_what_waits() -> None:
    """What is added later is handled, and other lanes never know."""

    async def scenario(
        order: TurnQueue[str], gates: dict[str, asyncio.Event], done: list[str]
    ) -> None:
        for item, lane in (("slow", "a"), ("second", "a"), ("slow too", "b")):
            order.add(item, lane)
        await settle()
        assert await order.stop("a") == ["slow", "second"]
        assert await order.stop("a") == []
        order.add("later", "a")
        gates["slow"].set()
        await settle()

    assert sorted(handled(scenario)) == ["later", "slow too"]


def test_finishing_ends_what_is_in_hand_and_begins_nothing() -> None:
    async def scenario(
        order: TurnQueue[str], gates: dict[str, asyncio.Event], done: list[str]
    ) -> None:
        order.add("slow", "a")
        order.add("second", "a")
        await settle()
        asyncio.get_running_loop().call_later(0.01, gates["slow"].set)
        await order.finish(60)
        order.add("third", "b")
        await settle()

    assert handled(scenario) == ["slow"]


def test_finishing_gives_up_what_takes_too_long() -> None:
    async def scenario(
        order: TurnQueue[str], gates: dict[str, asyncio.Event], done: list[str]
    ) -> None:
        order.add("slow", "a")
        await settle()
        await order.finish(0.01)
        gates["slow"].set()
        await settle()

    assert handled(scenario) == []


def test_nothing_is_kept_of_a_lane_that_is_empty() -> None:
    async def scenario(
        order: TurnQueue[str], gates: dict[str, asyncio.Event], done: list[str]
    ) -> None:
        for number in range(100):
            order.add("item", str(number))
        await settle()
        assert len(order) == 0
        assert (order._waiting, order._in_hand) == ({}, {})

    assert len(handled(scenario)) == 100
