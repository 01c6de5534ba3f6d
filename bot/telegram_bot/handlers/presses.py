"""Presses on buttons. Those under old messages must work for ever: what a press needs is in its data and in the store."""

from __future__ import annotations

import asyncio
import contextlib

from telegram import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message, Update
from telegram.error import TelegramError

from bot.rendering.telegram import messages as rendering
from bot.rendering.telegram.buttons import Kind, Press, pressed
from bot.telegram_bot import answering, languages
from bot.telegram_bot.addressing import text_of, without_name
from bot.telegram_bot.answering import Asker
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers.records import check_claim
from bot.telegram_bot.receiving.updates import chat_key
from bot.telegram_bot.sending.reading_window import Stretch, before, behind
from bot.telegram_bot.sending.replies import Place, Rows, change, reply, say
from bot.types.citation import Citation
from index.types import Article
from prompts import LANGUAGES, Translatable, translate

_RATINGS = {Kind.GOOD: 1, Kind.BAD: -1}


async def show_passage(update: Update, context: Context) -> None:
    """Sends the passage whose button was pressed, as a reply to the answer."""
    query, message = _query(update)
    press, citation = await _cited(query, context, Kind.PASSAGE, numbers=1)
    if press is None or citation is None:
        await _alert(query, rendering.NOT_KNOWN)
        return
    article = await asyncio.to_thread(context.parts.desk.cited, citation)
    text = rendering.passage(citation, has_changed=article is None)
    shown = Stretch(citation.start - len(citation.before), citation.end + len(citation.after))
    await reply(message, text, buttons=_buttons(press.id, citation, article, shown), is_quoted=True)
    await query.answer()


async def read_on(update: Update, context: Context) -> None:
    """Shows what stands before or behind a passage, in its place."""
    query, message = _query(update)
    press, citation = await _cited(query, context, Kind.EARLIER, Kind.LATER, numbers=2)
    article = await asyncio.to_thread(context.parts.desk.cited, citation) if citation else None
    if press is None or citation is None or article is None:
        await _alert(query, rendering.CHANGED_SHORT if citation else rendering.NOT_KNOWN)
        return
    find = behind if press.kind is Kind.LATER else before
    stretch = find(article.text, min(press.numbers[1], len(article.text)))
    text = rendering.reading(citation, article.text[stretch.start : stretch.end], stretch.start)
    buttons = _buttons(press.id, citation, article, stretch)
    await change(Place.of(message), message.message_id, text, buttons)
    await query.answer()


async def open_file(update: Update, context: Context) -> None:
    """Sends the file that a passage is from."""
    query, message = _query(update)
    _, citation = await _cited(query, context, Kind.FILE, numbers=1)
    article = await asyncio.to_thread(context.parts.desk.cited, citation) if citation else None
    if article is None:
        await _alert(query, rendering.CHANGED_SHORT if citation else rendering.NOT_KNOWN)
        return
    original = await asyncio.to_thread(context.parts.desk.original, article.source)
    place = Place.of(message, is_quoted=True)
    await context.bot.send_document(
        place.chat,
        original.data,
        filename=original.name,
        message_thread_id=place.topic,
        reply_parameters=place.reply_parameters,
    )
    await query.answer()


async def copy_sources(update: Update, context: Context) -> None:
    """Sends an answer whole, with its sources as footnotes."""
    query, message = _query(update)
    press = pressed(query.data, Kind.SOURCES)
    found = await asyncio.to_thread(context.parts.conversations.answer, press.id) if press else None
    if press is None or found is None:
        await _alert(query, rendering.NOT_KNOWN)
        return
    link = f"https://t.me/{context.bot.username}?start={press.id}"
    await say(Place.of(message, is_quoted=True), *rendering.copied_messages(found, link))
    await query.answer()


async def rate(update: Update, context: Context) -> None:
    """Keeps what somebody thinks of an answer."""
    query, _ = _query(update)
    press = pressed(query.data, *_RATINGS)
    user = chat_key(query.from_user.id)
    keep = context.parts.conversations.rate
    is_kept = press is not None and await asyncio.to_thread(
        keep, press.id, user, _RATINGS[press.kind]
    )
    await query.answer(translate(rendering.THANKS if is_kept else rendering.NOT_KNOWN))


async def ask_choice(update: Update, context: Context) -> None:
    """Asks what was chosen of the things that a question may mean."""
    query, message = _query(update)
    press = pressed(query.data, Kind.CHOICE, numbers=1)
    find = context.parts.conversations.choice
    choice = await asyncio.to_thread(find, press.id, press.numbers[0]) if press else None
    await _ask(choice.question if choice else None, query, message, context)


async def ask_suggestion(update: Update, context: Context) -> None:
    """Asks a question that /start gave to try."""
    query, message = _query(update)
    question = _label(message, query.data)
    if question is None or question.endswith("…"):  # the button had no room for all of it
        question = await _suggested(query, context)
    await _ask(question, query, message, context)


async def answer_edited(update: Update, context: Context) -> None:
    """Answers a question as it is now that it was edited."""
    query, message = _query(update)
    replied = _replied(message)
    await _ask(
        without_name(context.bot, replied) if replied else None, query, replied or message, context
    )


async def check_replied(update: Update, context: Context) -> None:
    """Holds the message that the button's message replies to against the articles."""
    query, message = _query(update)
    replied = _replied(message)
    claim = text_of(replied) if replied else ""
    if not claim:
        await _alert(query, rendering.GONE)
        return
    await query.answer()
    await check_claim(claim, Asker(message, query.from_user), context)


async def choose_language(update: Update, context: Context) -> None:
    """Speaks the language of the button in this chat from now on."""
    query, message = _query(update)
    press = pressed(query.data, Kind.LANGUAGE)
    if press is None or press.id not in LANGUAGES:
        await _alert(query, rendering.NOT_KNOWN)
        return
    await languages.choose(message.chat.id, press.id, context.bot, context.parts)
    await change(
        Place.of(message),
        message.message_id,
        translate(rendering.LANGUAGE_CHOSEN),
        rendering.language_buttons(),
    )
    await query.answer()


async def try_again(update: Update, context: Context) -> None:
    """Handles once more the update that ended in a fault, and takes the button away."""
    query, message = _query(update)
    press = pressed(query.data, Kind.RETRY)
    is_known = press is not None and await context.parts.reception.again(press.id)
    await (query.answer() if is_known else _alert(query, rendering.NOT_AGAIN))
    await without_buttons(message, context)


async def say_unknown(update: Update, context: Context) -> None:
    """Says that a button leads nowhere."""
    query = update.callback_query
    assert query is not None  # of the handler's choosing
    await _alert(query, rendering.NOT_KNOWN)


async def without_buttons(message: MaybeInaccessibleMessage, context: Context) -> None:
    """Takes the buttons away from the bot's message."""
    with contextlib.suppress(TelegramError):
        await context.bot.edit_message_reply_markup(message.chat.id, message.message_id)


async def _ask(
    question: str | None, query: CallbackQuery, message: MaybeInaccessibleMessage, context: Context
) -> None:
    if not question:
        await _alert(query, rendering.NOT_KNOWN)
        return
    await query.answer()
    await answering.answer(question, Asker(message, query.from_user), context)


async def _cited(
    query: CallbackQuery, context: Context, *kinds: Kind, numbers: int
) -> tuple[Press | None, Citation | None]:
    press = pressed(query.data, *kinds, numbers=numbers)
    find = context.parts.conversations.citation
    return press, await asyncio.to_thread(find, press.id, press.numbers[0]) if press else None


async def _suggested(query: CallbackQuery, context: Context) -> str | None:
    press = pressed(query.data, Kind.SUGGESTION, numbers=1)
    questions = await asyncio.to_thread(context.parts.desk.suggestions)
    return (
        questions[press.numbers[0] - 1]
        if press and 1 <= press.numbers[0] <= len(questions)
        else None
    )


def _buttons(answer_id: str, citation: Citation, article: Article | None, shown: Stretch) -> Rows:
    if article is None:
        return [row] if (row := rendering.copy_buttons(citation)) else []
    earlier = shown.start if article.text[: shown.start].strip() else None
    later = shown.end if article.text[shown.end :].strip() else None
    return rendering.passage_buttons(answer_id, citation, article.url, earlier, later)


def _label(message: MaybeInaccessibleMessage, data: str | None) -> str | None:
    """What the button with that data says, where the message can still be read."""
    markup = message.reply_markup if isinstance(message, Message) else None
    rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else ()
    return next(
        (button.text for row in rows for button in row if button.callback_data == data), None
    )


def _replied(message: MaybeInaccessibleMessage) -> Message | None:
    return message.reply_to_message if isinstance(message, Message) else None


async def _alert(query: CallbackQuery, text: Translatable) -> None:
    """Shows a text that has to be closed, in the place of what the button was to do."""
    await query.answer(translate(text), show_alert=True)


def _query(update: Update) -> tuple[CallbackQuery, MaybeInaccessibleMessage]:
    query = update.callback_query
    assert query is not None  # of the handlers' choosing
    assert query.message is not None  # the bot puts no buttons under what is shared
    return query, query.message
