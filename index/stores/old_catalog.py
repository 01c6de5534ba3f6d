"""A catalog of an outdated version: its roots stay, its other tables are set aside.

`onrecord index` sets them aside in the same file, reads every root again into new tables, and drops
the old ones when it is done. What cannot be read again is taken from the text in the old tables.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from index.stores.catalog import Catalog
from index.types import Document, Metadata

_PREFIX = "old_"
_KEPT = ("meta", "roots")
"""Tables that all versions have."""
_NAMES = (
    "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite%' ORDER BY rowid DESC"
)
"""Latest first: a table is dropped before those that it refers to."""


def set_aside(connection: sqlite3.Connection) -> None:
    """Renames the tables of an outdated catalog and drops their indexes."""
    for (index,) in connection.execute(_NAMES, ("index",)).fetchall():
        connection.execute(f'DROP INDEX "{index}"')
    for (table,) in connection.execute(_NAMES, ("table",)).fetchall():
        if table not in _KEPT and not table.startswith(_PREFIX):
            connection.execute(f'DROP TABLE IF EXISTS "{_PREFIX}{table}"')
            connection.execute(f'ALTER TABLE "{table}" RENAME TO "{_PREFIX}{table}"')
    columns = [column for _, column, *_ in connection.execute("PRAGMA table_info(roots)")]
    if columns == ["path"]:  # in the first two versions
        connection.execute("ALTER TABLE roots RENAME COLUMN path TO root")


class OldCatalog:
    """The tables that were set aside in a catalog. There are none but for an unfinished update."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def exists(self) -> bool:
        """Whether there are any."""
        return bool(self._tables())

    def files(self, root: str) -> Iterator[tuple[str, list[Document]]]:
        """The files under a root that held articles, and the articles as documents.

        Empty for the first two versions, whose roots were folders on this machine only.
        """
        if f"{_PREFIX}places" not in self._tables():
            return
        rows = self._catalog.rows(
            "SELECT path, name, text, sha256, title, published, byline, publisher, url, language,"
            f" pages FROM {_PREFIX}places"
            f" JOIN {_PREFIX}articles ON {_PREFIX}articles.id = article_id"
            " WHERE live AND root = ? ORDER BY path, name",
            root,
        )
        for path, of_path in groupby(rows, key=itemgetter(0)):
            yield path, [_document(*row[1:]) for row in of_path]

    def discard(self) -> None:
        """Drops the tables."""
        with self._catalog.transaction() as connection:
            for table in self._tables():
                connection.execute(f'DROP TABLE "{table}"')

    def _tables(self) -> list[str]:
        names = [name for (name,) in self._catalog.rows(_NAMES, "table")]
        return [name for name in names if name.startswith(_PREFIX)]


def _document(name: str, text: str, sha256: str, *described: Any) -> Document:
    title, published, byline, publisher, url, language, pages = described
    metadata = Metadata(
        title=title or None,
        published=date.fromisoformat(published) if published else None,
        byline=byline,
        publisher=publisher,
        url=url,
        language=language,
    )
    return Document(name, text, sha256, metadata, tuple(json.loads(pages)))
