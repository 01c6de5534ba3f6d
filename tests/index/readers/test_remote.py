"""Addresses to documents, from a real server on loopback."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from typing import Protocol

import pytest

from config.settings import FetchSettings, JsonlSettings
from index.errors import UnreadableError
from index.readers.addresses import remote_documents
from index.readers.http_fetch import Fetcher
from index.readers.unreadable import Unreadable
from index.types import Document

MakePage = Callable[..., bytes]
MakePdf = Callable[[Sequence[Sequence[str]]], bytes]
STORY = (
    "<p>The river rose by two metres on Tuesday, the council said, "
    "and forty homes were emptied.</p>"
) * 2


class Server(Protocol):
    """What the fixture gives."""

    url: str
    replies: dict[str, object]
    asked: list[tuple[str, dict[str, str]]]

    def sends(self, path: str, data: bytes, kind: str, **headers: str) -> str: ...


Read = Callable[[str], list[Document | Unreadable]]


@pytest.fixture
def read(fetching: FetchSettings, jsonl: JsonlSettings) -> Read:
    """Everything at an address, in one run."""
    fetcher = Fetcher(fetching)

    def read(url: str) -> list[Document | Unreadable]:
        remote = remote_documents(url, fetcher, jsonl)
        assert remote is not None
        return list(remote.documents)

    return read


def feed(*items: str) -> bytes:
    return (
        '<?xml version="1.0"?><rss version="2.0">'
        f"<channel><title>Post</title>{''.join(items)}</channel></rss>"
    ).encode()


def item(link: str, summary: str = "In short.") -> str:
    return (
        f"<item><title>River</title><link>{link}</link><description>{summary}</description></item>"
    )


def test_a_page_is_a_document_named_by_its_address(
    server: Server, read: Read, make_page: MakePage
) -> None:
    url = server.sends("/river", make_page(STORY), "text/html")
    (document,) = read(url)
    assert isinstance(document, Document)
    assert (document.source, document.metadata.url) == (url, url)
    assert "The river rose" in document.text


def test_the_servers_charset_is_believed(server: Server, read: Read, make_page: MakePage) -> None:
    page = (
        make_page(STORY.replace("council", "совет")).decode().replace('<meta charset="utf-8">', "")
    )
    (document,) = read(server.sends("/a", page.encode("cp1251"), "text/html; charset=windows-1251"))
    assert isinstance(document, Document)
    assert "совет" in document.text


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/a", "text/plain"),
        ("/a.txt", "application/octet-stream"),
        ("/a.md?b=c", ""),
        ("/a", "text/markdown"),
    ],
)
def test_text_is_known_by_its_type_or_else_its_address(
    path: str, kind: str, server: Server, read: Read
) -> None:
    (document,) = read(server.sends(path, b"The river rose.", kind))
    assert isinstance(document, Document)
    assert document.text == "The river rose."


def test_other_files_are_read_as_in_a_folder(server: Server, read: Read, make_pdf: MakePdf) -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        archive.writestr("a.txt", "One.")
        archive.writestr("b.jsonl", '{"text": "Two."}')
    url = server.sends("/news", written.getvalue(), "application/zip")
    assert [one.source for one in read(url)] == [f"{url}!/a.txt", f"{url}!/b.jsonl#1"]
    (document,) = read(
        server.sends("/a", make_pdf([["The river rose."]]), "application/octet-stream")
    )
    assert isinstance(document, Document)
    assert document.pages == (0,)


@pytest.mark.parametrize("kind", ["image/png", "application/octet-stream", "video/mp4", ""])
def test_what_is_not_read_is_refused_by_its_type(kind: str, server: Server, read: Read) -> None:
    with pytest.raises(UnreadableError, match="not a format that is read"):
        read(server.sends("/a", b"\x89PNG", kind))


@pytest.mark.parametrize("kind", ["application/rss+xml", "text/xml", "text/html", "text/plain"])
def test_a_feed_is_known_by_what_it_is(
    kind: str, server: Server, read: Read, make_page: MakePage
) -> None:
    link = server.sends("/river", make_page(STORY), "text/html")
    (document,) = read(server.sends("/feed", feed(item(link)), kind))
    assert isinstance(document, Document)
    assert (document.source, document.metadata.title, document.metadata.publisher) == (
        link,
        "River",
        "Post",
    )
    assert "forty homes" in document.text


def test_a_summary_stands_in_for_a_page_that_cannot_be_had(server: Server, read: Read) -> None:
    image = server.sends("/image", b"\x89PNG", "image/png")
    links = [
        server.url + "/gone",
        image,
        "https://nowhere.invalid/a",
        server.sends("/f", feed(item("x")), "text/xml"),
    ]
    found = read(server.sends("/feed", feed(*map(item, links)), "text/xml"))
    assert [(one.source, one.text) for one in found if isinstance(one, Document)] == [
        (link, "In short.") for link in links
    ]


def test_a_page_that_breaks_off_does_not_keep_others_of_its_host_from_being_asked_for(
    server: Server, read: Read
) -> None:
    def break_off(_: object) -> tuple[int, dict[str, str], bytes]:
        raise ConnectionAbortedError

    server.replies["/one"] = break_off
    read(
        server.sends(
            "/feed", feed(item(server.url + "/one"), item(server.url + "/two")), "text/xml"
        )
    )
    assert [path for path, _ in server.asked] == ["/feed", "/one", "/two"]


def test_a_feed_that_has_not_changed_is_told_as_such(
    server: Server, fetching: FetchSettings, jsonl: JsonlSettings
) -> None:
    url = server.sends("/feed", feed(item("urn:x")), "text/xml", ETag='"7"')
    first = remote_documents(url, Fetcher(fetching), jsonl)
    assert first is not None
    server.replies["/feed"] = (304, {}, b"")
    assert remote_documents(url, Fetcher(fetching), jsonl, first.validators) is None
    assert server.asked[1][1]["if-none-match"] == '"7"'


def test_a_page_of_nothing_but_comments_is_told_at_once(server: Server, read: Read) -> None:
    """A pattern that tried each way to part them would take for ever."""
    with pytest.raises(UnreadableError):
        read(server.sends("/a", b"<!---->" * 280 + b"<!", "text/html"))
