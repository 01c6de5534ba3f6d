"""The question log: one line for each question, without its words."""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
from functools import cache

from bot.types.answer import Answer

log = logging.getLogger(__name__)


def note(chat: str, answer: Answer) -> None:
    """Logs how a question was answered, in how many seconds, and a hash of its chat.

    At the level DEBUG, the words of the question are logged too.
    """
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
    """The same for one chat while this process runs; nobody can compute it from the chat's key."""
    return hashlib.blake2s(chat.encode(), digest_size=6, key=_secret()).hexdigest()


@cache
def _secret() -> bytes:
    return secrets.token_bytes(16)
