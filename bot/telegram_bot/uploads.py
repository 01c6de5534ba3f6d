"""What admins have put on record: a folder of its own beside the index, which is one of its roots.

A process of its own does the indexing, so that answers need not wait for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import re
import tempfile
from collections.abc import AsyncIterator
from multiprocessing.connection import Connection
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from index import readers
from index.errors import OnRecordError
from index.file_permissions import make_file, make_folder
from index.readers import Unreadable
from index.types import Document

if TYPE_CHECKING:
    from config.settings import Settings
    from index.syncing.sync import Report

MOST_BYTES = 20_000_000
"""What a bot can fetch from Telegram (https://core.telegram.org/bots/api#getfile)."""

_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".zip"})
_UNSAFE = re.compile(r"[^\w.,()+ -]+")
_STEM_BYTES = 100
_MOST_SHOWN = 1_000
"""Documents of an archive that are looked at for a preview."""

Step = tuple[int, int]
"""Files done, and files to do."""


class Uploads:
    """Takes files in, one after the other."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.state_path / "uploads"
        self._turn = asyncio.Lock()

    async def look(self, name: str, data: bytes) -> list[Document | Unreadable]:
        """What a file of that name and these bytes holds; nothing of it is kept."""
        return await asyncio.to_thread(self._look, name, data)

    async def keep(self, name: str, data: bytes) -> str:
        """Keeps a file under a safe form of its name, which no other file has, and returns that."""
        return await asyncio.to_thread(self._keep, name, data)

    async def index(self, address: str | None = None) -> AsyncIterator[Step | Report]:
        """Brings the index up to date with the uploads, or an address: how far it is, then what was done.

        Raises OnRecordError where that cannot be done.
        """
        async with self._turn:
            here, there = multiprocessing.Pipe(duplex=False)
            process = multiprocessing.get_context("spawn").Process(
                target=_index,
                args=(self._settings, address or str(self._folder), there),
                daemon=True,
            )
            await asyncio.to_thread(process.start)
            there.close()
            try:
                while isinstance(step := await asyncio.to_thread(_received, here), tuple):
                    yield step
                if isinstance(step, str):
                    raise OnRecordError(step)
                yield step
            except BaseException:
                process.terminate()  # an index survives that
                raise
            finally:
                here.close()
                await asyncio.to_thread(process.join)

    def _look(self, name: str, data: bytes) -> list[Document | Unreadable]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"file{_suffix(name)}")
            path.write_bytes(data)
            found = readers.documents(path, _safe(name, data, is_taken=False), self._settings.jsonl)
            return [one for _, one in zip(range(_MOST_SHOWN), found, strict=False)]

    def _keep(self, name: str, data: bytes) -> str:
        make_folder(self._folder)
        path = self._folder / _safe(name, data, is_taken=False)
        if path.exists() and path.read_bytes() != data:
            path = self._folder / _safe(name, data, is_taken=True)
        part = path.with_name(f".{path.name}.part")  # hidden: it is not read before it is whole
        make_file(part)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return path.name


def is_taken(name: str) -> bool:
    """Whether a file of that name is of a kind that is taken."""
    return _suffix(name) in _SUFFIXES


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _safe(name: str, data: bytes, *, is_taken: bool) -> str:
    """A file's name that is no path, is not hidden, and is not too long; with some of its digest where it is taken."""
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = _UNSAFE.sub("_", last.removesuffix(PurePosixPath(last).suffix)).strip(" .")
    stem = stem.encode()[:_STEM_BYTES].decode(errors="ignore").strip(" .") or "article"
    return f"{stem}{f'-{hashlib.sha256(data).hexdigest()[:8]}' if is_taken else ''}{_suffix(name)}"


def _received(connection: Connection) -> Step | Report | str:
    try:
        message: Step | Report | str = connection.recv()
    except EOFError:
        return "The indexing ended before it was done."
    return message


def _index(settings: Settings, place: str, connection: Connection) -> None:
    """Runs in the process of its own."""
    from index.stores.archive import Archive
    from index.syncing.sync import sync

    def progress(done: int, of: int, _: str) -> None:
        connection.send((done, of))

    try:
        connection.send(sync(Archive(settings, create=True), [place], progress=progress))
    except OnRecordError as error:
        connection.send(str(error))
