"""Stores that differ from the catalog are repaired from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from small_news import BRIDGE, best, is_consistent, run

from index.errors import StoreError
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.syncing import sync as module
from index.syncing.repair import drift


@pytest.mark.parametrize("store", ["vectors", "words"])
def test_what_was_deleted_behind_the_catalogs_back_is_put_back(
    store: str, archive: Archive, news: Path
) -> None:
    run(archive, news)
    number, _ = archive.catalog.passage_ids()
    getattr(archive, store).delete([number])
    assert drift(archive)
    generation = archive.catalog.generation()
    assert run(archive).unchanged == 2
    assert is_consistent(archive)
    assert archive.catalog.generation() > generation


def test_what_the_catalog_does_not_know_is_taken_out_of_the_stores(
    archive: Archive, news: Path
) -> None:
    run(archive, news)
    first, second = archive.catalog.entries(archive.catalog.passage_ids())
    archive.vectors.add([replace(first, id=999)], archive.embeddings.encode(["moss"]))
    archive.words.add([second, replace(first, id=999)])
    run(archive)
    assert is_consistent(archive)
    assert {hit.source for hit in search(archive, Query("frozen moss"), 5)} == {
        "moss.txt",
        "local/flood.txt",
    }


def test_a_root_that_is_gone_does_not_keep_the_rest_from_being_mended(
    archive: Archive, news: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Though what was read of it was read in the old way, and cannot be read anew."""
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "bridge.txt").write_text(BRIDGE)
    run(archive, news, tmp_path / "more")
    (tmp_path / "more").rename(tmp_path / "unmounted")
    monkeypatch.setattr(module, "_VERSION", -1)
    run(archive)
    archive.words.delete(archive.catalog.passage_ids())
    run(archive)
    assert is_consistent(archive)


@pytest.mark.parametrize("damage", ["removed", "corrupted"])
def test_stores_are_made_anew(
    damage: str, archive: Archive, news: Path, make_archive: Callable[..., Archive]
) -> None:
    run(archive, news)
    for file in (*archive.folder.glob("chroma/*"), *archive.folder.glob("tantivy/*.json")):
        if damage == "corrupted" and file.is_file():
            file.write_bytes(b"nonsense" * 100)
        elif file.is_file():
            file.unlink()
    fresh = make_archive(archive.folder)
    if damage == "corrupted":
        with pytest.raises(StoreError, match="--rebuild"):
            run(fresh)
    fresh.discard_stores()
    assert run(fresh).unchanged == 2
    assert is_consistent(fresh)
    assert best(fresh, "frozen moss") == "moss.txt"


def test_stores_that_are_open_are_made_anew(
    archive: Archive, news: Path, make_archive: Callable[..., Archive]
) -> None:
    run(archive, news)
    reader = make_archive(archive.folder)
    assert best(reader, "frozen moss") == "moss.txt"
    archive.discard_stores()
    run(archive)
    assert best(archive, "frozen moss") == "moss.txt"
    assert best(reader, "frozen moss") == "moss.txt"
