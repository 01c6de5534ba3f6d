"""Uploads by admins: a file or an address is looked at, shown, put on record when that is confirmed, and reported."""

from __future__ import annotations

import logging

from telegram import CallbackQuery, Document, MaybeInaccessibleMessage, Message, Update
from telegram.error import TelegramError

from bot.rendering.telegram import uploads as rendering
from bot.rendering.telegram.buttons import Kind, pressed
from bot.rendering.telegram.messages import GONE
from bot.telegram_bot.addressing import without_name
from bot.telegram_bot.context import Context
from bot.telegram_bot.sending.delivery import provisional
from bot.telegram_bot.sending.replies import Place, change, reply, say, typing
from bot.telegram_bot.uploads import MOST_BYTES, is_taken
from index.errors import OnRecordError
from index.readers import Unreadable
from index.stores.roots import is_address as is_web_address
from prompts import translate

log = logging.getLogger(__name__)


async def preview(update: Update, context: Context) -> None:
    """Shows an admin what a file holds, and asks whether it is to be put on record."""
    message = update.message
    assert message is not None  # of the handler's choosing
    document = message.document
    assert document is not None  # likewise
    refusal = _refusal(message, document, context)
    if refusal:
        await reply(message, refusal)
        return
    async with typing(Place.of(message)):
        found = await context.parts.uploads.look(_name(document), await _contents(document))
    articles = [one for one in found if not isinstance(one, Unreadable)]
    if not articles:
        await reply(message, translate(rendering.NOTHING_IN_IT))
        return
    text = rendering.preview(_name(document), articles, len(found) - len(articles))
    await reply(message, text, buttons=rendering.buttons(), is_quoted=True)


async def decide(update: Update, context: Context) -> None:
    """Puts on record what the button's message replies to, or does not."""
    query = update.callback_query
    assert query is not None  # of the handler's choosing
    message = query.message
    assert message is not None  # likewise
    if not context.parts.access.is_admin(query.from_user.id):
        await query.answer(translate(rendering.NOT_ADMITTED), show_alert=True)
        return
    if pressed(query.data, Kind.KEEP_OUT):
        await query.answer()
        await change(Place.of(message), message.message_id, translate(rendering.KEPT_OUT))
        return
    await _add(query, message, context)


def is_address(text: str) -> bool:
    """Whether a text is a web address and nothing else."""
    return is_web_address(text) and len(text.split()) == 1


async def _add(query: CallbackQuery, message: MaybeInaccessibleMessage, context: Context) -> None:
    replied = message.reply_to_message if isinstance(message, Message) else None
    if replied is None or not (replied.document or is_address(without_name(context.bot, replied))):
        await query.answer(translate(GONE), show_alert=True)
        return
    await query.answer()
    place, status = Place.of(message), message.message_id
    await change(place, status, translate(rendering.READING))
    try:
        report = await _index(replied, place, status, context)
    except OnRecordError as error:
        log.warning("An upload could not be indexed: %s", error)
        await change(place, status, translate(rendering.NOT_ADDED), rendering.buttons())
    else:
        await change(place, status, translate(rendering.READ))
        await say(place, report)


async def _index(replied: Message, place: Place, status: int, context: Context) -> str:
    """Indexes what a message holds, and returns a report of it."""
    uploads, document, kept = context.parts.uploads, replied.document, None
    if document is not None:
        if refusal := _unfit(document):
            return refusal
        kept = await uploads.keep(_name(document), await _contents(document))
    async for step in uploads.index(None if kept else without_name(context.bot, replied)):
        if isinstance(step, tuple):
            await _show(place, status, rendering.progress(*step))
        else:
            done = step
    left_out = [
        reason for name, reason in done.skipped.items() if kept is None or name.startswith(kept)
    ]
    return rendering.report(len(done.added), len(done.updated), done.articles, left_out)


async def _show(place: Place, status: int, text: str) -> None:
    try:
        with provisional():
            await change(place, status, text)
    except TelegramError as error:
        log.debug("%s", error)


def _refusal(message: Message, document: Document, context: Context) -> str | None:
    """Why a file is not taken, as far as can be told before it is fetched."""
    user, access = message.from_user, context.parts.access
    if user is None or not access.is_admin(user.id):
        return translate(rendering.NOT_ADMITTED if access.has_admins else rendering.NO_UPLOADS)
    return _unfit(document)


def _unfit(document: Document) -> str | None:
    if not is_taken(_name(document)):
        return translate(rendering.UNREADABLE_KIND)
    return translate(rendering.TOO_BIG) if (document.file_size or 0) > MOST_BYTES else None


async def _contents(document: Document) -> bytes:
    file = await document.get_file()
    return bytes(await file.download_as_bytearray())


def _name(document: Document) -> str:
    return document.file_name or ""
