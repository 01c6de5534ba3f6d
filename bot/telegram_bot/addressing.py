"""Which messages are meant for the bot, and their text."""

from __future__ import annotations

from telegram import Bot, Chat, Message, MessageEntity

from index.readers.http_fetch import is_address


def text_for_bot(bot: Bot, message: Message) -> str | None:
    """The message's text without the bot's name; None if the message is not for the bot.

    In private every message is for the bot, except passages shared through its inline mode. In
    a group it must mention the bot or reply to it.
    """
    if message.via_bot is not None and message.via_bot.id == bot.id:
        return None
    is_private = message.chat.type == Chat.PRIVATE
    if is_private or _mentions(bot, message) or _is_reply_to(bot, message):
        return without_mention(bot, message)
    return None


def without_mention(bot: Bot, message: Message) -> str:
    """The text of a message that is for the bot, without the bot's name."""
    text = text_of(message)
    if message.chat.type == Chat.PRIVATE:
        return text.strip()
    for mention in _mentions(bot, message):
        text = text.replace(mention, " ", 1)
    return " ".join(text.split())


def text_of(message: Message) -> str:
    """The text or caption, with halves of surrogate pairs replaced: nothing else takes them."""
    return (message.text or message.caption or "").encode(errors="replace").decode()


def is_forwarded(message: Message) -> bool:
    """Whether the message was written elsewhere and forwarded."""
    return message.forward_origin is not None


def _mentions(bot: Bot, message: Message) -> list[str]:
    """The words of a message's text that mention the bot."""
    if not message.text:
        return []
    kinds: list[str | None] = [MessageEntity.MENTION, MessageEntity.TEXT_MENTION]
    entities = message.parse_entities(kinds)
    return [words for entity, words in entities.items() if _is_bot(bot, entity, words)]


def _is_bot(bot: Bot, entity: MessageEntity, words: str) -> bool:
    if entity.user:
        return entity.user.id == bot.id
    return words.lower() == f"@{bot.username}".lower()


def _is_reply_to(bot: Bot, message: Message) -> bool:
    replied = message.reply_to_message
    return replied is not None and replied.from_user is not None and replied.from_user.id == bot.id


def is_only_address(text: str) -> bool:
    """Whether a text is a web address and nothing else."""
    return is_address(text) and len(text.split()) == 1
