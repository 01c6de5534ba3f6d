"""Vectors on a Chroma server: `chroma run` itself, in a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from small_news import FLOOD, MOSS
from waiting import eventually

import bot
from index.errors import StoreError
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.stores.vector_store import VectorStore
from index.syncing.repair import drift
from index.syncing.sync import sync


class Server:
    """A Chroma server that can be stopped and started again, at the same address."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.folder = folder
        self.url = f"http://127.0.0.1:{self.port}"
        self.start()

    def start(self) -> None:
        """Starts it and waits until it answers."""
        command: list[str | Path] = [
            Path(sys.executable).with_name("chroma"),
            "run",
            "--path",
            self.folder,
        ]
        command += ["--host", "127.0.0.1", "--port", str(self.port)]
        self.process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        eventually(self._answers)

    def _answers(self) -> bool:
        assert self.process.poll() is None, "the Chroma server did not start"
        try:
            urllib.request.urlopen(f"{self.url}/api/v2/heartbeat").close()
        except OSError:
            return False
        return True

    def stop(self) -> None:
        """Kills it."""
        self.process.kill()
        self.process.wait()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server with nothing on it."""
    running = Server(tmp_path / "server")
    yield running
    running.stop()


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two articles."""
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "moss.txt").write_text(MOSS)
    (folder / "flood.txt").write_text(FLOOD)
    return folder


Open = Callable[[], Archive]


@pytest.fixture
def opened(server: Server, tmp_path: Path, make_archive: Callable[..., Archive]) -> Open:
    """Opens the index whose vectors are on the server."""
    return lambda: make_archive(tmp_path / "index", url=server.url)


def best(archive: Archive, question: str) -> str:
    return search(archive, Query(question), 1)[0].source


def test_what_one_process_writes_others_read(
    opened: Open,
    news: Path,
    server: Server,
    tmp_path: Path,
    onrecord: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reader = opened()
    environment = {
        "INDEX__PATH": str(tmp_path / "index"),
        "STORE__URL": server.url,
        "INDEX__STATEMENTS": "false",
    }
    environment = os.environ | {f"ONRECORD_{name}": value for name, value in environment.items()}
    subprocess.run([onrecord, "index", news], env=environment, check=True, capture_output=True)
    assert best(reader, "frozen plants") == "moss.txt"
    (news / "moss.txt").write_text(
        "A bridge is opened\n\nThe bridge over the river was opened on Friday.\n"
    )
    sync(opened(), [])
    assert {hit.source for hit in search(reader, Query("river"), 5)} == {"moss.txt", "flood.txt"}
    monkeypatch.setenv("ONRECORD_STORE__URL", server.url)
    assert len(bot.open(tmp_path / "index").search("river")) == 2


def test_two_indexes_on_one_server_do_not_know_of_one_another(
    opened: Open, news: Path, server: Server, tmp_path: Path, make_archive: Callable[..., Archive]
) -> None:
    other = make_archive(tmp_path / "other", url=server.url)
    sync(opened(), [str(news)])
    sync(other, [str(news / "moss.txt")])
    sync(opened(), [])
    assert not drift(other)
    assert not drift(opened())


def test_a_server_that_dies_is_told_and_the_next_run_goes_on(
    opened: Open, news: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    add = VectorStore.add

    def dying(*given: object) -> None:
        server.stop()
        add(*given)  # type: ignore[arg-type]  # as it was called

    with monkeypatch.context() as patch:
        patch.setattr(VectorStore, "add", dying)
        with pytest.raises(StoreError, match=f"The vector store at {server.url} cannot be written"):
            sync(opened(), [str(news)])
    with pytest.raises(StoreError, match=f"{server.url} cannot be opened"):
        sync(opened(), [])
    server.start()
    assert len(sync(opened(), []).added) == 2
    assert not drift(opened())


def test_a_reader_outlives_its_server(opened: Open, news: Path, server: Server) -> None:
    sync(opened(), [str(news)])
    reader = opened()
    assert best(reader, "frozen plants") == "moss.txt"
    server.stop()
    with pytest.raises(StoreError, match=server.url):
        best(reader, "frozen plants")
    server.start()
    assert best(reader, "frozen plants") == "moss.txt"


def test_vectors_are_made_anew_and_a_reader_finds_them(opened: Open, news: Path) -> None:
    sync(opened(), [str(news)])
    reader = opened()
    assert best(reader, "frozen plants") == "moss.txt"
    opened().discard_stores()
    assert sync(opened(), []).unchanged == 2
    assert best(reader, "frozen plants") == "moss.txt"
    assert not drift(opened())


def test_what_the_server_lost_is_put_back(opened: Open, news: Path, server: Server) -> None:
    sync(opened(), [str(news)])
    server.stop()
    server.folder = server.folder.with_name("empty")
    server.start()
    sync(opened(), [])
    assert best(opened(), "frozen plants") == "moss.txt"
    assert not drift(opened())
