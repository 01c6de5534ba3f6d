"""What all tests share: an index of the sample articles, the embedding model, and a place of their
own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Protocol

import pytest

from config import settings
from index.models.embeddings import Embeddings
from index.models.minilm_files import PACKAGED
from index.stores.archive import Archive
from prompts import CURRENT_LANGUAGE

ROOT = Path(__file__).parents[1]


_SLOW = {
    "sample_index",
    "onrecord",
    "embeddings",
    "quantized",
    "theirs",
    "make_archive",
    "desk",
    "writing",
    "api",
    "server",
    "chroma",
    "store",
    "news",
}
"""Fixtures that take an index, a model, a server or another process."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks as slow what needs one of those; a test that is slow for another reason is marked where
    it stands."""
    for item in items:
        if isinstance(item, pytest.Function) and _SLOW & _fixtures(item):
            item.add_marker("slow")


def _fixtures(test: pytest.Function) -> set[str]:
    """The fixtures that a test takes, those among them that its parameters name."""
    parameters = test.callspec.params.values() if hasattr(test, "callspec") else ()
    return {*test.fixturenames, *(value for value in parameters if isinstance(value, str))}


class MakeArchive(Protocol):
    """Opens the index in a folder, or makes one there; the store may be on a Chroma server."""

    def __call__(
        self, folder: Path, *, statements: bool = False, url: str | None = None
    ) -> Archive: ...


@pytest.fixture(scope="session", autouse=True)
def nobody_elses_settings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """No setting of the person who runs the tests counts: not the environment's, not the working
    folder's."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("ONRECORD_")]:
            patch.delenv(name)
        patch.chdir(tmp_path_factory.mktemp("elsewhere"))
        yield


@pytest.fixture
def speak() -> Iterator[Callable[[str], None]]:
    """Has a language spoken until the test ends."""
    token = CURRENT_LANGUAGE.set("en")
    yield lambda language: CURRENT_LANGUAGE.set(language) and None
    CURRENT_LANGUAGE.reset(token)


@pytest.fixture(scope="session")
def onrecord() -> Path:
    """The command as it is installed."""
    return Path(sys.executable).with_name("onrecord")


@pytest.fixture(scope="session")
def sample_index(tmp_path_factory: pytest.TempPathFactory, onrecord: Path) -> Path:
    """The folder of an index of the sample articles, made by the command line; tests only read
    it."""
    folder = tmp_path_factory.mktemp("index")
    environment = {**os.environ, "ONRECORD_INDEX__PATH": str(folder)}
    subprocess.run([onrecord, "index", ROOT / "articles"], env=environment, check=True)
    return folder


@pytest.fixture(scope="session")
def embeddings() -> Embeddings:
    """The model that is installed with us, loaded once for all tests."""
    return Embeddings(PACKAGED)


@pytest.fixture(scope="session")
def make_archive(embeddings: Embeddings) -> MakeArchive:
    """Opens the index in a folder, or makes one there, with the model that is loaded already."""

    def make(folder: Path, *, statements: bool = False, url: str | None = None) -> Archive:
        loaded = settings.load(
            index={"path": str(folder), "statements": statements}, store={"url": url}
        )
        archive = Archive(loaded, create=True)
        archive.embeddings = embeddings
        return archive

    return make
