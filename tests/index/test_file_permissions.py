"""The index and all that is in it belong to their user alone, whatever the umask."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index import file_permissions
from index.stores.archive import Archive
from index.syncing.sync import sync


@pytest.fixture(autouse=True)
def generous() -> Iterator[None]:
    """An umask that hides nothing."""
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture
def indexed(tmp_path: Path, make_archive: Callable[..., Archive]) -> Path:
    """The folder of an index of one article, which was made for it."""
    (tmp_path / "bridge.txt").write_text(
        "Bridge opens\n\nThe bridge over the Arn was opened again on Monday.\n"
    )
    sync(make_archive(tmp_path / "data" / "index"), [str(tmp_path / "bridge.txt")])
    return tmp_path / "data" / "index"


def test_nobody_else_gets_into_the_folders_of_an_index(indexed: Path) -> None:
    assert [
        mode(folder)
        for folder in (indexed.parent, indexed, indexed / "chroma", indexed / "tantivy")
    ] == [0o700] * 4


def test_the_catalog_is_its_owners_alone(indexed: Path) -> None:
    databases = list(indexed.glob("catalog.sqlite3*"))
    assert databases
    assert {mode(file) for file in databases} == {0o600}


def test_what_is_open_to_others_is_named(indexed: Path) -> None:
    assert file_permissions.open_to_others(indexed) == []
    indexed.chmod(0o755)
    (indexed / "tantivy").chmod(0o755)
    assert {path.name for path in file_permissions.open_to_others(indexed)} >= {"index", "tantivy"}
    assert indexed / "chroma" not in file_permissions.open_to_others(indexed)
