"""The catalog (SQLite): the articles that are indexed, their text, passages and statements.

It is the truth: the vector store and the word index are caches of what its passages hold. An article is staged, its
passages are written there under new ids, and one transaction publishes it and retires what it replaces.
"""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path
from typing import Any

from index.errors import NoIndexError, StoreError
from index.terms import name_key
from index.types import Article, Passage, Sentence, Statement

_SCHEMA = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE roots (path TEXT PRIMARY KEY);
CREATE TABLE articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, live INTEGER NOT NULL DEFAULT 0,
    root TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
    source TEXT NOT NULL, sha256 TEXT NOT NULL, title TEXT NOT NULL, title_start INTEGER, published TEXT,
    dateline TEXT, byline TEXT, publisher TEXT, url TEXT, language TEXT NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL,
    people TEXT NOT NULL, pages TEXT NOT NULL);
CREATE INDEX articles_by_path ON articles (root, path);
CREATE INDEX articles_by_source ON articles (source);
CREATE TABLE passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, context TEXT NOT NULL);
CREATE INDEX passages_by_article ON passages (article_id);
CREATE TABLE statements (
    article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, speaker_key TEXT NOT NULL, fields TEXT NOT NULL);
CREATE INDEX statements_by_speaker ON statements (speaker_key);
CREATE INDEX statements_by_article ON statements (article_id);
CREATE TABLE skipped (
    root TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL, reason TEXT NOT NULL,
    PRIMARY KEY (root, path));
CREATE TABLE garbage (passage_id INTEGER PRIMARY KEY);
"""
_VERSION = 2


@dataclass(frozen=True, slots=True)
class File:
    """A file under a root, as it was when it was read or skipped."""

    root: str
    path: str
    """Relative to the root, with forward slashes."""
    size: int
    """Bytes."""
    modified: int
    """Nanoseconds since 1970."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An indexed article, without its text."""

    source: str
    title: str
    published: date | None
    publisher: str | None
    dateline: str | None
    language: str
    passages: int
    sha256: str
    copies_of: str | None
    """The first source with the very same bytes, if it is another."""


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A published passage and the article that it is of."""

    id: int
    article_id: int
    source: str
    start: int
    end: int
    text: str


class Catalog:
    """The catalog in one file. Safe from many threads; one process writes."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self._lock = threading.RLock()
        try:
            self._connection = sqlite3.connect(file, check_same_thread=False, isolation_level=None, timeout=30)
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:
                self._connection.executescript(f"BEGIN; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;")
        except sqlite3.Error as error:
            raise StoreError(f"The index at {file.parent} cannot be opened: {error}.") from None
        if version not in (0, _VERSION):
            raise StoreError(
                f"The index at {file.parent} was made by another version of On Record; remove it and index again."
            )

    @classmethod
    def existing(cls, file: Path) -> Catalog:
        """The catalog in a file that is there. Raises NoIndexError where none is."""
        if not file.exists():
            raise NoIndexError(f'No index at {file.parent}; run "onrecord index FOLDER" first.')
        return cls(file)

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    # What is indexed.

    def generation(self) -> int:
        """Counts what has been published; another number means that there is something new to see."""
        return int(self._meta("generation") or 0)

    def recipe(self, root: str) -> str:
        """How all articles under a root were read and embedded; empty where not all were in one way."""
        return self._meta(f"recipe {root}") or ""

    def roots(self) -> list[str]:
        """The roots, in the order of their names."""
        return [path for (path,) in self._rows("SELECT path FROM roots ORDER BY path")]

    def files(self, root: str) -> dict[str, tuple[File, int | None, str]]:
        """What is known under a root, by path: the file, its article's id and SHA-256 (None and "" where skipped)."""
        indexed = self._rows("SELECT path, size, modified, id, sha256 FROM articles WHERE live AND root = ?", root)
        skipped = self._rows("SELECT path, size, modified, NULL, '' FROM skipped WHERE root = ?", root)
        return {
            path: (File(root, path, size, modified), number, sha256)
            for path, size, modified, number, sha256 in (*skipped, *indexed)
        }

    def skipped(self) -> list[tuple[str, str, str]]:
        """The files that could not be read: (root, path, reason)."""
        return self._rows("SELECT root, path, reason FROM skipped ORDER BY root, path")

    def articles(self) -> list[Listing]:
        """All indexed articles, by source."""
        rows = self._rows(
            "SELECT source, title, published, publisher, dateline, language, "
            "(SELECT count(*) FROM passages WHERE article_id = articles.id), sha256, "
            "min(source) OVER (PARTITION BY sha256) "
            "FROM articles WHERE live ORDER BY source"
        )
        return [
            Listing(
                source,
                title,
                _date(published),
                publisher,
                dateline,
                language,
                passages,
                sha256,
                first if first != source else None,
            )
            for source, title, published, publisher, dateline, language, passages, sha256, first in rows
        ]

    def is_empty(self) -> bool:
        """Whether no article is indexed."""
        return not self._rows("SELECT 1 FROM articles WHERE live LIMIT 1")

    def counts(self) -> tuple[int, int]:
        """How many articles and passages are published."""
        [(articles, passages)] = self._rows(
            "SELECT (SELECT count(*) FROM articles WHERE live), "
            "(SELECT count(*) FROM passages JOIN articles ON articles.id = article_id WHERE live)"
        )
        return articles, passages

    def article(self, number: int) -> Article | None:
        """A published article by id, with its statements."""
        return next(self._articles("id = ?", number), None)

    def article_of(self, source: str) -> Article | None:
        """A published article by source."""
        return next(self._articles("source = ?", source), None)

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Those of these passages that are published, by id."""
        rows = self._rows(
            "SELECT passages.id, article_id, source, start, end, substr(text, start + 1, end - start) "
            "FROM passages JOIN articles ON articles.id = article_id "
            f"WHERE live AND passages.id IN ({','.join('?' * len(ids))})",
            *ids,
        )
        return {row[0]: StoredPassage(*row) for row in rows}

    def passages_said_by(self, speaker_key: str, limit: int) -> list[int]:
        """Passages that hold a statement of whoever's last name sounds so (see `terms.name_key`)."""
        rows = self._rows(
            "SELECT DISTINCT passages.id FROM statements JOIN articles ON articles.id = statements.article_id "
            "JOIN passages ON passages.article_id = articles.id "
            "AND start <= json_extract(fields, '$.start') AND json_extract(fields, '$.start') < end "
            "WHERE live AND speaker_key = ? ORDER BY passages.id DESC LIMIT ?",
            speaker_key,
            limit,
        )
        return [number for (number,) in rows]

    # Writing: stage, publish, sweep.

    def stage(self, file: File, article: Article, passages: Sequence[Passage]) -> tuple[int, list[int]]:
        """Keeps an article unseen until it is published: its id, and its passages' ids in order."""
        with self._transaction() as connection:
            number = connection.execute(
                "INSERT INTO articles (root, path, size, modified, source, sha256, title, title_start, published, "
                "dateline, byline, publisher, url, language, text, sentences, people, pages) "
                "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (
                    file.root, file.path, file.size, file.modified, article.source, article.sha256, article.title,
                    article.title_start, article.published and article.published.isoformat(), article.dateline,
                    article.byline, article.publisher, article.url, article.language, article.text,
                    json.dumps([(s.start, s.end, s.paragraph) for s in article.sentences]),
                    json.dumps(article.people),
                    json.dumps(article.pages),
                ),
            ).lastrowid  # fmt: skip
            assert number is not None
            ids = [
                connection.execute(
                    "INSERT INTO passages (article_id, start, end, context) VALUES (?,?,?,?)",
                    (number, passage.start, passage.end, passage.context),
                ).lastrowid
                for passage in passages
            ]
            connection.executemany(
                "INSERT INTO statements VALUES (?,?,?)",
                [
                    (number, name_key(said.speaker), json.dumps(_fields(said), ensure_ascii=False))
                    for said in article.statements
                ],
            )
        return number, [passage_id for passage_id in ids if passage_id is not None]

    def publish(self, staged: Sequence[int], retired: Sequence[int], skipped: Mapping[File, str]) -> None:
        """Makes staged articles seen and retired ones unseen, in one transaction."""
        with self._transaction() as connection, self._named_sources(connection):
            self._retire(connection, retired)
            connection.executemany("UPDATE articles SET live = 1 WHERE id = ?", [(number,) for number in staged])
            connection.executemany(
                "INSERT OR REPLACE INTO skipped VALUES (?,?,?,?,?)",
                [(file.root, file.path, file.size, file.modified, reason) for file, reason in skipped.items()],
            )
            self._set_meta(connection, "generation", str(self.generation() + 1))

    def touch(self, file: File, number: int) -> None:
        """Notes a file's new time where its content is the same."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE articles SET size = ?, modified = ? WHERE id = ?", (file.size, file.modified, number)
            )

    def forget_skipped(self, root: str, paths: Iterable[str]) -> None:
        """Forgets files that were skipped and are gone or were read since."""
        with self._transaction() as connection:
            connection.executemany("DELETE FROM skipped WHERE root = ? AND path = ?", [(root, path) for path in paths])

    def recipes(self) -> list[str]:
        """How the roots were read, as far as they have been read to the end."""
        return [recipe for root in self.roots() if (recipe := self.recipe(root))]

    def add_root(self, root: str, recipe: str) -> None:
        """Remembers a root of which nothing is read yet but by `recipe`. The roots inside become part of it."""
        if root in self.roots():
            return
        inside = [known for known in self.roots() if Path(known).is_relative_to(root)]
        recipes = {self.recipe(known) for known in inside}
        with self._transaction() as connection, self._named_sources(connection):
            for known in inside:
                self._widen(connection, known, root)
            connection.execute("INSERT INTO roots VALUES (?)", (root,))
            self._set_meta(connection, f"recipe {root}", recipe if recipes <= {recipe} else "")
            self._set_meta(connection, "generation", str(self.generation() + bool(inside)))

    def note_recipe(self, root: str, recipe: str) -> None:
        """Notes that all articles under a root are read and embedded in this way."""
        with self._transaction() as connection:
            self._set_meta(connection, f"recipe {root}", recipe)

    def remove_root(self, root: str) -> int:
        """Forgets a root with all that is under it: how many articles that were."""
        with self._transaction() as connection, self._named_sources(connection):
            numbers = [n for (n,) in connection.execute("SELECT id FROM articles WHERE live AND root = ?", (root,))]
            self._retire(connection, numbers)
            connection.execute("DELETE FROM skipped WHERE root = ?", (root,))
            self._forget_root(connection, root)
            self._set_meta(connection, "generation", str(self.generation() + 1))
        return len(numbers)

    def discard_staged(self) -> None:
        """Discards what a run that was broken off had staged and not published."""
        with self._transaction() as connection:
            numbers = [number for (number,) in connection.execute("SELECT id FROM articles WHERE NOT live")]
            self._retire(connection, numbers)

    def garbage(self) -> list[int]:
        """Ids of passages that the vector store and the word index may still hold and should not."""
        return [number for (number,) in self._rows("SELECT passage_id FROM garbage")]

    def clear_garbage(self, ids: Sequence[int]) -> None:
        """Notes that they hold them no more."""
        with self._transaction() as connection:
            connection.executemany("DELETE FROM garbage WHERE passage_id = ?", [(number,) for number in ids])

    # Within.

    def _retire(self, connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
        rows = [(number,) for number in numbers]
        connection.executemany("INSERT INTO garbage SELECT id FROM passages WHERE article_id = ?", rows)
        connection.executemany("DELETE FROM articles WHERE id = ?", rows)

    def _widen(self, connection: sqlite3.Connection, root: str, by: str) -> None:
        """Puts what is under a root under the folder `by` around it."""
        within = Path(root).relative_to(by).as_posix()
        is_file = not Path(root).is_dir()
        for table, source in (("articles", ", source = :path"), ("skipped", "")):
            for (path,) in connection.execute(f"SELECT path FROM {table} WHERE root = ?", (root,)).fetchall():
                widened = within if is_file and path == Path(root).name else f"{within}/{path}"
                connection.execute(
                    f"UPDATE {table} SET root = :by, path = :path{source} WHERE root = :root AND path = :old",
                    {"by": by, "path": widened, "root": root, "old": path},
                )
        self._forget_root(connection, root)

    def _forget_root(self, connection: sqlite3.Connection, root: str) -> None:
        connection.execute("DELETE FROM roots WHERE path = ?", (root,))
        connection.execute("DELETE FROM meta WHERE key = ?", (f"recipe {root}",))

    @contextmanager
    def _named_sources(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Names the sources anew after a change, where there is more than one root: with one, a source is its path."""
        [(first, last)] = connection.execute(
            "SELECT (SELECT min(root) FROM articles), (SELECT max(root) FROM articles)"
        )
        yield
        if first != last:
            rows = connection.execute("SELECT id, root, path, source FROM articles WHERE live").fetchall()
            sources = _sources((number, root, path) for number, root, path, _ in rows)
            connection.executemany(
                "UPDATE articles SET source = ? WHERE id = ?",
                [(sources[number], number) for number, _, _, source in rows if source != sources[number]],
            )

    def _articles(self, condition: str, *values: object) -> Iterator[Article]:
        columns = (
            "id, source, sha256, text, title, title_start, published, dateline, byline, publisher, url, language, "
            "sentences, people, pages"
        )
        for row in self._rows(f"SELECT {columns} FROM articles WHERE live AND {condition}", *values):
            statements = self._rows("SELECT fields FROM statements WHERE article_id = ? ORDER BY rowid", row[0])
            yield Article(
                source=row[1], sha256=row[2], text=row[3], title=row[4], title_start=row[5], published=_date(row[6]),
                dateline=row[7], byline=row[8], publisher=row[9], url=row[10], language=row[11],
                sentences=tuple(Sentence(*sentence) for sentence in json.loads(row[12])),
                people=tuple(json.loads(row[13])),
                pages=tuple(json.loads(row[14])),
                statements=tuple(Statement(**json.loads(said)) for (said,) in statements),
            )  # fmt: skip

    def _rows(self, query: str, *values: object) -> list[Any]:
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise StoreError(f"The index at {self.file.parent} cannot be read: {error}.") from None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def _meta(self, key: str) -> str | None:
        rows = self._rows("SELECT value FROM meta WHERE key = ?", key)
        return rows[0][0] if rows else None

    def _set_meta(self, connection: sqlite3.Connection, key: str, value: str) -> None:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def _sources(files: Iterable[tuple[int, str, str]]) -> dict[int, str]:
    """A name of its own for each (id, root, path): the path, with as much of its root before it as tells it apart."""
    parts = {number: (root.strip("/").split("/"), path) for number, root, path in files}
    depth = dict.fromkeys(parts, 0)
    while True:
        named: dict[str, list[int]] = {}
        for number, (root, path) in parts.items():
            named.setdefault("/".join((*root[len(root) - depth[number] :], path)), []).append(number)
        alike = [n for numbers in named.values() if len(numbers) > 1 for n in numbers if depth[n] < len(parts[n][0])]
        if not alike:
            return {number: name for name, numbers in named.items() for number in numbers}
        for number in alike:
            depth[number] += 1


def _fields(said: Statement) -> dict[str, object]:
    return {field.name: getattr(said, field.name) for field in fields(said)}


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
