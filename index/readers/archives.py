"""Reads .zip and .tar archives member by member, without unpacking any to the folders they name."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, BinaryIO

from index.errors import UnreadableError
from index.readers.unreadable import MEGABYTE, Unreadable, as_utf8, guarded

if TYPE_CHECKING:
    from typing_extensions import Buffer

SUFFIXES = frozenset({".zip", ".tar", ".tgz", ".tar.gz", ".tbz2", ".tar.bz2", ".txz", ".tar.xz"})
MAX_EXPANSION = 1_000 * MEGABYTE
"""Bytes that an archive, with the archives in it, may unpack to."""
_RATIO = 100
"""An archive may unpack to so many times its size: news packs to a tenth, a bomb far more."""
_FREE = 50 * MEGABYTE
"""Bytes that an archive may unpack to besides, whatever its size."""
_MAX_MEMBERS = 50_000
_MAX_HEADER = 16 * MEGABYTE
"""Bytes that are read at once. A longer list of members, or name, was made to fill the memory."""
_MAX_DICTIONARY = 128 * MEGABYTE
"""Bytes of memory for unpacking .xz; its highest preset takes 65 MB."""
_CHUNK = 65_536


class ExpansionError(UnreadableError):
    """An archive unpacks to more than is allowed. The rest of it is not read."""


@dataclass(slots=True)
class Budget:
    """What an archive, with the archives in it, may still unpack to."""

    bytes: int
    members: int = _MAX_MEMBERS

    @classmethod
    def of(cls, size: int) -> Budget:
        """The budget of an archive with this number of bytes."""
        return cls(min(MAX_EXPANSION, _FREE + _RATIO * size))

    def spend(self, count: int) -> None:
        """Takes bytes off. Raises ExpansionError when it is used up."""
        self.bytes -= count
        if self.bytes < 0:
            raise ExpansionError(
                "it unpacks to more than an archive of its size may; the rest of it is not read"
            )

    def count_member(self) -> None:
        """Takes a member off. Raises ExpansionError when there are too many."""
        self.members -= 1
        if self.members < 0:
            raise ExpansionError(f"more than {_MAX_MEMBERS:,} members; the rest of it is not read")


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive."""

    name: str
    stream: BinaryIO
    """Read it before you ask for the next member."""


def members(stream: BinaryIO, suffix: str, budget: Budget) -> Iterator[Member | Unreadable]:
    """The files in an archive.

    A member is Unreadable if it is no file, is encrypted, has a path out of the archive, or has the
    name of an earlier member; a number then tells them apart. Hidden files are skipped. `stream`
    must be seekable. Raises UnreadableError for a broken archive, ExpansionError for a bomb.
    """
    times: Counter[str] = Counter()
    with guarded("archive"):
        for member in _zip(stream, budget) if suffix == ".zip" else _tar(stream, suffix, budget):
            name = member.name if isinstance(member, Member) else member.source
            times[name] += 1
            if times[name] > 1:
                yield Unreadable(
                    f"{name} ({times[name]})",
                    "another member of the same name; only the first is read",
                )
            elif not _is_hidden(name):
                yield member


def _zip(stream: BinaryIO, budget: Budget) -> Iterator[Member | Unreadable]:
    with zipfile.ZipFile(_Headers(stream)) as archive:
        for info in archive.infolist():
            budget.count_member()
            name = as_utf8(_path(info.filename))
            if info.filename.endswith("/"):  # is_dir() fails at a name that is empty
                continue
            if reason := _zip_fault(info):
                yield Unreadable(name, reason)
            else:
                with archive.open(info) as member:
                    yield Member(name, _buffered(member, budget.spend))


def _zip_fault(info: zipfile.ZipInfo) -> str:
    if _leads_out(info.filename):
        return "its path leads out of the archive"
    if (info.external_attr >> 16) & 0o170000 not in (0, 0o100000):
        return "a link or device, not a file"
    if info.flag_bits & 1:
        return "encrypted: it opens with a password only"
    # Python unpacks the other methods without a limit.
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return f"packed by a method that is not read (number {info.compress_type})"
    return ""


def _tar(stream: BinaryIO, suffix: str, budget: Budget) -> Iterator[Member | Unreadable]:
    unpacked = _Forward(_buffered(_unpacked(stream, suffix), budget.spend))
    # _Forward has the three methods that tarfile calls.
    with tarfile.open(fileobj=unpacked, mode="r:") as archive:  # type: ignore[call-overload]
        for info in archive:
            budget.count_member()
            archive.members.clear()  # or it keeps them all
            name = as_utf8(_path(info.name))
            if info.isdir():
                continue
            if _leads_out(info.name):
                yield Unreadable(name, "its path leads out of the archive")
            elif not info.isreg() or info.issparse():
                yield Unreadable(name, "a link or device, not a file")
            elif member := archive.extractfile(info):
                yield Member(name, _buffered(member, _nothing))


def _buffered(stream: IO[bytes] | gzip.GzipFile, spend: Callable[[int], None]) -> BinaryIO:
    return io.BufferedReader(_Counted(stream, spend), _CHUNK)


def _nothing(count: int) -> None:
    """Spends nothing: the archive itself is counted already."""


def _unpacked(stream: BinaryIO, suffix: str) -> IO[bytes] | gzip.GzipFile:
    if suffix in (".tgz", ".tar.gz"):
        return gzip.GzipFile(fileobj=stream, mode="rb")
    if suffix in (".tbz2", ".tar.bz2"):
        return bz2.BZ2File(stream)
    return io.BufferedReader(_Xz(stream)) if suffix in (".txz", ".tar.xz") else stream


class _Xz(io.RawIOBase):
    """Unpacks .xz as lzma.LZMAFile does, with a limit on its memory."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._unpacker = lzma.LZMADecompressor(memlimit=_MAX_DICTIONARY)
        self._rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        while True:
            if self._unpacker.eof:
                self._rest = self._unpacker.unused_data
                self._unpacker = lzma.LZMADecompressor(memlimit=_MAX_DICTIONARY)
            packed = b""
            if self._unpacker.needs_input:
                packed, self._rest = self._rest or self._stream.read(_CHUNK), b""
                if not packed:
                    return 0
            if data := self._unpacker.decompress(packed, len(memoryview(buffer))):
                memoryview(buffer)[: len(data)] = data
                return len(data)


class _Counted(io.RawIOBase):
    """Reads piece by piece and counts bytes. Raises UnreadableError for broken content."""

    def __init__(self, stream: IO[bytes] | gzip.GzipFile, spend: Callable[[int], None]) -> None:
        self._stream = stream
        self._spend = spend

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer) -> int:
        with guarded("member of an archive"):
            data = self._stream.read(min(_CHUNK, len(memoryview(buffer))))
        self._spend(len(data))
        memoryview(buffer)[: len(data)] = data
        return len(data)


class _Headers:
    """A stream for zipfile that limits how much is read at once."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.seek, self.tell, self.seekable = stream.seek, stream.tell, stream.seekable

    def read(self, size: int = -1) -> bytes:
        return _header(self._stream, size)


class _Forward:
    """A stream for tarfile that only seeks forward."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._position = 0

    def read(self, size: int = -1) -> bytes:
        data = _header(self._stream, size)
        self._position += len(data)
        return data

    def tell(self) -> int:
        return self._position

    def seek(self, position: int) -> int:
        while self._position < position and self.read(min(_CHUNK, position - self._position)):
            pass
        return self._position


def _header(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(_MAX_HEADER + 1 if size < 0 else min(size, _MAX_HEADER + 1))
    if len(data) > _MAX_HEADER:
        raise UnreadableError("an archive with too long a list of members")
    return data


def _path(name: str) -> str:
    return "/".join(part for part in name.replace("\\", "/").split("/") if part not in ("", "."))


def _leads_out(name: str) -> bool:
    return name.startswith(("/", "\\")) or name[1:2] == ":" or ".." in _path(name).split("/")


def _is_hidden(name: str) -> bool:
    """Whether it is a hidden file, such as systems leave in archives."""
    return any(
        part == "__MACOSX" or (part.startswith(".") and part != "..") for part in name.split("/")
    )
