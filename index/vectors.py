"""The vector store. The only module that knows Chroma."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from index.embeddings import Vectors
from index.errors import StoreError
from index.narrowing import Narrow, day_number
from index.types import Entry

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

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Adds vectors of shape (entries, dimensions); one whose id is there already is replaced."""
        for first in range(0, len(entries), _BATCH):
            batch = entries[first : first + _BATCH]
            with self._errors("written"):
                self._collection.upsert(
                    ids=[str(entry.id) for entry in batch],
                    embeddings=vectors[first : first + _BATCH],
                    metadatas=[_metadata(entry) for entry in batch],
                )

    def delete(self, ids: Sequence[int]) -> None:
        """Removes vectors by id."""
        for first in range(0, len(ids), _BATCH):
            with self._errors("written"):
                self._collection.delete(ids=[str(number) for number in ids[first : first + _BATCH]])

    def search(self, vector: Vectors, k: int, narrow: Narrow | None = None) -> list[tuple[int, float]]:
        """The k nearest to a vector of shape (dimensions,): (id, cosine similarity), best first."""
        k = min(k, self.count())
        if not k:
            return []
        with self._errors("read"):
            found = self._collection.query(
                query_embeddings=vector[np.newaxis], n_results=k, include=["distances"], where=_where(narrow)
            )
        distances = (found["distances"] or [[]])[0]
        return [(int(number), 1.0 - float(far)) for number, far in zip(found["ids"][0], distances, strict=True)]

    def get(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Those of these vectors that are there, by id, each of shape (dimensions,)."""
        with self._errors("read"):
            found = self._collection.get(ids=[str(number) for number in ids], include=["embeddings"])
        vectors = found["embeddings"] if found["embeddings"] is not None else []
        return {int(number): np.asarray(v, dtype=np.float32) for number, v in zip(found["ids"], vectors, strict=True)}

    def count(self) -> int:
        """How many vectors there are."""
        with self._errors("read"):
            return int(self._collection.count())

    def ids(self) -> set[int]:
        """The ids of all vectors."""
        with self._errors("read"):
            return {int(number) for number in self._collection.get(include=[])["ids"]}

    def clear(self) -> None:
        """Removes all vectors."""
        with self._errors("written"):
            self._client().delete_collection(self._name)
        self._collection = self._open()

    def reopen(self) -> None:
        """Sees what other processes have written: an embedded client keeps its first view of the vectors."""
        if self._url is None:
            from chromadb.api.shared_system_client import SharedSystemClient

            SharedSystemClient.clear_system_cache()
        self._collection = self._open()

    def _open(self) -> Collection:
        with self._errors("opened"):
            return self._client().get_or_create_collection(
                self._name, configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
            )

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        """Any error as a StoreError."""
        try:
            yield
        except Exception as error:  # Chroma raises its own, its Rust core's and its HTTP client's, with no common base
            logging.getLogger(__name__).debug("Chroma", exc_info=True)
            raise StoreError(f"The vector store at {self._url or self._folder} cannot be {what}: {error}") from None

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


def _metadata(entry: Entry) -> dict[str, int]:
    """What a search can be narrowed by."""
    published = {"published": day_number(entry.published)} if entry.published else {}
    return {"article": entry.article_id, **published}


def _where(narrow: Narrow | None) -> dict[str, Any] | None:
    if narrow is None:
        return None
    conditions: list[dict[str, Any]] = []
    if narrow.first is not None:
        conditions.append({"published": {"$gte": narrow.first}})
    if narrow.last is not None:
        conditions.append({"published": {"$lte": narrow.last}})
    if narrow.articles is not None:
        conditions.append({"article": {"$in": list(narrow.articles)}})
    return {"$and": conditions} if len(conditions) > 1 else conditions[0]
