"""Batches of articles are published whole or not at all."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from small_news import BRIDGE, FLOOD, best, is_consistent, run, sources, stop_at

from config.settings import JsonlSettings
from index.errors import StoreError
from index.readers import formats
from index.readers.unreadable import Unreadable
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter
from index.syncing import publishing
from index.syncing import sync as module
from index.syncing.sync import sync
from index.types import Document


def test_an_article_that_leaves_its_last_place_while_it_comes_to_another_is_kept(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The batch in which it leaves is still being written when the file that has it now is read."""
    monkeypatch.setattr(publishing, "_PASSAGES", 1)
    run(archive, news)
    (news / "local" / "flood.txt").write_text(BRIDGE)
    (news / "moss.txt").write_text(FLOOD)
    publish, is_read, documents = CatalogWriter.publish, threading.Event(), formats.documents

    def late(writer: CatalogWriter, *given: Any) -> None:
        *_, finished, _ = given
        if [file.name for file, *_ in finished] == ["local/flood.txt"]:
            assert is_read.wait(60)
        publish(writer, *given)

    def noted(path: Path, name: str, jsonl: JsonlSettings) -> Iterator[Document | Unreadable]:
        yield from documents(path, name, jsonl)
        if name == "moss.txt":
            is_read.set()

    monkeypatch.setattr(formats, "documents", noted)
    monkeypatch.setattr(CatalogWriter, "publish", late)
    assert len(run(archive).updated) == 2
    assert best(archive, "the river rose") == "moss.txt"
    assert is_consistent(archive)


def test_what_is_said_in_the_same_words_is_not_embedded_again(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(archive, news)
    monkeypatch.setattr(module, "_VERSION", -1)
    monkeypatch.setattr(
        archive.embeddings,
        "encode_parts",
        lambda texts, _: pytest.fail(f"{texts} were embedded again"),
    )
    assert len(run(archive).updated) == 2
    monkeypatch.undo()
    assert best(archive, "frozen moss") == "moss.txt"
    assert is_consistent(archive)


def test_what_was_read_before_ctrl_c_is_kept(archive: Archive, news: Path) -> None:
    with pytest.raises(KeyboardInterrupt):
        sync(archive, [str(news)], progress=stop_at(1))
    assert sources(archive) == ["local/flood.txt"]
    assert is_consistent(archive)
    assert run(archive).added == ["moss.txt"]


def test_ctrl_c_while_a_batch_is_embedded_loses_that_batch_and_no_more(
    archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(texts: object, parts: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(archive.embeddings, "encode_parts", stop)
        with pytest.raises(KeyboardInterrupt):
            run(archive, news)
    assert sources(archive) == []
    assert len(run(archive, news).added) == 2
    assert is_consistent(archive)


@pytest.mark.parametrize("store", ["vectors", "words"])
def test_a_store_that_cannot_be_written_is_told_and_the_next_run_goes_on(
    store: str, archive: Archive, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the disk is full."""
    run(archive, news)
    (news / "moss.txt").write_text(BRIDGE)

    def fail(*_: object) -> None:
        raise StoreError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(getattr(archive, store), "add", fail)
        with pytest.raises(StoreError, match="full"):
            run(archive)
    assert best(archive, "frozen moss") == "moss.txt"
    assert run(archive).updated == ["moss.txt"]
    assert best(archive, "Who was acquitted?") == "moss.txt"
    assert is_consistent(archive)
