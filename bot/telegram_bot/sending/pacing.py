"""When the next call to a chat may go out, within Telegram's limits (https://core.telegram.org/bots/faq#broadcasting)."""

from __future__ import annotations

import asyncio
import time
from asyncio import sleep
from collections import deque
from dataclasses import dataclass, field

_CHATS = 1000
"""So many are remembered before those that were quiet are forgotten."""


@dataclass
class Window:
    """At most `limit` events in any `seconds`."""

    limit: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more."""
        return (
            max(0.0, self.times[0] + self.seconds - now) if len(self.times) == self.limit else 0.0
        )

    def is_half_empty(self, now: float) -> bool:
        """Whether at most half of what there is room for has been used."""
        return sum(time > now - self.seconds for time in self.times) <= self.limit // 2

    def count(self, now: float) -> None:
        """Counts one."""
        if len(self.times) == self.limit:
            self.times.popleft()
        self.times.append(now)


@dataclass
class Pace:
    """What a chat takes, until when it is on hold, and whose turn it is."""

    windows: tuple[Window, ...]
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

    def is_generous(self, now: float) -> bool:
        """Whether the chat, if it is a group, has room for half a minute's calls and more."""
        return all(window.is_half_empty(now) for window in self.windows[1:])

    def is_idle(self, now: float) -> bool:
        """Whether nothing is lost when the chat is forgotten."""
        is_over = all(
            not window.times or window.times[-1] + window.seconds <= now for window in self.windows
        )
        return is_over and self.held_until <= now and not self.turn.locked()


class Pacing:
    """The pace of every chat, and of all together."""

    def __init__(self) -> None:
        self._chats: dict[int, Pace] = {}
        self._room = _CHATS
        self._all = Pace((Window(30, 1.0),))

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
        """Whether a call to the chat could go out now, and would leave enough for replies in a group."""
        pace, now = self._pace(chat), time.monotonic()
        return not pace.turn.locked() and not pace.wait(now) and pace.is_generous(now)

    def glance(self, chat: int) -> bool:
        """Counts what is no message, where the chat takes it now; says whether it does.

        In a group such a call is one of the twenty in a minute, and must not take the place of a reply.
        """
        pace, now = self._pace(chat), time.monotonic()
        if pace.held_until > now or not pace.is_generous(now):
            return False
        for window in pace.windows[1:]:
            window.count(now)
        return True

    def hold(self, chat: int, seconds: float) -> None:
        """Lets nothing out to the chat for so long."""
        pace = self._pace(chat)
        pace.held_until = max(pace.held_until, time.monotonic() + seconds)

    def _pace(self, chat: int) -> Pace:
        pace = self._chats.setdefault(chat, Pace(_windows(chat)))
        if len(self._chats) > self._room:
            self._forget(time.monotonic(), chat)
        return pace

    def _forget(self, now: float, but: int) -> None:
        """Forgets the chats that owe no wait; looks again when there are twice as many as are left."""
        self._chats = {
            chat: pace for chat, pace in self._chats.items() if chat == but or not pace.is_idle(now)
        }
        self._room = max(_CHATS, 2 * len(self._chats))


def _windows(chat: int) -> tuple[Window, ...]:
    """A message a second; and twenty a minute in groups and channels, whose ids are negative."""
    second = Window(1, 1.0)
    return (second, Window(20, 60.0)) if chat < 0 else (second,)
