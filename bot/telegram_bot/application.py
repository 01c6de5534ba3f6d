"""Wiring: the desk, the Bot API server and the handlers, from the start until a signal."""

from __future__ import annotations

import asyncio
import logging
import signal
from typing import TYPE_CHECKING, Any, TypeAlias
from urllib.parse import urlsplit

from telegram.error import Conflict, InvalidToken, TelegramError
from telegram.ext import (
    Application,
    ApplicationBuilder,
    CallbackQueryHandler,
    CommandHandler,
    ContextTypes,
    MessageHandler,
    filters,
)
from telegram.request import HTTPXRequest

from bot.rendering.telegram import COMMANDS
from bot.telegram_bot import handlers
from bot.telegram_bot.updates import InOrderPerChat, PatientBot, poll
from index.errors import OnRecordError

if TYPE_CHECKING:
    from bot.desk import Desk

log = logging.getLogger(__name__)

_Data: TypeAlias = dict[Any, Any]
BotApplication: TypeAlias = Application[PatientBot, ContextTypes.DEFAULT_TYPE, _Data, _Data, _Data, None]

_CONNECT_SECONDS = 10.0
_ANSWER_SECONDS = 20.0
_CONNECTIONS = 64

_NEW = filters.UpdateType.MESSAGE
_ALONE = filters.ChatType.PRIVATE
"""Where others talk too, only what is meant for the bot gets a reply."""


def build(desk: Desk, token: str) -> BotApplication:
    """The application of the bot with that token, answering from the desk; it talks to nobody yet.

    Raises OnRecordError where the conversations cannot be opened.
    """
    api_url = desk.settings.telegram.api_url
    bot = PatientBot(
        token,
        base_url=f"{api_url}/bot",
        base_file_url=f"{api_url}/file/bot",
        request=_request(_CONNECTIONS),
        get_updates_request=_request(1),
    )
    builder = ApplicationBuilder().bot(bot).updater(None).job_queue(None).concurrent_updates(InOrderPerChat())
    application = builder.build()
    application.bot_data.update({handlers.DESK: desk, handlers.CONVERSATIONS: desk.conversations})
    _add_handlers(application)
    return application


async def serve(desk: Desk, token: str) -> None:
    """Answers from the desk until SIGINT or SIGTERM, then finishes what is in hand; a second signal ends it at once.

    Raises OnRecordError for a token that is refused, a server that cannot be reached, another copy of the bot, or
    conversations that cannot be opened.
    """
    application = build(desk, token)
    stopping = _signal()
    try:
        async with application:
            await _begin(application)
            await application.start()
            application.create_task(asyncio.to_thread(desk.warm_up))
            try:
                await _poll_until(stopping, application)
            finally:
                await application.stop()
    except TelegramError as error:
        raise OnRecordError(_explain(error, desk.settings.telegram.api_url)) from None


def _request(connections: int) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connections,
        connect_timeout=_CONNECT_SECONDS,
        read_timeout=_ANSWER_SECONDS,
        write_timeout=_ANSWER_SECONDS,
        pool_timeout=_ANSWER_SECONDS,
    )


def _add_handlers(application: BotApplication) -> None:
    application.add_handlers(
        [
            CommandHandler("start", handlers.start, _NEW),
            CommandHandler("help", handlers.explain, _NEW),
            CommandHandler("new", handlers.start_afresh, _NEW),
            CommandHandler("sources", handlers.list_sources, _NEW),
            MessageHandler(_NEW & _ALONE & filters.COMMAND, handlers.decline_command),
            MessageHandler(_NEW & filters.TEXT & ~filters.COMMAND, handlers.answer),
            MessageHandler(_NEW & _ALONE & ~filters.TEXT & ~filters.StatusUpdate.ALL, handlers.decline),
            CallbackQueryHandler(handlers.show_passage),
        ]
    )
    application.add_error_handler(handlers.report_error)


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


async def _begin(application: BotApplication) -> None:
    await application.bot.delete_webhook()  # the server gives no updates to a poll while a webhook is set
    try:
        await application.bot.set_my_commands(COMMANDS)
    except TelegramError as error:
        log.warning("The menu of commands could not be set: %s", error)
    log.info("Answering as @%s.", application.bot.username)


async def _poll_until(stopping: asyncio.Event, application: BotApplication) -> None:
    polling = asyncio.create_task(poll(application.bot, application.update_queue.put))
    stopped = asyncio.create_task(stopping.wait())
    ended, going = await asyncio.wait((polling, stopped), return_when=asyncio.FIRST_COMPLETED)
    for task in going:
        task.cancel()
    if polling in ended:
        polling.result()


def _explain(error: TelegramError, api_url: str) -> str:
    """One sentence; the error's own words may hold the token, and the URL a password."""
    server = f"The Bot API server {urlsplit(api_url).hostname}"
    if isinstance(error, InvalidToken):
        return f"{server} refused the Telegram token; check telegram.token (ONRECORD_TELEGRAM__TOKEN)."
    if isinstance(error, Conflict):
        return "Another copy of this Telegram bot is running; end it first, or use another token."
    return f"{server} cannot be reached ({type(error).__name__}); check telegram.api_url and the network."
