"""HTTP requests to the Bot API server. Their errors tell whether a call can have had an effect."""

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
"""How long to wait after a 429 that does not say."""

_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout)
_NOT_CARRIED_OUT = (HTTPStatus.BAD_GATEWAY, HTTPStatus.SERVICE_UNAVAILABLE)


class NotDeliveredError(NetworkError):
    """A call that certainly had no effect and may be repeated."""


class ServerFailedError(NotDeliveredError):
    """A call that the server failed at (status 500). It may fail each time."""


class Connection(HTTPXRequest):
    """A pool of HTTP connections."""

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
        """The status and the body of the Bot API's answer, or of a file.

        Raises NotDeliveredError or RetryAfter if the call had no effect, and NetworkError if
        nobody can know.
        """
        try:
            status, body = await super().do_request(url, method, request_data, *args, **kwargs)
        except NetworkError as error:
            if isinstance(error.__cause__, _NOT_SENT):
                raise NotDeliveredError(f"{type(error.__cause__).__name__}") from error
            raise
        if status == HTTPStatus.INTERNAL_SERVER_ERROR:
            raise ServerFailedError(f"status {status}")
        if status in _NOT_CARRIED_OUT:
            raise NotDeliveredError(f"status {status}")
        if status == HTTPStatus.TOO_MANY_REQUESTS and not _parameters(body).get("retry_after"):
            raise RetryAfter(_FLOOD_SECONDS)
        if method == "POST" and not _is_bot_api_answer(body):  # GET fetches files
            raise NetworkError(f"status {status} with a body that is not the Bot API's")
        return status, body


def is_uncertain(error: TelegramError) -> bool:
    """Whether a call that ended with this error may have had its effect."""
    if isinstance(error, (BadRequest, NotDeliveredError)):
        return False
    return isinstance(error, NetworkError)


def seconds_to_wait(error: RetryAfter) -> float:
    """How long Telegram asks to wait."""
    pause = error.retry_after
    return pause.total_seconds() if isinstance(pause, timedelta) else float(pause)


def _is_bot_api_answer(body: bytes) -> bool:
    answer = _json(body)
    return isinstance(answer, dict) and ("result" in answer or "description" in answer)


def _parameters(body: bytes) -> dict[str, Any]:
    answer = _json(body)
    parameters = answer.get("parameters") if isinstance(answer, dict) else None
    return parameters if isinstance(parameters, dict) else {}


def _json(body: bytes) -> Any:
    try:
        return json.loads(body)
    except ValueError:
        return None
