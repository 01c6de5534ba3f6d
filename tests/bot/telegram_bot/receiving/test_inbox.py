"""What the inbox keeps, and for how long."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.telegram_bot.receiving import ledger as ledgers
from bot.telegram_bot.receiving.inbox import Inbox, UpdateState
from bot.telegram_bot.receiving.ledger import Ledger
from index.errors import OnRecordError

PRIVATE = 0o600


def update(number: int, **fields: Any) -> dict[str, Any]:
    """An update of that number."""
    return {"update_id": number, "message": {"text": "Who?", **fields}}


def within(folder: Path, scenario: Callable[[Inbox], Awaitable[Any]], bot: int = 7) -> Any:
    """What a scenario returns that is given a bot's inbox, opened anew."""

    async def run() -> Any:
        ledger = Ledger(folder / "inbox.sqlite3")
        try:
            return await scenario(Inbox(ledger, bot))
        finally:
            ledger.close()

    return asyncio.run(run())


def test_an_update_is_kept_once_whatever_comes_between(tmp_path: Path) -> None:
    assert within(tmp_path, lambda inbox: inbox.add([update(1), update(2), update(1)])) == [1, 2]
    assert within(tmp_path, lambda inbox: inbox.add([update(2), update(3)])) == [3]


def test_what_is_not_done_is_there_again_in_its_order(tmp_path: Path) -> None:
    async def scenario(inbox: Inbox) -> None:
        await inbox.add([update(3), update(1), update(2)])
        await inbox.set_state(1, UpdateState.SENDING)
        await inbox.finish(2)

    within(tmp_path, scenario)
    assert within(tmp_path, lambda inbox: inbox.unfinished()) == [1, 3]
    assert within(tmp_path, lambda inbox: inbox.get(1)).is_uncertain
    assert not within(tmp_path, lambda inbox: inbox.get(3)).is_uncertain
    assert within(tmp_path, lambda inbox: inbox.get(3)).body == update(3)


def test_what_is_done_is_forgotten_but_its_number(tmp_path: Path) -> None:
    async def scenario(inbox: Inbox) -> list[int]:
        await inbox.add([update(1, text="a secret of mine")])
        await inbox.finish(1)
        return await inbox.add([update(1)])

    assert within(tmp_path, scenario) == []
    assert within(tmp_path, lambda inbox: inbox.get(1)) is None
    database = sqlite3.connect(tmp_path / "inbox.sqlite3")
    assert database.execute("SELECT body FROM updates").fetchall() == [(None,)]


def test_what_ended_in_a_fault_is_opened_again_once(tmp_path: Path) -> None:
    """As written now, so that nobody apologizes for a delay that the user chose."""

    async def scenario(inbox: Inbox) -> tuple[int | None, int | None]:
        await inbox.add([update(1, date=5)])
        await inbox.finish(1, "K7QF2MXA")
        return await inbox.reopen("K7QF2MXA"), await inbox.reopen("K7QF2MXA")

    begun = time.time()
    assert within(tmp_path, scenario) == (1, None)
    assert within(tmp_path, lambda inbox: inbox.get(1)).written >= begun


def test_a_user_who_is_forgotten_leaves_no_words(tmp_path: Path) -> None:
    """Others keep what they can try again."""

    async def scenario(inbox: Inbox) -> tuple[int | None, int | None]:
        await inbox.add([update(1, **{"from": {"id": 5}}), update(2, **{"from": {"id": 6}})])
        await inbox.finish(1, "K7QF2MXA")
        await inbox.finish(2, "K7QF2MXB")
        await inbox.forget(5)
        return await inbox.reopen("K7QF2MXA"), await inbox.reopen("K7QF2MXB")

    assert within(tmp_path, scenario) == (None, 2)


def test_two_bots_do_not_mistake_each_others_updates(tmp_path: Path) -> None:
    assert within(tmp_path, lambda inbox: inbox.add([update(1)]), bot=7) == [1]
    assert within(tmp_path, lambda inbox: inbox.add([update(1)]), bot=8) == [1]
    within(tmp_path, lambda inbox: inbox.finish(1), bot=7)
    assert within(tmp_path, lambda inbox: inbox.unfinished(), bot=8) == [1]


def test_what_was_done_a_week_ago_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scenario(inbox: Inbox) -> list[int]:
        await inbox.add([update(1), update(2)])
        await inbox.finish(1)
        now = time.time()
        monkeypatch.setattr(time, "time", lambda: now + 8 * 86_400)
        await inbox.add([update(3)])
        return await inbox.add([update(1), update(2)])

    assert within(tmp_path, scenario) == [1]


@pytest.mark.parametrize("date", [None, "yesterday", 10**12, {}])
def test_a_date_that_cannot_be_is_now(date: object, tmp_path: Path) -> None:
    begun = time.time()
    within(tmp_path, lambda inbox: inbox.add([update(1, date=date)]))
    assert begun <= within(tmp_path, lambda inbox: inbox.get(1)).written <= time.time()


def test_a_write_waits_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A limit on the pages of the file stands in for the disk's.

    One line in the log, however often it tries.
    """
    monkeypatch.setattr(ledgers, "_LONGEST_PAUSE", 0.01)
    monkeypatch.setattr(ledgers, "_FIRST_PAUSE", 0.01)

    is_logged = asyncio.Event()
    handler = logging.Handler()
    handler.emit = lambda record: is_logged.set()  # type: ignore[method-assign]
    monkeypatch.setattr(ledgers.log, "handlers", [handler])

    async def run() -> tuple[str, list[int], str]:
        ledger = Ledger(tmp_path / "inbox.sqlite3")
        [(pages,)] = await ledger.read("PRAGMA page_count")
        await ledger.read(f"PRAGMA max_page_count = {pages}")
        keeping = asyncio.create_task(Inbox(ledger, 7).add([update(1, text="x" * 10_000)]))
        await is_logged.wait()
        trouble = ledger.trouble  # which is what it shows to the health endpoint
        await ledger.read("PRAGMA max_page_count = 100000")
        kept = await keeping
        ledger.close()
        return trouble, kept, ledger.trouble

    assert asyncio.run(run()) == ("database or disk is full", [1], "")
    ours = [record.getMessage() for record in caplog.records if record.name.startswith("bot.")]
    assert ours == ["The inbox cannot be written, waiting: database or disk is full."]


def test_the_file_is_its_owners_alone(tmp_path: Path) -> None:
    """And the folders that are made for it."""
    Ledger(tmp_path / "new" / "state" / "inbox.sqlite3").close()
    assert (tmp_path / "new" / "state" / "inbox.sqlite3").stat().st_mode & 0o777 == PRIVATE
    assert {(tmp_path / folder).stat().st_mode & 0o777 for folder in ("new", "new/state")} == {
        0o700
    }


def test_a_file_that_is_no_inbox_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "inbox.sqlite3").write_text("no database, by any means" * 100)
    with pytest.raises(OnRecordError, match=r"^The inbox at .* cannot be opened: .*\.$"):
        Ledger(tmp_path / "inbox.sqlite3")


def test_a_file_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    within(tmp_path, lambda inbox: inbox.add([update(1)]))
    sqlite3.connect(tmp_path / "inbox.sqlite3").execute("PRAGMA user_version = 99")
    with pytest.raises(OnRecordError, match="a later version"):
        Ledger(tmp_path / "inbox.sqlite3")
