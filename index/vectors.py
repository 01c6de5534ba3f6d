"""The vector store. The only module that knows Chroma."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from index.embeddings import Vectors
from index.errors import StoreError

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 250


class VectorStore:
    """Passages by their vectors: one collection per embedding model, in a folder or on a Chroma server.

    One process writes. A reader in another process sees what was written once it calls `reopen`.
    """

    def __init__(self, folder: Path, url: str | None, fingerprint: str) -> None:
        self._folder = folder
        self._url = url
        self._name = f"passages-{fingerprint}"
        self._collection = self._open()

    def add(self, ids: Sequence[int], vectors: Vectors) -> None:
        """Adds vectors of shape (ids, dimensions); an id that is there already is replaced."""
        for first in range(0, len(ids), _BATCH):
            batch = slice(first, first + _BATCH)
            self._collection.upsert(ids=[str(number) for number in ids[batch]], embeddings=vectors[batch])

    def delete(self, ids: Sequence[int]) -> None:
        """Removes vectors by id."""
        for first in range(0, len(ids), _BATCH):
            self._collection.delete(ids=[str(number) for number in ids[first : first + _BATCH]])

    def search(self, vector: Vectors, k: int) -> list[tuple[int, float]]:
        """The k nearest to a vector of shape (dimensions,): (id, cosine similarity), best first."""
        k = min(k, self.count())
        if not k:
            return []
        found = self._collection.query(query_embeddings=vector[np.newaxis], n_results=k, include=["distances"])
        distances = (found["distances"] or [[]])[0]
        return [(int(number), 1.0 - float(far)) for number, far in zip(found["ids"][0], distances, strict=True)]

    def get(self, ids: Sequence[int]) -> Vectors:
        """The vectors of these ids, of shape (ids, dimensions), in their order."""
        found = self._collection.get(ids=[str(number) for number in ids], include=["embeddings"])
        by_id = dict(zip(found["ids"], found["embeddings"] if found["embeddings"] is not None else [], strict=True))
        return np.asarray([by_id[str(number)] for number in ids], dtype=np.float32)

    def count(self) -> int:
        """How many vectors there are."""
        return int(self._collection.count())

    def reopen(self) -> None:
        """Sees what other processes have written: an embedded client keeps its first view of the vectors."""
        if self._url is None:
            from chromadb.api.shared_system_client import SharedSystemClient

            SharedSystemClient.clear_system_cache()
        self._collection = self._open()

    def _open(self) -> Collection:
        try:
            return self._client().get_or_create_collection(
                self._name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )
        except Exception as error:  # Chroma raises its own, its Rust core's and its HTTP client's, with no common base
            logging.getLogger(__name__).debug("Chroma", exc_info=True)
            where = self._url or self._folder
            raise StoreError(f"The vector store at {where} cannot be opened: {error}") from None

    def _client(self) -> ClientAPI:
        import chromadb
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        if self._url is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(path=str(self._folder), settings=settings)
        parts = urlsplit(self._url)
        options: dict[str, Any] = {"ssl": parts.scheme == "https", "settings": settings}
        return chromadb.HttpClient(
            parts.hostname or "localhost", parts.port or (443 if options["ssl"] else 8000), **options
        )
