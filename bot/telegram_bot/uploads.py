"""Files that admins send: they are kept in a folder beside the index, which is one of its roots.

A separate process does the indexing, so that answers do not have to wait for it.
"""

from __future__ import annotations

import asyncio
import hashlib
import multiprocessing
import os
import re
import tempfile
from collections.abc import AsyncIterator
from itertools import islice
from multiprocessing.connection import Connection
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from index.errors import OnRecordError
from index.file_permissions import make_file, make_folder
from index.readers import formats
from index.readers.unreadable import Unreadable
from index.types import Document

if TYPE_CHECKING:
    from config.settings import Settings
    from index.syncing.sync import Report

_SUFFIXES = frozenset({".txt", ".md", ".html", ".htm", ".pdf", ".zip"})
_UNSAFE = re.compile(r"[^\w.,()+ -]+")
_STEM_BYTES = 100
_DIGEST_CHARACTERS = 8
_MAX_PREVIEWED = 1_000
"""Documents of an archive that are read for a preview."""

Progress = tuple[int, int]
"""Files done, and files in all."""


class Uploads:
    """Stores files and indexes them, one after the other."""

    MAX_BYTES = 20_000_000
    """The largest file a bot can fetch from Telegram (https://core.telegram.org/bots/api#getfile).
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._folder = settings.state_path / "uploads"
        self._turn = asyncio.Lock()

    def accepts(self, name: str) -> bool:
        """Whether files of that name are accepted."""
        return _suffix(name) in _SUFFIXES

    async def read(self, name: str, data: bytes) -> list[Document | Unreadable]:
        """The documents in a file of that name. Nothing is stored."""
        return await asyncio.to_thread(self._read, name, data)

    async def save(self, name: str, data: bytes) -> str:
        """Stores a file under a safe form of its name, unique in the folder, and returns that."""
        return await asyncio.to_thread(self._save, name, data)

    async def index(self, address: str | None = None) -> AsyncIterator[Progress | Report]:
        """Brings the index up to date with the uploads, or with an address.

        Yields the progress, then the report. Raises OnRecordError if that cannot be done.
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
                process.terminate()  # the index survives that
                raise
            finally:
                here.close()
                await asyncio.to_thread(process.join)

    def _read(self, name: str, data: bytes) -> list[Document | Unreadable]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder, f"file{_suffix(name)}")
            path.write_bytes(data)
            found = formats.documents(path, _safe_name(name), self._settings.jsonl)
            return list(islice(found, _MAX_PREVIEWED))

    def _save(self, name: str, data: bytes) -> str:
        make_folder(self._folder)
        path = self._folder / _safe_name(name)
        if path.exists() and path.read_bytes() != data:
            digest = hashlib.sha256(data).hexdigest()[:_DIGEST_CHARACTERS]
            path = self._folder / _safe_name(name, f"-{digest}")
        part = path.with_name(f".{path.name}.part")  # hidden: not read before it is complete
        make_file(part)
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        return path.name


def _suffix(name: str) -> str:
    return PurePosixPath(name.replace("\\", "/")).suffix.lower()


def _safe_name(name: str, ending: str = "") -> str:
    """The file's name with an ending to its stem: no path, not hidden, and not too long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    stem = _UNSAFE.sub("_", last.removesuffix(PurePosixPath(last).suffix)).strip(" .")
    stem = stem.encode()[:_STEM_BYTES].decode(errors="ignore").strip(" .") or "article"
    return f"{stem}{ending}{_suffix(name)}"


def _received(connection: Connection) -> Progress | Report | str:
    """The next message of the indexing process: progress, a report, or an error."""
    try:
        message: Progress | Report | str = connection.recv()
    except EOFError:
        return "The indexing process ended early."
    return message


def _index(settings: Settings, root: str, connection: Connection) -> None:
    """Runs in the indexing process."""
    from index.stores.archive import Archive
    from index.syncing.sync import sync

    def progress(done: int, total: int, _: str) -> None:
        connection.send((done, total))

    try:
        connection.send(sync(Archive(settings, create=True), [root], progress=progress))
    except OnRecordError as error:
        connection.send(str(error))
