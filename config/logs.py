"""Logs go to standard error and never hold a secret."""

from __future__ import annotations

import logging
import sys

from config.redaction import redact

QUESTIONS = "bot.records.question_log"
"""The logger that writes a line for each question; at DEBUG the lines hold the question's words."""
_VERBOSE_LIBRARIES = (
    "httpx",
    "httpcore",
    "httpx2",
    "openai",
    "anthropic",
    "telegram",
    "chromadb",
    "sentence_transformers",
)
"""Libraries that log each request; the URLs may hold the Telegram token."""


class _Redacting(logging.Formatter):
    """Removes secrets from each record, its traceback included."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure(level: int = logging.INFO, *, questions: bool = False) -> None:
    """Sends log records to standard error; with `questions`, also the words of questions."""
    logging.getLogger(QUESTIONS).setLevel(logging.DEBUG if questions else logging.INFO)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for library in _VERBOSE_LIBRARIES:
        logging.getLogger(library).setLevel(logging.WARNING)
