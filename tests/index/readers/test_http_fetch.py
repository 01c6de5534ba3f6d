"""Fetching, from a real server on loopback."""

from __future__ import annotations

import gzip
import json
import socket
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from typing import Any, Protocol

import pytest

from config import settings
from config.settings import FetchSettings
from index.errors import PassingError, UnreadableError
from index.readers import http_fetch
from index.readers.http_fetch import Fetched, Fetcher

Patch = pytest.MonkeyPatch
Reply = tuple[int, dict[str, str], bytes]


class Server(Protocol):
    """What the fixture gives."""

    url: str
    replies: dict[str, object]
    asked: list[tuple[str, dict[str, str]]]

    def sends(self, path: str, data: bytes, kind: str, **headers: str) -> str: ...


@pytest.fixture
def fetcher(fetching: FetchSettings) -> Iterator[Fetcher]:
    fetcher = Fetcher(fetching)
    yield fetcher
    fetcher.close()


def public(monkeypatch: Patch, *answers: list[str]) -> Fetcher:
    """A fetcher that refuses private addresses, of which 127.0.0.1 is none; `answers` is what
    post.example's are, in turn."""
    real, left = socket.getaddrinfo, iter(answers)

    def getaddrinfo(host: str, port: int, *args: Any, **kwargs: Any) -> Any:
        if host == "post.example":
            return [(2, 1, 6, "", (number, port)) for number in next(left)]
        return real(host, port, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(http_fetch, "is_public", lambda number: number == "127.0.0.1")
    return Fetcher(settings.load(fetch={"timeout": 5}).fetch)


def test_what_is_there_is_fetched_with_what_the_server_tells_of_it(
    server: Server, fetcher: Fetcher
) -> None:
    url = server.sends("/a", "Река".encode("cp1251"), "Text/HTML; charset=windows-1251", ETag='"1"')
    assert fetcher.fetch(url) == Fetched(
        "Река".encode("cp1251"), "text/html", "windows-1251", url, '{"etag": "\\"1\\""}'
    )
    assert server.asked[0][1]["user-agent"] == "OnRecord"
    assert server.asked[0][1]["host"] == url.split("/")[2]


def test_what_has_not_changed_is_not_sent_again(server: Server, fetcher: Fetcher) -> None:
    def reply(request: BaseHTTPRequestHandler) -> Reply:
        headers = {"ETag": '"1"', "Last-Modified": "Mon, 06 Nov 2023 00:00:00 GMT"}
        same = request.headers["If-None-Match"] == headers["ETag"]
        assert not same or request.headers["If-Modified-Since"] == headers["Last-Modified"]
        return (304, headers, b"") if same else (200, headers, b"The river rose.")

    server.replies["/a"] = reply
    first = fetcher.fetch(server.url + "/a")
    assert first is not None
    assert set(json.loads(first.validators)) == {"etag", "last-modified"}
    assert fetcher.fetch(server.url + "/a", first.validators) is None


def test_a_redirect_is_followed_so_often_and_no_more(server: Server, fetcher: Fetcher) -> None:
    for number in range(9):
        server.replies[f"/{number}"] = (302, {"Location": f"{number + 1}"}, b"")
    server.sends("/9", b"There.", "text/plain")
    found = fetcher.fetch(server.url + "/4")
    assert found is not None
    assert (found.data, found.url) == (b"There.", server.url + "/9")
    with pytest.raises(UnreadableError, match="redirected more than 5 times"):
        fetcher.fetch(server.url + "/3")


@pytest.mark.parametrize(
    "target", ["file:///etc/hosts", "ftp://example.org/", "javascript:alert(1)", "http://["]
)
def test_a_redirect_to_what_is_no_web_address_is_refused(
    target: str, server: Server, fetcher: Fetcher
) -> None:
    server.replies["/a"] = (302, {"Location": target}, b"")
    with pytest.raises(UnreadableError, match=r"address|no host"):
        fetcher.fetch(server.url + "/a")


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/hosts",
        "ftp://example.org",
        "example.org",
        "",
        "http://",
        "http://a b",
        "http://[::1",
    ],
)
def test_what_is_no_web_address_is_refused(url: str, fetcher: Fetcher) -> None:
    with pytest.raises(UnreadableError, match=r"address|no host"):
        fetcher.fetch(url)


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "[::1]", "0.0.0.0", "2130706433", "127.1", "[::ffff:127.0.0.1]"],
)
def test_private_addresses_are_refused_however_they_are_written(host: str, server: Server) -> None:
    port = server.url.rpartition(":")[2]
    with pytest.raises(UnreadableError, match=r"private address|no host"):
        Fetcher(settings.load().fetch).fetch(f"http://{host}:{port}/a")
    assert server.asked == []


@pytest.mark.parametrize(
    "number",
    (
        "10.0.0.1 172.16.0.1 192.168.1.1 127.0.0.1 169.254.169.254 100.64.0.1 0.0.0.0 "
        "224.0.0.1 255.255.255.255 ::1 fe80::1 fc00::1 ff02::1 ::ffff:10.0.0.1 "
        "64:ff9b::a00:1 2002:a00:1:: 2001:0:4136:e378:8000:63bf:f5ff:fffe"
    ).split(),
)
def test_addresses_that_are_not_of_the_internet_at_large(number: str) -> None:
    assert not http_fetch.is_public(number)


@pytest.mark.parametrize(
    "number", ["8.8.8.8", "2606:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]
)
def test_addresses_that_are(number: str) -> None:
    assert http_fetch.is_public(number)


def test_a_redirect_to_a_private_address_is_refused(server: Server, monkeypatch: Patch) -> None:
    server.replies["/a"] = (
        302,
        {"Location": server.url.replace("127.0.0.1", "127.0.0.2") + "/b"},
        b"",
    )
    with pytest.raises(UnreadableError, match=r"private address 127\.0\.0\.2"):
        public(monkeypatch).fetch(server.url + "/a")
    assert [path for path, _ in server.asked] == ["/a"]


def test_the_address_that_was_checked_is_the_one_that_is_reached(
    server: Server, monkeypatch: Patch
) -> None:
    """The name leads somewhere else each time it is asked for: it is asked for once."""
    server.sends("/a", b"There.", "text/plain")
    fetcher = public(monkeypatch, ["127.0.0.1"], ["10.0.0.1"])
    port = server.url.rpartition(":")[2]
    assert fetcher.fetch(f"http://post.example:{port}/a") is not None
    assert server.asked[0][1]["host"] == f"post.example:{port}"
    with pytest.raises(UnreadableError, match=r"private address 10\.0\.0\.1"):
        fetcher.fetch(f"http://post.example:{port}/a")


def test_a_name_is_refused_if_any_of_its_addresses_is_private(monkeypatch: Patch) -> None:
    with pytest.raises(UnreadableError, match=r"private address 10\.0\.0\.1"):
        public(monkeypatch, ["127.0.0.1", "10.0.0.1"]).fetch("http://post.example/")


def test_no_cookie_is_kept(server: Server, fetcher: Fetcher) -> None:
    url = server.sends("/a", b"x", "text/plain", **{"Set-Cookie": "a=b"})
    fetcher.fetch(url)
    fetcher.fetch(url)
    assert "cookie" not in server.asked[1][1]


@pytest.mark.parametrize("status", [404, 403, 500, 304, 204])
def test_any_other_answer_is_reported(status: int, server: Server, fetcher: Fetcher) -> None:
    server.replies["/a"] = (status, {}, b"")
    with pytest.raises(UnreadableError, match=f"the server answered {status} "):
        fetcher.fetch(server.url + "/a")


def test_no_more_is_taken_than_is_allowed(server: Server) -> None:
    small = Fetcher(settings.load(fetch={"allow_private": True, "max_bytes": 1_000_000}).fetch)
    url = server.sends("/a", b"x" * 1_000_001, "text/plain")
    with pytest.raises(UnreadableError, match=r"larger than 1 MB \(fetch\.max_bytes\)"):
        small.fetch(url)
    server.sends("/a", b"x" * 1_000_000, "text/plain")
    assert small.fetch(url) is not None


def test_what_is_packed_is_unpacked_but_for_bombs(server: Server, fetcher: Fetcher) -> None:
    packed = (
        gzip.compress(b"The river rose. ") + gzip.compress(b"") + gzip.compress(b"Nobody was hurt.")
    )
    url = server.sends("/a", packed, "text/plain", **{"Content-Encoding": "gzip"})
    found = fetcher.fetch(url)
    assert found is not None
    assert found.data == b"The river rose. Nobody was hurt."
    for bomb in (gzip.compress(bytes(60_000_000), 1), gzip.compress(bytes(15_000_000), 1) * 4):
        server.sends("/a", bomb, "text/plain", **{"Content-Encoding": "gzip"})
        with pytest.raises(UnreadableError, match="larger than 20 MB"):
            fetcher.fetch(url)


@pytest.mark.parametrize(
    "members", [[b"The river rose."], [b"The river rose.", b"Nobody was hurt."]]
)
def test_what_breaks_off_is_not_taken_for_whole(
    members: list[bytes], server: Server, fetcher: Fetcher
) -> None:
    whole = b"".join(map(gzip.compress, members))
    for length in (12, len(whole) - 1):
        url = server.sends("/a", whole[:length], "text/plain", **{"Content-Encoding": "gzip"})
        with pytest.raises(PassingError, match="breaks off"):
            fetcher.fetch(url)


@pytest.mark.parametrize(
    ("packing", "reason"), [("gzip", "broken"), ("gzip, gzip", "not read"), ("deflate", "not read")]
)
def test_packing_that_cannot_be_undone_is_reported(
    packing: str, reason: str, server: Server, fetcher: Fetcher
) -> None:
    url = server.sends("/a", b"nothing of the kind", "text/plain", **{"Content-Encoding": packing})
    with pytest.raises(UnreadableError, match=reason):
        fetcher.fetch(url)


def quick() -> Fetcher:
    return Fetcher(settings.load(fetch={"allow_private": True, "timeout": 0.5}).fetch)


@pytest.mark.parametrize(
    "beginning", [b"", b"HTTP/1.1 200 OK\r\n", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"]
)
def test_a_server_that_sends_a_byte_now_and_then_is_left(beginning: bytes) -> None:
    """In the head of its answer or in the body: each byte comes in time, the whole never does."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        ended = threading.Event()

        def drip() -> None:
            connection, _ = listening.accept()
            with connection:
                connection.sendall(beginning)
                while not ended.wait(0.1):
                    try:
                        connection.sendall(b"H")
                    except OSError:
                        return

        threading.Thread(target=drip, daemon=True).start()
        with pytest.raises(UnreadableError, match=r"did not answer within 0\.5 seconds"):
            quick().fetch(f"http://127.0.0.1:{listening.getsockname()[1]}/")
        ended.set()


def test_a_host_that_does_not_answer_is_not_asked_again() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        fetcher, url = quick(), f"http://127.0.0.1:{listening.getsockname()[1]}/"
        with pytest.raises(UnreadableError, match="did not answer"):
            fetcher.fetch(url)
        listening.accept()[0].close()
        with pytest.raises(UnreadableError, match="did not answer"):
            fetcher.fetch(url + "again")
        listening.settimeout(0.1)
        with pytest.raises(TimeoutError):
            listening.accept()


def test_a_host_that_is_not_there_is_reported(fetcher: Fetcher) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    with pytest.raises(UnreadableError, match=r"127\.0\.0\.1 cannot be reached"):
        fetcher.fetch(f"http://127.0.0.1:{port}/")
    with pytest.raises(UnreadableError, match=r"there is no host nowhere\.invalid"):
        fetcher.fetch("http://nowhere.invalid/")
