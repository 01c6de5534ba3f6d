"""Reads JSON Lines: an article on each line, in fields that the settings name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import BinaryIO

from config.settings import JsonlSettings
from index.articles import metadata_fields
from index.errors import UnreadableError
from index.readers import text
from index.readers.unreadable import MEGABYTE, Unreadable
from index.types import Document, Metadata

_MAX_LINE = text.MAX_BYTES
_MAX_REPORTED = 100
"""Bad lines that are reported one by one; with more of them the settings are likely wrong."""
_MAX_LINES = 2_000_000
_BOM = b"\xef\xbb\xbf"


def read(stream: BinaryIO, source: str, settings: JsonlSettings) -> Iterator[Document | Unreadable]:
    """The article in every line, with the source `file.jsonl#12`.

    Lines count from 1, and empty lines are skipped.
    """
    bad = 0
    for number, line in enumerate(_lines(stream), 1):
        if number > _MAX_LINES:
            yield Unreadable(source, f"more than {_MAX_LINES:,} lines; the rest of it is not read")
            return
        if line is not None and not line.strip():
            continue
        try:
            yield _document(line, f"{source}#{number}", settings)
        except UnreadableError as error:
            bad += 1
            if bad <= _MAX_REPORTED:
                yield Unreadable(f"{source}#{number}", str(error))
    if bad > _MAX_REPORTED:
        yield Unreadable(
            source,
            f"{bad} lines of it cannot be read; do the fields in [jsonl] name what is in them?",
        )


def _lines(stream: BinaryIO) -> Iterator[bytes | None]:
    """The lines without their ends; None for a line that is too long, which is never held whole."""
    first = True
    while line := stream.readline(_MAX_LINE + 2):
        if len(line) > _MAX_LINE + 1 and not line.endswith(b"\n"):
            while line and not line.endswith(b"\n"):
                line = stream.readline(MEGABYTE)
            yield None
        else:
            yield line.removeprefix(_BOM if first else b"").rstrip(b"\r\n")
        first = False


def _document(line: bytes | None, source: str, settings: JsonlSettings) -> Document:
    if line is None:
        raise UnreadableError(f"a line longer than {_MAX_LINE // MEGABYTE} MB")
    record = _record(line)
    written = _value(record, settings.text)
    if not isinstance(written, str):
        raise UnreadableError(
            f'no text in its field "{settings.text}" (the setting jsonl.text names it)'
        )
    return Document(
        source=source,
        text=text.checked(written),
        sha256=hashlib.sha256(line).hexdigest(),
        metadata=Metadata(
            title=metadata_fields.name(_value(record, settings.title)),
            published=metadata_fields.day(_value(record, settings.published)),
            byline=metadata_fields.name(_value(record, settings.byline)),
            publisher=metadata_fields.name(_value(record, settings.publisher)),
            url=metadata_fields.address(_value(record, settings.url)),
            language=metadata_fields.language(_value(record, settings.language)),
        ),
    )


def _record(line: bytes) -> dict[str, object]:
    try:
        record = json.loads(line.decode())
    except UnicodeDecodeError as error:
        raise UnreadableError(f"not valid utf-8: byte {error.start} cannot be decoded") from None
    except (ValueError, RecursionError):
        raise UnreadableError("not a line of JSON") from None
    if not isinstance(record, dict):
        raise UnreadableError("not a JSON object")
    return record


def _value(record: dict[str, object], name: str) -> object:
    """The value of a field; "article.text" is the field `text` of the object `article`."""
    if name in record:
        return record[name]
    first, dot, rest = name.partition(".")
    inner = record.get(first)
    return _value(inner, rest) if dot and isinstance(inner, dict) else None
