"""Waits for what another process or thread does, where it gives no sign to wait for."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

_PAUSE_S = 0.05


def eventually(
    condition: Callable[[], object],
    deadline_s: float = 120.0,
    evidence: Callable[[], object] = str,
) -> None:
    """Returns as soon as the condition holds.

    The test fails, and shows the evidence, where it does not hold within so many seconds.
    """
    until = time.monotonic() + deadline_s
    while not condition():
        if time.monotonic() > until:
            pytest.fail(f"not within {deadline_s:g} seconds: {evidence()}")
        time.sleep(_PAUSE_S)
