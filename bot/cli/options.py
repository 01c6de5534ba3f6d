"""Options that several commands share."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

import click

JSON = click.option("--json", "as_json", is_flag=True, help="Print JSON, for programs.")
JSONL = click.option(
    "--jsonl",
    is_flag=True,
    help="Read JSON objects from standard input, one a line; print one a line.",
)
_YEAR = re.compile(r"\d{4}")
_MONTH = re.compile(r"\d{4}-\d\d")


class DateType(click.ParamType[date]):
    """A date on the command line; a month or a year means its first day."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day that 2016-11-29, 2016-11 or 2016 means; wrong usage for anything else."""
        if _YEAR.fullmatch(value):
            day = f"{value}-01-01"
        elif _MONTH.fullmatch(value):
            day = f"{value}-01"
        else:
            day = value
        try:
            return date.fromisoformat(day)
        except ValueError:
            self.fail(f"{value} is no date; write 2016-11-29, 2016-11 or 2016", param, ctx)


def filter_options(command: Callable[..., None]) -> Callable[..., None]:
    """Adds the options that say which articles may answer; the command gets them as `filters`."""

    @click.option(
        "--after", type=DateType(), metavar="DATE", help="Only articles of this day or later."
    )
    @click.option(
        "--before", type=DateType(), metavar="DATE", help="Only articles from before this day."
    )
    @click.option(
        "--source",
        multiple=True,
        help='Only this file, folder or pattern ("agency/*"); may be repeated.',
    )
    @click.option(
        "--publisher", help="Only articles of this publisher; part of its name is enough."
    )
    @wraps(command)
    def with_filters(
        *,
        after: date | None,
        before: date | None,
        source: tuple[str, ...],
        publisher: str | None,
        **rest: Any,
    ) -> None:
        from index.types import Filters

        command(filters=Filters(after, before, source, publisher), **rest)

    return with_filters


def settings_line(*names: str) -> str:
    """The last line of a command's help: the settings that matter to it."""
    return f'Settings: {", ".join(names)}. Run "onrecord doctor" to see their values.'
