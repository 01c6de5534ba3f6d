"""Reads plain text in any encoding.

All offsets refer to this text: decoded, without a byte order mark, with the newlines as they are.
"""

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
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, which begins alike
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
MARKS = tuple(mark for mark, _ in _BOMS)
_SAMPLE = 200_000
"""Bytes from which the encoding is detected."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f]")
_CONTROL_BYTES = (*range(9), 11, *range(14, 32))
_BYTES_PER_CONTROL = 4
"""UTF-16 without a mark has many low bytes: more than one in so many."""


def read(data: bytes, source: str) -> Document:
    """The text in a file's bytes. Raises UnreadableError if it is empty or no text."""
    text, _ = decode(data)
    return Document(source=source, text=checked(text), sha256=hashlib.sha256(data).hexdigest())


def checked(text: str) -> str:
    """The text itself. Raises UnreadableError if it is empty or holds control characters."""
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
    """The text and its encoding, by a byte order mark, as UTF-8, or as charset-normalizer finds.

    Raises UnreadableError for bytes that are not text.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decode(data[len(mark) :], encoding), encoding
    encoding = _unmarked_encoding(data)
    return _decode(data, encoding), encoding


def _unmarked_encoding(data: bytes) -> str:
    if sum(map(data.count, _CONTROL_BYTES)) * _BYTES_PER_CONTROL < len(data):
        try:
            data.decode("utf-8")
        except UnicodeDecodeError:
            pass
        else:
            return "utf-8"
    from charset_normalizer import from_bytes

    sample = data[:_SAMPLE]
    # Whole lines, as the last letter of the sample may be cut in two.
    whole = sample[: sample.rfind(b"\n") + 1] if len(data) > _SAMPLE else b""
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
