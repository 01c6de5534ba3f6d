"""Where logs go, and that they hold no secret."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest

from config import logs

TOKEN = "123456789:AAF-a_token_that_nobody_ever_had_0001"


@pytest.fixture(autouse=True)
def logging_as_it_was() -> Iterator[None]:
    """Restores what `configure` changes for the whole process."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    root.handlers = []
    yield
    root.handlers = handlers
    root.setLevel(level)


def test_logs_go_to_standard_error(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logging.getLogger("index.sync").info("read %s", "a.txt")
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("INFO index.sync: read a.txt\n")


@pytest.mark.parametrize("message", ["GET https://api.example.org/bot%s/getMe", "the token is %s."])
def test_a_token_is_removed(message: str, capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logging.getLogger("bot").warning(message, TOKEN)
    err = capsys.readouterr().err
    assert "<token>" in err
    assert TOKEN.partition(":")[2] not in err


def test_a_token_in_a_traceback_is_removed(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    try:
        raise ValueError(f"cannot reach /bot{TOKEN}/getUpdates")
    except ValueError:
        logging.getLogger("bot").exception("polling")
    err = capsys.readouterr().err
    assert "ValueError: cannot reach" in err
    assert TOKEN.partition(":")[2] not in err


def test_a_second_call_does_not_log_twice(capsys: pytest.CaptureFixture[str]) -> None:
    logs.configure()
    logs.configure()
    logging.getLogger("bot").info("once")
    assert capsys.readouterr().err.count("once") == 1


def test_requests_are_not_logged_since_their_urls_hold_the_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.configure(logging.DEBUG)
    logging.getLogger("httpx").info("HTTP Request: POST /bot")
    logging.getLogger("bot").debug("heard")
    err = capsys.readouterr().err
    assert "heard" in err
    assert "POST" not in err
