"""Plain text, in whatever encoding. Offsets everywhere refer to this text: decoded, without a BOM, newlines as they stand."""

from __future__ import annotations

import codecs
import hashlib
import re

from index.errors import UnreadableError
from index.types import Document

MAX_BYTES = 20_000_000
"""A larger file is no news article."""

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARKS = tuple(mark for mark, _ in _BOMS)
_SAMPLE = 200_000
"""Bytes that the encoding is told from."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_CONTROL_BYTES = (*range(9), 11, *range(14, 32))
_SPARSE = 4
"""UTF-16 without a mark is known by its many zeros and other low bytes: one in so many at least."""


def read(data: bytes, source: str) -> Document:
    """A file's bytes as text. Raises UnreadableError for what is not text, or empty."""
    text, _ = decode(data)
    return Document(source=source, text=checked(text), sha256=hashlib.sha256(data).hexdigest())


def checked(text: str) -> str:
    """The text itself. Raises UnreadableError where it is empty, or holds what no text holds."""
    if not text.strip():
        raise UnreadableError("empty")
    if _CONTROL.search(text):
        raise UnreadableError("not text: it holds control characters")
    try:
        text.encode()
    except UnicodeEncodeError:
        raise UnreadableError("not text: it holds halves of characters") from None
    return text


def decode(data: bytes) -> tuple[str, str]:
    """The text and its encoding: by its byte order mark, as UTF-8, or by what charset-normalizer finds.

    Raises UnreadableError for bytes that are not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding), encoding
    encoding = _unmarked_encoding(data)
    return _decode(data, encoding), encoding


def _unmarked_encoding(data: bytes) -> str:
    if sum(map(data.count, _CONTROL_BYTES)) * _SPARSE < len(data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8"
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    whole = (
        sample[: sample.rfind(b"\n") + 1] if len(data) > _SAMPLE else b""
    )  # the last letter may be cut in two
    best = from_bytes(whole or sample).best()
    if best is None:
        raise UnreadableError("not text, or in an encoding that cannot be told")
    return best.encoding


def _decode(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"not valid {encoding}: byte {error.start} cannot be decoded"
        ) from None
