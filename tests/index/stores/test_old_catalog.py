"""An index of an older version is brought up to date by the next run."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from config import settings
from index.errors import NewerError, OutdatedError
from index.models.embeddings import Embeddings
from index.search.hybrid_search import Query, search
from index.stores.archive import CATALOG, Archive
from index.stores.old_catalog import OldCatalog
from index.syncing.repair import drift
from index.syncing.sync import sync

PEARS = "Pears are in season\n\nThe first pears of the year came to market on Monday.\n"
BRIDGE = "Bridge opens\n\nThe bridge over the Arn was opened again on Tuesday.\n"


@pytest.fixture
def index(tmp_path: Path, embeddings: Embeddings) -> Path:
    """An index of two folders, one of which is not there any more."""
    for folder, text in (("here", PEARS), ("gone", BRIDGE)):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / f"{folder}.txt").write_text(text)
    archive = opened(tmp_path / "index", embeddings)
    sync(archive, [str(tmp_path / "here"), str(tmp_path / "gone")])
    archive.catalog.close()
    (tmp_path / "gone").rename(tmp_path / "unmounted")
    return tmp_path / "index"


def opened(folder: Path, embeddings: Embeddings, *, create: bool = True) -> Archive:
    loaded = settings.load(index={"path": str(folder), "statements": False})
    archive = Archive(loaded, create=create)
    archive.embeddings = embeddings
    return archive


def set_version(index: Path, version: int) -> None:
    connection = sqlite3.connect(index / CATALOG)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


@pytest.mark.parametrize("version", [1, 4])
def test_an_older_index_is_read_again_and_loses_nothing(
    version: int, index: Path, embeddings: Embeddings
) -> None:
    set_version(index, version)
    archive = opened(index, embeddings)
    sync(archive, [])
    archive.refresh()
    assert [one.source for one in archive.catalog.articles()] == ["gone.txt", "here.txt"]
    assert len(archive.catalog.roots()) == 2
    assert search(archive, Query("Which bridge was opened?"), 1)[0].source == "gone.txt"
    assert not drift(archive)
    assert not OldCatalog(archive.catalog).exists()
    assert sync(archive, []).unchanged == 2


def test_who_only_asks_is_told_to_update_an_older_index(
    index: Path, embeddings: Embeddings
) -> None:
    set_version(index, 4)
    with pytest.raises(OutdatedError, match='run "onrecord index" to update it'):
        opened(index, embeddings, create=False)


def test_a_newer_index_is_refused_and_left_alone(index: Path, embeddings: Embeddings) -> None:
    set_version(index, 99)
    before = (index / CATALOG).read_bytes()
    with pytest.raises(NewerError, match="later version of On Record"):
        opened(index, embeddings)
    assert (index / CATALOG).read_bytes() == before
