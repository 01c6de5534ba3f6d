"""Logs go to standard error and never hold a secret."""

from __future__ import annotations

import logging
import sys

from config.redaction import redact

QUESTIONS = "bot.records.question_log"
"""The logger with a line for each question; at DEBUG its lines hold the question's words."""


class _Redact(logging.Formatter):
    """Formats a record, tracebacks included, and blots out what looks like a secret."""

    def format(self, record: logging.LogRecord) -> str:
        return redact(super().format(record))


def configure(level: int = logging.INFO, *, questions: bool = False) -> None:
    """Sends log records to standard error, one line each; what was asked is among them if `questions`."""
    logging.getLogger(QUESTIONS).setLevel(logging.DEBUG if questions else logging.INFO)
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
