"""The HTTP server of the bot: updates that Telegram sends, and how the bot is."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import json
import logging
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, MutableMapping, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import uvicorn

from index.errors import OnRecordError

if TYPE_CHECKING:
    from bot.telegram_bot.receiving.health import Health
    from config.settings import TelegramSettings

log = logging.getLogger(__name__)

_LISTEN = "127.0.0.1:8080"
_LONGEST_UPDATE = 1_000_000
"""Bytes; Telegram's are a few thousand."""
_KEEP_SECONDS = 20.0
"""What Telegram sends is kept within this time, or it has to send it again."""
_SECRET_HEADER = b"x-telegram-bot-api-secret-token"

_Event = MutableMapping[str, Any]
_Receive = Callable[[], Awaitable[_Event]]
_Send = Callable[[_Event], Awaitable[None]]
Keep = Callable[[Sequence[dict[str, Any]]], Awaitable[None]]


class Endpoint:
    """An ASGI application: GET /health, and POST of an update to any other path, for a proxy may change it."""

    def __init__(self, health: Health, keep: Keep, secret: str | None) -> None:
        self._health = health
        self._keep = keep
        self._secret = secret

    async def __call__(self, scope: _Event, receive: _Receive, send: _Send) -> None:
        """Answers a request."""
        if scope["type"] != "http":
            return
        if scope["method"] == "GET" and scope["path"] == "/health":
            status, body = (200 if self._health.is_well else 503), self._health.report()
        elif scope["method"] == "POST" and self._secret is not None:
            status, body = await self._take_in(dict(scope["headers"]), receive, self._secret), {}
        else:
            status, body = 404, {}
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps(body).encode()})

    async def _take_in(self, headers: dict[bytes, bytes], receive: _Receive, secret: str) -> int:
        """The status for an update that came; 200 once it is kept."""
        if not hmac.compare_digest(headers.get(_SECRET_HEADER, b""), secret.encode()):
            return 403
        body = await _read(receive)
        if body is None:
            return 413
        update = _update(body)
        if update is None:
            return 400
        try:
            async with asyncio.timeout(_KEEP_SECONDS):
                await self._keep([update])
        except TimeoutError:
            return 503
        return 200


def secret_of(token: str) -> str:
    """What Telegram must show with each update; it follows from the token, and tells nothing about it."""
    return hmac.new(token.encode(), b"webhook", hashlib.sha256).hexdigest()


@asynccontextmanager
async def serving(settings: TelegramSettings, endpoint: Endpoint) -> AsyncIterator[None]:
    """Serves the endpoint while the block lasts. Raises OnRecordError where the address cannot be listened at."""
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
    try:
        return socket.create_server(
            (host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET
        )
    except (OSError, OverflowError) as error:
        raise OnRecordError(
            f"telegram.listen {host}:{port} cannot be listened at: {error}."
        ) from None


async def _read(receive: _Receive) -> bytes | None:
    body = b""
    while True:
        event = await receive()
        body += bytes(event.get("body", b""))
        if event["type"] == "http.disconnect" or len(body) > _LONGEST_UPDATE:
            return None
        if not event.get("more_body"):
            return body


def _update(body: bytes) -> dict[str, Any] | None:
    try:
        update = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return update if isinstance(update, dict) and type(update.get("update_id")) is int else None
