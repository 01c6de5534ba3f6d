"""The lock of an index: one process writes at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from index.errors import IndexLockedError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The right to write the index: the operating system takes it back from a process that dies.

    Raises IndexLockedError, which says who has it, while another process writes.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    owner = folder / "writer.txt"
    lock = FileLock(folder / "writer.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        who = owner.read_text(encoding="utf-8").strip() if owner.exists() else "another process"
        raise IndexLockedError(f"The index at {folder} is being written by {who}; try again when it is done.") from None
    try:
        owner.write_text(f"process {os.getpid()} since {time.strftime('%H:%M:%S')}", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()
