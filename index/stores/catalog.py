"""The catalog, in SQLite: the indexed articles with their text, passages, statements and places.

The catalog is the truth. The vector store and the word index are made from its passages and can be
made again. An article is kept once, at however many places it stands. `catalog_writer` changes the
catalog.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from index.articles.near_duplicates import is_near_copy
from index.errors import DamagedError, NoIndexError, OutdatedError, StoreError
from index.stores.catalog_schema import FIRST_VERSION, MIGRATIONS
from index.stores.sqlite_database import SqliteDatabase, is_damaged
from index.types import (
    EVERYTHING,
    Article,
    Entry,
    Filters,
    Passage,
    Sentence,
    SetAside,
    Statement,
    characters_by_kind,
    digest,
    is_mostly_furniture,
)

_ARTICLE_FIELDS = (
    "sha256",
    "text",
    "title",
    "title_start",
    "published",
    "dateline",
    "byline",
    "publisher",
    "url",
    "language",
    "sentences",
    "people",
    "pages",
    "set_aside",
)
"""Fields of `Article` with a column of the same name."""
_FIRST_SOURCE = "(SELECT min(source) FROM places WHERE article_id = articles.id)"
_IDS = "(SELECT value FROM json_each(?))"
"""The values of a JSON array: SQLite limits how many a query may take one by one."""
_RECURRING = 5
"""A sentence of so many articles, none a near-copy of another, recurs."""
_ARTICLES_COMPARED = 40
"""Articles that are read to find out whether a sentence recurs."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One place of an indexed article, without the text."""

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
    """The source that is cited in place of this one; None if this one is cited.

    Of exact copies and near-copies, that is the first by date, then by name.
    """
    characters: int
    """Of the text."""
    set_aside: Mapping[str, int]
    """How many of these are never cited: a kind (see `SetAside`) to characters."""

    @property
    def is_mostly_furniture(self) -> bool:
        """Whether more than half of the text is set aside as furniture."""
        return is_mostly_furniture(self.set_aside, self.characters)


@dataclass(frozen=True, slots=True)
class StoredPassage:
    """A published passage, and its article."""

    id: int
    article_id: int
    source: str
    start: int
    end: int
    text: str


class Catalog:
    """The catalog in one file. Safe to use from many threads; one process writes."""

    def __init__(
        self, file: Path, *, set_aside: Callable[[sqlite3.Connection], None] | None = None
    ) -> None:
        """Opens the catalog, or creates it.

        `set_aside` makes room for the present tables in an outdated file (see `old_catalog`);
        without it, OutdatedError is raised. Raises DamagedError, NewerError or another StoreError
        where the file cannot be opened.
        """
        self.file = file
        name = f"The index at {file.parent}"
        try:
            self._database = SqliteDatabase(
                file, name, MIGRATIONS, first_version=FIRST_VERSION, set_aside=set_aside
            )
        except OutdatedError as error:
            raise OutdatedError(_with_hint(error, 'run "onrecord index" to update it')) from None
        except DamagedError as error:
            hint = '"onrecord index --rebuild" makes it again'
            raise DamagedError(_with_hint(error, hint)) from None
        self._database.connection.create_function("casefold", 1, _casefold, deterministic=True)

    @classmethod
    def existing(cls, file: Path) -> Catalog:
        """The catalog in a file. Raises NoIndexError if there is no file."""
        if not file.exists():
            raise NoIndexError(f'No index at {file.parent}; run "onrecord index FOLDER" first.')
        return cls(file)

    def check(self) -> None:
        """Raises DamagedError if the file is damaged. Reads all of it."""
        try:
            result = self._database.rows("PRAGMA quick_check(1)")[0][0]
        except sqlite3.Error as error:
            result = str(error)
        if result != "ok":
            raise DamagedError(
                f'The catalog {self.file} is damaged: {result}; "onrecord index --rebuild" makes it'
                " again."
            )

    def close(self) -> None:
        """Closes the file."""
        self._database.close()

    @cached_property
    def identity(self) -> str:
        """16 hexadecimal digits that no other index on the same vector server has."""
        return str(self.rows("SELECT value FROM meta WHERE key = 'identity'")[0][0])

    # What is indexed.

    def generation(self) -> int:
        """A number that grows with every publication: another number means that there is news."""
        rows = self.rows("SELECT value FROM meta WHERE key = 'generation'")
        return int(rows[0][0]) if rows else 0

    def recipes(self) -> list[str]:
        """How the files were read and embedded, each way once (see `sync.recipe_of`)."""
        return [recipe for (recipe,) in self.rows("SELECT DISTINCT recipe FROM files")]

    def roots(self) -> list[str]:
        """The roots, sorted."""
        return [root for (root,) in self.rows("SELECT root FROM roots ORDER BY root")]

    def skipped(self) -> list[tuple[str, str, str]]:
        """What could not be read: (root, name, reason)."""
        return self.rows("SELECT root, name, reason FROM skipped ORDER BY root, name")

    def articles(self, filters: Filters = EVERYTHING) -> list[Listing]:
        """The articles that pass the filters, at all their places, by source."""
        condition, values = _condition(filters)
        rows = self.rows(
            "SELECT article_id, source, published, title, publisher, byline, dateline, url,"
            " language, (SELECT count(*) FROM passages WHERE passages.article_id = articles.id),"
            " sha256, length(text), set_aside"
            " FROM places JOIN articles ON articles.id = article_id"
            f" WHERE live AND {condition} ORDER BY source",
            *values,
        )
        cited = self._cited_sources([row[:3] for row in rows])
        return [_listing(row, cited[row[0]]) for row in rows]

    def is_empty(self) -> bool:
        """Whether no article is indexed."""
        return not self.rows("SELECT 1 FROM articles WHERE live LIMIT 1")

    def counts(self) -> tuple[int, int]:
        """How many articles and passages are published. An exact copy counts once."""
        # The unpublished are few, so it is faster to count all and subtract them.
        [(articles, passages)] = self.rows(
            "SELECT (SELECT count(*) FROM articles)"
            " - (SELECT count(*) FROM articles WHERE NOT live),"
            " (SELECT count(*) FROM passages)"
            " - (SELECT count(*) FROM articles JOIN passages ON articles.id = article_id"
            " WHERE NOT live)"
        )
        return articles, passages

    def article(self, article_id: int) -> Article | None:
        """A published article with its statements, or None."""
        return self._article("articles.id = ?", article_id)

    def article_of(self, source: str) -> Article | None:
        """The published article that stands at a source, or None."""
        condition = "articles.id = (SELECT min(article_id) FROM places WHERE source = ?)"
        article = self._article(condition, source)
        return replace(article, source=source) if article else None

    def article_id(self, source: str) -> int | None:
        """The id of the article that stands at a source, or None."""
        rows = self.rows("SELECT min(article_id) FROM places WHERE source = ?", source)
        return rows[0][0] if rows else None

    def article_ids(self, filters: Filters) -> list[int] | None:
        """The articles that pass the filters' sources and publisher; None if they name neither.

        Dates are left to the stores, which know them.
        """
        if not filters.sources and filters.publisher is None:
            return None
        condition, values = _condition(filters)
        query = f"SELECT id FROM articles WHERE live AND {condition}"
        return [article_id for (article_id,) in self.rows(query, *values)]

    def has_article(self, filters: Filters) -> bool:
        """Whether any article passes the filters."""
        condition, values = _condition(filters)
        query = f"SELECT EXISTS (SELECT 1 FROM articles WHERE live AND {condition})"
        return bool(self.rows(query, *values)[0][0])

    def passages(self, ids: Sequence[int]) -> dict[int, StoredPassage]:
        """The passages with these ids, by id. An unpublished one is left out."""
        rows = self.rows(
            "SELECT passages.id, article_id,"
            " (SELECT min(source) FROM places WHERE places.article_id = passages.article_id),"
            " start, end, substr(text, start + 1, end - start)"
            " FROM passages JOIN articles ON articles.id = article_id"
            f" WHERE live AND passages.id IN {_IDS}",
            json.dumps(list(ids)),
        )
        return {row[0]: StoredPassage(*row) for row in rows}

    def passage_ids(self) -> list[int]:
        """The ids of all published passages."""
        rows = self.rows(
            "SELECT passages.id FROM passages JOIN articles ON articles.id = article_id WHERE live"
        )
        return [passage_id for (passage_id,) in rows]

    def entries(self, ids: Sequence[int]) -> list[Entry]:
        """Published passages as the stores hold them, by id. Their sentences are not filled in."""
        rows = self.rows(
            "SELECT passages.id, article_id, published, language,"
            " start, end, substr(text, start + 1, end - start), context"
            " FROM passages JOIN articles ON articles.id = article_id"
            f" WHERE live AND passages.id IN {_IDS} ORDER BY passages.id",
            json.dumps(list(ids)),
        )
        return [
            Entry(passage_id, article_id, Passage(*passage), _date(published), language)
            for passage_id, article_id, published, language, *passage in rows
        ]

    def passages_said_by(
        self, speaker_key: str, limit: int, filters: Filters = EVERYTHING
    ) -> list[int]:
        """Passages with a statement by a speaker, latest first (see `name_sounds.name_key`)."""
        condition, values = _condition(filters)
        rows = self.rows(
            "SELECT DISTINCT passages.id"
            " FROM statements JOIN articles ON articles.id = statements.article_id"
            " JOIN passages ON passages.article_id = articles.id"
            " AND start <= json_extract(fields, '$.start')"
            " AND json_extract(fields, '$.start') < end"
            f" WHERE live AND speaker_key = ? AND {condition}"
            " ORDER BY passages.id DESC LIMIT ?",
            speaker_key,
            *values,
            limit,
        )
        return [passage_id for (passage_id,) in rows]

    def articles_said_by(self, speaker_key: str | None) -> list[int]:
        """Articles with a statement by a speaker (see `name_sounds.name_key`); None: by anybody."""
        query = (
            "SELECT DISTINCT article_id FROM statements JOIN articles ON articles.id = article_id"
            " WHERE live AND (?1 IS NULL OR speaker_key = ?1) ORDER BY article_id"
        )
        return [article_id for (article_id,) in self.rows(query, speaker_key)]

    def near_copies(self, article_id: int) -> list[int]:
        """The other articles that are near-copies of one (see `near_duplicates`)."""
        rows = self.rows(
            "SELECT DISTINCT other.id, other.signature, one.signature FROM bands mine"
            " JOIN bands theirs ON theirs.band = mine.band AND theirs.article_id != mine.article_id"
            " JOIN articles other ON other.id = theirs.article_id"
            " JOIN articles one ON one.id = mine.article_id"
            " WHERE mine.article_id = ? AND other.live ORDER BY other.id",
            article_id,
        )
        return [other for other, theirs, mine in rows if is_near_copy(mine, theirs)]

    def sources(self, article_ids: Sequence[int]) -> list[str]:
        """All sources of some articles, sorted."""
        query = f"SELECT source FROM places WHERE article_id IN {_IDS} ORDER BY source"
        return [source for (source,) in self.rows(query, json.dumps(list(article_ids)))]

    def is_recurring(self, sentence: str, publisher: str | None) -> bool:
        """Whether many articles of a publisher have the sentence: it is furniture, not news."""
        rows = self.rows(
            "SELECT signature FROM lines JOIN articles ON articles.id = article_id"
            " WHERE line = ? AND live AND publisher IS ? LIMIT ?",
            line_key(sentence),
            publisher,
            _ARTICLES_COMPARED,
        )
        if len(rows) < _RECURRING:
            return False
        distinct: list[bytes] = []
        for (signature,) in rows:
            if not any(is_near_copy(signature, other) for other in distinct):
                distinct.append(signature)
        return len(distinct) >= _RECURRING

    def sentence_vectors(self, passage_ids: Sequence[int]) -> dict[int, bytes]:
        """The vectors of the passages' sentences, by passage id (see `packed_vectors`)."""
        query = f"SELECT passage_id, vectors FROM sentence_vectors WHERE passage_id IN {_IDS}"
        return dict(self.rows(query, json.dumps(list(passage_ids))))

    def sentence_vectors_of(self, article_id: int) -> list[tuple[int, int, bytes]]:
        """The vectors of an article's sentences, passage by passage: (start, end, vectors)."""
        query = (
            "SELECT start, end, vectors FROM passages JOIN sentence_vectors ON passage_id = id"
            " WHERE article_id = ?"
        )
        return self.rows(query, article_id)

    def passages_by_digest(self, digests: Sequence[int]) -> dict[int, int]:
        """Digest to a published passage that has it, and so need not be embedded again."""
        rows = self.rows(
            "SELECT digest, min(passages.id) FROM passages"
            " JOIN articles ON articles.id = article_id"
            f" WHERE live AND digest IN {_IDS} GROUP BY digest",
            json.dumps(list(digests)),
        )
        return dict(rows)

    # SQL.

    def rows(self, query: str, *values: object) -> list[Any]:
        """The rows of a query. Raises StoreError."""
        try:
            return self._database.rows(query, *values)
        except sqlite3.DatabaseError as error:
            raise self._failure("read", error) from None

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, for changes that are made together or not at all. Raises StoreError."""
        try:
            with self._database.transaction() as connection:
                yield connection
        except sqlite3.Error as error:
            raise self._failure("written", error) from None

    def _failure(self, done: str, error: sqlite3.Error) -> StoreError:
        said = f"The index at {self.file.parent} cannot be {done}: {error}"
        if is_damaged(error):
            return DamagedError(f'{said}; "onrecord index --rebuild" makes it again.')
        return StoreError(f"{said}.")

    def _article(self, condition: str, value: object) -> Article | None:
        columns = ", ".join(("articles.id", _FIRST_SOURCE, *_ARTICLE_FIELDS))
        rows = self.rows(f"SELECT {columns} FROM articles WHERE live AND {condition}", value)
        if not rows:
            return None
        article_id, source, *values = rows[0]
        query = "SELECT fields FROM statements WHERE article_id = ? ORDER BY rowid"
        statements = [json.loads(fields) for (fields,) in self.rows(query, article_id)]
        return _article(source, dict(zip(_ARTICLE_FIELDS, values, strict=True)), statements)

    def _cited_sources(self, places: Sequence[tuple[int, str, str | None]]) -> dict[int, str]:
        """Article id to the source that is cited for it and its copies.

        That is the first of them by date, then by name. `places` are (article id, source, date).
        """
        leader = {article_id: article_id for article_id, _, _ in places}

        def lead(article_id: int) -> int:
            while leader[article_id] != article_id:
                article_id = leader[article_id]
            return article_id

        for one, other in self._near_pairs():
            if one in leader and other in leader:  # not one that was published since
                leader[lead(other)] = lead(one)
        first: dict[int, tuple[str, str]] = {}
        for article_id, source, published in places:
            mine = (published or "9999", source)
            group = lead(article_id)
            first[group] = min(mine, first.get(group, mine))
        return {article_id: first[lead(article_id)][1] for article_id in leader}

    def _near_pairs(self) -> Iterator[tuple[int, int]]:
        """All pairs of near-copies."""
        rows = self.rows(
            "SELECT DISTINCT one.id, other.id, one.signature, other.signature FROM bands mine"
            " JOIN bands theirs ON theirs.band = mine.band AND theirs.article_id > mine.article_id"
            " JOIN articles one ON one.id = mine.article_id"
            " JOIN articles other ON other.id = theirs.article_id"
            " WHERE one.live AND other.live"
        )
        for one, other, mine, theirs in rows:
            if is_near_copy(mine, theirs):
                yield one, other


def line_key(sentence: str) -> int:
    """The same for a sentence in any case and punctuation: signed 64 bits.

    Figures count: they may be the news in a sentence that otherwise recurs.
    """
    folded = re.sub(r"[\W_]+", " ", sentence.lower()).strip()
    return digest(folded)


def _with_hint(error: Exception, hint: str) -> str:
    return f"{str(error).rstrip('.')}; {hint}."


def _condition(filters: Filters) -> tuple[str, list[object]]:
    """The filters as a condition on `articles`, and its values."""
    conditions: list[str] = ["1"]
    values: list[object] = []
    if filters.after is not None:
        conditions.append("published >= ?")
        values.append(filters.after.isoformat())
    if filters.before is not None:
        conditions.append("published < ?")
        values.append(filters.before.isoformat())
    if filters.sources:
        is_wanted = (
            "source = value OR source GLOB value"
            " OR substr(source, 1, length(value) + 1) = value || '/'"
        )
        conditions.append(
            f"articles.id IN (SELECT article_id FROM places JOIN json_each(?) ON {is_wanted})"
        )
        values.append(json.dumps([source.rstrip("/") for source in filters.sources]))
    if filters.publisher is not None:
        conditions.append("instr(casefold(publisher), casefold(?)) > 0")
        values.append(filters.publisher)
    return " AND ".join(conditions), values


def _listing(row: Sequence[Any], cited: str) -> Listing:
    _, source, published, title, publisher, byline, dateline, url, language, passages, *rest = row
    sha256, characters, set_aside = rest
    return Listing(
        source=source,
        title=title,
        published=_date(published),
        publisher=publisher,
        byline=byline,
        dateline=dateline,
        url=url,
        language=language,
        passages=passages,
        sha256=sha256,
        copies_of=cited if cited != source else None,
        characters=characters,
        set_aside=characters_by_kind(SetAside(*one) for one in json.loads(set_aside)),
    )


def _article(source: str, fields: dict[str, Any], statements: list[dict[str, Any]]) -> Article:
    typed = {
        "published": _date(fields["published"]),
        "sentences": tuple(Sentence(*one) for one in json.loads(fields["sentences"])),
        "people": tuple(json.loads(fields["people"])),
        "pages": tuple(json.loads(fields["pages"])),
        "statements": tuple(Statement(**one) for one in statements),
        "set_aside": tuple(SetAside(*one) for one in json.loads(fields["set_aside"])),
    }
    return Article(source=source, **fields | typed)


def _casefold(text: str | None) -> str | None:
    """For letters beyond English ones, which are all that SQLite's own `lower` knows."""
    return None if text is None else text.casefold()


def _date(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
