"""Messages: questions, and replies to what is no question."""

from __future__ import annotations

import asyncio

from telegram import Message, Update

from bot.conversation.smalltalk import Smalltalk
from bot.conversation.understanding import smalltalk_after
from bot.rendering.telegram import notices
from bot.rendering.telegram import uploads as upload_messages
from bot.telegram_bot import answering
from bot.telegram_bot.addressing import is_forwarded, is_only_address, text_for_bot
from bot.telegram_bot.answering import Asker
from bot.telegram_bot.context import Context
from bot.telegram_bot.receiving.updates import conversation_key, new_message
from bot.telegram_bot.sending.replies import reply
from prompts import Translatable, translate


async def answer(update: Update, context: Context) -> None:
    """Answers a question, or replies to what is none."""
    message = new_message(update)
    text = text_for_bot(context.bot, message)
    if text is None:
        return
    if is_forwarded(message):
        await _offer_check(message)
    elif is_only_address(text) and _is_from_admin(message, context):
        buttons = upload_messages.decision_buttons()
        text = translate(upload_messages.ADD_ADDRESS)
        await reply(message, text, buttons=buttons, is_quoted=True)
    elif polite := await asyncio.to_thread(_smalltalk, text, message, context):
        said = notices.HELP if polite is Smalltalk.HELP else polite.value
        await reply(message, translate(said))
    else:
        await answering.answer(text, Asker(message, message.from_user), context)


def _smalltalk(text: str, message: Message, context: Context) -> Smalltalk | None:
    """What kind of small talk a text is in its conversation. Reads it, and may load a model."""
    history = context.services.conversations.history(conversation_key(message))
    return smalltalk_after(text, history)


async def offer_again(update: Update, context: Context) -> None:
    """Offers to answer a question that was edited."""
    message = update.edited_message
    assert message is not None  # the handler gets no other update
    if text_for_bot(context.bot, message) and not is_forwarded(message):
        buttons = notices.edited_buttons()
        await reply(message, translate(notices.EDITED), buttons=buttons, is_quoted=True)


async def decline(update: Update, context: Context) -> None:
    """Asks for text instead of a photo, a sticker and the like; offers to check a post."""
    message = new_message(update)
    if message.caption and is_forwarded(message):
        await _offer_check(message)
    else:
        await reply(message, translate(_request_for_text(message)))


async def _offer_check(message: Message) -> None:
    buttons = notices.check_buttons()
    await reply(message, translate(notices.FORWARDED), buttons=buttons, is_quoted=True)


def _request_for_text(message: Message) -> Translatable:
    """What to say to a message that holds no text."""
    by_content = (
        (message.sticker or message.animation, notices.STICKER),
        (message.photo or message.video, notices.PHOTO),
        (message.voice or message.audio or message.video_note, notices.VOICE),
        (message.location or message.venue, notices.LOCATION),
        (message.contact, notices.CONTACT),
        (message.poll or message.dice or message.game, notices.POLL),
    )
    return next((text for content, text in by_content if content), notices.NOT_TEXT)


def _is_from_admin(message: Message, context: Context) -> bool:
    user = message.from_user
    return user is not None and context.services.access.is_admin(user.id)
