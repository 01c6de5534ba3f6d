"""Logs go to standard error and never hold a secret."""

from __future__ import annotations

import logging
import re
import sys

_TOKEN = re.compile(r"(?<!\d)\d{5,}:[A-Za-z0-9_-]{20,}")


class _Redact(logging.Formatter):
    """Formats a record, tracebacks included, and blots out what looks like a Telegram token."""

    def format(self, record: logging.LogRecord) -> str:
        return _TOKEN.sub("<token>", super().format(record))


def configure(level: int = logging.INFO) -> None:
    """Sends log records to standard error, one line each."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redact("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for chatty in (
        "httpx",
        "httpcore",
        "httpx2",
        "openai",
        "anthropic",
        "telegram",
        "chromadb",
        "sentence_transformers",
    ):
        logging.getLogger(chatty).setLevel(logging.WARNING)
