"""An open index: the catalog, the vector store, the word index and the models, in one folder."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import threading
from pathlib import Path

from config.settings import Settings
from index import file_permissions
from index.errors import DamagedError, OutdatedError, StoreError
from index.models.embeddings import Embeddings
from index.models.reranker import Reranker
from index.stores import old_catalog
from index.stores.catalog import Catalog
from index.stores.catalog_writer import CatalogWriter
from index.stores.sqlite_database import read_only
from index.stores.vector_store import VectorStore
from index.stores.word_index import WordIndex
from index.stores.write_lock import writing

log = logging.getLogger(__name__)

CATALOG = "catalog.sqlite3"
_DAMAGED_CATALOG = "catalog.damaged.sqlite3"
_VECTORS = "chroma"
_WORDS = "tantivy"


class Archive:
    """The parts of an index, opened on first use.

    `refresh` makes visible what another process has published since.
    """

    def __init__(self, settings: Settings, *, create: bool = False, rebuild: bool = False) -> None:
        """Opens the index of the settings.

        With `create`, a missing index is created and an outdated one made ready to be read again.
        With `rebuild` too, a damaged catalog is replaced, and the stores are discarded.

        Raises NoIndexError if there is none, StoreError if it cannot be opened.
        """
        self.settings = settings
        self.folder = settings.index.path
        self.embeddings = Embeddings(settings.embeddings.model)
        self.reranker: Reranker | None = None
        if settings.reranker.model:
            self.reranker = Reranker(settings.reranker.model, settings.reranker.seconds)
        self._lock = threading.RLock()
        self._vectors: VectorStore | None = None
        self._words: WordIndex | None = None
        file = self.folder / CATALOG
        if create:
            self.catalog, is_new = _opened_to_write(file, rebuild)
            if is_new or rebuild:
                self.discard_stores()
        else:
            self.catalog = Catalog.existing(file)
            self._check_model()
        self._generation = self.catalog.generation()

    @property
    def vectors(self) -> VectorStore:
        """The vectors of the passages."""
        with self._lock:
            if self._vectors is None:
                url, name = self.settings.store.url, self.embeddings.fingerprint
                if url:  # a server may keep other indexes too
                    name = f"{name}-{self.catalog.identity}"
                self._vectors = VectorStore(self.folder / _VECTORS, url, name)
            return self._vectors

    @property
    def words(self) -> WordIndex:
        """The words of the passages."""
        with self._lock:
            if self._words is None:
                self._words = WordIndex(self.folder / _WORDS)
            return self._words

    def discard_stores(self) -> None:
        """Deletes vectors and words, which the next run makes again from the catalog.

        Raises IndexLockedError while another process writes.
        """
        with writing(self.folder), self._lock:
            if self.settings.store.url:
                self.vectors.clear()
            self._vectors = self._words = None
            for store in (_VECTORS, _WORDS):
                shutil.rmtree(self.folder / store, ignore_errors=True)

    def refresh(self) -> int:
        """Reopens the stores if anything was published since. Returns the generation then seen."""
        with self._lock:
            generation = self.catalog.generation()
            if generation != self._generation:
                self.vectors.reopen()
                self.words.reload()
                self._generation = generation
            return generation

    def _check_model(self) -> None:
        recipes = self.catalog.recipes()
        if not all(self.embeddings.fingerprint in recipe for recipe in recipes):
            raise StoreError(
                f"The index at {self.folder} was made with another embedding model; run"
                ' "onrecord index" again.'
            )


def _opened_to_write(file: Path, rebuild: bool) -> tuple[Catalog, bool]:
    """The catalog, and whether it is a new one in place of one that cannot be used."""
    _make_folder(file.parent)
    try:
        catalog = Catalog(file)
        if rebuild:
            _check(catalog)
    except OutdatedError:
        log.warning("The index was made by an earlier version; every article is read again.")
        with writing(file.parent):
            return Catalog(file, set_aside=old_catalog.set_aside), True
    except DamagedError:
        if not rebuild:
            raise
        with writing(file.parent):
            return _replaced(file), True
    return catalog, False


def _check(catalog: Catalog) -> None:
    try:
        catalog.check()
    except DamagedError:
        catalog.close()
        raise


def _replaced(file: Path) -> Catalog:
    """A new catalog in place of a damaged one, which is kept beside it, with the same roots."""
    roots = _roots_of(file)
    damaged = file.with_name(_DAMAGED_CATALOG)
    log.warning("The catalog is damaged; it is kept as %s.", damaged)
    for suffix in ("", "-wal", "-shm"):
        part = Path(f"{file}{suffix}")
        if part.exists():
            part.replace(f"{damaged}{suffix}")
    catalog = Catalog(file)
    for root in roots:
        CatalogWriter(catalog).add_root(root)
    return catalog


def _roots_of(damaged: Path) -> list[str]:
    try:
        with read_only(damaged) as connection:
            return [root for (root,) in connection.execute("SELECT root FROM roots")]
    except sqlite3.Error:
        return []


def _make_folder(folder: Path) -> None:
    try:
        file_permissions.make_folder(folder)
    except OSError as error:
        raise StoreError(f"The index at {folder} cannot be made: {error.strerror}.") from None
