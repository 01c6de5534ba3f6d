"""The write lock of an index: one process writes at a time."""

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
    """Holds the lock of an index. The operating system releases it when the process dies.

    Raises IndexLockedError, which names the other process, if another one holds it.
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
        with suppress(OSError):  # the disk may be full, and the name of the owner is only a comfort
            since = time.strftime("%H:%M:%S")
            owner.write_text(f"process {os.getpid()} since {since}", encoding="utf-8")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _read(owner: Path) -> str:
    """Who holds the lock; empty if it was released at this moment."""
    with suppress(OSError):
        return owner.read_text(encoding="utf-8").strip()
    return ""
