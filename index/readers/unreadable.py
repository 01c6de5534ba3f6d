"""What readers share: limited reading, errors of libraries, and parts that cannot be read."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import BinaryIO

from index.errors import UnreadableError

MEGABYTE = 1_000_000
_OF_CONTENT = (None, errno.EINVAL)
"""Error numbers that blame the file: a library's own, and a seek before the beginning."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file, or a part of one, that had to be skipped."""

    source: str
    reason: str
    """In words, for the user."""
    is_passing: bool = False
    """Whether it may be readable another time though it is unchanged; what was read before stays.
    """


@contextmanager
def guarded(kind: str) -> Iterator[None]:
    """Turns a library's errors in a broken file, such as KeyError, into UnreadableError.

    Errors of a failing disk pass through: the file is not broken.
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
    """The rest of a stream. Raises UnreadableError if it has more than `limit` bytes."""
    data = stream.read(limit + 1)
    if len(data) > limit:
        raise UnreadableError(f"larger than {limit // MEGABYTE} MB")
    return data


def as_utf8(name: str) -> str:
    """A name with each letter that is not UTF-8, or cannot be shown, written as "\\udce9"."""
    shown = "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in name
    )
    return shown.encode("utf-8", "backslashreplace").decode()
