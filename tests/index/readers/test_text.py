"""Bytes to text, such that offsets can be relied on."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from index import readers
from index.errors import UnreadableError

RUSSIAN = "Министры встретились в Минске, но ни о чём не договорились.\nПереговоры продолжатся через неделю.\n" * 3


def read(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return readers.read(path, path.name).text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-r"])
def test_text_is_read_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", RUSSIAN.encode(encoding)) == RUSSIAN


def test_western_text_without_a_mark_is_read(tmp_path: Path) -> None:
    text = "Der Minister sagte in Düsseldorf, er könne die Maßnahmen für Köln nicht mehr länger verschieben. " * 4
    assert read(tmp_path / "a.txt", text.encode("cp1252")) == text


def test_a_byte_order_mark_is_no_part_of_the_text_but_of_the_checksum(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(b"\xef\xbb\xbfHello.")
    document = readers.read(file, "a.txt")
    assert document.text == "Hello."
    assert document.sha256 == hashlib.sha256(b"\xef\xbb\xbfHello.").hexdigest()


def test_line_ends_stay_as_they_are(tmp_path: Path) -> None:
    assert read(tmp_path / "a.txt", b"one\r\ntwo\rthree\n") == "one\r\ntwo\rthree\n"


def test_the_source_is_the_name_that_was_given(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Hello.")
    assert readers.read(tmp_path / "a.txt", "folder/a.txt").source == "folder/a.txt"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "empty"),
        (b" \r\n\t\n", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"Hello\x07 there", "control characters"),
        (b"Hello\0 there", "not text|control characters"),
        (b"%PDF-1.7\x00\x01\x02\xff\xfe\x93" + bytes(range(256)), "not text"),
        (b"\xff\xfeH\x00\x00\xd8x", "not valid utf-16"),
        (b"\xef\xbb\xbfcaf\xe9", "not valid utf-8: byte 3 "),
    ],
)
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str, tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read(tmp_path / "a.txt", data)


def test_a_file_that_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.touch()
    os.truncate(file, readers.MAX_BYTES + 1)
    with pytest.raises(UnreadableError, match="larger than 20 MB"):
        readers.read(file, "a.txt")


def test_a_file_that_is_gone_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="No such file"):
        readers.read(tmp_path / "gone.txt", "gone.txt")
