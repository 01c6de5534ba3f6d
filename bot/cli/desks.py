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

_NAME_LENGTH = 40
"""Characters of a file's path that a progress bar shows."""


def load_settings(**answers: float) -> Settings:
    """The settings; `answers` overrides some of that section. Sets the language of messages."""
    from config import settings
    from prompts import CURRENT_LANGUAGE

    loaded = settings.load(answers=dict(answers))
    CURRENT_LANGUAGE.set(loaded.interface.language)
    return loaded


def open_desk(**answers: float) -> Desk:
    """A desk over the index of the settings; `answers` overrides some of that section.

    Prints a message if the index is empty.
    """
    from bot.desk import Desk

    desk = Desk(load_settings(**answers))
    if desk.is_empty():
        path = desk.settings.index.path
        click.echo(f'The index at {path} is empty; run "onrecord index FOLDER".', err=True)
    return desk


@cache
def shared_desk() -> Desk:
    """The one desk of this process, opened on first use."""
    return open_desk()


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """A progress bar on a terminal, and nothing elsewhere.

    The function that it yields takes how many are done, how many there are, and a name.
    """
    from bot.rendering.terminal import console

    out = console(stderr=True)
    if not out.is_terminal or not out.color_system:
        yield lambda *_: None
        return
    from rich import progress

    columns = (
        progress.SpinnerColumn(),
        progress.TextColumn("{task.description}"),
        progress.BarColumn(),
        progress.MofNCompleteColumn(),
        progress.TimeRemainingColumn(),
    )
    with progress.Progress(*columns, console=out, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def update(done: int, total: int, name: str) -> None:
            description = f"{what} {name[-_NAME_LENGTH:]}"
            bar.update(task, completed=done, total=total, description=description)

        yield update
