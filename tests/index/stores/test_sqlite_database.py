"""The base of every SQLite file: permissions, transactions, migrations."""

from __future__ import annotations

import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.errors import DamagedError, NewerError, OutdatedError, StoreError
from index.stores.sqlite_database import Migrations, SqliteDatabase, is_damaged, read_only

FIRST: Migrations = (("CREATE TABLE pears (weight INTEGER)", "INSERT INTO pears VALUES (1)"),)
SECOND: Migrations = (*FIRST, ("ALTER TABLE pears ADD COLUMN colour TEXT",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file in a folder that does not exist yet."""
    return tmp_path / "new" / "pears.sqlite3"


def open_file(file: Path, migrations: Migrations = FIRST) -> SqliteDatabase:
    return SqliteDatabase(file, f"The orchard at {file}", migrations)


def set_version(file: Path, version: int) -> None:
    connection = sqlite3.connect(file)
    connection.execute(f"PRAGMA user_version = {version}")
    connection.close()


def version(database: SqliteDatabase) -> int:
    return int(database.rows("PRAGMA user_version")[0][0])


def test_a_new_file_has_all_migrations(file: Path) -> None:
    database = open_file(file, SECOND)
    assert database.rows("SELECT weight, colour FROM pears") == [(1, None)]
    assert version(database) == 2


def test_only_the_owner_can_read_the_file_and_what_sqlite_puts_beside_it(file: Path) -> None:
    database = open_file(file)
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert len(list(file.parent.iterdir())) == 3
    assert {stat.S_IMODE(path.stat().st_mode) for path in file.parent.iterdir()} == {0o600}
    database.close()


def test_readers_need_not_wait_for_a_writer(file: Path) -> None:
    writer, reader = open_file(file), open_file(file)
    with writer.transaction() as connection:
        connection.execute("INSERT INTO pears VALUES (2)")
        assert reader.rows("SELECT weight FROM pears") == [(1,)]
    assert reader.rows("SELECT weight FROM pears") == [(1,), (2,)]


def test_an_older_file_gets_the_migrations_that_it_has_not_had(file: Path) -> None:
    with open_file(file).transaction() as connection:
        connection.execute("INSERT INTO pears VALUES (2)")
    assert open_file(file, SECOND).rows("SELECT * FROM pears") == [(1, None), (2, None)]


def test_a_migration_that_fails_changes_nothing(file: Path) -> None:
    open_file(file).close()
    broken = (*FIRST, ("CREATE TABLE plums (weight INTEGER)", "CREATE NONSENSE"))
    with pytest.raises(StoreError, match=r"The orchard at .* cannot be opened: near"):
        open_file(file, broken)
    database = open_file(file)
    assert version(database) == 1
    assert database.rows("SELECT name FROM sqlite_master") == [("pears",)]


def test_a_file_of_a_later_version_is_refused_and_left_alone(file: Path) -> None:
    open_file(file, SECOND).close()
    before = file.read_bytes()
    with pytest.raises(NewerError, match=r"The orchard at .* was made by a later version"):
        open_file(file)
    assert file.read_bytes() == before


def test_a_file_of_too_old_a_version_is_refused(file: Path) -> None:
    open_file(file).close()
    with pytest.raises(OutdatedError, match="was made by an earlier version"):
        SqliteDatabase(file, "It", FIRST, first_version=2)


def test_or_its_tables_are_set_aside_for_new_ones(file: Path) -> None:
    open_file(file).close()

    def set_aside(connection: sqlite3.Connection) -> None:
        connection.execute("ALTER TABLE pears RENAME TO old_pears")

    database = SqliteDatabase(file, "It", SECOND, first_version=5, set_aside=set_aside)
    assert database.rows("SELECT * FROM old_pears") == [(1,)]
    assert database.rows("SELECT * FROM pears") == [(1, None)]
    assert version(database) == 6


def test_a_file_that_many_open_at_once_is_made_once(file: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        opened = list(pool.map(lambda _: open_file(file, SECOND), range(8)))
    assert [database.rows("SELECT * FROM pears") for database in opened] == [[(1, None)]] * 8


def test_a_file_that_is_no_database_is_damaged(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"no database" * 100)
    with pytest.raises(DamagedError, match="cannot be opened: file is not a database"):
        open_file(file)


def test_a_file_that_cannot_be_opened_is_not_damaged(file: Path) -> None:
    file.mkdir(parents=True)
    with pytest.raises(StoreError, match=r"cannot be opened: .*directory") as raised:
        open_file(file)
    assert not isinstance(raised.value, DamagedError)


def test_a_lock_is_no_damage(file: Path) -> None:
    writer, other = open_file(file), SqliteDatabase(file, "It", FIRST, wait=0)
    with (
        writer.transaction(),
        pytest.raises(sqlite3.OperationalError, match="locked") as raised,
        other.transaction(),
    ):
        pass
    assert not is_damaged(raised.value)


def test_an_error_undoes_the_transaction(file: Path) -> None:
    database = open_file(file)
    with pytest.raises(sqlite3.OperationalError), database.transaction() as connection:
        connection.executemany("DELETE FROM pears WHERE weight = ?", [(1,)]).execute("NONSENSE")
    assert database.rows("SELECT weight FROM pears") == [(1,)]


def test_erased_rows_leave_nothing_in_the_file(file: Path) -> None:
    database = SqliteDatabase(file, "It", FIRST, erase=True)
    with database.transaction() as connection:
        connection.execute("INSERT INTO pears VALUES ('SECRET')")
    with database.transaction() as connection:
        connection.execute("DELETE FROM pears")
    database.close()
    assert b"SECRET" not in file.read_bytes()


def test_a_reader_neither_migrates_nor_writes(file: Path) -> None:
    open_file(file).close()
    set_version(file, 0)
    with read_only(file) as connection:
        assert connection.execute("SELECT weight FROM pears").fetchall() == [(1,)]
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            connection.execute("DELETE FROM pears")
