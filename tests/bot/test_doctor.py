"""What the doctor finds, and how it is to be mended."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from bot.doctor import Finding, examine
from config import settings
from index.archive import Archive


@pytest.fixture
def folder(sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of one's own."""
    copy = tmp_path / "index"
    shutil.copytree(sample_index, copy)
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(copy))
    return copy


def faults() -> dict[str, str]:
    """What is wrong: name -> how to mend it."""
    return {found.name: found.mend for found in examine() if found.is_fault}


def test_a_sound_index_has_no_fault(folder: Path) -> None:
    found = {finding.name: finding for finding in examine()}
    assert not any(finding.is_fault for finding in found.values())
    assert "agree" in found["stores"].said


def test_no_index_is_a_fault_that_says_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(tmp_path))
    assert faults() == {"index": 'run "onrecord index FOLDER"'}


def test_a_wrong_setting_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_ANSWERS__THRESHOLD", "often")
    assert faults().keys() == {"settings"}


def test_lost_vectors_are_found(folder: Path) -> None:
    archive = Archive(settings.load())
    archive.vectors.delete(archive.catalog.passage_ids()[:3])
    assert faults().keys() == {"stores"}


def test_vectors_that_are_not_their_passages_are_found(folder: Path) -> None:
    archive = Archive(settings.load())
    ids = archive.catalog.passage_ids()
    archive.vectors.delete(ids[:1])
    stray = archive.catalog.entries(ids[1:2])[0]
    vectors = archive.embeddings.encode(["something else"])
    archive.vectors.add([type(stray)(10**6, stray.article_id, stray.passage, None)], vectors)
    assert "--rebuild" in faults()["stores"]


@pytest.fixture
def refusing() -> Iterator[str]:
    """A server that refuses every token."""

    class Refuse(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(401)

        def log_message(self, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Refuse)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_token_that_is_refused_is_a_fault_and_is_not_shown(
    folder: Path, refusing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
    monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", token)
    monkeypatch.setenv("ONRECORD_TELEGRAM__API_URL", refusing)
    found = list(examine())
    assert [finding.name for finding in found if finding.is_fault] == ["telegram"]
    assert token not in str(found)


def test_a_fault_is_what_there_is_a_way_to_mend() -> None:
    assert Finding("disk", "full", "make room").is_fault
    assert not Finding("disk", "fine").is_fault


def test_a_chat_model_that_replies_is_named(folder: Path, model_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LLM__MODEL", "openai:local")
    monkeypatch.setenv("ONRECORD_LLM__BASE_URL", model_server.url)
    model_server.says("Yes.")
    assert "openai:local replies" in [finding.said for finding in examine()]


def test_a_chat_model_that_does_not_reply_is_a_fault(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ONRECORD_LLM__MODEL", "openai:local")
    monkeypatch.setenv("ONRECORD_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    assert faults().keys() == {"chat model"}
