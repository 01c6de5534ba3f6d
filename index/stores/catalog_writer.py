"""Changes the catalog: articles are staged unseen, and published in one transaction."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from index.articles.near_duplicates import bands
from index.language.name_sounds import name_key
from index.stores.catalog import Catalog, line_key
from index.types import Article, Passage


@dataclass(frozen=True, slots=True)
class File:
    """A file under a root, or a web address, as it was when it was read."""

    root: str
    path: str
    """Relative to the root, with forward slashes; of an address, the address."""
    size: int
    """Bytes."""
    modified: int
    """Nanoseconds since 1970."""
    validators: str = ""
    """What a web server is asked by whether anything changed."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an article is: its file, and the name of its part, "a.zip!/b.txt"."""

    file: File
    name: str


@dataclass(frozen=True, slots=True)
class Staged:
    """An article that is to be published, with the ids of its passages."""

    article_id: int
    passage_ids: tuple[int, ...]


class CatalogWriter:
    """The catalog, for the one process that writes it."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    # Roots and files.

    def files(self, root: str) -> dict[str, tuple[File, str]]:
        """What has been read completely under a root: path, file's state, way of reading."""
        rows = self._catalog.rows(
            "SELECT path, size, modified, validators, recipe FROM files WHERE root = ?", root
        )
        return {
            path: (File(root, path, size, modified, validators), recipe)
            for path, size, modified, validators, recipe in rows
        }

    def paths(self, root: str) -> set[str]:
        """The files of a root that are known, even if they have not been read completely."""
        query = "SELECT path FROM {} WHERE root = ?"
        return {
            path
            for table in ("files", "places", "skipped")
            for (path,) in self._catalog.rows(query.format(table), root)
        }

    def names(self, root: str, path: str) -> dict[str, int]:
        """The parts of a file that are indexed: name -> the article's id."""
        rows = self._catalog.rows(
            "SELECT name, article_id FROM places WHERE root = ? AND path = ?", root, path
        )
        return dict(rows)

    def count_places(self, root: str) -> int:
        """How many places under a root have an article."""
        return int(self._catalog.rows("SELECT count(*) FROM places WHERE root = ?", root)[0][0])

    def with_key(self, key: str) -> int | None:
        """The id of the published article that was read from the same content in the same way."""
        rows = self._catalog.rows("SELECT id FROM articles WHERE live AND key = ?", key)
        return int(rows[0][0]) if rows else None

    def add_root(self, root: str) -> None:
        """Remembers a root. The roots inside become part of it."""
        known = self._catalog.roots()
        if root in known:
            return
        with self._catalog.transaction() as connection, self._named_sources(connection):
            for other in known:
                if "://" not in other and "://" not in root and Path(other).is_relative_to(root):
                    _widen(connection, other, root)
            connection.execute("INSERT INTO roots VALUES (?)", (root,))

    def remove_root(self, root: str) -> list[str]:
        """Forgets a root with all that is under it: the sources that are gone."""
        with self._catalog.transaction() as connection, self._named_sources(connection):
            rows = connection.execute(
                "SELECT source, article_id FROM places WHERE root = ?", (root,)
            ).fetchall()
            for table in ("places", "files", "skipped", "roots"):
                connection.execute(f"DELETE FROM {table} WHERE root = ?", (root,))
            _retire_unplaced(connection, {number for _, number in rows})
        return [source for source, _ in rows]

    # Articles: stage, publish, sweep.

    def stage(
        self, key: str, article: Article, passages: Sequence[Passage], signature: bytes
    ) -> Staged:
        """Keeps an article unseen until it is published."""
        with self._catalog.transaction() as connection:
            number = connection.execute(
                "INSERT INTO articles (key, sha256, title, title_start, published, dateline, "
                "byline, publisher, url, language, text, sentences, people, pages, signature, "
                "set_aside) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    key,
                    article.sha256,
                    article.title,
                    article.title_start,
                    article.published and article.published.isoformat(),
                    article.dateline,
                    article.byline,
                    article.publisher,
                    article.url,
                    article.language,
                    article.text,
                    json.dumps([(s.start, s.end, s.paragraph) for s in article.sentences]),
                    json.dumps(article.people),
                    json.dumps(article.pages),
                    signature,
                    json.dumps([(one.start, one.end, one.kind) for one in article.set_aside]),
                ),
            ).lastrowid
            assert number is not None
            ids = [
                connection.execute(
                    "INSERT INTO passages (article_id, start, end, context, digest) "
                    "VALUES (?,?,?,?,?)",
                    (number, passage.start, passage.end, passage.context, passage.digest),
                ).lastrowid
                for passage in passages
            ]
            connection.executemany(
                "INSERT INTO statements VALUES (?,?,?)",
                [
                    (number, name_key(s.speaker), json.dumps(asdict(s), ensure_ascii=False))
                    for s in article.statements
                ],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO bands VALUES (?,?)", [(b, number) for b in bands(signature)]
            )
            lines = {line_key(article.quote(sentence)) for sentence in article.sentences}
            connection.executemany(
                "INSERT INTO lines VALUES (?,?)", [(line, number) for line in lines]
            )
        return Staged(number, tuple(passage_id for passage_id in ids if passage_id is not None))

    def keep_sentences(self, vectors: Mapping[int, bytes]) -> None:
        """Keeps the vectors of passages' sentences, by passage id (see `sentence_vectors`)."""
        with self._catalog.transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO sentence_vectors VALUES (?,?)", vectors.items()
            )

    def publish(
        self,
        staged: Iterable[Staged],
        places: Sequence[tuple[Place, int]],
        skipped: Sequence[tuple[Place, str]] = (),
        finished: Sequence[tuple[File, str, frozenset[str]]] = (),
        removed: Sequence[File] = (),
    ) -> None:
        """Makes staged articles seen and all that they replace unseen, in one transaction.

        `places` says which article stands where, `skipped` what could not be read and why. A file
        that is `finished` was read to the end, in the way of a recipe, and holds the parts named
        and no others; of one that is `removed` nothing is left.
        """
        with self._catalog.transaction() as connection, self._named_sources(connection):
            connection.executemany(
                "UPDATE articles SET live = 1 WHERE id = ?", [(one.article_id,) for one in staged]
            )
            left: set[int] = set()
            for place, number in places:
                left |= _unplace(connection, place)
                connection.execute(
                    "INSERT INTO places VALUES (?,?,?,?,?)",
                    (place.file.root, place.file.path, place.name, place.name, number),
                )
            for place, reason in skipped:
                left |= _unplace(connection, place)
                connection.execute(
                    "INSERT INTO skipped VALUES (?,?,?,?)",
                    (place.file.root, place.file.path, place.name, reason),
                )
            for file, recipe, names in finished:
                left |= _unplace_parts(connection, file, names)
                connection.execute(
                    "INSERT OR REPLACE INTO files VALUES (?,?,?,?,?,?)",
                    (file.root, file.path, file.size, file.modified, file.validators, recipe),
                )
            for file in removed:
                left |= _unplace_parts(connection, file, frozenset())
                connection.execute(
                    "DELETE FROM files WHERE root = ? AND path = ?", (file.root, file.path)
                )
            _retire_unplaced(connection, left)

    def discard_staged(self) -> None:
        """Discards what a run that was broken off had staged and not published."""
        with self._catalog.transaction() as connection:
            _retire(
                connection,
                [
                    number
                    for (number,) in connection.execute("SELECT id FROM articles WHERE NOT live")
                ],
            )

    def garbage(self) -> list[int]:
        """The ids of passages that the vector store and the word index may hold and should not."""
        return [number for (number,) in self._catalog.rows("SELECT passage_id FROM garbage")]

    def clear_garbage(self, ids: Sequence[int]) -> None:
        """Notes that they hold them no more."""
        with self._catalog.transaction() as connection:
            connection.executemany(
                "DELETE FROM garbage WHERE passage_id = ?", [(number,) for number in ids]
            )

    @contextmanager
    def _named_sources(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Begins a new generation, in which every place has a unique source.

        The source is its name, unless another root has it.
        """
        yield
        connection.execute(
            "INSERT INTO meta VALUES ('generation', '1') "
            "ON CONFLICT (key) DO UPDATE SET value = value + 1"
        )
        alike = (
            "SELECT 1 FROM places a JOIN places b "
            "ON a.name = b.name AND a.root < b.root AND a.name NOT LIKE '%://%' LIMIT 1"
        )
        told_apart = "SELECT 1 FROM places WHERE source != name LIMIT 1"
        if len(self._catalog.roots()) < 2 and not connection.execute(told_apart).fetchone():
            return
        if connection.execute(alike).fetchone() or connection.execute(told_apart).fetchone():
            # An address is a name of its own.
            query = "SELECT root, name, source FROM places WHERE name NOT LIKE '%://%'"
            rows = connection.execute(query).fetchall()
            sources = _sources((root, name) for root, name, _ in rows)
            connection.executemany(
                "UPDATE places SET source = ? WHERE root = ? AND name = ?",
                [(sources[r, n], r, n) for r, n, source in rows if source != sources[r, n]],
            )


def _unplace(connection: sqlite3.Connection, place: Place) -> set[int]:
    """Takes away what stood at a place: the articles that were there."""
    at = (place.file.root, place.name)
    connection.execute("DELETE FROM skipped WHERE root = ? AND name = ?", at)
    rows = connection.execute(
        "DELETE FROM places WHERE root = ? AND name = ? RETURNING article_id", at
    )
    return {number for (number,) in rows.fetchall()}


def _unplace_parts(connection: sqlite3.Connection, file: File, kept: frozenset[str]) -> set[int]:
    """Takes away all parts of a file but those that are kept: the articles that were there."""
    left: set[int] = set()
    for table in ("places", "skipped"):
        query = f"SELECT name FROM {table} WHERE root = ? AND path = ?"
        for (name,) in connection.execute(query, (file.root, file.path)).fetchall():
            if name not in kept:
                left |= _unplace(connection, Place(file, name))
    return left


def _retire_unplaced(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    standing = "SELECT 1 FROM places WHERE article_id = ?"
    _retire(
        connection,
        [number for number in numbers if not connection.execute(standing, (number,)).fetchone()],
    )


def _retire(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    rows = [(number,) for number in numbers]
    connection.executemany("INSERT INTO garbage SELECT id FROM passages WHERE article_id = ?", rows)
    connection.executemany("DELETE FROM articles WHERE id = ?", rows)


def _widen(connection: sqlite3.Connection, root: str, by: str) -> None:
    """Puts what is under a root under the folder `by` around it."""
    within, name = Path(root).relative_to(by).as_posix(), Path(root).name
    named = "SELECT 1 FROM files WHERE root = ? AND path = ?"
    is_file = not Path(root).is_dir() and connection.execute(named, (root, name)).fetchone()
    for table, columns in (
        ("places", ("path", "name")),
        ("skipped", ("path", "name")),
        ("files", ("path",)),
    ):
        for column in columns:
            # What is in a root that is one file begins with the file's own name already; an address
            # is no path.
            is_address = f"{column} LIKE 'http://%' OR {column} LIKE 'https://%'"
            widened = f"CASE WHEN {is_address} THEN {column} ELSE ? || substr({column}, ?) END"
            values = (within, len(name) + 1) if is_file else (f"{within}/", 1)
            connection.execute(
                f"UPDATE {table} SET {column} = {widened} WHERE root = ?", (*values, root)
            )
        connection.execute(f"UPDATE {table} SET root = ? WHERE root = ?", (by, root))
    connection.execute("UPDATE places SET source = name WHERE root = ?", (by,))
    connection.execute("DELETE FROM roots WHERE root = ?", (root,))


def _sources(places: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """A unique name for each (root, name): the name, behind as much of its root as is needed."""
    parts = {(root, name): root.strip("/").split("/") for root, name in places}
    depth = dict.fromkeys(parts, 0)
    while True:
        named: dict[str, list[tuple[str, str]]] = {}
        for place, root in parts.items():
            named.setdefault("/".join((*root[len(root) - depth[place] :], place[1])), []).append(
                place
            )
        alike = [
            p for same in named.values() if len(same) > 1 for p in same if depth[p] < len(parts[p])
        ]
        if not alike:
            return {place: name for name, same in named.items() for place in same}
        for place in alike:
            depth[place] += 1
