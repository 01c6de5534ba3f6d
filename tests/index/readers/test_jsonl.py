"""JSON Lines: an article a line."""

from __future__ import annotations

import hashlib
import io
import json
import tracemalloc
from datetime import date

import pytest

from config import settings
from config.settings import JsonlSettings
from index.readers import jsonl as reader
from index.readers.unreadable import Unreadable
from index.types import Document, Metadata


def read(data: bytes, jsonl: JsonlSettings) -> list[Document | Unreadable]:
    return list(reader.read(io.BytesIO(data), "a.jsonl", jsonl))


def reasons(found: list[Document | Unreadable]) -> dict[str, str]:
    return {one.source: one.reason for one in found if isinstance(one, Unreadable)}


def test_a_line_is_a_document_with_what_its_fields_say(jsonl: JsonlSettings) -> None:
    line = json.dumps(
        {
            "text": "The river rose.",
            "title": "River",
            "published": "2023-11-06",
            "byline": ["Ann Lee"],
            "publisher": "Post",
            "url": "https://example.org/river",
            "language": "en-GB",
        }
    ).encode()
    assert read(line + b"\n", jsonl) == [
        Document(
            "a.jsonl#1",
            "The river rose.",
            hashlib.sha256(line).hexdigest(),
            Metadata(
                "River", date(2023, 11, 6), "Ann Lee", "Post", "https://example.org/river", "en"
            ),
        )
    ]


def test_lines_are_counted_with_empty_ones_and_with_bad_ones(jsonl: JsonlSettings) -> None:
    data = b'\xef\xbb\xbf{"text": "One."}\r\n\r\n{"text": 2}\n{"text": "Four."}'
    assert [one.source for one in read(data, jsonl)] == ["a.jsonl#1", "a.jsonl#3", "a.jsonl#4"]
    assert list(reasons(read(data, jsonl))) == ["a.jsonl#3"]


def test_the_settings_name_the_fields() -> None:
    named = settings.load(jsonl={"text": "article.body", "title": "headline"}).jsonl
    (document,) = read(b'{"headline": "River", "article": {"body": "The river rose."}}', named)
    assert isinstance(document, Document)
    assert (document.text, document.metadata.title) == ("The river rose.", "River")


def test_bad_lines_are_reported_and_the_rest_is_read(jsonl: JsonlSettings) -> None:
    data = b"\n".join(
        [
            b"{not json",
            b"[1]",
            b'{"body": "x"}',
            b'{"text": "caf\xe9"}',
            b'{"text": "a\\u0000b"}',
            b'{"text": "\\ud800"}',
            b'{"text": ' + b"[" * 100_000,
            b'{"text": " "}',
            b'{"text": "Fine."}',
        ]
    )
    found = read(data, jsonl)
    assert [one.text for one in found if isinstance(one, Document)] == ["Fine."]
    assert [
        reason.partition(":")[0].partition(" in ")[0] for reason in reasons(found).values()
    ] == [
        "not a line of JSON",
        "not a JSON object",
        "no text",
        "not valid utf-8",
        "not text",
        "not text",
        "not a line of JSON",
        "empty",
    ]


def test_a_line_that_is_too_long_is_passed_by_without_being_held(jsonl: JsonlSettings) -> None:
    class Endless(io.RawIOBase):
        """A line of 200 MB, and another."""

        left = 200_000_000

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
            data = b"x" * min(len(buffer), self.left) or (
                b'\n{"text": "Fine."}' if self.left == 0 else b""
            )
            self.left = self.left - len(data) if self.left > 0 else -1
            buffer[: len(data)] = data
            return len(data)

    tracemalloc.start()
    found = list(reader.read(io.BufferedReader(Endless(), 1 << 20), "a.jsonl", jsonl))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert reasons(found) == {"a.jsonl#1": "a line longer than 20 MB"}
    assert isinstance(found[1], Document)
    assert peak < 70_000_000


def test_a_file_of_nothing_but_line_ends_is_not_read_for_ever(
    jsonl: JsonlSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reader, "_MAX_LINES", 50)
    assert reasons(read(b"\n" * 90, jsonl)) == {
        "a.jsonl": "more than 50 lines; the rest of it is not read"
    }


def test_a_file_of_other_fields_is_not_reported_line_by_line(jsonl: JsonlSettings) -> None:
    found = read(b'{"body": "x"}\n' * 5_000, jsonl)
    assert len(found) == 101
    assert reasons(found)["a.jsonl"].startswith("5000 lines of it cannot be read")
