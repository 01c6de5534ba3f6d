"""What the doctor finds, and how it is to be mended."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from importlib.metadata import PackageNotFoundError
from pathlib import Path
from types import ModuleType
from typing import Any, ClassVar

import pytest

from bot.models import entailment, query_resolution, span_reader
from bot.operations.doctor import Finding, examine
from config import settings
from index.stores.archive import Archive
from index.syncing.sync import sync


@pytest.fixture
def folder(sample_index: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An index of one's own."""
    copy = tmp_path / "index"
    shutil.copytree(sample_index, copy)
    copy.chmod(0o700)
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(copy))
    return copy


def faults() -> dict[str, str]:
    """What is wrong: name -> how to mend it."""
    return {found.name: found.repair for found in examine() if found.is_fault}


def test_a_sound_index_has_no_fault(folder: Path) -> None:
    found = {finding.name: finding for finding in examine()}
    assert not any(finding.is_fault for finding in found.values())
    assert "agree" in found["stores"].message


def test_articles_that_lost_most_of_their_text_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(tmp_path / "index"))
    news = tmp_path / "news"
    news.mkdir()
    text = "A river falls\n\nThe river fell to one metre on Sunday.\n"
    adverts = "Sign up for our free newsletter.\n\nSubscribe now for a dollar a week.\n\n" * 3
    (news / "river.txt").write_text(text)
    (news / "adverts.txt").write_text(f"{text}\n{adverts}")
    sync(Archive(settings.load(), create=True), [str(news)])
    [found] = [one for one in examine() if one.name == "set aside"]
    assert found.details == ("adverts.txt",)
    assert not found.is_fault


def test_no_index_is_a_fault_that_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(tmp_path / "none"))
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


def finding(name: str) -> Finding:
    """What was found in one place."""
    return next(found for found in examine() if found.name == name)


def test_each_setting_is_shown_with_where_it_comes_from(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    Path("onrecord.toml").write_text("[answers]\npassages = 7\n")
    details = finding("settings").details
    assert f"index.path = {folder} (environment)" in details
    assert "answers.passages = 7 (onrecord.toml)" in details
    assert "answers.sentences = 3 (default)" in details


def test_a_package_of_another_version_is_a_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "importlib.metadata.requires", lambda _: ["click<1", "rich>=14", "no-such-package"]
    )
    found = finding("packages")
    assert found.is_fault
    assert "click" in found.message
    assert "no-such-package is absent" in found.message
    assert "rich" not in found.message


def test_a_source_folder_that_was_never_installed_is_no_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def absent(name: str) -> list[str]:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("importlib.metadata.requires", absent)
    assert not finding("packages").is_fault


def test_an_index_that_others_can_read_is_a_fault(folder: Path) -> None:
    folder.chmod(0o755)
    assert faults().keys() == {"private"}
    assert faults()["private"].startswith(f"run: chmod go= {folder}")


def test_a_token_in_a_file_that_others_can_read_is_a_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(folder)
    Path("onrecord.toml").write_text(
        '[telegram]\ntoken = "123456:no"\napi_url = "http://127.0.0.1:9"\n'
    )
    Path("onrecord.toml").chmod(0o644)
    assert faults()["private"] == "run: chmod go= onrecord.toml"


@pytest.mark.parametrize(
    ("module", "name", "repair"),
    [
        (span_reader, "reader", "install the package again, or set reader.enabled = false"),
        (entailment, "checker", "install the package again"),
        (query_resolution, "follow-ups", "install the package again"),
    ],
)
def test_a_model_that_is_not_ours_is_a_fault(
    module: ModuleType,
    name: str,
    repair: str,
    folder: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "weights.npz").write_bytes(b"no weights")
    monkeypatch.setattr(module, "WEIGHTS", tmp_path / "weights.npz")
    assert faults() == {name: repair}


def test_a_chroma_server_that_does_not_reply_is_a_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_STORE__URL", "http://127.0.0.1:9")
    found = finding("chroma")
    assert found.is_fault
    assert "does not reply" in found.message


def test_a_damaged_catalog_is_a_fault(folder: Path) -> None:
    catalog = folder / "catalog.sqlite3"
    with catalog.open("r+b") as file:
        for page in range(2, catalog.stat().st_size // 4096):
            file.seek(page * 4096)
            file.write(b"\xff" * 2048)
    assert "index again" in faults()["index"]


def test_a_root_that_is_gone_is_a_fault(
    make_archive: Callable[..., Archive], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    news = tmp_path / "news"
    news.mkdir()
    (news / "bridge.txt").write_text(
        "Bridge opens\n\nThe bridge over the Arn was opened again on Monday.\n"
    )
    sync(make_archive(tmp_path / "index"), [str(news)])
    shutil.rmtree(news)
    monkeypatch.setenv("ONRECORD_INDEX__PATH", str(tmp_path / "index"))
    monkeypatch.setenv("ONRECORD_INDEX__STATEMENTS", "false")
    assert f"--remove {news}" in faults()["files"]


class Telegram(BaseHTTPRequestHandler):
    """A Bot API server that knows one bot."""

    REPLIES: ClassVar = {
        "getMe": {
            "username": "arnwick_bot",
            "can_join_groups": True,
            "can_read_all_group_messages": False,
        },
        "getWebhookInfo": {"url": "", "last_error_message": "Connection refused"},
    }

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        result = self.REPLIES[self.path.rpartition("/")[2]]
        self.wfile.write(json.dumps({"ok": True, "result": result}).encode())

    def log_message(self, *args: object) -> None:
        pass


def test_what_botfather_lets_the_bot_do_is_told(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with HTTPServer(("127.0.0.1", 0), Telegram) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setenv("ONRECORD_TELEGRAM__TOKEN", "123456:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
        monkeypatch.setenv("ONRECORD_TELEGRAM__API_URL", f"http://127.0.0.1:{server.server_port}")
        found = {one.name: one for one in examine()}
        server.shutdown()
    assert "@arnwick_bot" in found["telegram"].message
    assert "privacy mode is on" in found["rights"].message
    assert "inline mode is off" in found["rights"].message
    assert found["webhook"].is_fault


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


def test_a_chat_model_that_replies_is_named(
    folder: Path, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_LLM__MODEL", "openai:local")
    monkeypatch.setenv("ONRECORD_LLM__BASE_URL", model_server.url)
    model_server.says("Yes.")
    assert "openai:local replies" in [finding.message for finding in examine()]


def test_a_chat_model_that_replies_with_nothing_is_a_fault(
    folder: Path, model_server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_LLM__MODEL", "openai:local")
    monkeypatch.setenv("ONRECORD_LLM__BASE_URL", model_server.url)
    model_server.says(" ")
    assert faults().keys() == {"chat model"}


def test_a_chat_model_that_does_not_reply_is_a_fault(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ONRECORD_LLM__MODEL", "openai:local")
    monkeypatch.setenv("ONRECORD_LLM__BASE_URL", "http://127.0.0.1:9/v1")
    assert faults().keys() == {"chat model"}
