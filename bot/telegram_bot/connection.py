"""The connection to the Bot API server, which tells what has certainly not arrived from what nobody can know."""

from __future__ import annotations

import json
from datetime import timedelta
from http import HTTPStatus
from typing import Any

import httpx
from telegram.error import BadRequest, NetworkError, RetryAfter, TelegramError
from telegram.request import HTTPXRequest, RequestData

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 20.0
_FLOOD_SECONDS = 3
"""To wait after a 429 that does not say how long."""

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NOT_DONE = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)


class NotDeliveredError(NetworkError):
    """A call that has certainly had no effect, and may be repeated."""


class RefusedError(NotDeliveredError):
    """A call that the server failed at, as it may do again each time."""


class Connection(HTTPXRequest):
    """Requests over HTTP, whose errors say what has become of the call."""

    def __init__(self, connections: int) -> None:
        super().__init__(
            connection_pool_size=connections,
            connect_timeout=_CONNECT_SECONDS,
            read_timeout=_ANSWER_SECONDS,
            write_timeout=_ANSWER_SECONDS,
            pool_timeout=_ANSWER_SECONDS,
        )

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        *args: Any,
        **kwargs: Any,
    ) -> tuple[int, bytes]:
        """The status and the body of an answer that is one of the Bot API's, or of a file.

        Raises NotDeliveredError, RetryAfter, and NetworkError for what is no such answer.
        """
        try:
            status, body = await super().do_request(url, method, request_data, *args, **kwargs)
        except NetworkError as error:
            if isinstance(error.__cause__, _NOT_SENT):
                raise NotDeliveredError(f"{type(error.__cause__).__name__}") from error
            raise
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise RefusedError(f"status {status}")
        if status in _NOT_DONE:
            raise NotDeliveredError(f"status {status}")
        if status == HTTPStatus.TOO_MANY_REQUESTS and not _parameters(body).get("retry_after"):
            raise RetryAfter(_FLOOD_SECONDS)
        if method == "POST" and not _is_answer(body):  # what is got is a file
            raise NetworkError(f"status {status} with a body that is no answer")
        return status, body


def is_uncertain(error: TelegramError) -> bool:
    """Whether the call that ended so may have had its effect all the same."""
    return isinstance(error, NetworkError) and not isinstance(
        error, (BadRequest, NotDeliveredError)
    )


def pause_of(error: RetryAfter) -> float:
    """The seconds that Telegram asks to wait."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _is_answer(body: bytes) -> bool:
    answer = _decoded(body)
    return isinstance(answer, dict) and ("result" in answer or "description" in answer)


def _parameters(body: bytes) -> dict[str, Any]:
    answer = _decoded(body)
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    return parameters if isinstance(parameters, dict) else {}


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
