"""How a call reaches Telegram: paced, repeated if that is safe, and noted in the inbox."""

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

from bot.telegram_bot.connection import ServerFailedError, is_uncertain, seconds_to_wait
from bot.telegram_bot.receiving.inbox import HANDLING, Handling, Inbox, UpdateState
from bot.telegram_bot.sending.pacing import Pacing

log = logging.getLogger(__name__)

_STATUSES = ("sendChatAction", "sendMessageDraft")
"""Calls that show something for a moment. They are made now or never, and are no replies."""

_REPLIES = re.compile(r"(?:send|copy|forward)[A-Z]")
_DONE_ALREADY = re.compile(
    r"""
    message\ is\ not\ modified   # "message is not modified: specified new message content"
    | query\ is\ too\ old        # "query is too old and response timeout expired"
    | query\ ID\ is\ invalid     # "... or query ID is invalid"
    """,
    re.IGNORECASE | re.VERBOSE,
)
_NOT_HTML = "can't parse entities"
_TAG = re.compile(r"</?\w[^>]*>")
_LONGEST_PAUSE = 30.0
_MAX_SERVER_FAILURES = 4
"""How often a call is repeated that the server itself fails at, over 15 seconds in all."""
_SILENT_CHATS = 1000

Result = bool | dict[str, Any] | list[dict[str, Any]]
Call = Callable[[], Awaitable[Result]]

_PROVISIONAL: ContextVar[bool] = ContextVar("_PROVISIONAL", default=False)


class DroppedError(TelegramError):
    """A provisional call that would have had to wait."""


@contextmanager
def provisional() -> Iterator[None]:
    """Makes calls in the block at once or not at all: they show what is being written.

    They raise TelegramError if Telegram does not take them now, or does not answer.
    """
    token = _PROVISIONAL.set(True)
    try:
        yield
    finally:
        _PROVISIONAL.reset(token)


class Delivery(BaseRateLimiter[None]):
    """Carries out every call of the bot except those for updates.

    - After a 429 the chat waits, and no other does.
    - A call that certainly did not arrive is repeated until it does. A reply that may have
      arrived is not.
    - It is no error if a message reads so already, or a press is too old to be answered.
    - HTML that Telegram cannot parse is sent as plain text.
    - A chat that refuses the bot is silent until it writes again.
    """

    def __init__(self, inbox: Inbox, pacing: Pacing) -> None:
        self._inbox = inbox
        self._pacing = pacing
        self._silent_since: dict[int, float] = {}

    async def initialize(self) -> None:
        """Does nothing."""

    async def shutdown(self) -> None:
        """Does nothing."""

    def is_silent(self, chat: int, since: float) -> bool:
        """Whether the chat has refused the bot after that time, in seconds since 1970."""
        return self._silent_since.get(chat, 0.0) > since

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,  # noqa: ARG002  # the bot sets none
    ) -> Result:
        """The result of a call, made when it is its chat's turn."""
        call = partial(callback, *args, **kwargs)
        if endpoint in _STATUSES or _PROVISIONAL.get():
            return await self._at_once(call, endpoint, data)
        if HANDLING.get() is None:
            return await call()
        return await self._patiently(call, endpoint, data)

    async def _at_once(self, call: Call, endpoint: str, data: dict[str, Any]) -> Result:
        chat = _chat(data)
        if chat is not None and not await self._takes(chat, endpoint):
            raise DroppedError("Telegram takes no more for now")
        try:
            return await call()
        except RetryAfter as error:
            if chat is not None:
                self._pacing.hold(chat, seconds_to_wait(error))
            raise
        except BadRequest as error:
            if _DONE_ALREADY.search(error.message):
                return True
            raise

    async def _takes(self, chat: int, endpoint: str) -> bool:
        """Whether the chat takes the call now."""
        if endpoint in _STATUSES:
            return self._pacing.take_status(chat)
        if self._pacing.is_free(chat):
            await self._pacing.turn(chat)
            return True
        return False

    async def _patiently(self, call: Call, endpoint: str, data: dict[str, Any]) -> Result:
        is_reply, failures = bool(_REPLIES.match(endpoint)), 0
        while True:
            chat = _chat(data)
            if chat is not None:
                await self._pacing.turn(chat)
            try:
                return await (self._noted(call) if is_reply else call())
            except RetryAfter as error:
                await self._hold(chat, seconds_to_wait(error))
            except ChatMigrated as error:
                data["chat_id"] = error.new_chat_id
            except Forbidden:
                self._silence(chat)
                raise
            except BadRequest as error:
                if _DONE_ALREADY.search(error.message):
                    return True
                if not _make_plain(error, data):
                    raise
            except NetworkError as error:
                failures += 1
                if not _may_repeat(error, failures, is_reply=is_reply):
                    raise
                log.warning("%s failed, trying again: %s", endpoint, error)
                await asyncio.sleep(min(2.0 ** (failures - 1), _LONGEST_PAUSE))

    async def _noted(self, call: Call) -> Result:
        """Makes a call that is a reply; the inbox knows while nobody can tell if it arrived."""
        handling = HANDLING.get()
        if handling is None or handling.has_replied:
            return await call()
        await self._inbox.set_state(handling.update.number, UpdateState.SENDING)
        try:
            result = await call()
        except TelegramError as error:
            await self._note_failure(handling, error)
            raise
        handling.has_replied = True
        return result

    async def _note_failure(self, handling: Handling, error: TelegramError) -> None:
        if not is_uncertain(error):
            await self._inbox.set_state(handling.update.number, UpdateState.WAITING)

    async def _hold(self, chat: int | None, seconds: float) -> None:
        log.info("Telegram asks to wait %.0f seconds.", seconds)
        if chat is None:
            await asyncio.sleep(seconds)
        else:
            self._pacing.hold(chat, seconds)

    def _silence(self, chat: int | None) -> None:
        if chat is None:
            return
        self._silent_since.pop(chat, None)  # so that the chat becomes the last one
        self._silent_since[chat] = time.time()
        if len(self._silent_since) > _SILENT_CHATS:
            del self._silent_since[next(iter(self._silent_since))]


def _chat(data: dict[str, Any]) -> int | None:
    chat = data.get("chat_id")
    return chat if isinstance(chat, int) else None


def _may_repeat(error: NetworkError, failures: int, *, is_reply: bool) -> bool:
    """Whether to repeat a call that failed so many times, the last time with this error."""
    if is_reply and is_uncertain(error):
        return False
    return not isinstance(error, ServerFailedError) or failures <= _MAX_SERVER_FAILURES


def _make_plain(error: BadRequest, data: dict[str, Any]) -> bool:
    """Takes the HTML out of a call that Telegram could not parse. Returns whether there was any."""
    if _NOT_HTML not in error.message.lower() or not data.pop("parse_mode", None):
        return False
    log.error("Telegram could not parse a message, which is sent as plain text: %s", error)
    for name in ("text", "caption"):
        if isinstance(data.get(name), str):
            data[name] = html.unescape(_TAG.sub("", data[name]))
    return True
