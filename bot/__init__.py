"""On Record: answers from a folder of news articles, with checked citations.

>>> import bot
>>> desk = bot.open()
>>> desk.ask("what did Lavrov say in Minsk?")
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.desk import Desk

__version__ = "0.1.0"


def open(path: str | Path | None = None) -> Desk:
    """A desk over the index at `path`, or over the one that the settings name.

    Raises SettingsError for a wrong setting and NoIndexError if there is no index.
    """
    from bot.desk import Desk
    from config import settings

    overrides = {} if path is None else {"index": {"path": str(path)}}
    return Desk(settings.load(**overrides))  # type: ignore[arg-type]
