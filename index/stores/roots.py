"""Roots: the folders, files and web addresses of an index, and the files under them."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.errors import OnRecordError, UnreadableError
from index.readers import formats
from index.readers.http_fetch import is_address
from index.readers.unreadable import Unreadable
from index.stores.catalog_writer import File


def resolve(known: Sequence[str], paths: Sequence[str]) -> list[str]:
    """The roots that paths are under: known ones, or themselves.

    One that another of them holds is no root.

    No paths: all known ones. Raises OnRecordError for a path that is not there.
    """
    found = dict.fromkeys(_root(known, path) for path in paths) or dict.fromkeys(known)
    return [
        root for root in found if not any(is_under(root, other) for other in found if other != root)
    ]


def is_under(path: str, root: str) -> bool:
    """Whether a path is a root or in it."""
    return not is_address(path) and not is_address(root) and Path(path).is_relative_to(root)


def scan(root: str) -> Iterator[File | Unreadable]:
    """The files under a root that can be read by their names, but for hidden ones.

    What cannot be looked at as Unreadable.
    """
    top = Path(root)
    if top.is_file():
        yield _file(top, top, top.name)
        return
    unlisted: list[OSError] = []
    for folder, folders, names in os.walk(top, onerror=unlisted.append):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder, name)
            if name.startswith(".") or not formats.is_readable(name):
                continue
            try:
                if path.is_file():
                    yield _file(top, path, path.relative_to(top).as_posix())
            except OSError as error:
                yield from _unseen(top, path, error)
    for fault in unlisted:
        yield from _unseen(top, Path(fault.filename), fault)


def place(file: File) -> Path:
    """Where a file is.

    Raises UnreadableError for a link that leads out of its root, and for a name that is not UTF-8:
    it can be listed, but not opened.
    """
    path = Path(file.root) if Path(file.root).is_file() else Path(file.root, file.path)
    if "\\udc" in file.path and not path.exists():
        raise UnreadableError("its name is not UTF-8; rename it")
    if not path.resolve().is_relative_to(file.root):
        raise UnreadableError("it is a link that leads out of the folder")
    return path


def _root(known: Sequence[str], path: str) -> str:
    if is_address(path):
        return path
    there = Path(path).expanduser()
    if not there.exists():
        raise OnRecordError(f"There is no file or folder {path}.")
    resolved = str(there.resolve())
    if _as_utf8(resolved) != resolved:
        raise OnRecordError(f"The name of {_as_utf8(path)} is not UTF-8; rename it.")
    return next((root for root in known if is_under(resolved, root)), resolved)


def _unseen(root: Path, path: Path, error: OSError) -> Iterator[Unreadable]:
    if not isinstance(
        error, (FileNotFoundError, NotADirectoryError)
    ):  # which is gone since it was listed
        name = _as_utf8(path.relative_to(root).as_posix())
        yield Unreadable(name, f"cannot be opened: {error.strerror}", is_passing=True)


def _file(root: Path, path: Path, name: str) -> File:
    status = path.stat()
    return File(str(root), _as_utf8(name), status.st_size, status.st_mtime_ns)


def _as_utf8(name: str) -> str:
    """A file's name, with what is not UTF-8 as "\\udce9": so it can be listed, but not opened."""
    return name.encode("utf-8", "backslashreplace").decode()
