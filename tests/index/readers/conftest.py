"""Small documents made by program, and a server on loopback that sends what a test tells it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from config import settings
from config.settings import FetchSettings, JsonlSettings

Reply = tuple[int, dict[str, str], bytes]
MakePdf = Callable[[Sequence[Sequence[str]]], bytes]
MakePage = Callable[..., bytes]


@dataclass
class Server:
    """What it was asked, and what it answers: a reply by path, or a function of the request that
    makes one."""

    url: str
    replies: dict[str, Reply | Callable[[BaseHTTPRequestHandler], Reply]] = field(
        default_factory=dict
    )
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def sends(self, path: str, data: bytes, kind: str, **headers: str) -> str:
        """The address where it will send the data."""
        self.replies[path] = (200, {"Content-Type": kind, **headers}, data)
        return self.url + path


@pytest.fixture
def server() -> Iterator[Server]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:  # http.server's name
            found.asked.append(
                (self.path, {name.lower(): value for name, value in self.headers.items()})
            )
            reply = found.replies.get(self.path, (404, {}, b""))
            status, headers, data = reply(self) if callable(reply) else reply
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        listening.daemon_threads = True
        listening.block_on_close = False
        found = Server(f"http://127.0.0.1:{listening.server_port}")
        threading.Thread(target=listening.serve_forever, args=(0.01,), daemon=True).start()
        yield found
        listening.shutdown()


@pytest.fixture
def fetching() -> FetchSettings:
    """Loopback is allowed, and nothing takes long."""
    return settings.load(fetch={"allow_private": True, "timeout": 5}).fetch


@pytest.fixture
def jsonl() -> JsonlSettings:
    return settings.load().jsonl


@pytest.fixture
def make_page() -> MakePage:
    """A web page around an article, with navigation and a footer."""

    def make(article: str, head: str = "", footer: str = "") -> bytes:
        return (
            '<!doctype html><html lang="en-GB"><head><meta charset="utf-8">'
            f"<title>River rises - Post</title>{head}</head>"
            '<body><nav><a href="/">Home</a> <a href="/sport">Sport</a></nav>'
            f"<article><h1>River rises in Arnwick</h1>{article}</article>"
            f"<footer>{footer}</footer></body></html>"
        ).encode()

    return make


@pytest.fixture
def make_pdf() -> MakePdf:
    """A PDF of pages of lines, put together by hand: catalog, page tree, font, and two objects a
    page."""

    def make(pages: Sequence[Sequence[str]]) -> bytes:
        kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
        objects = [
            "<< /Type /Catalog /Pages 2 0 R >>",
            f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>",
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        ]
        for number, lines in enumerate(pages):
            drawn = (
                "BT /F1 11 Tf 14 TL 72 760 Td "
                + " ".join(f"({line}) Tj T*" for line in lines)
                + " ET"
            )
            objects += [
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
                "/Resources << /Font << /F1 3 0 R >> >> "
                f"/Contents {5 + 2 * number} 0 R >>",
                f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream",
            ]
        data, offsets = b"%PDF-1.4\n", []
        for number, written in enumerate(objects, 1):
            offsets.append(len(data))
            data += f"{number} 0 obj\n{written}\nendobj\n".encode()
        table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
        return (
            data
            + (
                f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}"
                f"trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
                f"startxref\n{len(data)}\n%%EOF\n"
            ).encode()
        )

    return make
