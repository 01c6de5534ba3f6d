"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

import click

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
JSONL = click.option(
    "--jsonl",
    is_flag=True,
    help="Read JSON objects from standard input, a line each; print one a line.",
)


class Day(click.ParamType[date]):
    """A day, or the first of a month or a year: 2016-11-29, 2016-11, 2016."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day."""
        try:
            return date.fromisoformat(f"{value}-01-01"[:10] if len(value) < 10 else value)
        except ValueError:
            self.fail(f"{value} is no date; write 2016-11-29, 2016-11 or 2016", param, ctx)


def narrowed(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options that narrow a search, given to the command as `filters`."""

    @click.option(
        "--after", type=Day(), metavar="DATE", help="Only articles published on this day or later."
    )
    @click.option(
        "--before", type=Day(), metavar="DATE", help="Only articles published before this day."
    )
    @click.option(
        "--source",
        multiple=True,
        help='Only this source, those in a folder, or those like a pattern ("agency/*"); may be repeated.',
    )
    @click.option("--publisher", help="Only articles of a publisher; part of its name will do.")
    @wraps(command)
    def narrowed(
        *,
        after: date | None,
        before: date | None,
        source: tuple[str, ...],
        publisher: str | None,
        **rest: Any,
    ) -> None:
        from index.types import Filters

        command(filters=Filters(after, before, source, publisher), **rest)

    return narrowed
