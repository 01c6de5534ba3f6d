"""Turns: items of a lane are handled one after the other, all lanes side by side."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class TurnQueue(Generic[T]):
    """Handles what is added: in a lane one after the other, without a lane at once."""

    def __init__(self, handle: Callable[[T], Awaitable[None]]) -> None:
        self._handle = handle
        self._waiting: dict[str, deque[T]] = {}
        self._in_hand: dict[str, tuple[T, asyncio.Task[None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def __len__(self) -> int:
        """How many lanes, and items without one, are being handled."""
        return len(self._tasks)

    def add(self, item: T, lane: str | None) -> None:
        """Handles the item after those before it in the lane; at once without a lane."""
        if self._is_closed:
            return
        if lane is None:
            self._start(self._handle_safely(item))
        elif lane in self._waiting:
            self._waiting[lane].append(item)
        else:
            self._waiting[lane] = deque([item])
            self._start(self._work_off(lane))

    async def stop(self, lane: str) -> list[T]:
        """Cancels the item in hand in a lane and drops the waiting ones. Returns them all."""
        stopped = list(self._waiting.get(lane, ()))
        self._waiting.get(lane, deque()).clear()
        if lane in self._in_hand:
            item, task = self._in_hand[lane]
            task.cancel()
            await asyncio.wait([task])
            stopped.insert(0, item)
        return stopped

    async def finish(self, seconds: float) -> None:
        """Starts nothing more, and cancels what is still in hand after so many seconds."""
        self._is_closed = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            late |= {task for _, task in self._in_hand.values()}
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work_off(self, lane: str) -> None:
        """Handles the items of a lane until none waits."""
        waiting = self._waiting[lane]
        try:
            while waiting and not self._is_closed:
                item = waiting.popleft()
                task = asyncio.create_task(self._handle_safely(item))
                self._in_hand[lane] = item, task
                await asyncio.wait([task])
        finally:
            self._in_hand.pop(lane, None)
            del self._waiting[lane]

    async def _handle_safely(self, item: T) -> None:
        try:
            await self._handle(item)
        except Exception:  # the next items must come through
            log.exception("Something went wrong on the way to a handler.")
