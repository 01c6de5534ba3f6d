"""Faults as users see them: a sentence, a reference, and a button to try again."""

from __future__ import annotations

import logging

from telegram import Update
from telegram.error import TelegramError

from bot.rendering.telegram import notices
from bot.telegram_bot.receiving.inbox import HANDLING, new_reference
from bot.telegram_bot.sending.replies import reply

log = logging.getLogger(__name__)


async def tell_fault(update: Update, text: str, reference: str) -> None:
    """Sends a text about a fault: an alert after a press, else a reply with a button.

    The update being handled keeps the reference, so that the button can retry it; a press is
    not retried.
    """
    handling = HANDLING.get()
    if handling and update.effective_message and not update.callback_query:
        handling.reference = reference
    try:
        message = update.message or update.edited_message
        if update.callback_query:
            await update.callback_query.answer(text, show_alert=True)
        elif message:
            await reply(message, text, buttons=notices.retry_buttons(reference))
    except TelegramError as error:
        name = type(error).__name__
        log.warning("The user could not be told of fault %s: %s: %s", reference, name, error)


async def tell_interruption(update: Update) -> None:
    """Tells the user that the bot stopped while replying, so the reply may not have arrived."""
    reference = new_reference()
    log.info("Fault %s: ended while a reply was sent.", reference)
    if update.message or update.edited_message:
        await tell_fault(update, notices.uncertain(reference), reference)
