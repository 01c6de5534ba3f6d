"""Uploads by admins: a file or an address is previewed, indexed once confirmed, and reported."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram import CallbackQuery, Document, MaybeInaccessibleMessage, Message, Update
from telegram.error import TelegramError

from bot.rendering.telegram import uploads as texts
from bot.rendering.telegram.buttons import ButtonKind, parse_press
from bot.rendering.telegram.notices import GONE
from bot.telegram_bot.addressing import is_only_address, without_mention
from bot.telegram_bot.context import Context
from bot.telegram_bot.receiving.updates import new_message, pressed_button
from bot.telegram_bot.sending.delivery import provisional
from bot.telegram_bot.sending.replies import (
    Destination,
    edit_message,
    reply,
    send_messages,
    typing,
)
from index.errors import OnRecordError
from index.readers.unreadable import Unreadable
from prompts import translate

if TYPE_CHECKING:
    from bot.telegram_bot.uploads import Uploads

log = logging.getLogger(__name__)


async def preview(update: Update, context: Context) -> None:
    """Shows an admin what a file holds, and asks whether to add it."""
    message = new_message(update)
    document = message.document
    assert document is not None  # the handler gets no other message
    refusal = _refusal(message, document, context)
    if refusal:
        await reply(message, refusal)
        return
    name = _name(document)
    async with typing(Destination.of(message)):
        found = await context.services.uploads.read(name, await _contents(document))
    articles = [one for one in found if not isinstance(one, Unreadable)]
    if articles:
        text = texts.preview(name, articles, len(found) - len(articles))
        await reply(message, text, buttons=texts.decision_buttons(), is_quoted=True)
    else:
        await reply(message, translate(texts.NOTHING_IN_IT))


async def decide(update: Update, context: Context) -> None:
    """Adds what the button's message replies to, or does not, as the button says."""
    query, message = pressed_button(update)
    if not context.services.access.is_admin(query.from_user.id):
        await query.answer(translate(texts.NOT_ADMITTED), show_alert=True)
    elif parse_press(query.data, ButtonKind.DO_NOT_ADD):
        await query.answer()
        text = translate(texts.DECLINED)
        await edit_message(Destination.of(message), message.message_id, text)
    else:
        await _add(query, message, context)


async def _add(query: CallbackQuery, message: MaybeInaccessibleMessage, context: Context) -> None:
    replied = message.reply_to_message if isinstance(message, Message) else None
    if replied is None or not (
        replied.document or is_only_address(without_mention(context.bot, replied))
    ):
        await query.answer(translate(GONE), show_alert=True)
        return
    await query.answer()
    destination, status = Destination.of(message), message.message_id
    await edit_message(destination, status, translate(texts.READING))
    try:
        report = await _index(replied, destination, status, context)
    except OnRecordError as error:
        log.warning("An upload could not be indexed: %s", error)
        text = translate(texts.NOT_ADDED)
        await edit_message(destination, status, text, texts.decision_buttons())
    else:
        await edit_message(destination, status, translate(texts.READ))
        await send_messages(destination, report)


async def _index(replied: Message, destination: Destination, status: int, context: Context) -> str:
    """Indexes the file or address in a message. Returns a report of it."""
    uploads, document = context.services.uploads, replied.document
    saved = address = None
    if document is None:
        address = without_mention(context.bot, replied)
    elif refusal := _unfit(document, uploads):
        return refusal
    else:
        saved = await uploads.save(_name(document), await _contents(document))
    async for step in uploads.index(address):
        if isinstance(step, tuple):
            await _show_progress(destination, status, texts.progress(*step))
        else:
            done = step
    skipped = []
    for name, reason in done.skipped.items():
        if saved is None or name.startswith(saved):
            skipped.append(reason)
    return texts.report(len(done.added), len(done.updated), done.articles, skipped)


async def _show_progress(destination: Destination, status: int, text: str) -> None:
    try:
        with provisional():
            await edit_message(destination, status, text)
    except TelegramError as error:
        log.debug("%s", error)


def _refusal(message: Message, document: Document, context: Context) -> str | None:
    """Why a file is not accepted, as far as is known before it is fetched; None if it is."""
    user, access = message.from_user, context.services.access
    if user is None or not access.is_admin(user.id):
        return translate(texts.NOT_ADMITTED if access.has_admins else texts.NO_UPLOADS)
    return _unfit(document, context.services.uploads)


def _unfit(document: Document, uploads: Uploads) -> str | None:
    """Why a file is not accepted from anybody; None if it may be."""
    if not uploads.accepts(_name(document)):
        return translate(texts.UNREADABLE_KIND)
    if (document.file_size or 0) > uploads.MAX_BYTES:
        return translate(texts.TOO_BIG)
    return None


async def _contents(document: Document) -> bytes:
    file = await document.get_file()
    return bytes(await file.download_as_bytearray())


def _name(document: Document) -> str:
    return document.file_name or ""
