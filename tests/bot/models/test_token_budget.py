"""The tokens that the chat model may use in a day."""

from __future__ import annotations

import stat
from pathlib import Path

from bot.models.token_budget import Budget


def test_only_the_owner_can_read_what_was_used(tmp_path: Path) -> None:
    """Nor the folders that are made for it."""
    path = tmp_path / "new" / "state" / "llm.sqlite3"
    Budget(path, 100).spend(10)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert {stat.S_IMODE(folder.stat().st_mode) for folder in path.parents[:2]} == {0o700}
