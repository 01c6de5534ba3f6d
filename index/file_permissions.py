"""Folders and files that their owner alone can read."""

from __future__ import annotations

import os
from pathlib import Path


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it where they are not, for their owner alone; one that is there stays as it is."""
    for one in reversed((folder, *folder.parents)):
        one.mkdir(mode=0o700, exist_ok=True)


def make_file(file: Path) -> None:
    """Makes an empty file for its owner alone where none is. What SQLite puts beside a database has its permissions."""
    os.close(os.open(file, os.O_RDWR | os.O_CREAT, 0o600))


def open_to_others(folder: Path) -> list[Path]:
    """What others can read or write: the folder itself, and if so what is in it."""
    if not is_open(folder):
        return []
    return [folder, *(path for path in sorted(folder.iterdir()) if is_open(path))]


def is_open(path: Path) -> bool:
    """Whether others than its owner can read or write a file or folder."""
    return bool(path.stat().st_mode & 0o077)
