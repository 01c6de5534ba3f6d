"""What is handed from one reader to another: streams with a limit, and what had to be passed by."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from index.errors import UnreadableError

MEGABYTE = 1_000_000
_OF_CONTENT = (None, errno.EINVAL)
"""Numbers of errors that are no disk's: of a library's own, and of one that seeks before a file's beginning."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or a part of one, that had to be passed by."""

    source: str
    reason: str
    """In words for the user."""
    is_passing: bool = False
    """Whether it may be readable another time though it has not changed: what was read of it before still stands."""


@contextmanager
def guarded(kind: str) -> Iterator[None]:
    """Whatever a library comes upon in a broken file (KeyError, RecursionError, …) as UnreadableError.

    What a disk that fails raises is passed on: the file is not broken.
    """
    try:
        yield
    except UnreadableError:
        raise
    except Exception as error:  # one file must not end the run
        if isinstance(error, OSError) and error.errno not in _OF_CONTENT:
            raise
        raise UnreadableError(f"a broken {kind} ({type(error).__name__})") from None


def contents(stream: BinaryIO, limit: int) -> bytes:
    """All that is left in a stream. Raises UnreadableError for more than `limit` bytes, of which no more are read."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"larger than {limit // MEGABYTE} MB")
    return data


def as_utf8(name: str) -> str:
    """A name with what is not UTF-8 in it, or cannot be shown, written out as "\\udce9"."""
    shown = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in name
    )
    return shown.encode("utf-8", "backslashreplace").decode()
