"""Bytes to text, such that offsets can be relied on."""

from __future__ import annotations

import hashlib

import pytest

from index.errors import UnreadableError
from index.readers import text as reader

RUSSIAN = (
    "Министры встретились в Минске, но ни о чём не договорились.\n"
    "Переговоры продолжатся через неделю.\n"
) * 3


def read(data: bytes) -> str:
    return reader.read(data, "a.txt").text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1251", "koi8-r"])
def test_text_is_read_in_any_encoding(encoding: str) -> None:
    assert read(RUSSIAN.encode(encoding)) == RUSSIAN


def test_western_text_without_a_mark_is_read() -> None:
    text = (
        "Der Minister sagte in Düsseldorf, er könne "
        "die Maßnahmen für Köln nicht mehr länger verschieben. "
    ) * 4
    assert read(text.encode("cp1252")) == text


def test_a_byte_order_mark_is_no_part_of_the_text_but_of_the_checksum() -> None:
    document = reader.read(b"\xef\xbb\xbfHello.", "a.txt")
    assert document.text == "Hello."
    assert document.sha256 == hashlib.sha256(b"\xef\xbb\xbfHello.").hexdigest()


def test_line_ends_stay_as_they_are() -> None:
    assert read(b"one\r\ntwo\rthree\n") == "one\r\ntwo\rthree\n"


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
def test_what_is_no_text_is_refused_with_the_reason(data: bytes, reason: str) -> None:
    with pytest.raises(UnreadableError, match=reason):
        read(data)


@pytest.mark.parametrize("encoding", ["shift_jis", "gb18030", "euc_jp"])
def test_a_letter_that_the_sample_would_cut_in_two_is_left_out(encoding: str) -> None:
    line = "水曜日に市長は新しい橋が開通したと述べた。\n".encode(encoding)
    for shift in range(3):
        data = b"a" * shift + b"\n" + line * (reader._SAMPLE // len(line) + 10)
        assert "橋" in read(data)
