"""Presses on buttons.

Buttons under old messages must work for ever, so a press relies only on its own data and on
what is stored.
"""

from __future__ import annotations

import asyncio
import contextlib

from telegram import CallbackQuery, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message, Update
from telegram.error import TelegramError

from bot.rendering.telegram import notices, passages
from bot.rendering.telegram.answers import messages_to_copy
from bot.rendering.telegram.buttons import ButtonKind, Press, Rows, parse_press
from bot.telegram_bot import answering, languages
from bot.telegram_bot.addressing import text_of, without_mention
from bot.telegram_bot.answering import Asker
from bot.telegram_bot.context import Context
from bot.telegram_bot.handlers.records import check_claim
from bot.telegram_bot.receiving.updates import chat_key, pressed_button
from bot.telegram_bot.sending.reading_window import ReadingWindow, window_after, window_before
from bot.telegram_bot.sending.replies import Destination, edit_message, reply, send_messages
from bot.types.citation import Citation
from index.types import Article
from prompts import LANGUAGES, Translatable, translate

_RATINGS = {ButtonKind.GOOD: 1, ButtonKind.BAD: -1}


async def show_passage(update: Update, context: Context) -> None:
    """Sends the passage of the citation, as a reply to the answer."""
    query, message = pressed_button(update)
    press = parse_press(query.data, ButtonKind.PASSAGE, numbers=1)
    citation = await _citation(press, context)
    if press is None or citation is None:
        await _alert(query, notices.NOT_KNOWN)
        return
    article = await asyncio.to_thread(context.services.desk.cited, citation)
    text = passages.passage_message(citation, has_changed=article is None)
    window = ReadingWindow(
        citation.start - len(citation.before), citation.end + len(citation.after)
    )
    buttons = _passage_buttons(press.id, citation, article, window)
    await reply(message, text, buttons=buttons, is_quoted=True)
    await query.answer()


async def read_on(update: Update, context: Context) -> None:
    """Replaces a passage by the text before or after it."""
    query, message = pressed_button(update)
    press = parse_press(query.data, ButtonKind.EARLIER, ButtonKind.LATER, numbers=2)
    citation = await _citation(press, context)
    article = await _article(citation, context)
    if press is None or citation is None or article is None:
        await _alert(query, passages.CHANGED_SHORT if citation else notices.NOT_KNOWN)
        return
    find = window_after if press.kind is ButtonKind.LATER else window_before
    window = find(article.text, min(press.numbers[1], len(article.text)))
    shown = article.text[window.start : window.end]
    text = passages.window_message(citation, shown, window.start)
    buttons = _passage_buttons(press.id, citation, article, window)
    await edit_message(Destination.of(message), message.message_id, text, buttons)
    await query.answer()


async def open_file(update: Update, context: Context) -> None:
    """Sends the file that a passage is from."""
    query, message = pressed_button(update)
    press = parse_press(query.data, ButtonKind.FILE, numbers=1)
    citation = await _citation(press, context)
    article = await _article(citation, context)
    if article is None:
        await _alert(query, passages.CHANGED_SHORT if citation else notices.NOT_KNOWN)
        return
    original = await asyncio.to_thread(context.services.desk.original, article.source)
    destination = Destination.of(message, is_quoted=True)
    await context.bot.send_document(
        destination.chat,
        original.data,
        filename=original.name,
        message_thread_id=destination.topic,
        reply_parameters=destination.reply_parameters,
    )
    await query.answer()


async def copy_sources(update: Update, context: Context) -> None:
    """Sends the whole answer with its sources as footnotes."""
    query, message = pressed_button(update)
    press = parse_press(query.data, ButtonKind.SOURCES)
    find = context.services.conversations.answer
    found = await asyncio.to_thread(find, press.id) if press else None
    if press is None or found is None:
        await _alert(query, notices.NOT_KNOWN)
        return
    link = f"https://t.me/{context.bot.username}?start={press.id}"
    await send_messages(Destination.of(message, is_quoted=True), *messages_to_copy(found, link))
    await query.answer()


async def rate(update: Update, context: Context) -> None:
    """Stores a user's rating of an answer."""
    query, _ = pressed_button(update)
    press = parse_press(query.data, *_RATINGS)
    user = chat_key(query.from_user.id)
    is_stored = False
    if press is not None:
        rate = context.services.conversations.rate
        is_stored = await asyncio.to_thread(rate, press.id, user, _RATINGS[press.kind])
    await query.answer(translate(notices.THANKS if is_stored else notices.NOT_KNOWN))


async def ask_choice(update: Update, context: Context) -> None:
    """Answers the question of the choice."""
    query, message = pressed_button(update)
    press = parse_press(query.data, ButtonKind.CHOICE, numbers=1)
    find = context.services.conversations.choice
    choice = await asyncio.to_thread(find, press.id, press.numbers[0]) if press else None
    await _ask(choice.question if choice else None, query, message, context)


async def ask_suggestion(update: Update, context: Context) -> None:
    """Answers a question that /start suggested."""
    query, message = pressed_button(update)
    question = _label(message, query.data)
    if question is None or question.endswith("…"):  # it did not fit on the button
        question = await _suggestion(query, context)
    await _ask(question, query, message, context)


async def answer_edited(update: Update, context: Context) -> None:
    """Answers an edited question as it reads now."""
    query, message = pressed_button(update)
    replied = _replied(message)
    question = without_mention(context.bot, replied) if replied else None
    await _ask(question, query, replied or message, context)


async def check_replied(update: Update, context: Context) -> None:
    """Checks the message that the button's message replies to."""
    query, message = pressed_button(update)
    replied = _replied(message)
    claim = text_of(replied) if replied else ""
    if not claim:
        await _alert(query, notices.GONE)
        return
    await query.answer()
    await check_claim(claim, Asker(message, query.from_user), context)


async def choose_language(update: Update, context: Context) -> None:
    """Speaks the button's language in this chat from now on."""
    query, message = pressed_button(update)
    press = parse_press(query.data, ButtonKind.LANGUAGE)
    if press is None or press.id not in LANGUAGES:
        await _alert(query, notices.NOT_KNOWN)
        return
    conversations = context.services.conversations
    await languages.choose(message.chat.id, press.id, context.bot, conversations)
    text, buttons = translate(notices.LANGUAGE_CHOSEN), notices.language_buttons()
    await edit_message(Destination.of(message), message.message_id, text, buttons)
    await query.answer()


async def retry(update: Update, context: Context) -> None:
    """Handles the update that ended in a fault once more, and removes the button."""
    query, message = pressed_button(update)
    press = parse_press(query.data, ButtonKind.RETRY)
    if press is not None and await context.services.reception.retry(press.id):
        await query.answer()
    else:
        await _alert(query, notices.NOT_AGAIN)
    with contextlib.suppress(TelegramError):
        await context.bot.edit_message_reply_markup(message.chat.id, message.message_id)


async def decline(update: Update, context: Context) -> None:
    """Says that the bot does not know the button."""
    query = update.callback_query
    assert query is not None  # the handler gets no other update
    await _alert(query, notices.NOT_KNOWN)


async def _ask(
    question: str | None, query: CallbackQuery, message: MaybeInaccessibleMessage, context: Context
) -> None:
    if not question:
        await _alert(query, notices.NOT_KNOWN)
        return
    await query.answer()
    await answering.answer(question, Asker(message, query.from_user), context)


async def _citation(press: Press | None, context: Context) -> Citation | None:
    """The citation that a press is about."""
    if press is None:
        return None
    find = context.services.conversations.citation
    return await asyncio.to_thread(find, press.id, press.numbers[0])


async def _article(citation: Citation | None, context: Context) -> Article | None:
    """The article of a citation; None if it is gone or no longer has the words."""
    if citation is None:
        return None
    return await asyncio.to_thread(context.services.desk.cited, citation)


async def _suggestion(query: CallbackQuery, context: Context) -> str | None:
    """The suggested question that a button stands for."""
    press = parse_press(query.data, ButtonKind.SUGGESTION, numbers=1)
    questions = await asyncio.to_thread(context.services.desk.suggestions)
    if press is None or not 1 <= press.numbers[0] <= len(questions):
        return None
    return questions[press.numbers[0] - 1]


def _passage_buttons(
    answer_id: str, citation: Citation, article: Article | None, window: ReadingWindow
) -> Rows:
    """The buttons under a passage. Without its article, only the quote can be copied."""
    if article is None:
        row = passages.copy_buttons(citation)
        return [row] if row else []
    has_text_before = bool(article.text[: window.start].strip())
    has_text_after = bool(article.text[window.end :].strip())
    earlier = window.start if has_text_before else None
    later = window.end if has_text_after else None
    return passages.passage_buttons(answer_id, citation, article.url, earlier, later)


def _label(message: MaybeInaccessibleMessage, data: str | None) -> str | None:
    """The label of the button with that data, if the message can still be read."""
    markup = message.reply_markup if isinstance(message, Message) else None
    rows = markup.inline_keyboard if isinstance(markup, InlineKeyboardMarkup) else ()
    for row in rows:
        for button in row:
            if button.callback_data == data:
                return button.text
    return None


def _replied(message: MaybeInaccessibleMessage) -> Message | None:
    return message.reply_to_message if isinstance(message, Message) else None


async def _alert(query: CallbackQuery, text: Translatable) -> None:
    """Shows a text in a window that has to be closed."""
    await query.answer(translate(text), show_alert=True)
