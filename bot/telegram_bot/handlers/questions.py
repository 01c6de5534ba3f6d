"""Messages: questions, and what is none."""

from __future__ import annotations

from telegram import Message, Update

from bot.conversation.smalltalk import smalltalk
from bot.rendering.telegram import messages as rendering
from bot.rendering.telegram import uploads as upload_messages
from bot.telegram_bot import answering
from bot.telegram_bot.addressing import is_repeated, words_for
from bot.telegram_bot.answering import Asker
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers import uploads
from bot.telegram_bot.sending.replies import reply
from prompts import Translatable, translate


async def answer(update: Update, context: Context) -> None:
    """Answers a question; says a word to what is none."""
    message = _message(update)
    text = words_for(context.bot, message)
    if text is None:
        return
    polite = smalltalk(text)
    if is_repeated(message):
        await reply(
            message,
            translate(rendering.FORWARDED),
            buttons=rendering.check_buttons(),
            is_quoted=True,
        )
    elif uploads.is_address(text) and _is_by_admin(message, context):
        await reply(
            message,
            translate(upload_messages.ADD_ADDRESS),
            buttons=upload_messages.buttons(),
            is_quoted=True,
        )
    elif polite:
        await reply(message, translate(polite.value))
    else:
        await answering.answer(text, Asker(message, message.from_user), context)


async def offer_again(update: Update, context: Context) -> None:
    """Offers to answer a question that was edited."""
    message = update.edited_message
    assert message is not None  # of the handler's choosing
    if words_for(context.bot, message) and not is_repeated(message):
        await reply(
            message, translate(rendering.EDITED), buttons=rendering.edited_buttons(), is_quoted=True
        )


async def decline(update: Update, context: Context) -> None:
    """Asks for text in place of a photo, a sticker, a voice message and the like; a post with text is offered to be checked."""
    message = _message(update)
    if message.caption and is_repeated(message):
        await reply(
            message,
            translate(rendering.FORWARDED),
            buttons=rendering.check_buttons(),
            is_quoted=True,
        )
    else:
        await reply(message, translate(_in_place_of(message)))


def _in_place_of(message: Message) -> Translatable:
    if message.sticker or message.animation:
        return rendering.STICKER
    if message.photo or message.video:
        return rendering.PHOTO
    if message.voice or message.audio or message.video_note:
        return rendering.VOICE
    if message.location or message.venue:
        return rendering.LOCATION
    if message.contact:
        return rendering.CONTACT
    return rendering.POLL if message.poll or message.dice or message.game else rendering.NOT_TEXT


def _is_by_admin(message: Message, context: Context) -> bool:
    return message.from_user is not None and context.parts.access.is_admin(message.from_user.id)


def _message(update: Update) -> Message:
    assert update.message is not None  # of the handlers' choosing
    return update.message
