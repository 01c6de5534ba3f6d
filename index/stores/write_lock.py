"""The lock of an index: one process writes at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from index import file_permissions
from index.errors import IndexLockedError, StoreError


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """The right to write the index: the operating system takes it back from a process that dies.

    Raises IndexLockedError, which says who has it, while another process writes.
    """
    owner = folder / "writer.txt"
    lock = FileLock(folder / "writer.lock", mode=0o600)
    try:
        file_permissions.make_folder(folder)
        lock.acquire(blocking=False)
    except Timeout:
        who = _read(owner) or "another process"
        raise IndexLockedError(
            f"The index at {folder} is being written by {who}; try again when it is done."
        ) from None
    except OSError as error:
        raise StoreError(f"The index at {folder} cannot be written: {error.strerror}.") from None
    try:
        with suppress(OSError):  # a full disk; nobody needs to know
            owner.write_text(
                f"process {os.getpid()} since {time.strftime('%H:%M:%S')}", encoding="utf-8"
            )
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _read(owner: Path) -> str:
    """Who has the lock, or nothing: it may be given back at this moment."""
    with suppress(OSError):
        return owner.read_text(encoding="utf-8").strip()
    return ""
