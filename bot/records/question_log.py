"""The journal: a line in the log for each question, without its words."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from functools import cache

from bot.types.answer import Answer

log = logging.getLogger(__name__)


def note(chat: str, answer: Answer) -> None:
    """Logs a chat's hash, how its question was answered and in how many seconds; at DEBUG the question's words, too."""
    fields: dict[str, object] = {
        "chat": _hash(chat),
        "answered": answer.answered,
        "engine": answer.engine,
        "citations": len(answer.citations),
        "seconds": {step: round(seconds, 4) for step, seconds in answer.seconds.items()},
    }
    if log.isEnabledFor(logging.DEBUG):
        fields["question"] = answer.question
    log.info("%s", json.dumps(fields, ensure_ascii=True))


def _hash(chat: str) -> str:
    """Tells a chat from others as long as this process runs; nobody can reckon it from the chat's number."""
    return hashlib.blake2s(chat.encode(), digest_size=6, key=_key()).hexdigest()


@cache
def _key() -> bytes:
    return secrets.token_bytes(16)
