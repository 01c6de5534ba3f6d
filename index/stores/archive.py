"""An index that is open: catalog, vectors, words and the embedding model, in one folder."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

from config.settings import Settings
from index import file_permissions
from index.errors import StoreError
from index.models.embeddings import Embeddings
from index.models.reranker import Reranker
from index.stores.catalog import Catalog
from index.stores.vector_store import VectorStore
from index.stores.word_index import Words
from index.stores.write_lock import writing

CATALOG = "catalog.sqlite3"
_VECTORS = "chroma"
_WORDS = "tantivy"


class Archive:
    """The parts of an index. They are opened on first use; `refresh` sees what another process has published."""

    def __init__(self, settings: Settings, *, create: bool = False) -> None:
        """Opens the index of the settings, or makes one there.

        Raises NoIndexError where there is none (and none is to be made), StoreError where it cannot be opened.
        """
        self.settings = settings
        self.folder = settings.index.path
        self.embeddings = Embeddings(settings.embeddings.model)
        reranker = settings.reranker
        self.reranker = Reranker(reranker.model, reranker.seconds) if reranker.model else None
        if create:
            _make(self.folder)
        self.catalog = (Catalog if create else Catalog.existing)(self.folder / CATALOG)
        if not create and any(
            self.embeddings.fingerprint not in recipe for recipe in self.catalog.recipes()
        ):
            raise StoreError(
                f'The index at {self.folder} was made with another embedding model; run "onrecord index" again.'
            )
        self._lock = threading.RLock()
        self._generation = self.catalog.generation()
        self._vectors: VectorStore | None = None
        self._words: Words | None = None

    @property
    def vectors(self) -> VectorStore:
        """The passages' vectors."""
        with self._lock:
            if self._vectors is None:
                url, name = self.settings.store.url, self.embeddings.fingerprint
                if url:
                    name = (
                        f"{name}-{self.catalog.identity}"  # other indexes may be kept on the server
                    )
                self._vectors = VectorStore(self.folder / _VECTORS, url, name)
            return self._vectors

    @property
    def words(self) -> Words:
        """The passages' words."""
        with self._lock:
            if self._words is None:
                self._words = Words(self.folder / _WORDS)
            return self._words

    def discard_stores(self) -> None:
        """Throws away vectors and words; the next run makes them anew from the catalog. For the process that writes."""
        with writing(self.folder), self._lock:
            if self.settings.store.url:
                self.vectors.clear()
            for store in (_VECTORS, _WORDS):
                shutil.rmtree(self.folder / store, ignore_errors=True)
            self._vectors = self._words = None

    def refresh(self) -> int:
        """Reopens the stores if something has been published since they were opened: the generation that is seen."""
        with self._lock:
            generation = self.catalog.generation()
            if generation != self._generation:
                self.vectors.reopen()
                self.words.reload()
                self._generation = generation
            return generation


def _make(folder: Path) -> None:
    try:
        file_permissions.make_folder(folder)
    except OSError as error:
        raise StoreError(f"The index at {folder} cannot be made: {error.strerror}.") from None
