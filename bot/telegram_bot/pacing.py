"""When the next call to a chat may go out, within Telegram's limits (https://core.telegram.org/bots/faq#broadcasting)."""

from __future__ import annotations

import asyncio
import time
from asyncio import sleep
from collections import OrderedDict, deque
from dataclasses import dataclass, field

_CHATS = 1000
"""So many are remembered, the latest; a chat that was quiet for as long owes no wait."""


@dataclass
class Window:
    """At most `limit` events in any `seconds`."""

    limit: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more."""
        return max(0.0, self.times[0] + self.seconds - now) if len(self.times) == self.limit else 0.0

    def count(self, now: float) -> None:
        """Counts one."""
        if len(self.times) == self.limit:
            self.times.popleft()
        self.times.append(now)


def of_chat(chat: int) -> list[Window]:
    """What one chat takes; those of groups and channels are negative."""
    second = Window(1, 1.0)
    return [second, Window(20, 60.0)] if chat < 0 else [second]


@dataclass
class Pace:
    """One chat's: what it takes, until when it is on hold, and whose turn it is."""

    windows: list[Window]
    held_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wait(self, now: float) -> float:
        """Seconds until the chat takes a call."""
        return max(self.held_until - now, *(window.wait(now) for window in self.windows), 0.0)

    async def ready(self) -> None:
        """Waits until the chat takes a call."""
        while wait := self.wait(time.monotonic()):  # noqa: ASYNC110  # it is time that is waited for
            await sleep(wait)

    def count(self, now: float) -> None:
        """Counts a call."""
        for window in self.windows:
            window.count(now)

    def is_idle(self, now: float) -> bool:
        """Whether nothing is lost when the chat is forgotten."""
        is_over = all(not window.times or window.times[-1] + window.seconds <= now for window in self.windows)
        return is_over and self.held_until <= now and not self.turn.locked()


class Pacing:
    """The pace of every chat, and of all together."""

    def __init__(self) -> None:
        self._chats: OrderedDict[int, Pace] = OrderedDict()
        self._all = Pace([Window(30, 1.0)])

    async def turn(self, chat: int) -> None:
        """Waits until a call to the chat may go out, first come, first served, and counts it."""
        pace = self._pace(chat)
        async with pace.turn:
            await pace.ready()
            async with self._all.turn:
                await self._all.ready()
                self._all.count(time.monotonic())
            pace.count(time.monotonic())

    def is_free(self, chat: int) -> bool:
        """Whether a call to the chat could go out now."""
        pace = self._pace(chat)
        return not pace.turn.locked() and not pace.wait(time.monotonic())

    def hold(self, chat: int, seconds: float) -> None:
        """Lets nothing out to the chat for so long."""
        pace = self._pace(chat)
        pace.held_until = max(pace.held_until, time.monotonic() + seconds)

    def is_held(self, chat: int) -> bool:
        """Whether the chat is on hold."""
        return self._pace(chat).held_until > time.monotonic()

    def _pace(self, chat: int) -> Pace:
        pace = self._chats.setdefault(chat, Pace(of_chat(chat)))
        self._chats.move_to_end(chat)
        if len(self._chats) > _CHATS:
            self._forget(time.monotonic())
        return pace

    def _forget(self, now: float) -> None:
        for chat, pace in list(self._chats.items())[:-1]:
            if pace.is_idle(now):
                del self._chats[chat]
