"""Usage statistics: questions by day and by engine, and the slowest ones.

They are read from the conversations.
"""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path
from statistics import median

from bot.records.conversations import NOT_A_TURN
from index.errors import OnRecordError
from index.stores.sqlite_database import read_only

_SLOWEST = 5
"""How many of the slowest questions are listed."""

_FEEDBACK_EXISTS = "SELECT 1 FROM sqlite_master WHERE name = 'feedback'"
"""The first version kept no feedback, and a file is not migrated just to be read."""
_RATINGS = "(SELECT count(*) FROM feedback WHERE answer = answers.number AND value {sign} 0)"
_QUESTIONS = (
    "SELECT recorded, chat, answer, {good}, {bad} FROM answers WHERE chat NOT LIKE ?"
    " ORDER BY recorded"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and how it was answered."""

    recorded: datetime
    """In UTC."""
    chat: str
    question: str
    answered: bool
    engine: str
    steps: dict[str, float]
    """Step to seconds."""
    good: int = 0
    """How many users found the answer good."""
    bad: int = 0
    """How many users found the answer bad."""

    @property
    def day(self) -> date:
        """The day of the question, in UTC."""
        return self.recorded.date()

    @property
    def seconds(self) -> float:
        """Seconds of all steps together."""
        return sum(self.steps.values())


@dataclass(frozen=True, slots=True)
class Day:
    """The questions of one day, or of several days together."""

    day: date
    """The first day."""
    answered: int
    abstained: int
    good: int
    bad: int
    chats: int
    median_seconds: float


@dataclass(frozen=True, slots=True)
class Stats:
    """The questions of each day, and of all days together."""

    days: tuple[Day, ...]
    """Without days that had no question."""
    total: Day | None
    """None if there are no questions."""
    engines: dict[str, int]
    """Engine to number of questions."""
    slowest: tuple[Asked, ...]
    """A few of the questions, the slowest first."""


def read(file: Path, days: int | None = None) -> list[Asked]:
    """The questions in a file of conversations, oldest first; empty if there is no file.

    With `days`, only the questions of the last so many days (UTC), today included. Raises
    OnRecordError if the file cannot be read.
    """
    if not file.exists():
        return []
    try:
        with read_only(file) as connection:
            rows = _rows(connection)
    except sqlite3.Error as error:
        raise OnRecordError(f"The conversations at {file} cannot be read: {error}.") from None
    questions = [_asked(*row) for row in rows]
    first = datetime.now(UTC).date() - timedelta(days=days - 1) if days else date.min
    return [question for question in questions if question.day >= first]


def summarise(asked: Sequence[Asked]) -> Stats:
    """The statistics of questions, given oldest first."""
    by_day = groupby(asked, key=lambda question: question.day)
    slowest = sorted(asked, key=lambda question: -question.seconds)
    return Stats(
        days=tuple(_day(list(of_day)) for _, of_day in by_day),
        total=_day(asked) if asked else None,
        engines=dict(Counter(question.engine for question in asked).most_common()),
        slowest=tuple(slowest[:_SLOWEST]),
    )


def _rows(connection: sqlite3.Connection) -> list[tuple[str, str, str, int, int]]:
    good = bad = "0"
    if connection.execute(_FEEDBACK_EXISTS).fetchone():
        good, bad = _RATINGS.format(sign=">"), _RATINGS.format(sign="<")
    query = _QUESTIONS.format(good=good, bad=bad)
    return connection.execute(query, (f"%{NOT_A_TURN}",)).fetchall()


def _asked(recorded: str, chat: str, answer: str, good: int, bad: int) -> Asked:
    fields = json.loads(answer)
    return Asked(
        recorded=datetime.fromisoformat(recorded),
        chat=chat,
        question=fields["question"],
        answered=fields["answered"],
        engine=fields["engine"],
        steps=fields["seconds"],
        good=good,
        bad=bad,
    )


def _day(questions: Sequence[Asked]) -> Day:
    answered = sum(question.answered for question in questions)
    return Day(
        day=questions[0].day,
        answered=answered,
        abstained=len(questions) - answered,
        good=sum(question.good for question in questions),
        bad=sum(question.bad for question in questions),
        chats=len({question.chat for question in questions}),
        median_seconds=median(question.seconds for question in questions),
    )
