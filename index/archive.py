"""An index that is open: catalog, vectors, words and the embedding model, in one folder."""

from __future__ import annotations

import threading
from functools import cached_property

from config.settings import Settings
from index.catalog import Catalog
from index.embeddings import Embeddings
from index.vectors import VectorStore
from index.words import Words

CATALOG = "catalog.sqlite3"


class Archive:
    """The parts of an index. They are opened on first use; `refresh` sees what another process has published."""

    def __init__(self, settings: Settings, *, create: bool = False) -> None:
        """Opens the index of the settings, or makes one there.

        Raises NoIndexError where there is none (and none is to be made), StoreError where it cannot be opened.
        """
        self.folder = settings.index.path
        self._url = settings.store.url
        self.embeddings = Embeddings(settings.embeddings.model)
        if create:
            self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.catalog = (Catalog if create else Catalog.existing)(self.folder / CATALOG)
        self._lock = threading.Lock()
        self._generation = self.catalog.generation()

    @cached_property
    def vectors(self) -> VectorStore:
        """The passages' vectors."""
        return VectorStore(self.folder / "chroma", self._url, self.embeddings.fingerprint)

    @cached_property
    def words(self) -> Words:
        """The passages' words."""
        return Words(self.folder / "tantivy")

    def refresh(self) -> None:
        """Reopens the stores if something has been published since they were opened."""
        with self._lock:
            generation = self.catalog.generation()
            if generation != self._generation:
                self.vectors.reopen()
                self.words.reload()
                self._generation = generation
