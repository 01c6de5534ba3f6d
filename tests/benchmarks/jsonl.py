"""JSON Lines, as questions and other people's data come."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Row = dict[str, Any]


def read_rows(file: Path) -> list[Row]:
    """The records of a file.

    Its lines end where it says so, not at each sign that Unicode takes for a line's end.
    """
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def is_odd(row: Row) -> bool:
    """Whether a question of RealTimeQA has an odd number: those are kept for measuring."""
    return int(row["id"].rpartition("_")[2]) % 2 == 1
