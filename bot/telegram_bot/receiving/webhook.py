"""The bot's HTTP server: takes updates from Telegram and reports the bot's health."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from index.errors import OnRecordError

if TYPE_CHECKING:
    from bot.telegram_bot.receiving.health import Health
    from bot.telegram_bot.receiving.polling import StoreUpdates
    from config.settings import TelegramSettings

log = logging.getLogger(__name__)

_LISTEN = "127.0.0.1:8080"
_MAX_UPDATE_BYTES = 1_000_000
"""Telegram's updates are a few thousand bytes."""
_STORE_SECONDS = 20.0
"""An update that is not stored within this time has to be sent again."""
_SECRET_HEADER = b"x-telegram-bot-api-secret-token"

_Event = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Event]]
_Send = Callable[[_Event], Awaitable[None]]


class Endpoint:
    """An ASGI application: GET /health, and POST of an update.

    Updates come to any path, since a proxy may change it. Without a secret none are taken.
    """

    def __init__(self, health: Health, store: StoreUpdates, secret: str | None) -> None:
        self._health = health
        self._store = store
        self._secret = secret

    async def __call__(self, scope: _Event, receive: _Receive, send: _Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            return
        body: dict[str, object] = {}
        if scope["method"] == "GET" and scope["path"] == "/health":
            status, body = (200 if self._health.is_healthy else 503), self._health.report()
        elif scope["method"] == "POST" and self._secret is not None:
            status = await self._take_in(dict(scope["headers"]), receive, self._secret)
        else:
            status = 404
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    async def _take_in(self, headers: dict[bytes, bytes], receive: _Receive, secret: str) -> int:
        """The HTTP status for a posted update; 200 once it is stored."""
        if not hmac.compare_digest(headers.get(_SECRET_HEADER, b""), secret.encode()):
            return 403
        body = await _read(receive)
        if body is None:
            return 413
        update = _update(body)
        if update is None:
            return 400
        try:
            async with asyncio.timeout(_STORE_SECONDS):
                await self._store([update])
        except TimeoutError:
            return 503
        return 200


def webhook_secret(token: str) -> str:
    """The secret that Telegram sends with each update. It does not reveal the token."""
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


@asynccontextmanager
async def serving(settings: TelegramSettings, endpoint: Endpoint) -> AsyncIterator[None]:
    """Serves the endpoint until the block ends. Raises OnRecordError if the address is taken."""
    host, _, port = (settings.listen or _LISTEN).rpartition(":")
    config = uvicorn.Config(
        endpoint,
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        ssl_certfile=settings.webhook_certificate if settings.webhook_key else None,
        ssl_keyfile=settings.webhook_key,
    )
    server = _Server(config)
    listener = _listener(host.strip("[]"), int(port))
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leaves signals to the bot."""
        yield


def _listener(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except (OSError, OverflowError) as error:
        raise OnRecordError(f"Cannot listen on telegram.listen {host}:{port}: {error}.") from None


async def _read(receive: _Receive) -> bytes | None:
    """The body of a request; None if it is too long or the client is gone."""
    body = b""
    while True:
        event = await receive()
        body += bytes(event.get("body", b""))
        if event["type"] == "http.disconnect" or len(body) > _MAX_UPDATE_BYTES:
            return None
        if not event.get("more_body"):
            return body


def _update(body: bytes) -> dict[str, Any] | None:
    """The update in a body of JSON; None for anything else."""
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    is_update = isinstance(update, dict) and type(update.get("update_id")) is int  # no bool
    return update if is_update else None
