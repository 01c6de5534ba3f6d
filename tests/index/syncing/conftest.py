"""What the tests of index/syncing share: an empty index, and a folder of two articles."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from small_news import FLOOD, MOSS

from index.stores.archive import Archive


@pytest.fixture
def archive(tmp_path: Path, make_archive: Callable[..., Archive]) -> Archive:
    """An empty index."""
    return make_archive(tmp_path / "index")


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """A folder of two articles."""
    folder = tmp_path / "news"
    (folder / "local").mkdir(parents=True)
    (folder / "moss.txt").write_text(MOSS)
    (folder / "local" / "flood.txt").write_text(FLOOD)
    return folder
