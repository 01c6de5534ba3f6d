"""A database brought to the form that this version of the program knows, whichever version wrote it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from index.errors import OnRecordError


def migrate(database: sqlite3.Connection, migrations: Sequence[Sequence[str]], what: str) -> None:
    """Runs the statements of each migration that the database has not had, in the transaction that is open.

    Raises OnRecordError where it has had more than there are; `what` begins the sentence: "The inbox at … was".
    """
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version > len(migrations):
        raise OnRecordError(f"{what} written by a later version of On Record.")
    for migration in migrations[version:]:
        for statement in migration:
            database.execute(statement)
    database.execute(f"PRAGMA user_version = {len(migrations)}")
