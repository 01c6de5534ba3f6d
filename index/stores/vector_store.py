"""The vector store, in a folder or on a Chroma server. The only module that knows Chroma."""

from __future__ import annotations

import logging
import threading
import weakref
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
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
"""Vectors that one request writes or deletes."""
_MAX_IDS = 5_000
"""Ids that one request names: Chroma passes each on to SQLite, which limits their number."""
_SEARCH_NODES = 500
"""Nodes of its graph that Chroma looks at (HNSW's ef_search).

Of the ten nearest among a million vectors it then misses 2 %, with 200 nodes 3.5 %.
"""
_CHROMA_PORT = 8000
_CONNECTING = threading.RLock()
"""Chroma's table of clients is not safe to use from many threads, nor is the set of paths."""
_open_paths: set[str] = set()
"""Paths of embedded clients. Clients of one path share a view of the data, so no two get the same.
"""


@dataclass(frozen=True, slots=True)
class Server:
    """A Chroma server."""

    host: str
    port: int
    is_secure: bool

    @classmethod
    def at(cls, url: str) -> Server:
        """The server at a URL. Without a port, http is at Chroma's own and https at 443."""
        parts = urlsplit(url)
        is_secure = parts.scheme == "https"
        port = parts.port or (443 if is_secure else _CHROMA_PORT)
        return cls(parts.hostname or "localhost", port, is_secure)

    @property
    def url(self) -> str:
        """Its URL, with the port."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.is_secure else 'http'}://{host}:{self.port}"


class VectorStore:
    """Passages by their vectors: one collection of Chroma. Safe to use from many threads.

    One process writes. Readers in other processes see what was written once they call `reopen`.
    """

    def __init__(self, folder: Path, url: str | None, name: str) -> None:
        """Opens the collection, or creates it, in the folder or, with a URL, on the server.

        Each embedding model needs a name of its own and, on a server, so does each index. Raises
        StoreError.
        """
        self._folder = folder
        self._url = url
        self._name = f"passages-{name}"
        self._view = self._open(self._connect())

    def add(self, entries: Sequence[Entry], vectors: Vectors) -> None:
        """Adds vectors of shape (entries, dimensions).

        One whose id is there already is replaced.
        """
        view = self._view
        for first in range(0, len(entries), _BATCH):
            batch = entries[first : first + _BATCH]
            with self._errors("written"):
                view.collection.upsert(
                    ids=[str(entry.id) for entry in batch],
                    embeddings=vectors[first : first + _BATCH],
                    metadatas=[_metadata(entry) for entry in batch],
                )

    def delete(self, ids: Sequence[int]) -> None:
        """Removes vectors by id."""
        view = self._view
        for batch in _batches(ids, _BATCH):
            with self._errors("written"):
                view.collection.delete(ids=batch)

    def search(
        self, vector: Vectors, k: int, filters: NumericFilters | None = None
    ) -> list[tuple[int, float]]:
        """The k nearest to a vector of shape (dimensions,): (id, cosine), best first."""
        view = self._view
        found: list[tuple[int, float]] = []
        for condition in _conditions(filters):
            with self._errors("read"):
                nearest = view.collection.query(
                    query_embeddings=vector[np.newaxis],
                    n_results=k,
                    include=["distances"],
                    where=condition,
                )
            distances = (nearest["distances"] or [[]])[0]
            for number, distance in zip(nearest["ids"][0], distances, strict=True):
                found.append((int(number), 1.0 - float(distance)))
        return sorted(found, key=lambda hit: -hit[1])[:k]

    def get(self, ids: Sequence[int]) -> dict[int, Vectors]:
        """The vectors with these ids, each of shape (dimensions,). Missing ones are left out."""
        view = self._view
        vectors: dict[int, Vectors] = {}
        for batch in _batches(ids, _MAX_IDS):
            with self._errors("read"):
                found = view.collection.get(ids=batch, include=["embeddings"])
            embeddings = np.asarray(found["embeddings"], dtype=np.float32)
            vectors |= zip(map(int, found["ids"]), embeddings, strict=True)
        return vectors

    def count(self) -> int:
        """How many vectors there are."""
        view = self._view
        with self._errors("read"):
            return int(view.collection.count())

    def ids(self) -> set[int]:
        """The ids of all vectors."""
        view = self._view
        with self._errors("read"):
            return {int(number) for number in view.collection.get(include=[])["ids"]}

    def clear(self) -> None:
        """Removes all vectors."""
        client = self._view.client
        with self._errors("written"):
            client.chroma.delete_collection(self._name)
        self._view = self._open(client)

    def reopen(self) -> None:
        """Makes visible what other processes have written.

        An embedded client never sees it, so that another is opened. Threads that still search with
        the old one end with it.
        """
        client = self._view.client if self._url else self._connect()
        self._view = self._open(client)

    def _connect(self) -> _Client:
        with self._errors("opened"):
            return _Client(self._folder, self._url)

    def _open(self, client: _Client) -> _View:
        with self._errors("opened"):
            collection = client.chroma.get_or_create_collection(
                self._name,
                configuration={"hnsw": {"space": "cosine", "ef_search": _SEARCH_NODES}},
                embedding_function=None,
            )
            return _View(client, collection)

    @contextmanager
    def _errors(self, done: str) -> Iterator[None]:
        """Raises any error as a StoreError: the store cannot be opened, read or written."""
        try:
            yield
        except Exception as error:  # Chroma, its Rust core and its HTTP client share no base class
            logging.getLogger(__name__).debug("Chroma", exc_info=True)
            where = redact(self._url) if self._url else self._folder
            hint = ""
            if self._url is None and done != "written":
                hint = '; "onrecord index --rebuild" makes it again'
            raise StoreError(
                f"The vector store at {where} cannot be {done}: {error}{hint}"
            ) from None


class _Client:
    """A Chroma client. An embedded one is closed, with its files, once nobody refers to it."""

    def __init__(self, folder: Path, url: str | None) -> None:
        import chromadb
        from chromadb.config import Settings

        self.chroma: ClientAPI
        settings = Settings(anonymized_telemetry=False)
        with _CONNECTING:
            if url is None:
                file_permissions.make_folder(folder)
                path = _unused_path(folder)
                _open_paths.add(path)  # for good if it cannot be opened: Chroma keeps the wreck
                embedded = chromadb.PersistentClient(path=path, settings=settings)
                weakref.finalize(self, _close, embedded, path).atexit = False
                self.chroma = embedded
            else:
                server = Server.at(url)
                self.chroma = chromadb.HttpClient(
                    server.host, server.port, ssl=server.is_secure, settings=settings
                )


class _View(NamedTuple):
    """A collection, and the client that must live as long as it is used."""

    client: _Client
    collection: Collection


def _unused_path(folder: Path) -> str:
    """The path of a folder in a spelling that no open client has."""
    path = str(folder)
    while path in _open_paths:
        path += "/."
    return path


def _close(client: Any, path: str) -> None:
    with _CONNECTING:
        client.close()
        _open_paths.discard(path)


def _batches(ids: Sequence[int], size: int) -> Iterator[list[str]]:
    """Ids as Chroma has them, so many at a time."""
    for first in range(0, len(ids), size):
        yield [str(number) for number in ids[first : first + size]]


def _metadata(entry: Entry) -> dict[str, int]:
    """The numbers that a search can be limited by."""
    metadata = {"article": entry.article_id}
    if entry.published:
        metadata["published"] = day_number(entry.published)
    return metadata


def _conditions(filters: NumericFilters | None) -> Iterator[dict[str, Any] | None]:
    """Conditions of which a passage must meet one; None is no condition."""
    if filters is None:
        yield None
        return
    days: list[dict[str, Any]] = []
    if filters.first_day is not None:
        days.append({"published": {"$gte": filters.first_day}})
    if filters.last_day is not None:
        days.append({"published": {"$lte": filters.last_day}})
    if filters.article_ids is None:
        yield _all(days)
        return
    for first in range(0, len(filters.article_ids), _MAX_IDS):
        articles = list(filters.article_ids[first : first + _MAX_IDS])
        yield _all([*days, {"article": {"$in": articles}}])


def _all(conditions: list[dict[str, Any]]) -> dict[str, Any]:
    return {"$and": conditions} if len(conditions) > 1 else conditions[0]


def server_version(url: str) -> str:
    """The version of the Chroma server at a URL. Raises StoreError if it does not reply."""
    import httpx

    try:
        reply = httpx.get(f"{Server.at(url).url}/api/v2/version", timeout=10)
        return str(reply.raise_for_status().json())
    except (httpx.HTTPError, httpx.InvalidURL, ValueError) as error:
        kind = type(error).__name__
        raise StoreError(f"The Chroma server at {redact(url)} does not reply ({kind}).") from None
