"""Which reader reads what: by a file's name, or by the type that a server tells."""

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
"""Of the files that are read, in lower case."""
_MAX_DEPTH = 3
"""Archives in archives, the outermost counted."""
_IN_MEMORY = 10 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Context:
    """What a reader is told besides the bytes."""

    jsonl: JsonlSettings
    url: str | None = None
    """Where it was fetched from."""
    charset: str | None = None
    """As the server named it."""
    follow: Follow | None = None
    """How a feed's links are followed; None: they are not."""
    budget: Budget | None = None
    """What the archive that it is in may still unpack to."""
    depth: int = 0
    """Archives that it is in."""


def suffix(name: str) -> str:
    """The end of a name that tells its format, as ".txt" or ".tar.gz"; an empty string where none does."""
    endings = Path(name.lower()).suffixes
    return next((end for end in ("".join(endings[-2:]), *endings[-1:]) if end in SUFFIXES), "")


def is_readable(name: str) -> bool:
    """Whether a file of that name is read."""
    return suffix(name) != ""


def documents(path: Path, source: str, jsonl: JsonlSettings) -> Iterator[Document | Unreadable]:
    """Every document in a file, one at a time, and every part of it that had to be passed by; raises nothing.

    The source of a file's one document is the one given; else it is `file.jsonl#12`, `archive.zip!/member`, or the link
    of a feed's entry.
    """
    try:
        with path.open("rb") as stream:
            yield from read(stream, suffix(path.name), source, Context(jsonl))
    except UnreadableError as error:
        yield Unreadable(source, str(error))
    except OSError as error:
        yield Unreadable(source, f"cannot be opened: {error.strerror}", is_passing=True)


def all_documents(path: Path, source: str, jsonl: JsonlSettings) -> Iterator[Document]:
    """Every document in a file. Raises UnreadableError at the first part that had to be passed by."""
    for found in documents(path, source, jsonl):
        if isinstance(found, Unreadable):
            raise UnreadableError(found.reason)
        yield found


def read(
    stream: BinaryIO, kind: str, source: str, context: Context
) -> Iterator[Document | Unreadable]:
    """Every document in a stream; `kind` is one of SUFFIXES. Raises UnreadableError where there is none at all."""
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
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as copy:
        if not stream.seekable():
            shutil.copyfileobj(stream, copy)
            stream = copy  # type: ignore[assignment]  # which is a file in all but its type
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
