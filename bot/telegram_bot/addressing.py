"""What of a message is meant for the bot."""

from __future__ import annotations

from telegram import Bot, Chat, Message, MessageEntity


def words_for(bot: Bot, message: Message) -> str | None:
    """The text that a message has for the bot, without its name; None where it is none of the bot's business.

    In a private chat that is all text but what the bot itself gave to share; elsewhere, where it is mentioned or replied to.
    """
    if message.via_bot is not None and message.via_bot.id == bot.id:
        return None
    is_meant = (
        message.chat.type == Chat.PRIVATE or _mentions(bot, message) or _is_reply_to(bot, message)
    )
    return without_name(bot, message) if is_meant else None


def without_name(bot: Bot, message: Message) -> str:
    """The text of a message that is known to be meant for the bot, without its name."""
    text = text_of(message)
    if message.chat.type == Chat.PRIVATE:
        return text.strip()
    for mention in _mentions(bot, message):
        text = text.replace(mention, " ", 1)
    return " ".join(text.split())


def text_of(message: Message) -> str:
    """The text or the caption of a message, without halves of characters, which nothing behind the bot can take."""
    return (message.text or message.caption or "").encode(errors="replace").decode()


def is_repeated(message: Message) -> bool:
    """Whether somebody sends on what was written elsewhere."""
    return message.forward_origin is not None


def _mentions(bot: Bot, message: Message) -> list[str]:
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    entities = message.parse_entities(kinds) if message.text else {}
    return [
        words
        for entity, words in entities.items()
        if (
            entity.user.id == bot.id if entity.user else words.lower() == f"@{bot.username}".lower()
        )
    ]


def _is_reply_to(bot: Bot, message: Message) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
