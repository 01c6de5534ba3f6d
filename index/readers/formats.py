"""Picks the reader for a file, by its name or by the type that a server tells."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from config.settings import JsonlSettings
from index.errors import UnreadableError
from index.readers import archives, feeds, html, jsonl, pdf, text
from index.readers.archives import Budget, ExpansionError, Member
from index.readers.feeds import Follow
from index.readers.unreadable import MEGABYTE, Unreadable, contents
from index.types import Document

_TEXT = frozenset({".txt", ".text", ".md", ".markdown"})
_HTML = frozenset({".html", ".htm", ".xhtml"})
_LINES = frozenset({".jsonl", ".ndjson"})
_FEEDS = frozenset({".xml", ".rss", ".atom"})
SUFFIXES = _TEXT | _HTML | _LINES | _FEEDS | archives.SUFFIXES | {".pdf"}
"""Suffixes of the files that can be read, in lower case."""
_MAX_DEPTH = 3
"""Levels of archives in archives, with the outermost."""
_MAX_IN_MEMORY = 10 * MEGABYTE
"""Bytes of a copied archive; a larger one is copied to a temporary file."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader gets besides the bytes."""

    jsonl: JsonlSettings
    url: str | None = None
    """The address of the file."""
    charset: str | None = None
    """The charset that the server named."""
    follow: Follow | None = None
    """Fetches a link of a feed; None if links are not followed."""
    budget: Budget | None = None
    """What the archive around it may still unpack to."""
    depth: int = 0
    """How many archives are around it."""


def suffix(name: str) -> str:
    """The end of a name that tells its format: ".txt", ".tar.gz"; empty if it tells none."""
    endings = Path(name.lower()).suffixes
    for ending in ("".join(endings[-2:]), *endings[-1:]):
        if ending in SUFFIXES:
            return ending
    return ""


def is_readable(name: str) -> bool:
    """Whether a file with this name can be read."""
    return suffix(name) != ""


def documents(path: Path, source: str, jsonl: JsonlSettings) -> Iterator[Document | Unreadable]:
    """Every document in a file, one at a time, and every part that had to be skipped.

    The source of a file's only document is the one given. Otherwise it is `file.jsonl#12`,
    `archive.zip!/member`, or the link of a feed's entry. Raises nothing.
    """
    try:
        with path.open("rb") as stream:
            yield from read(stream, suffix(path.name), source, Context(jsonl))
    except UnreadableError as error:
        yield Unreadable(source, str(error))
    except OSError as error:
        yield Unreadable(source, f"cannot be opened: {error.strerror}", is_passing=True)


def all_documents(path: Path, source: str, jsonl: JsonlSettings) -> Iterator[Document]:
    """Every document in a file. Raises UnreadableError at the first part that cannot be read."""
    for found in documents(path, source, jsonl):
        if isinstance(found, Unreadable):
            raise UnreadableError(found.reason)
        yield found


def read(
    stream: BinaryIO, kind: str, source: str, context: Context
) -> Iterator[Document | Unreadable]:
    """Every document in a stream; `kind` is one of SUFFIXES. Raises UnreadableError without any."""
    if kind in archives.SUFFIXES:
        yield from _archive(stream, kind, source, context)
    elif kind in _LINES:
        yield from jsonl.read(stream, source, context.jsonl)
    elif kind in _FEEDS:
        yield from feeds.read(contents(stream, feeds.MAX_BYTES), source, context.follow)
    elif kind in _HTML:
        yield html.read(contents(stream, html.MAX_BYTES), source, context.url, context.charset)
    elif kind == ".pdf":
        yield pdf.read(contents(stream, pdf.MAX_BYTES), source)
    else:
        yield text.read(contents(stream, text.MAX_BYTES), source)


def _archive(
    stream: BinaryIO, kind: str, source: str, context: Context
) -> Iterator[Document | Unreadable]:
    if context.depth == _MAX_DEPTH:
        raise UnreadableError(f"archives nested more than {_MAX_DEPTH} deep")
    with tempfile.SpooledTemporaryFile(_MAX_IN_MEMORY) as copy:
        if not stream.seekable():
            shutil.copyfileobj(stream, copy)
            stream = copy  # type: ignore[assignment]  # it has the methods of a file
        budget = context.budget or Budget.of(stream.seek(0, os.SEEK_END))
        stream.seek(0)
        inside = Context(context.jsonl, budget=budget, depth=context.depth + 1)
        for member in archives.members(stream, kind, budget):
            if isinstance(member, Unreadable):
                yield Unreadable(f"{source}!/{member.source}", member.reason)
            elif is_readable(member.name):
                yield from _member(member, f"{source}!/{member.name}", inside)


def _member(member: Member, source: str, context: Context) -> Iterator[Document | Unreadable]:
    try:
        yield from read(member.stream, suffix(member.name), source, context)
    except ExpansionError:
        raise
    except UnreadableError as error:
        yield Unreadable(source, str(error))
