"""Watching tells of changes, and looks again where none are told."""

from __future__ import annotations

from pathlib import Path
from threading import Thread

import pytest

from index.syncing import watching


def test_there_is_a_look_even_where_no_change_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_LOOK_EVERY", 10)
    looks = watching.changes([str(tmp_path), str(tmp_path / "nowhere"), "https://post.example/"])
    assert [next(looks), next(looks)] == [None, None]


def test_a_change_is_told_long_before_the_next_look(tmp_path: Path) -> None:
    """A file changes over and over until the change is told of; the next look is minutes away."""
    told = Thread(target=next, args=(watching.changes([str(tmp_path)]),), daemon=True)
    told.start()
    number = 0
    while told.is_alive() and number < 200:
        number += 1
        (tmp_path / "moss.txt").write_text(str(number))
        told.join(0.3)
    assert not told.is_alive()
