"""Statistics of what was asked: by day, by engine, and what took longest; read from the conversations."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from statistics import median

from bot.records.conversations import BESIDE
from index.errors import OnRecordError

_SLOWEST = 5

_ASKED = "SELECT recorded, chat, answer, {good}, {bad} FROM answers WHERE chat NOT LIKE ? ORDER BY recorded"
_RATED = "(SELECT count(*) FROM feedback WHERE answer = answers.number AND value {sign} 0)"


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that was asked, and how it was answered."""

    recorded: datetime
    """In UTC."""
    chat: str
    question: str
    answered: bool
    engine: str
    steps: dict[str, float]
    """Seconds by step."""
    good: int = 0
    """How many users found the answer good."""
    bad: int = 0

    @property
    def day(self) -> date:
        """The day on which it was asked (UTC)."""
        return self.recorded.date()

    @property
    def seconds(self) -> float:
        """Seconds in all."""
        return sum(self.steps.values())


@dataclass(frozen=True, slots=True)
class Day:
    """What was asked on one day, or on some days together, which begin on this one."""

    day: date
    answered: int
    abstained: int
    good: int
    bad: int
    chats: int
    median_seconds: float


@dataclass(frozen=True, slots=True)
class Stats:
    """What was asked, day by day and in all. A day on which nothing was asked is left out."""

    days: tuple[Day, ...]
    total: Day | None
    """None where nothing was asked."""
    engines: dict[str, int]
    """Questions by engine."""
    slowest: tuple[Asked, ...]
    """The slowest first."""


def read(file: Path, days: int | None = None) -> list[Asked]:
    """The questions that conversations in a file hold, of the last so many days (None: of all), the oldest first.

    None of them where there is no file. Raises OnRecordError for one that cannot be read.
    """
    if not file.exists():
        return []
    try:
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as database:
            has_feedback = database.execute(
                "SELECT 1 FROM sqlite_master WHERE name = 'feedback'"
            ).fetchone()
            good, bad = (_RATED.format(sign=sign) if has_feedback else "0" for sign in "><")
            found = [
                _asked(*row)
                for row in database.execute(_ASKED.format(good=good, bad=bad), (f"%{BESIDE}",))
            ]
    except sqlite3.Error as error:
        raise OnRecordError(f"The conversations at {file} cannot be read: {error}.") from None
    first = datetime.now(UTC).date() - timedelta(days=days - 1) if days else date.min
    return [one for one in found if one.day >= first]


def summed(asked: Sequence[Asked]) -> Stats:
    """The statistics of questions in their order."""
    return Stats(
        days=tuple(_day(list(of_day)) for _, of_day in groupby(asked, key=lambda one: one.day)),
        total=_day(asked) if asked else None,
        engines=dict(Counter(one.engine for one in asked).most_common()),
        slowest=tuple(sorted(asked, key=lambda one: -one.seconds)[:_SLOWEST]),
    )


def _asked(recorded: str, chat: str, answer: str, good: int, bad: int) -> Asked:
    fields = json.loads(answer)
    return Asked(
        datetime.fromisoformat(recorded),
        chat,
        fields["question"],
        fields["answered"],
        fields["engine"],
        fields["seconds"],
        good,
        bad,
    )


def _day(asked: Sequence[Asked]) -> Day:
    answered = sum(one.answered for one in asked)
    return Day(
        day=asked[0].day,
        answered=answered,
        abstained=len(asked) - answered,
        good=sum(one.good for one in asked),
        bad=sum(one.bad for one in asked),
        chats=len({one.chat for one in asked}),
        median_seconds=median(one.seconds for one in asked),
    )
