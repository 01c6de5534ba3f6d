"""Folders and files that only their owner can read."""

from __future__ import annotations

import os
from pathlib import Path

_OTHERS = 0o077
"""The permission bits of everybody but the owner."""


def make_folder(folder: Path) -> None:
    """Creates a folder and its missing parents with mode 700. Existing folders keep their mode."""
    for path in (*reversed(folder.parents), folder):
        path.mkdir(mode=0o700, exist_ok=True)


def make_file(file: Path) -> None:
    """Creates an empty file with mode 600 where there is none.

    SQLite gives the files that it puts beside a database the mode of the database.
    """
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def open_to_others(folder: Path) -> list[Path]:
    """The folder and those of its entries that others can read or write.

    Empty if the folder itself is closed, since nobody else gets at what is in it then.
    """
    if not is_open(folder):
        return []
    return [folder, *(path for path in sorted(folder.iterdir()) if is_open(path))]


def is_open(path: Path) -> bool:
    """Whether anybody but the owner can read or write a file or folder."""
    return bool(path.stat().st_mode & _OTHERS)
