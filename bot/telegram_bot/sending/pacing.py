"""When the next call to a chat may go out, within Telegram's limits.

The limits are from https://core.telegram.org/bots/faq#broadcasting.
"""

from __future__ import annotations

import asyncio
import time
from asyncio import sleep
from collections import deque
from dataclasses import dataclass, field

_KEPT_CHATS = 1000
"""How many chats are remembered before quiet ones are forgotten."""


@dataclass
class RateWindow:
    """At most `limit` calls in any `seconds`."""

    limit: int
    seconds: float
    times: deque[float] = field(default_factory=deque)

    def wait(self, now: float) -> float:
        """Seconds until there is room for one more call."""
        if len(self.times) < self.limit:
            return 0.0
        return max(0.0, self.times[0] + self.seconds - now)

    def is_half_empty(self, now: float) -> bool:
        """Whether at most half of the room is used."""
        used = sum(time > now - self.seconds for time in self.times)
        return used <= self.limit // 2

    def count(self, now: float) -> None:
        """Counts a call."""
        if len(self.times) == self.limit:
            self.times.popleft()
        self.times.append(now)


@dataclass
class ChatPace:
    """The limits of a chat, until when it is on hold, and whose turn it is."""

    windows: tuple[RateWindow, ...]
    held_until: float = 0.0
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    def wait(self, now: float) -> float:
        """Seconds until the chat takes a call."""
        return max(self.held_until - now, *(window.wait(now) for window in self.windows), 0.0)

    async def ready(self) -> None:
        """Waits until the chat takes a call."""
        while wait := self.wait(time.monotonic()):  # noqa: ASYNC110  # it waits for time to pass
            await sleep(wait)

    def count(self, now: float) -> None:
        """Counts a call."""
        for window in self.windows:
            window.count(now)

    def has_spare_room(self, now: float) -> bool:
        """Whether half of a group's minute is left; always true of a private chat."""
        return all(window.is_half_empty(now) for window in self.windows[1:])

    def is_idle(self, now: float) -> bool:
        """Whether nothing is lost when the chat is forgotten."""
        if self.held_until > now or self.turn.locked():
            return False
        last_calls = ((window.times[-1], window) for window in self.windows if window.times)
        return all(time + window.seconds <= now for time, window in last_calls)


class Pacing:
    """The pace of every chat, and of all together."""

    def __init__(self) -> None:
        self._chats: dict[int, ChatPace] = {}
        self._room = _KEPT_CHATS
        self._all = ChatPace((RateWindow(30, 1.0),))

    async def turn(self, chat: int) -> None:
        """Waits until a call to the chat may go out, first come, first served. Counts it."""
        pace = self._pace(chat)
        async with pace.turn:
            await pace.ready()
            async with self._all.turn:
                await self._all.ready()
                self._all.count(time.monotonic())
            pace.count(time.monotonic())

    def is_free(self, chat: int) -> bool:
        """Whether a call to the chat could go out now and leave room for replies in a group."""
        pace, now = self._pace(chat), time.monotonic()
        return not pace.turn.locked() and not pace.wait(now) and pace.has_spare_room(now)

    def take_status(self, chat: int) -> bool:
        """Whether the chat takes a call now that is no message, such as "typing". Counts it.

        In a group such a call is one of the twenty a minute, and must leave room for replies.
        """
        pace, now = self._pace(chat), time.monotonic()
        if pace.held_until > now or not pace.has_spare_room(now):
            return False
        for window in pace.windows[1:]:
            window.count(now)
        return True

    def hold(self, chat: int, seconds: float) -> None:
        """Lets no call out to the chat for so long."""
        pace = self._pace(chat)
        pace.held_until = max(pace.held_until, time.monotonic() + seconds)

    def _pace(self, chat: int) -> ChatPace:
        pace = self._chats.setdefault(chat, ChatPace(_windows(chat)))
        if len(self._chats) > self._room:
            self._forget_idle(time.monotonic(), but=chat)
        return pace

    def _forget_idle(self, now: float, but: int) -> None:
        """Forgets idle chats; does so again when there are twice as many as are left."""
        for chat, pace in list(self._chats.items()):
            if chat != but and pace.is_idle(now):
                del self._chats[chat]
        self._room = max(_KEPT_CHATS, 2 * len(self._chats))


def _windows(chat: int) -> tuple[RateWindow, ...]:
    """A message a second; and twenty a minute in groups and channels, whose ids are negative."""
    second = RateWindow(1, 1.0)
    return (second, RateWindow(20, 60.0)) if chat < 0 else (second,)
