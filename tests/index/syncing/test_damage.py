"""Stores that were damaged: what is said, and the way back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

import bot
from bot.records.conversations import Conversations
from index.errors import OnRecordError, StoreError
from index.stores.archive import Archive
from index.syncing.sync import sync

NEWS = "Bridge opens\n\nThe bridge over the Arn was opened again on Monday.\n"


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of one article."""
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "bridge.txt").write_text(NEWS)
    return tmp_path / "news"


@pytest.fixture
def index(tmp_path: Path, news: Path, make_archive: Callable[..., Archive]) -> Path:
    """The folder of an index of it."""
    archive = make_archive(tmp_path / "index")
    sync(archive, [str(news)])
    archive.catalog.close()
    return tmp_path / "index"


def spoil(path: Path) -> None:
    """Writes nonsense over a file, or over each file in a folder."""
    for file in [path] if path.is_file() else [one for one in path.rglob("*") if one.is_file()]:
        file.write_bytes(b"\x00nonsense\xff" * 1000)


def test_a_damaged_catalog_is_named_with_the_way_back(
    index: Path, news: Path, make_archive: Callable[..., Archive]
) -> None:
    spoil(index / "catalog.sqlite3")
    with pytest.raises(StoreError, match=r"cannot be opened.*onrecord index --rebuild"):
        make_archive(index)
    shutil.rmtree(index)
    assert sync(make_archive(index), [str(news)]).added


@pytest.mark.parametrize("store", ["tantivy", "chroma"])
def test_damaged_stores_are_named_and_made_anew_from_the_catalog(
    store: str, index: Path, make_archive: Callable[..., Archive]
) -> None:
    spoil(index / store)
    with pytest.raises(StoreError, match="onrecord index --rebuild"):
        bot.open(index).search("bridge")
    archive = make_archive(index)
    archive.discard_stores()
    sync(archive, [])
    assert [hit.source for hit in bot.open(index).search("bridge")] == ["bridge.txt"]


def test_damaged_conversations_are_named(tmp_path: Path) -> None:
    Conversations(tmp_path / "conversations.sqlite3").close()
    spoil(tmp_path / "conversations.sqlite3")
    with pytest.raises(OnRecordError, match="cannot be opened: file is not a database"):
        Conversations(tmp_path / "conversations.sqlite3")


def test_a_later_form_of_the_catalog_is_refused(
    index: Path, make_archive: Callable[..., Archive]
) -> None:
    with sqlite3.connect(index / "catalog.sqlite3") as database:
        database.execute("PRAGMA user_version = 99")
    with pytest.raises(StoreError, match="later version"):
        make_archive(index)
