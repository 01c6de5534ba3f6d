"""How a call reaches Telegram: paced, repeated where that is safe, and noted in the inbox where it is a reply."""

from __future__ import annotations

import asyncio
import html
import logging
import re
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import BaseRateLimiter

from bot.telegram_bot.connection import RefusedError, is_uncertain, pause_of
from bot.telegram_bot.receiving.inbox import IN_HAND, Handling, Inbox, State
from bot.telegram_bot.sending.pacing import Pacing

log = logging.getLogger(__name__)

_PASSING = ("sendChatAction", "sendMessageDraft")
"""What is gone in a moment: sent now or never, and no reply."""

_REPLIES = re.compile(r"(?:send|copy|forward)[A-Z]")
_DONE_ALREADY = re.compile(
    r"message is not modified|query is too old|query ID is invalid", re.IGNORECASE
)
_NOT_HTML = "can't parse entities"
_TAG = re.compile(r"</?\w[^>]*>")
_LONGEST_PAUSE = 30.0
_TRIES = 4
"""Of a call at which the server itself fails: a quarter of a minute's, in all."""
_SILENT_CHATS = 1000

Result = bool | dict[str, Any] | list[dict[str, Any]]

_PROVISIONAL: ContextVar[bool] = ContextVar("_PROVISIONAL", default=False)


class DroppedError(TelegramError):
    """A provisional call that would have had to wait."""


@contextmanager
def provisional() -> Iterator[None]:
    """Calls within are made at once or not at all, and are no reply: they show what is being written.

    They raise TelegramError where Telegram takes none now, or does not answer.
    """
    token = _PROVISIONAL.set(True)
    try:
        yield
    finally:
        _PROVISIONAL.reset(token)


class Delivery(BaseRateLimiter[None]):
    """Sees every call of the bot but those for updates.

    A 429 makes its chat wait and no other. What has certainly not arrived is tried again until it does; a reply that
    may have arrived is not. That a message is the same already, or a press too old to be answered, is no error; HTML
    that Telegram cannot parse is sent as plain text. A chat that refuses the bot is silent until it writes again.
    """

    def __init__(self, inbox: Inbox, pacing: Pacing) -> None:
        self._inbox = inbox
        self._pacing = pacing
        self._silent: dict[int, float] = {}

    async def initialize(self) -> None:
        """Nothing is to be made ready."""

    async def shutdown(self) -> None:
        """Nothing is to be closed."""

    def is_silent(self, chat: int, since: float) -> bool:
        """Whether the chat has refused the bot after that time."""
        return self._silent.get(chat, 0.0) > since

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002  # nobody sets any
    ) -> Result:
        """The result of the call, made in its chat's turn."""
        call = partial(callback, *args, **kwargs)
        if endpoint in _PASSING or _PROVISIONAL.get():
            return await self._at_once(call, endpoint, data)
        if IN_HAND.get() is None:
            return await call()
        return await self._patiently(call, endpoint, data)

    async def _at_once(
        self, call: Callable[[], Awaitable[Result]], endpoint: str, data: dict[str, Any]
    ) -> Result:
        chat = _chat(data)
        if chat is not None and not await self._takes(chat, endpoint):
            raise DroppedError("Telegram takes no more for now")
        try:
            return await call()
        except RetryAfter as error:
            if chat is not None:
                self._pacing.hold(chat, pause_of(error))
            raise
        except BadRequest as error:
            if _DONE_ALREADY.search(error.message):
                return True
            raise

    async def _takes(self, chat: int, endpoint: str) -> bool:
        if endpoint in _PASSING:
            return self._pacing.glance(chat)
        if self._pacing.is_free(chat):
            await self._pacing.turn(chat)
            return True
        return False

    async def _patiently(
        self, call: Callable[[], Awaitable[Result]], endpoint: str, data: dict[str, Any]
    ) -> Result:
        is_reply, failures = bool(_REPLIES.match(endpoint)), 0
        while True:
            chat = _chat(data)
            if chat is not None:
                await self._pacing.turn(chat)
            try:
                return await (self._noted(call) if is_reply else call())
            except RetryAfter as error:
                await self._hold(chat, pause_of(error))
            except ChatMigrated as error:
                data["chat_id"] = error.new_chat_id
            except Forbidden:
                self._silence(chat)
                raise
            except BadRequest as error:
                if _DONE_ALREADY.search(error.message):
                    return True
                if not _made_plain(error, data):
                    raise
            except NetworkError as error:
                if is_reply and is_uncertain(error):
                    raise
                failures += 1
                if isinstance(error, RefusedError) and failures > _TRIES:
                    raise
                log.warning("%s failed, trying again: %s", endpoint, error)
                await asyncio.sleep(min(2.0 ** (failures - 1), _LONGEST_PAUSE))

    async def _noted(self, call: Callable[[], Awaitable[Result]]) -> Result:
        """Makes a call that is a reply; the inbox knows for as long as nobody can tell whether it has arrived."""
        handling = IN_HAND.get()
        if handling is None or handling.has_replied:
            return await call()
        await self._inbox.note(handling.letter.number, State.SENDING)
        try:
            result = await call()
        except TelegramError as error:
            await self._refused(handling, error)
            raise
        handling.has_replied = True
        return result

    async def _refused(self, handling: Handling, error: TelegramError) -> None:
        if not is_uncertain(error):
            await self._inbox.note(handling.letter.number, State.WAITING)

    async def _hold(self, chat: int | None, seconds: float) -> None:
        log.info("Telegram asks to wait %.0f seconds.", seconds)
        if chat is None:
            await asyncio.sleep(seconds)
        else:
            self._pacing.hold(chat, seconds)

    def _silence(self, chat: int | None) -> None:
        if chat is None:
            return
        self._silent.pop(chat, None)
        self._silent[chat] = time.time()
        if len(self._silent) > _SILENT_CHATS:
            del self._silent[next(iter(self._silent))]


def _chat(data: dict[str, Any]) -> int | None:
    chat = data.get("chat_id")
    return chat if isinstance(chat, int) else None


def _made_plain(error: BadRequest, data: dict[str, Any]) -> bool:
    """Takes the HTML out of a call that Telegram could not parse, and says whether there was any."""
    if _NOT_HTML not in error.message.lower() or not data.pop("parse_mode", None):
        return False
    log.error("Telegram could not parse a message, which is sent as plain text: %s", error)
    for name in ("text", "caption"):
        if isinstance(data.get(name), str):
            data[name] = html.unescape(_TAG.sub("", data[name]))
    return True
