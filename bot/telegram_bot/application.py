"""Puts the bot together and runs it until a signal."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, NoReturn, TypeAlias, cast
from urllib.parse import urlsplit

from filelock import FileLock, Timeout
from telegram import Update
from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import (
    ApplicationBuilder,
    BaseHandler,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    InlineQueryHandler,
    MessageHandler,
    MessageReactionHandler,
    TypeHandler,
    filters,
)

from bot.rendering.telegram.buttons import ButtonKind, data_pattern
from bot.telegram_bot import faults, languages
from bot.telegram_bot.access import Access
from bot.telegram_bot.connection import Connection
from bot.telegram_bot.context import SERVICES, BotApplication, Context, Services
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
from bot.telegram_bot.receiving.updates import ALLOWED_UPDATES
from bot.telegram_bot.receiving.webhook import Endpoint, serving, webhook_secret
from bot.telegram_bot.sending.delivery import Delivery
from bot.telegram_bot.sending.pacing import Pacing
from bot.telegram_bot.uploads import Uploads
from index.errors import OnRecordError

if TYPE_CHECKING:
    from pathlib import Path

    from bot.desk import Desk
    from config.settings import TelegramSettings

log = logging.getLogger(__name__)

Handler: TypeAlias = BaseHandler[Any, Context, None]
Callback: TypeAlias = Callable[[Update, Context], Coroutine[Any, Any, None]]

_CONNECTIONS = 64
_GRACE_SECONDS = 20.0
"""How long what is in hand at a signal may take to end."""

_ANSWERS_AT_ONCE = 64
"""Threads. One waits for each answer that a chat model writes; all else needs some too."""

_ANOTHER_COPY = "Another copy of this Telegram bot is running; end it first, or use another token."

_NEW = filters.UpdateType.MESSAGE
_EDITED = filters.UpdateType.EDITED_MESSAGE
_PRIVATE = filters.ChatType.PRIVATE
"""In a group only messages meant for the bot get a reply."""


def build(desk: Desk, token: str, ledger: Ledger) -> BotApplication:
    """The application of the bot with that token. It has not connected yet.

    Raises OnRecordError if the conversations cannot be opened.
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
    reception = Reception(
        inbox,
        bot,
        application.process_update,
        delivery.is_silent,
        desk.conversations,
        desk.settings.interface.language,
    )
    application.bot_data[SERVICES] = Services(
        desk,
        desk.conversations,
        Access(settings, ledger),
        Limits(settings, ledger),
        reception,
        Uploads(desk.settings),
    )
    _add_handlers(application)
    return application


async def serve(desk: Desk, token: str) -> None:
    """Runs the bot until SIGINT or SIGTERM, then finishes what is in hand.

    A second signal ends it at once. Raises OnRecordError if the token is refused, if the server
    cannot be reached, if another copy is running, or if the conversations or the inbox cannot
    be opened.
    """
    stopping = _signal()
    if desk.settings.llm.model is not None:
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(_ANSWERS_AT_ONCE))
    with contextlib.closing(Ledger(desk.settings.state_path / "inbox.sqlite3")) as ledger:
        application = build(desk, token, ledger)
        try:
            async with application:
                await _run_until(stopping, application, ledger, desk)
        except TelegramError as error:
            raise OnRecordError(_explain(error, desk.settings.telegram.api_url)) from None


def _add_handlers(application: BotApplication) -> None:
    """Adds the handlers. The gate comes first; after it, an update's first match handles it."""
    application.add_handler(TypeHandler(Update, gate.let_in), group=-1)
    application.add_handlers(_command_handlers())
    application.add_handlers(_message_handlers())
    application.add_handlers(_press_handlers())
    application.add_handlers(
        [
            InlineQueryHandler(inline.offer_passages),
            MessageReactionHandler(
                reactions.rate,
                message_reaction_types=MessageReactionHandler.MESSAGE_REACTION_UPDATED,
            ),
        ]
    )
    application.add_error_handler(faults.report)


def _command_handlers() -> list[Handler]:
    return [
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
        MessageHandler(_NEW & _PRIVATE & filters.COMMAND, commands.decline),
    ]


def _message_handlers() -> list[Handler]:
    is_file = filters.Document.ALL & ~filters.ANIMATION
    is_question = filters.TEXT & ~filters.COMMAND
    is_anything_else = ~filters.TEXT & ~filters.StatusUpdate.ALL
    return [
        MessageHandler(_NEW & is_question, questions.answer),
        MessageHandler(_NEW & filters.StatusUpdate.MIGRATE, migrations.follow),
        MessageHandler(_NEW & _PRIVATE & is_file, uploads.preview),
        MessageHandler(_NEW & _PRIVATE & is_anything_else, questions.decline),
        MessageHandler(_EDITED & is_question, questions.offer_again),
    ]


def _press_handlers() -> list[Handler]:
    """A handler for each kind of button, then one for unknown buttons."""
    by_kinds: list[tuple[Callback, tuple[ButtonKind, ...]]] = [
        (presses.show_passage, (ButtonKind.PASSAGE,)),
        (presses.read_on, (ButtonKind.EARLIER, ButtonKind.LATER)),
        (presses.open_file, (ButtonKind.FILE,)),
        (presses.copy_sources, (ButtonKind.SOURCES,)),
        (presses.rate, (ButtonKind.GOOD, ButtonKind.BAD)),
        (presses.ask_choice, (ButtonKind.CHOICE,)),
        (presses.ask_suggestion, (ButtonKind.SUGGESTION,)),
        (presses.answer_edited, (ButtonKind.EDITED,)),
        (presses.check_replied, (ButtonKind.CHECK,)),
        (presses.choose_language, (ButtonKind.LANGUAGE,)),
        (presses.retry, (ButtonKind.RETRY,)),
        (uploads.decide, (ButtonKind.ADD, ButtonKind.DO_NOT_ADD)),
    ]
    handlers: list[Handler] = []
    for callback, kinds in by_kinds:
        handlers.append(CallbackQueryHandler(callback, pattern=data_pattern(*kinds)))
    return [*handlers, CallbackQueryHandler(presses.decline)]


async def _run_until(
    stopping: asyncio.Event, application: BotApplication, ledger: Ledger, desk: Desk
) -> None:
    settings = desk.settings.telegram
    services = cast("Services", application.bot_data[SERVICES])
    reception = services.reception
    health = Health(ledger, reception.at_work)
    secret = webhook_secret(application.bot.token) if settings.webhook_url else None
    async with contextlib.AsyncExitStack() as stack:
        stack.enter_context(_locked(desk.settings.state_path / f"inbox-{application.bot.id}.lock"))
        await _register(application, settings, secret, desk.settings.interface.language)
        await services.access.load()
        warming = asyncio.create_task(asyncio.to_thread(desk.warm_up))
        stack.push_async_callback(reception.finish, _GRACE_SECONDS)
        await reception.resume()
        if settings.listen or secret:
            endpoint = Endpoint(health, reception.receive, secret)
            await stack.enter_async_context(serving(settings, endpoint))
        if secret:
            await stopping.wait()
        else:
            await _poll_until(stopping, poll(application.bot, reception.receive, health))
    with contextlib.suppress(OnRecordError):  # a question reports what is wrong
        await warming


async def _register(
    application: BotApplication, settings: TelegramSettings, secret: str | None, language: str
) -> None:
    """Tells Telegram how updates are to come, and sets the command menus."""
    if settings.webhook_url:
        await application.bot.set_webhook(
            settings.webhook_url,
            certificate=settings.webhook_certificate,
            allowed_updates=ALLOWED_UPDATES,
            secret_token=secret,
        )
    else:
        await application.bot.delete_webhook()  # while one is set, a poll gets no updates
    await languages.set_menus(application.bot, language)
    log.info("Answering as @%s.", application.bot.username)


async def _poll_until(stopping: asyncio.Event, polls: Coroutine[Any, Any, NoReturn]) -> None:
    polling = asyncio.create_task(polls)
    stopped = asyncio.create_task(stopping.wait())
    ended, going = await asyncio.wait((polling, stopped), return_when=asyncio.FIRST_COMPLETED)
    for task in going:
        task.cancel()
    await asyncio.wait(going)  # updates that have come in are stored first
    if polling in ended:
        polling.result()


def _signal() -> asyncio.Event:
    """An event that the first SIGINT or SIGTERM sets; the next one ends the process as usual."""
    loop = asyncio.get_running_loop()
    received = asyncio.Event()

    def receive() -> None:
        received.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, receive)
    return received


def _locked(path: Path) -> FileLock:
    """A lock held. Raises OnRecordError if another copy of the bot on this machine holds it."""
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        raise OnRecordError(_ANOTHER_COPY) from None
    return lock


def _bot_id(token: str) -> int:
    number = token.partition(":")[0]
    return int(number) if number.isdecimal() else 0  # Telegram will refuse such a token


def _explain(error: TelegramError, api_url: str) -> str:
    """One sentence for the operator, without the error's own words: they may hold the token."""
    server = f"The Bot API server {urlsplit(api_url).hostname}"  # the URL may hold a password
    if isinstance(error, InvalidToken):
        setting = "telegram.token (ONRECORD_TELEGRAM__TOKEN)"
        return f"{server} refused the Telegram token; check {setting}."
    if isinstance(error, Conflict):
        return _ANOTHER_COPY
    name = type(error).__name__
    return f"{server} cannot be reached ({name}); check telegram.api_url and the network."
