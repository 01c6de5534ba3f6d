"""The order of things: one at a time within a lane, all lanes side by side."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from typing import Generic, TypeVar

log = logging.getLogger(__name__)

T = TypeVar("T")


class Order(Generic[T]):
    """Handles what is added: in a lane one after the other, without a lane at once."""

    def __init__(self, handle: Callable[[T], Awaitable[None]]) -> None:
        self._handle = handle
        self._waiting: dict[str, deque[T]] = {}
        self._in_hand: dict[str, tuple[T, asyncio.Task[None]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_closed = False

    def __len__(self) -> int:
        """How many lanes and things without one are being handled."""
        return len(self._tasks)

    def add(self, item: T, lane: str | None) -> None:
        """Has the item handled when those before it in the lane have been; now, where there is no lane."""
        if self._is_closed:
            return
        if lane is None:
            self._keep(asyncio.create_task(self._one(item)))
        elif lane in self._waiting:
            self._waiting[lane].append(item)
        else:
            self._waiting[lane] = deque([item])
            self._keep(asyncio.create_task(self._one_by_one(lane)))

    async def stop(self, lane: str) -> list[T]:
        """Drops what waits in a lane, ends what is in hand there, and returns them all."""
        stopped = list(self._waiting.get(lane, ()))
        self._waiting.get(lane, deque()).clear()
        if lane in self._in_hand:
            item, task = self._in_hand[lane]
            task.cancel()
            await asyncio.wait([task])
            stopped.insert(0, item)
        return stopped

    async def finish(self, seconds: float) -> None:
        """Begins nothing any more, and gives what is in hand so many seconds to end before it is cancelled."""
        self._is_closed = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            late |= {task for _, task in self._in_hand.values()}
            for task in late:
                task.cancel()
            if late:
                await asyncio.wait(late)

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _one_by_one(self, lane: str) -> None:
        waiting = self._waiting[lane]
        try:
            while waiting and not self._is_closed:
                item = waiting.popleft()
                task = asyncio.create_task(self._one(item))
                self._in_hand[lane] = item, task
                await asyncio.wait([task])
        finally:
            self._in_hand.pop(lane, None)
            del self._waiting[lane]

    async def _one(self, item: T) -> None:
        try:
            await self._handle(item)
        except Exception:  # the next ones must come through
            log.exception("Something went wrong on the way to a handler.")
