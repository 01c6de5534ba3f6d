"""An SQLite file: private to its owner, in WAL mode, its schema brought up to date when opened."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from index.errors import DamagedError, NewerError, OutdatedError, StoreError
from index.file_permissions import make_file, make_folder

Migrations = Sequence[Sequence[str]]
"""The statements that make each version of a schema out of the one before, in order."""


class SqliteDatabase:
    """One SQLite file. Threads take turns; other processes may read and write it too."""

    def __init__(
        self,
        file: Path,
        name: str,
        migrations: Migrations,
        *,
        first_version: int = 1,
        set_aside: Callable[[sqlite3.Connection], None] | None = None,
        wait: float = 30.0,
        erase: bool = False,
    ) -> None:
        """Opens the file, or creates it, and runs the migrations that it has not had.

        `name` begins error messages ("The inbox at PATH"). `first_version` is the version that the
        first migration makes; in a file of an older one, `set_aside` makes room for the new tables.
        `wait` is how many seconds to wait for another process that writes. With `erase`, deleted
        rows are overwritten with zeros.

        Raises DamagedError, NewerError, OutdatedError (without `set_aside`), and StoreError where
        the file cannot be opened for another reason.
        """
        self._name = name
        self._lock = threading.RLock()
        try:
            make_folder(file.parent)
            make_file(file)
            self.connection = sqlite3.connect(
                file, timeout=wait, isolation_level=None, check_same_thread=False
            )
            try:
                self.connection.execute("PRAGMA journal_mode = WAL")
                self.connection.execute("PRAGMA foreign_keys = ON")
                self.connection.execute(f"PRAGMA secure_delete = {erase}")
                self._migrate(migrations, first_version, set_aside)
            except BaseException:
                self.connection.close()
                raise
        except (OSError, sqlite3.Error) as error:
            kind = DamagedError if is_damaged(error) else StoreError
            raise kind(f"{name} cannot be opened: {error}.") from None

    def rows(self, query: str, *values: object) -> list[Any]:
        """The rows of a query. Raises sqlite3.Error."""
        with self._lock:
            return self.connection.execute(query, values).fetchall()

    @contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """The connection, for changes that are made together or not at all.

        Raises sqlite3.Error.
        """
        with self._lock:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield self.connection
                self.connection.execute("COMMIT")
            except BaseException:
                if self.connection.in_transaction:  # a full disk, for one, has ended it already
                    self.connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Closes the file."""
        with self._lock:
            self.connection.close()

    def _migrate(
        self,
        migrations: Migrations,
        first_version: int,
        set_aside: Callable[[sqlite3.Connection], None] | None,
    ) -> None:
        last_version = first_version + len(migrations) - 1
        version = self._version()
        if version > last_version:
            raise NewerError(f"{self._name} was made by a later version of On Record; update it.")
        if 0 < version < first_version and set_aside is None:
            raise OutdatedError(f"{self._name} was made by an earlier version of On Record.")
        if version == last_version:
            return
        with self.transaction() as connection:
            version = self._version()  # another process may have migrated the file meanwhile
            if version >= last_version:
                return
            if set_aside is not None and 0 < version < first_version:
                set_aside(connection)
            for migration in migrations[max(0, version - first_version + 1) :]:
                for statement in migration:
                    connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {last_version}")

    def _version(self) -> int:
        return int(self.rows("PRAGMA user_version")[0][0])


@contextmanager
def read_only(file: Path) -> Iterator[sqlite3.Connection]:
    """A connection that changes nothing, not even the schema. Raises sqlite3.Error."""
    address = f"{file.resolve().as_uri()}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as connection:
        yield connection


def is_damaged(error: Exception) -> bool:
    """Whether an SQLite error says that the file is not, or is no longer, a database."""
    code = getattr(error, "sqlite_errorcode", None)
    return code is not None and code & 0xFF in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT)
