"""The catalog (SQLite): the articles that are indexed, their text, passages and statements, and where each stands.

It is the truth: the vector store and the word index are caches of what its passages hold. An article is kept once,
however many places it stands at. `catalog_writer` changes it.
"""

from __future__ import annotations

import json
import re
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from index import file_permissions
from index.articles.near_duplicates import is_near_copy
from index.errors import NoIndexError, StoreError
from index.types import EVERYTHING, Article, Entry, Filters, Passage, Sentence, Statement, digest

_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS roots (root TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS files (
    root TEXT NOT NULL, path TEXT NOT NULL, size INTEGER NOT NULL, modified INTEGER NOT NULL,
    validators TEXT NOT NULL, recipe TEXT NOT NULL, PRIMARY KEY (root, path));
CREATE TABLE IF NOT EXISTS skipped (
    root TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (root, name));
CREATE TABLE IF NOT EXISTS articles (
    id INTEGER PRIMARY KEY AUTOINCREMENT, live INTEGER NOT NULL DEFAULT 0, key TEXT NOT NULL,
    sha256 TEXT NOT NULL, title TEXT NOT NULL, title_start INTEGER, published TEXT, dateline TEXT, byline TEXT,
    publisher TEXT, url TEXT, language TEXT NOT NULL, text TEXT NOT NULL, sentences TEXT NOT NULL,
    people TEXT NOT NULL, pages TEXT NOT NULL, signature BLOB NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS articles_by_key ON articles (key) WHERE live;
CREATE TABLE IF NOT EXISTS places (
    root TEXT NOT NULL, path TEXT NOT NULL, name TEXT NOT NULL, source TEXT NOT NULL,
    article_id INTEGER NOT NULL REFERENCES articles, PRIMARY KEY (root, name));
CREATE INDEX IF NOT EXISTS places_by_path ON places (root, path);
CREATE INDEX IF NOT EXISTS places_by_name ON places (name);
CREATE INDEX IF NOT EXISTS places_by_source ON places (source);
CREATE INDEX IF NOT EXISTS places_by_article ON places (article_id);
CREATE TABLE IF NOT EXISTS passages (
    id INTEGER PRIMARY KEY AUTOINCREMENT, article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    start INTEGER NOT NULL, end INTEGER NOT NULL, context TEXT NOT NULL, digest INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS passages_by_article ON passages (article_id);
CREATE INDEX IF NOT EXISTS passages_by_digest ON passages (digest);
CREATE TABLE IF NOT EXISTS sentence_vectors (
    passage_id INTEGER PRIMARY KEY REFERENCES passages ON DELETE CASCADE, vectors BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS statements (
    article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE, speaker_key TEXT NOT NULL, fields TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS statements_by_speaker ON statements (speaker_key);
CREATE INDEX IF NOT EXISTS statements_by_article ON statements (article_id);
CREATE TABLE IF NOT EXISTS bands (
    band INTEGER NOT NULL, article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (band, article_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bands_by_article ON bands (article_id);
CREATE TABLE IF NOT EXISTS lines (
    line INTEGER NOT NULL, article_id INTEGER NOT NULL REFERENCES articles ON DELETE CASCADE,
    PRIMARY KEY (line, article_id)) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS lines_by_article ON lines (article_id);
CREATE TABLE IF NOT EXISTS garbage (passage_id INTEGER PRIMARY KEY);
CREATE INDEX IF NOT EXISTS articles_by_day ON articles (published) WHERE live;
CREATE INDEX IF NOT EXISTS articles_unseen ON articles (id) WHERE NOT live;
CREATE INDEX IF NOT EXISTS places_told_apart ON places (name) WHERE source != name;
INSERT OR IGNORE INTO meta VALUES ('identity', lower(hex(randomblob(8))));
"""
_VERSION = 5

_COLUMNS = (
    "articles.id, sha256, text, title, title_start, published, dateline, byline, publisher, url, language, sentences, "
    "people, pages, (SELECT min(source) FROM places WHERE article_id = articles.id)"
)
_LISTED = "(SELECT value FROM json_each(?))"
"""However many: SQLite takes only so many values by themselves."""
_RECURS = 5
"""A sentence that stands in so many articles of a publisher, none a near-copy of another, is furniture."""
_LOOKED_AT = 40
"""Articles that are looked at to tell whether a sentence recurs."""


@dataclass(frozen=True, slots=True)
class Listing:
    """An indexed article at a place, without its text."""

    source: str
    title: str
    published: date | None
    publisher: str | None
    byline: str | None
    dateline: str | None
    url: str | None
    language: str
    passages: int
    sha256: str
    copies_of: str | None
    """The source that is cited in this one's stead: of an exact copy or a near-copy, the first to be published."""


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
            file_permissions.make_file(file)
            self._connection = sqlite3.connect(
                file, check_same_thread=False, isolation_level=None, timeout=30
            )
            self._connection.execute("PRAGMA journal_mode = WAL")
            self._connection.execute("PRAGMA foreign_keys = ON")
            self._connection.create_function("casefold", 1, _casefold, deterministic=True)
            version = self._connection.execute("PRAGMA user_version").fetchone()[0]
            if version == 0:  # nobody's yet; or another process is making it just now
                self._connection.executescript(
                    f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {_VERSION}; COMMIT;"
                )
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"The index at {file.parent} cannot be opened: {error}; unless that mends itself, put back a backup, or remove"
                " the folder and index again."
            ) from None
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

    def check(self) -> None:
        """Raises StoreError where the file is damaged."""
        try:
            with self._lock:
                said = self._connection.execute("PRAGMA quick_check(1)").fetchone()[0]
        except sqlite3.Error as error:
            said = str(error)
        if said != "ok":
            raise StoreError(f"The catalog {self.file} is damaged: {said}.")

    def close(self) -> None:
        """Closes the file."""
        self._connection.close()

    @cached_property
    def identity(self) -> str:
        """What tells this index from another that keeps its vectors on the same server: 16 hexadecimal digits."""
        return str(self.rows("SELECT value FROM meta WHERE key = 'identity'")[0][0])

    # What is indexed.

    def generation(self) -> int:
        """Counts what has been published; another number means that there is something new to see."""
        rows = self.rows("SELECT value FROM meta WHERE key = 'generation'")
        return int(rows[0][0]) if rows else 0

    def recipes(self) -> list[str]:
        """The ways in which what is indexed was read and embedded."""
        return [recipe for (recipe,) in self.rows("SELECT DISTINCT recipe FROM files")]

    def roots(self) -> list[str]:
        """The roots, in the order of their names."""
        return [root for (root,) in self.rows("SELECT root FROM roots ORDER BY root")]

    def skipped(self) -> list[tuple[str, str, str]]:
        """What could not be read: (root, name, reason)."""
        return self.rows("SELECT root, name, reason FROM skipped ORDER BY root, name")

    def articles(self, filters: Filters = EVERYTHING) -> list[Listing]:
        """The indexed articles that the filters let through, at all their places, by source."""
        condition, values = _condition(filters)
        rows = self.rows(
            "SELECT article_id, source, title, published, publisher, byline, dateline, url, language, "
            "(SELECT count(*) FROM passages WHERE passages.article_id = articles.id), sha256 "
            f"FROM places JOIN articles ON articles.id = article_id WHERE live AND {condition} ORDER BY source",
            *values,
        )
        first = self._first_of_copies(
            [(number, source, published) for number, source, _, published, *_ in rows]
        )
        return [
            Listing(
                source, title, _date(published), publisher, byline, dateline, url, language, passages, sha256,
                copies_of=first[number] if first[number] != source else None,
            )
            for number, source, title, published, publisher, byline, dateline, url, language, passages, sha256 in rows
        ]  # fmt: skip

    def is_empty(self) -> bool:
        """Whether no article is indexed."""
        return not self.rows("SELECT 1 FROM articles WHERE live LIMIT 1")

    def counts(self) -> tuple[int, int]:
        """How many articles and passages are published; an exact copy counts once."""
        [(articles, passages)] = self.rows(
            "SELECT (SELECT count(*) FROM articles) - (SELECT count(*) FROM articles WHERE NOT live), "
            "(SELECT count(*) FROM passages) - (SELECT count(*) FROM articles "
            "JOIN passages ON articles.id = article_id WHERE NOT live)"  # few are not, and the rest need not be read
        )
        return articles, passages

    def article(self, number: int) -> Article | None:
        """A published article by id, with its statements."""
        return next(self._articles("articles.id = ?", number), None)

    def article_of(self, source: str) -> Article | None:
        """A published article by any of its sources."""
        found = self._articles(
            "articles.id = (SELECT min(article_id) FROM places WHERE source = ?)", source
        )
        article = next(found, None)
        return replace(article, source=source) if article else None

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """Those of these passages that are published, by id."""
        rows = self.rows(
            "SELECT passages.id, article_id, "
            "(SELECT min(source) FROM places WHERE places.article_id = passages.article_id), "
            "start, end, substr(text, start + 1, end - start) "
            "FROM passages JOIN articles ON articles.id = article_id "
            f"WHERE live AND passages.id IN {_LISTED}",
            json.dumps(list(ids)),
        )
        return {row[0]: StoredPassage(*row) for row in rows}

    def passage_ids(self) -> list[int]:
        """The ids of all published passages."""
        rows = self.rows(
            "SELECT passages.id FROM passages JOIN articles ON articles.id = article_id WHERE live"
        )
        return [number for (number,) in rows]

    def entries(self, ids: Sequence[int]) -> list[Entry]:
        """What the stores hold of published passages, in the order of their ids."""
        rows = self.rows(
            "SELECT passages.id, article_id, start, end, substr(text, start + 1, end - start), context, published, language "
            "FROM passages JOIN articles ON articles.id = article_id "
            f"WHERE live AND passages.id IN {_LISTED} ORDER BY passages.id",
            json.dumps(list(ids)),
        )
        return [
            Entry(number, article, Passage(*passage), _date(day), told)
            for number, article, *passage, day, told in rows
        ]

    def passages_said_by(
        self, speaker_key: str, limit: int, filters: Filters = EVERYTHING
    ) -> list[int]:
        """Passages that hold a statement of whoever's last name sounds so (see `terms.name_key`)."""
        condition, values = _condition(filters)
        rows = self.rows(
            "SELECT DISTINCT passages.id FROM statements JOIN articles ON articles.id = statements.article_id "
            "JOIN passages ON passages.article_id = articles.id "
            "AND start <= json_extract(fields, '$.start') AND json_extract(fields, '$.start') < end "
            f"WHERE live AND speaker_key = ? AND {condition} ORDER BY passages.id DESC LIMIT ?",
            speaker_key,
            *values,
            limit,
        )
        return [number for (number,) in rows]

    def articles_said_by(self, speaker_key: str | None) -> list[int]:
        """Articles with statements of whoever's last name sounds so, or with any; by id."""
        query = (
            "SELECT DISTINCT article_id FROM statements JOIN articles ON articles.id = article_id "
            "WHERE live AND (?1 IS NULL OR speaker_key = ?1) ORDER BY article_id"
        )
        return [number for (number,) in self.rows(query, speaker_key)]

    def matching(self, filters: Filters) -> list[int] | None:
        """The ids of the articles that the filters' source and publisher let through; None where they name neither."""
        if not filters.sources and filters.publisher is None:
            return None
        condition, values = _condition(filters)
        return [
            number
            for (number,) in self.rows(
                f"SELECT id FROM articles WHERE live AND {condition}", *values
            )
        ]

    def has(self, filters: Filters) -> bool:
        """Whether the filters let any article through."""
        condition, values = _condition(filters)
        return bool(
            self.rows(
                f"SELECT EXISTS (SELECT 1 FROM articles WHERE live AND {condition})", *values
            )[0][0]
        )

    def number_of(self, source: str) -> int | None:
        """The id of the article with a source."""
        rows = self.rows("SELECT min(article_id) FROM places WHERE source = ?", source)
        return rows[0][0] if rows else None

    def near_copies(self, number: int) -> list[int]:
        """The ids of other articles that are near-copies of one (see `copies`)."""
        rows = self.rows(
            "SELECT DISTINCT other.id, other.signature, one.signature FROM bands mine "
            "JOIN bands theirs ON theirs.band = mine.band AND theirs.article_id != mine.article_id "
            "JOIN articles other ON other.id = theirs.article_id JOIN articles one ON one.id = mine.article_id "
            "WHERE mine.article_id = ? AND other.live ORDER BY other.id",
            number,
        )
        return [other for other, theirs, mine in rows if is_near_copy(mine, theirs)]

    def sources(self, numbers: Sequence[int]) -> list[str]:
        """All the sources of some articles, in order."""
        query = f"SELECT source FROM places WHERE article_id IN {_LISTED} ORDER BY source"
        return [source for (source,) in self.rows(query, json.dumps(list(numbers)))]

    def recurs(self, sentence: str, publisher: str | None) -> bool:
        """Whether a sentence is furniture that only shows across articles: many of the publisher's have it."""
        rows = self.rows(
            "SELECT signature FROM lines JOIN articles ON articles.id = article_id "
            "WHERE line = ? AND live AND publisher IS ? LIMIT ?",
            line_key(sentence),
            publisher,
            _LOOKED_AT,
        )
        unlike: list[bytes] = []
        for (found,) in rows if len(rows) >= _RECURS else ():
            if not any(is_near_copy(found, other) for other in unlike):
                unlike.append(found)
        return len(unlike) >= _RECURS

    def sentence_vectors(self, ids: Sequence[int]) -> dict[int, bytes]:
        """Those of the sentences of passages, by the passage's id (see the module of that name)."""
        query = f"SELECT passage_id, vectors FROM sentence_vectors WHERE passage_id IN {_LISTED}"
        return dict(self.rows(query, json.dumps(list(ids))))

    def sentence_vectors_of(self, number: int) -> list[tuple[int, int, bytes]]:
        """The same of an article, with where each passage begins and ends."""
        query = "SELECT start, end, vectors FROM passages JOIN sentence_vectors ON passage_id = id WHERE article_id = ?"
        return self.rows(query, number)

    def digests(self, digests: Sequence[int]) -> dict[int, int]:
        """The published passages that have these digests, digest -> id: what need not be embedded again."""
        rows = self.rows(
            "SELECT digest, min(passages.id) FROM passages JOIN articles ON articles.id = article_id "
            f"WHERE live AND digest IN {_LISTED} GROUP BY digest",
            json.dumps(list(digests)),
        )
        return dict(rows)

    # Within.

    def _first_of_copies(self, places: Sequence[tuple[int, str, str | None]]) -> dict[int, str]:
        """Article id -> the source that stands for it and its copies: the first by date, then by name."""
        leader = {number: number for number, *_ in places}

        def lead(number: int) -> int:
            while leader[number] != number:
                number = leader[number]
            return number

        pairs = self.rows(
            "SELECT DISTINCT one.id, other.id, one.signature, other.signature FROM bands mine "
            "JOIN bands theirs ON theirs.band = mine.band AND theirs.article_id > mine.article_id "
            "JOIN articles one ON one.id = mine.article_id JOIN articles other ON other.id = theirs.article_id "
            "WHERE one.live AND other.live"
        )
        for one, other, mine, theirs in pairs:
            if {one, other} <= leader.keys() and is_near_copy(
                mine, theirs
            ):  # none that was published since
                leader[lead(other)] = lead(one)
        first: dict[int, tuple[str, str]] = {}
        for number, source, published in places:
            mine = (published or "9999", source)
            first[lead(number)] = min(mine, first.get(lead(number), mine))
        return {number: first[lead(number)][1] for number, *_ in places}

    def _articles(self, condition: str, *values: object) -> Iterator[Article]:
        for row in self.rows(
            f"SELECT {_COLUMNS} FROM articles WHERE live AND {condition}", *values
        ):
            statements = self.rows(
                "SELECT fields FROM statements WHERE article_id = ? ORDER BY rowid", row[0]
            )
            yield Article(
                source=row[14], sha256=row[1], text=row[2], title=row[3], title_start=row[4], published=_date(row[5]),
                dateline=row[6], byline=row[7], publisher=row[8], url=row[9], language=row[10],
                sentences=tuple(Sentence(*sentence) for sentence in json.loads(row[11])),
                people=tuple(json.loads(row[12])),
                pages=tuple(json.loads(row[13])),
                statements=tuple(Statement(**json.loads(said)) for (said,) in statements),
            )  # fmt: skip

    def rows(self, query: str, *values: object) -> list[Any]:
        """The rows of a query."""
        with self._lock:
            try:
                return self._connection.execute(query, values).fetchall()
            except sqlite3.DatabaseError as error:
                raise StoreError(
                    f"The index at {self.file.parent} cannot be read: {error}."
                ) from None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, for changes that are made together or not at all. Raises StoreError where they cannot be."""
        with self._lock:
            try:
                self._connection.execute("BEGIN IMMEDIATE")
                try:
                    yield self._connection
                    self._connection.execute("COMMIT")
                except BaseException:
                    if self._connection.in_transaction:
                        self._connection.execute("ROLLBACK")
                    raise
            except sqlite3.Error as error:
                raise StoreError(
                    f"The index at {self.file.parent} cannot be written: {error}."
                ) from None


def line_key(sentence: str) -> int:
    """A sentence as it recurs: without its case and marks; signed 64 bits. Its figures count: they may be the news."""
    folded = re.sub(r"[\W_]+", " ", sentence.lower()).strip()
    return digest(folded)


def _condition(filters: Filters) -> tuple[str, list[object]]:
    """The filters as a condition on `articles`, and its values."""
    conditions, values = ["1"], list[object]()
    if filters.after is not None:
        conditions.append("published >= ?")
        values.append(filters.after.isoformat())
    if filters.before is not None:
        conditions.append("published < ?")
        values.append(filters.before.isoformat())
    if filters.sources:
        wanted = "source = value OR source GLOB value OR substr(source, 1, length(value) + 1) = value || '/'"
        conditions.append(
            f"articles.id IN (SELECT article_id FROM places JOIN json_each(?) ON {wanted})"
        )
        values.append(json.dumps([source.rstrip("/") for source in filters.sources]))
    if filters.publisher is not None:
        conditions.append("instr(casefold(publisher), casefold(?)) > 0")
        values.append(filters.publisher)
    return " AND ".join(conditions), values


def _casefold(text: str | None) -> str | None:
    """SQLite's own `lower` knows no letters but English ones."""
    return None if text is None else text.casefold()


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
