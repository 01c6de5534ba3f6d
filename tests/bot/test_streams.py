"""Answers that are read as they grow."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from bot.desk import Desk
from bot.types.answer import Answer


class SlowDesk(Desk):
    """Writes at a sentence until it is let go."""

    def __init__(self) -> None:
        self.is_begun, self.may_end = threading.Event(), threading.Event()

    def stream(self, *_: Any, **__: Any) -> Iterator[Answer]:
        """Nothing, in the end."""
        self.is_begun.set()
        self.may_end.wait()
        yield from ()


def test_who_stops_an_answer_in_mid_sentence_gets_no_error() -> None:
    """Though the sentence is still being written in its thread."""
    desk = SlowDesk()

    async def stop() -> None:
        task = asyncio.ensure_future(anext(desk.astream("Who?")))
        await asyncio.to_thread(desk.is_begun.wait)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        desk.may_end.set()

    asyncio.run(stop())
