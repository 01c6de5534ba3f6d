"""What nobody would write, in small: benchmarks/stress/fuzz.py goes on for longer, and follows
coverage."""

from __future__ import annotations

import contextlib
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from stress import fuzz

from index.errors import OnRecordError


@pytest.mark.parametrize("file", sorted(fuzz.CORPUS.iterdir()), ids=lambda file: file.name)
def test_what_was_found_once_is_handled(file: Path) -> None:
    with contextlib.suppress(OnRecordError):
        fuzz.TARGETS[file.name.partition("-")[0]](file.read_bytes())


@pytest.mark.parametrize("name", fuzz.TARGETS)
@settings(max_examples=20, deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(other=st.binary(max_size=300), seed=st.integers(0, 2**32))
def test_only_our_own_errors_come_out(name: str, other: bytes, seed: int) -> None:
    chance = random.Random(seed)
    data = fuzz.mutated(chance.choice(fuzz.seeds(name)), other, chance)
    with contextlib.suppress(OnRecordError):
        fuzz.TARGETS[name](data)


def test_the_search_tells_what_nobody_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    def stumble(data: bytes) -> None:
        raise KeyError("nobody caught this")

    monkeypatch.setitem(fuzz.TARGETS, "txt", stumble)
    assert "KeyError" in next(fuzz.fuzz("txt", 5.0, random.Random(0)))[1]
