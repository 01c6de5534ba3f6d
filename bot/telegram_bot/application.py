"""Wiring: the desk, the Bot API server and the handlers, from the start until a signal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NoReturn, cast
from urllib.parse import urlsplit

from filelock import FileLock, Timeout
from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    TypeHandler,
    filters,
)

from bot.rendering.telegram.buttons import Kind, pattern
from bot.telegram_bot import faults, languages
from bot.telegram_bot.access import Access
from bot.telegram_bot.connection import Connection
from bot.telegram_bot.context import PARTS, BotApplication, Context, Parts
from bot.telegram_bot.handlers import (
    commands,
    gate,
    inline,
    migrations,
    presses,
    questions,
    reactions,
    records,
    uploads,
)
from bot.telegram_bot.limits import Limits
from bot.telegram_bot.receiving.health import Health
from bot.telegram_bot.receiving.inbox import Inbox
from bot.telegram_bot.receiving.ledger import Ledger
from bot.telegram_bot.receiving.polling import RawBot, poll
from bot.telegram_bot.receiving.reception import Reception
from bot.telegram_bot.receiving.updates import KINDS
from bot.telegram_bot.receiving.webhook import Endpoint, secret_of, serving
from bot.telegram_bot.sending.delivery import Delivery
from bot.telegram_bot.sending.pacing import Pacing
from bot.telegram_bot.uploads import Uploads
from index.errors import OnRecordError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.desk import Desk
    from config.settings import TelegramSettings

log = logging.getLogger(__name__)

_CONNECTIONS = 64
_GRACE_SECONDS = 20.0
"""What is in hand at a signal may take so long to end."""

_WRITTEN_AT_ONCE = 64
"""Each answer that a chat model writes has a thread that waits for it; there must be others for what needs no model."""

_ANOTHER_COPY = "Another copy of this Telegram bot is running; end it first, or use another token."

_NEW = filters.UpdateType.MESSAGE
_EDITED = filters.UpdateType.EDITED_MESSAGE
_ALONE = filters.ChatType.PRIVATE
"""Where others talk too, only what is meant for the bot gets a reply."""


def build(desk: Desk, token: str, ledger: Ledger) -> BotApplication:
    """The application of the bot with that token, answering from the desk; it talks to nobody yet.

    Raises OnRecordError where the conversations cannot be opened.
    """
    settings = desk.settings.telegram
    inbox = Inbox(ledger, _bot_id(token))
    delivery = Delivery(inbox, Pacing())
    bot = RawBot(
        token,
        base_url=f"{settings.api_url}/bot",
        base_file_url=f"{settings.api_url}/file/bot",
        request=Connection(_CONNECTIONS),
        get_updates_request=Connection(1),
        rate_limiter=delivery,
    )
    builder = ApplicationBuilder().bot(bot).updater(None).job_queue(None)
    application = builder.context_types(ContextTypes(context=Context)).build()
    reception = Reception(application, inbox, delivery)
    access, limits = Access(settings, ledger), Limits(settings, ledger)
    application.bot_data[PARTS] = Parts(
        desk, desk.conversations, access, limits, reception, Uploads(desk.settings)
    )
    _add_handlers(application)
    return application


async def serve(desk: Desk, token: str) -> None:
    """Answers from the desk until SIGINT or SIGTERM, then finishes what is in hand; a second signal ends it at once.

    Raises OnRecordError for a token that is refused, a server that cannot be reached, another copy of the bot, or
    conversations or an inbox that cannot be opened.
    """
    stopping = _signal()
    if desk.settings.llm.model is not None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_WRITTEN_AT_ONCE))
    with contextlib.closing(Ledger(desk.settings.state_path / "inbox.sqlite3")) as ledger:
        application = build(desk, token, ledger)
        try:
            async with application:
                await _answer_until(stopping, application, ledger, desk)
        except TelegramError as error:
            raise OnRecordError(_explain(error, desk.settings.telegram.api_url)) from None


def _add_handlers(application: BotApplication) -> None:
    application.add_handler(TypeHandler(Update, gate.let_in), group=-1)
    application.add_handlers(
        [
            CommandHandler("start", commands.start, _NEW),
            CommandHandler("help", commands.explain, _NEW),
            CommandHandler("ask", commands.ask, _NEW),
            CommandHandler("new", commands.start_afresh, _NEW),
            CommandHandler("forget", commands.forget, _NEW),
            CommandHandler("said", records.said, _NEW),
            CommandHandler("check", records.check, _NEW),
            CommandHandler("stop", commands.stop, _NEW),
            CommandHandler("sources", commands.list_sources, _NEW),
            CommandHandler("lang", commands.choose_language, _NEW),
            MessageHandler(_NEW & _ALONE & filters.COMMAND, commands.decline),
            MessageHandler(_NEW & filters.TEXT & ~filters.COMMAND, questions.answer),
            MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, migrations.follow),
            MessageHandler(
                _NEW & _ALONE & filters.Document.ALL & ~filters.ANIMATION, uploads.preview
            ),
            MessageHandler(
                _NEW & _ALONE & ~filters.TEXT & ~filters.StatusUpdate.ALL, questions.decline
            ),
            MessageHandler(_EDITED & filters.TEXT & ~filters.COMMAND, questions.offer_again),
            CallbackQueryHandler(presses.show_passage, pattern=pattern(Kind.PASSAGE)),
            CallbackQueryHandler(presses.read_on, pattern=pattern(Kind.EARLIER, Kind.LATER)),
            CallbackQueryHandler(presses.open_file, pattern=pattern(Kind.FILE)),
            CallbackQueryHandler(presses.copy_sources, pattern=pattern(Kind.SOURCES)),
            CallbackQueryHandler(presses.rate, pattern=pattern(Kind.GOOD, Kind.BAD)),
            CallbackQueryHandler(presses.ask_choice, pattern=pattern(Kind.CHOICE)),
            CallbackQueryHandler(presses.ask_suggestion, pattern=pattern(Kind.SUGGESTION)),
            CallbackQueryHandler(presses.answer_edited, pattern=pattern(Kind.EDITED)),
            CallbackQueryHandler(presses.check_replied, pattern=pattern(Kind.CHECK)),
            CallbackQueryHandler(presses.choose_language, pattern=pattern(Kind.LANGUAGE)),
            CallbackQueryHandler(presses.try_again, pattern=pattern(Kind.RETRY)),
            CallbackQueryHandler(uploads.decide, pattern=pattern(Kind.ADD, Kind.KEEP_OUT)),
            CallbackQueryHandler(presses.say_unknown),
            InlineQueryHandler(inline.offer_passages),
            MessageReactionHandler(
                reactions.rate,
                message_reaction_types=MessageReactionHandler.MESSAGE_REACTION_UPDATED,
            ),
        ]
    )
    application.add_error_handler(faults.report)


async def _answer_until(
    stopping: asyncio.Event, application: BotApplication, ledger: Ledger, desk: Desk
) -> None:
    settings, parts = desk.settings.telegram, cast("Parts", application.bot_data[PARTS])
    health = Health(ledger, parts.reception.at_work)
    secret = secret_of(application.bot.token) if settings.webhook_url else None
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(_alone(desk.settings.state_path / f"inbox-{application.bot.id}.lock"))
        await _begin(application, settings, secret, desk.settings.interface.language)
        await parts.access.load()
        warming = asyncio.create_task(asyncio.to_thread(desk.warm_up))
        stack.push_async_callback(parts.reception.finish, _GRACE_SECONDS)
        await parts.reception.resume()
        if settings.listen or secret:
            await stack.enter_async_context(
                serving(settings, Endpoint(health, parts.reception.receive, secret))
            )
        if secret:
            await stopping.wait()
        else:
            await _poll_until(stopping, poll(application.bot, parts.reception.receive, health))
    with contextlib.suppress(OnRecordError):  # those who ask are told
        await warming


async def _begin(
    application: BotApplication, settings: TelegramSettings, secret: str | None, language: str
) -> None:
    if settings.webhook_url:
        await application.bot.set_webhook(
            settings.webhook_url,
            certificate=settings.webhook_certificate,
            allowed_updates=KINDS,
            secret_token=secret,
        )
    else:
        await (
            application.bot.delete_webhook()
        )  # the server gives no updates to a poll while a webhook is set
    await languages.set_menus(application.bot, language)
    log.info("Answering as @%s.", application.bot.username)


async def _poll_until(stopping: asyncio.Event, polls: Coroutine[Any, Any, NoReturn]) -> None:
    polling = asyncio.create_task(polls)
    stopped = asyncio.create_task(stopping.wait())
    ended, going = await asyncio.wait((polling, stopped), return_when=asyncio.FIRST_COMPLETED)
    for task in going:
        task.cancel()
    await asyncio.wait(going)  # what has come in is kept first
    if polling in ended:
        polling.result()


def _signal() -> asyncio.Event:
    """Set by the first SIGINT or SIGTERM; the next one does what it always does."""
    loop = asyncio.get_running_loop()
    received = asyncio.Event()

    def receive() -> None:
        received.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, receive)
    return received


def _alone(path: Path) -> FileLock:
    """A lock that no other copy of the bot holds on this machine."""
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise OnRecordError(_ANOTHER_COPY) from None
    return lock


def _bot_id(token: str) -> int:
    number = token.partition(":")[0]
    return int(number) if number.isdecimal() else 0  # what is no token will be refused


def _explain(error: TelegramError, api_url: str) -> str:
    """One sentence; the error's own words may hold the token, and the URL a password."""
    server = f"The Bot API server {urlsplit(api_url).hostname}"
    if isinstance(error, InvalidToken):
        return (
            f"{server} refused the Telegram token; check telegram.token (ONRECORD_TELEGRAM__TOKEN)."
        )
    if isinstance(error, Conflict):
        return _ANOTHER_COPY
    return f"{server} cannot be reached ({type(error).__name__}); check telegram.api_url and the network."
