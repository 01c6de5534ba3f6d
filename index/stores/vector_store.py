"""The vector store. The only module that knows Chroma."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import numpy as np

from config.redaction import redact
from index import file_permissions
from index.errors import StoreError
from index.models.embeddings import Vectors
from index.stores.numeric_filters import NumericFilters, day_number
from index.types import Entry

if TYPE_CHECKING:
    from chromadb.api import ClientAPI
    from chromadb.api.models.Collection import Collection

_BATCH = 250
_LISTED = 5_000
"""Ids that a request names at most: Chroma passes each on to SQLite, which does not take any number."""
_LOOKED_AT = 500
"""Of its graph Chroma looks at so many nodes at a time: of the ten nearest among a million it misses 2 %, with 200 3.5 %."""
_CONNECTING = threading.Lock()
"""Chroma keeps its clients in a table that knows nothing of threads."""


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server."""

    host: str
    port: int
    is_secure: bool

    @classmethod
    def at(cls, url: str) -> Server:
        """The one at an address of host and port; without a port, at Chroma's own or that of HTTPS."""
        parts = urlsplit(url)
        is_secure = parts.scheme == "https"
        return cls(
            parts.hostname or "localhost", parts.port or (443 if is_secure else 8000), is_secure
        )

    @property
    def url(self) -> str:
        """Its address, with the port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_secure else 'http'}://{host}:{self.port}"


class VectorStore:
    """Passages by their vectors: one collection, in a folder or on a Chroma server.

    One process writes. A reader in another process sees what was written once it calls `reopen`.
    """

    def __init__(self, folder: Path, url: str | None, name: str) -> None:
        """Opens the collection, or makes it; its name must tell the embedding model, and on a server the index."""
        self._folder = folder
        self._url = url
        self._name = f"passages-{name}"
        self._client = self._connect()
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

    def search(
        self, vector: Vectors, k: int, filters: NumericFilters | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest to a vector of shape (dimensions,): (id, cosine similarity), best first."""
        found: list[tuple[int, float]] = []
        for where in _where(filters):
            with self._errors("read"):
                nearest = self._collection.query(
                    query_embeddings=vector[np.newaxis],
                    n_results=k,
                    include=["distances"],
                    where=where,
                )
            distances = (nearest["distances"] or [[]])[0]
            found += [
                (int(number), 1.0 - float(far))
                for number, far in zip(nearest["ids"][0], distances, strict=True)
            ]
        return sorted(found, key=lambda hit: -hit[1])[:k]

    def get(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """Those of these vectors that are there, by id, each of shape (dimensions,)."""
        vectors: dict[int, Vectors] = {}
        for first in range(0, len(ids), _LISTED):
            listed = [str(number) for number in ids[first : first + _LISTED]]
            with self._errors("read"):
                found = self._collection.get(ids=listed, include=["embeddings"])
            made = np.asarray(found["embeddings"], dtype=np.float32)
            vectors |= zip(map(int, found["ids"]), made, strict=True)
        return vectors

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
            self._client.delete_collection(self._name)
        self._collection = self._open()

    def reopen(self) -> None:
        """Sees what other processes have written: an embedded client keeps its first view of the vectors."""
        if self._url is None:
            before: Any = self._client
            self._client = self._connect()
            before._server._system._instances.clear()  # a circle, which would hold memory and files for long
        self._collection = self._open()

    def _open(self) -> Collection:
        with self._errors("opened"):
            return self._client.get_or_create_collection(
                self._name,
                configuration={"hnsw": {"space": "cosine", "ef_search": _LOOKED_AT}},
                embedding_function=None,
            )

    @contextmanager
    def _errors(self, what: str) -> Iterator[None]:
        """Any error as a StoreError."""
        try:
            yield
        except Exception as error:  # Chroma raises its own, its Rust core's and its HTTP client's, with no common base
            logging.getLogger(__name__).debug("Chroma", exc_info=True)
            hint = (
                ""
                if self._url or what == "written"
                else '; "onrecord index --rebuild" makes it anew'
            )
            raise StoreError(
                f"The vector store at {redact(self._url) if self._url else self._folder} cannot be {what}: {error}{hint}"
            ) from None

    def _connect(self) -> ClientAPI:
        import chromadb
        from chromadb.api.shared_system_client import SharedSystemClient
        from chromadb.config import Settings

        settings = Settings(anonymized_telemetry=False)
        with self._errors("opened"), _CONNECTING:
            if self._url is None:
                SharedSystemClient.clear_system_cache()  # or the client from before is given again
                file_permissions.make_folder(self._folder)
                return chromadb.PersistentClient(path=str(self._folder), settings=settings)
            server = Server.at(self._url)
            return chromadb.HttpClient(
                server.host, server.port, ssl=server.is_secure, settings=settings
            )


def _metadata(entry: Entry) -> dict[str, int]:
    """What a search can be narrowed by."""
    published = {"published": day_number(entry.published)} if entry.published else {}
    return {"article": entry.article_id, **published}


def _where(filters: NumericFilters | None) -> list[dict[str, Any] | None]:
    """Conditions, each of which lets some through."""
    if filters is None:
        return [None]
    conditions: list[dict[str, Any]] = []
    if filters.first_day is not None:
        conditions.append({"published": {"$gte": filters.first_day}})
    if filters.last_day is not None:
        conditions.append({"published": {"$lte": filters.last_day}})
    if filters.article_ids is None:
        return [_all(conditions)]
    articles = (
        filters.article_ids[first : first + _LISTED]
        for first in range(0, len(filters.article_ids), _LISTED)
    )
    return [_all([*conditions, {"article": {"$in": list(some)}}]) for some in articles]


def _all(conditions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"$and": conditions} if len(conditions) > 1 else conditions[0]


def server_version(url: str) -> str:
    """The version of the Chroma server at a URL. Raises StoreError where it does not reply."""
    import httpx

    try:
        reply = httpx.get(f"{Server.at(url).url}/api/v2/version", timeout=10)
        return str(reply.raise_for_status().json())
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        raise StoreError(
            f"The Chroma server at {redact(url)} does not reply ({type(error).__name__})."
        ) from None
