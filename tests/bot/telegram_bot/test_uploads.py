"""Uploads by admins, over HTTP (see conftest.py): the server keeps the files and gives them out; the rest is ours."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.rendering import telegram as rendering
from bot.telegram_bot.uploads import Uploads
from config import settings
from tests.bot.telegram_bot.conftest import bot_over

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import BotProcess, Call, Server, Telegram
