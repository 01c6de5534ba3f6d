"""One process writes at a time; see also tests/index/syncing/test_two_processes.py."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from index.errors import IndexLockedError, StoreError
from index.stores.write_lock import writing


def test_the_second_is_told_who_writes(tmp_path: Path) -> None:
    with (
        writing(tmp_path),
        pytest.raises(IndexLockedError, match=f"by process {os.getpid()} since"),
        writing(tmp_path),
    ):
        pytest.fail("two write at once")


def test_the_lock_is_released_when_what_it_was_taken_for_fails(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), writing(tmp_path):
        raise ZeroDivisionError
    with writing(tmp_path):
        assert (tmp_path / "writer.txt").exists()
    assert not (tmp_path / "writer.txt").exists()


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StoreError, match="cannot be written: "), writing(tmp_path / "file" / "in"):
        pytest.fail("there is no such folder")
