"""The application's error handler: logs a fault and tells the user."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.rendering.telegram import notices
from bot.telegram_bot.connection import is_uncertain
from bot.telegram_bot.receiving.inbox import new_reference
from bot.telegram_bot.sending.fault_messages import tell_fault
from index.errors import OnRecordError

if TYPE_CHECKING:
    from bot.telegram_bot.context import Context

log = logging.getLogger(__name__)


async def report(update: object, context: Context) -> None:
    """Logs a handler's error, with a traceback if it is unexpected, and tells the user.

    No other handler gets the update, so an error at the gate lets nobody in.
    """
    error = context.error
    if isinstance(error, Forbidden):
        log.info("A chat cannot be written to any more: %s", error)
    else:
        await _report(update, error)
    raise ApplicationHandlerStop


async def _report(update: object, error: Exception | None) -> None:
    reference = new_reference()
    if isinstance(error, (TelegramError, OnRecordError)):
        log.error("Fault %s: %s: %s", reference, type(error).__name__, error)
    else:
        log.error("Fault %s.", reference, exc_info=error)
    if not isinstance(update, Update):
        return
    if isinstance(error, TelegramError) and is_uncertain(error):
        await tell_fault(update, notices.uncertain(reference), reference)
    else:
        await tell_fault(update, notices.fault(reference), reference)
