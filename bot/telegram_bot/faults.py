"""Faults as users see them: a sentence, a reference, and a button that tries again."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import ApplicationHandlerStop

from bot.rendering.telegram import messages as rendering
from bot.telegram_bot.connection import is_uncertain
from bot.telegram_bot.receiving.inbox import IN_HAND, new_reference
from bot.telegram_bot.sending.replies import reply
from index.errors import OnRecordError

if TYPE_CHECKING:
    from bot.telegram_bot.context import Context

log = logging.getLogger(__name__)


async def report(update: object, context: Context) -> None:
    """Logs what went wrong in a handler, with a traceback where nobody expected it, and tells the user that it did.

    No other handler gets the update: where the gate fails, nobody comes in.
    """
    await _report(update, context)
    raise ApplicationHandlerStop


async def _report(update: object, context: Context) -> None:
    error, reference = context.error, new_reference()
    if isinstance(error, Forbidden):
        log.info("A chat cannot be written to any more: %s", error)
        return
    if isinstance(error, (TelegramError, OnRecordError)):
        log.error("Fault %s: %s: %s", reference, type(error).__name__, error)
    else:
        log.error("Fault %s.", reference, exc_info=error)
    if not isinstance(update, Update):
        return
    is_doubtful = isinstance(error, TelegramError) and is_uncertain(error)
    await _tell(
        update,
        rendering.uncertain(reference) if is_doubtful else rendering.fault(reference),
        reference,
    )


async def tell_interruption(update: Update) -> None:
    """Tells the user that the bot was ended while it sent its reply, and that nobody knows whether it arrived."""
    reference = new_reference()
    log.info("Fault %s: ended while a reply was sent.", reference)
    if update.message is not None or update.edited_message is not None:
        await _tell(update, rendering.uncertain(reference), reference)


async def _tell(update: Update, text: str, reference: str) -> None:
    handling = IN_HAND.get()
    if (
        handling is not None
        and update.effective_message is not None
        and update.callback_query is None
    ):
        handling.reference = reference
    try:
        if update.callback_query is not None:
            await update.callback_query.answer(text, show_alert=True)
        elif (message := update.message or update.edited_message) is not None:
            await reply(message, text, buttons=rendering.retry_buttons(reference))
    except TelegramError as error:
        log.warning(
            "The user could not be told of fault %s: %s: %s", reference, type(error).__name__, error
        )
