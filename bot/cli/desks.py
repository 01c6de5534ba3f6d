"""The desk that commands ask, and the progress bar that they show meanwhile."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from bot.desk import Desk
    from config.settings import Settings
    from index.syncing.sync import Progress


def loaded(**answers: float) -> Settings:
    """The settings, with these of `answers` instead; their language is spoken from here on."""
    from config import settings
    from prompts import CURRENT_LANGUAGE

    found = settings.load(answers=dict(answers))
    CURRENT_LANGUAGE.set(found.interface.language)
    return found


def open_desk(**answers: float) -> Desk:
    """The desk over the index of the settings, with these settings of `answers` instead; says so where it is empty."""
    from bot.desk import Desk

    desk = Desk(loaded(**answers))
    if desk.is_empty():
        click.echo(
            f'The index at {desk.settings.index.path} is empty; run "onrecord index FOLDER".',
            err=True,
        )
    return desk


@cache
def shared_desk() -> Desk:
    """The one desk of this process, opened when first asked for."""
    return open_desk()


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A progress bar on a terminal, and nothing elsewhere."""
    from bot.rendering.terminal import console

    out = console(stderr=True)
    if not out.is_terminal or not out.color_system:
        yield lambda *_: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        SpinnerColumn,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total, name: bar.update(
            task, completed=done, total=total, description=f"{what} {name[-40:]}"
        )
