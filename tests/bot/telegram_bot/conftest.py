"""A Bot API server, the bot as a process of its own that talks to it, and a user who writes and
presses buttons.

The server is lo-bot-api-emulator, which nobody of this project wrote: its HTTP interface, its long
polling with offsets and 409, its checks of every parameter, keyboard and length are its own. Ours,
because it lacks them:

- getMe has a `username`, without which no command is recognized;
- sendMessage and others take `link_preview_options` and `message_thread_id`, as Telegram's do;
- sendMessageDraft, which it knows by its parameters alone, is answered, in private chats only;
- a token other than TOKEN is refused with 401, as Telegram does;
- the HTML of a message, an edit, a draft and of what is shared inline is parsed by TDLib,
  Telegram's own library, and refused in its words where that fails;
- updates of more kinds than its three are taken in, and whole batches can be delivered past its
  queue, again and again;
- it fails where a test says so (see Fault): by a status and a body, by a connection that is
  dropped, by no answer;
- what was called is kept, for the tests to look at.
"""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import httpx
import lo_bot_api_emulator  # it has no types
import pytest
from aiohttp import web
from waiting import eventually

if TYPE_CHECKING:
    from tests.bot.conftest import ModelServer

ROOT = Path(__file__).parents[3]
TOKEN = "123456789:AAF-a_token_that_nobody_ever_had_0001"
ENOUGH = 120.0
"""Seconds after which something that should have happened has not; a guard, never a measure."""


@dataclass(frozen=True)
class Call:
    """A method that the bot called with success: its parameters, its result, and the files that
    came with it."""

    method: str
    fields: dict[str, Any]
    result: Any
    files: dict[str, Any] = field(default_factory=dict)
    at: float = field(default_factory=time.monotonic)
    """Seconds, on the clock of the tests."""

    @property
    def buttons(self) -> list[dict[str, str]]:
        """The buttons under a message, in their order."""
        markup = json.loads(self.fields.get("reply_markup", "{}"))
        return [button for row in markup.get("inline_keyboard", []) for button in row]


@dataclass(frozen=True)
class Fault:
    """What happens to the next call of a method, in a chat if one is given, in place of an
    answer."""

    method: str
    chat: int | None = None
    status: int = 0
    """0: the connection is dropped."""
    body: str = ""
    is_carried_out: bool = False
    """Whether the call has its effect all the same."""
    is_endless: bool = False
    """Whether the call is left without an answer for as long as the bot waits."""

    def matches(self, method: str, fields: Mapping[str, Any]) -> bool:
        """Whether it is this call's."""
        return method == self.method and self.chat in (None, int(fields.get("chat_id", 0)))


class Server(lo_bot_api_emulator.LoBotApiEmulator):  # type: ignore[misc]  # for the same reason
    """The emulator with our extensions."""

    token = TOKEN

    def __init__(self, parse_html: Callable[[str], dict[str, Any]]) -> None:
        super().__init__(enable_control=True, allow_insecure_loopback_webhooks=True)
        self.faults: list[Fault] = []
        self.deliveries: list[list[dict[str, Any]]] = []
        """Batches of updates for the next polls, whatever these ask for."""
        self.parse_html = parse_html
        self.calls: list[Call] = []
        self.refusals: list[str] = []
        self.changed = threading.Condition()
        self.url = ""

    def validate(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        """Checks a call as the emulator does, then a message's HTML as TDLib does."""
        try:
            result = self._modeled(method, fields, uploads)
            for text in _html(fields):
                parsed = self.parse_html(text)
                if parsed["@type"] == "error":
                    raise lo_bot_api_emulator.ApiRefusal("Bad Request: " + parsed["message"])
        except lo_bot_api_emulator.ApiRefusal as refusal:
            self.refusals.append(f"{method}: {refusal.description}")
            raise
        if method == "getUpdates" and self.deliveries:
            return self.deliveries.pop(0)
        if method == "getMe":
            result = {**result, "username": "on_record_test_bot"}
        with self.changed:
            self.calls.append(Call(method, dict(fields), result, dict(uploads)))
            self.changed.notify_all()
        return result

    def _modeled(self, method: str, fields: dict[str, Any], uploads: dict[str, Any]) -> Any:
        if method != "sendMessageDraft":
            return super().validate(method, fields, uploads)
        if (
            set(fields) - set(lo_bot_api_emulator.CONTRACT["methods"][method]["parameters"])
            or uploads
        ):
            raise lo_bot_api_emulator.ApiRefusal("Bad Request: there is no such parameter")
        if int(fields["chat_id"]) < 0 or not int(fields["draft_id"]) or not fields["text"]:
            raise lo_bot_api_emulator.ApiRefusal(
                "Bad Request: a draft is for a private chat, with a number and a text"
            )
        return True

    async def handle(self, request: web.Request) -> web.Response:
        """Refuses a wrong token, fails where a test says so, else answers as the emulator does."""
        if request.match_info["token"] != TOKEN:
            return web.json_response(
                {"ok": False, "error_code": 401, "description": "Unauthorized"}, status=401
            )
        method, has_files = (
            request.match_info["method"],
            request.content_type.startswith("multipart/"),
        )
        fields: Mapping[str, Any] = {} if has_files else await request.post()
        fault = next((fault for fault in self.faults if fault.matches(method, fields)), None)
        if fault is None:
            response: web.Response = await super().handle(request)
            return response
        with self.changed:
            self.faults.remove(fault)
            self.changed.notify_all()
        if fault.is_carried_out:
            await super().handle(request)
        if fault.is_endless:
            await asyncio.Event().wait()  # until the server closes
        if not fault.status and request.transport is not None:
            request.transport.abort()
        return web.Response(status=fault.status or 500, text=fault.body)

    def fail(self, method: str, chat: int | None = None, **fault: Any) -> None:
        """Has the next call of a method fail; the other arguments are a Fault's."""
        self.faults.append(Fault(method, chat, **fault))

    def refuse(
        self, method: str, chat: int | None, code: int, description: str, **parameters: int
    ) -> None:
        """Has the next call of a method refused in the Bot API's own form."""
        body = {
            "ok": False,
            "error_code": code,
            "description": description,
            "parameters": parameters,
        }
        self.fail(method, chat, status=code, body=json.dumps(body))

    def await_faults(self) -> None:
        """Waits until all that should fail has failed."""
        with self.changed:
            assert self.changed.wait_for(lambda: not self.faults, ENOUGH), self.faults

    def await_calls(
        self, count: int, is_meant: Callable[[Call], bool], since: int = 0
    ) -> list[Call]:
        """The first `count` calls that are meant, waited for; `since` is a length that `calls` once
        had."""
        found: list[Call] = []

        def is_done() -> bool:
            found[:] = [call for call in self.calls[since:] if is_meant(call)]
            return len(found) >= count

        with self.changed:
            assert self.changed.wait_for(is_done, ENOUGH), (
                f"{self.calls[since:]}, refused: {self.refusals}"
            )
        return found[:count]


@dataclass
class Telegram:
    """A user of Telegram: what is written and pressed here reaches the bot, and its replies come
    back."""

    server: Server
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1_000_000))

    def update(self, **update: Any) -> None:
        """Sends any update to the bot."""
        body = {"token": TOKEN, "update": update}
        assert httpx.post(
            f"{self.server.url}/__fixture/updates", json=body, trust_env=False
        ).json()["ok"]

    def write(self, chat: int, text: str = "", **fields: Any) -> None:
        """Sends a message to the bot, in a private chat where the number is positive."""
        user = {"id": abs(chat), "is_bot": False, "first_name": "Ada"}
        message: dict[str, Any] = {"message_id": next(self.numbers), "date": int(time.time())}
        message |= {"chat": place(chat), "from": user}
        command = text.split(maxsplit=1)[0] if text.startswith("/") else ""
        entities = [{"type": "bot_command", "offset": 0, "length": len(command)}] if command else []
        written = {"text": text, "entities": entities} if text else {}
        self.update(message={**message, **written, **fields})

    def ask(self, chat: int, text: str = "", **fields: Any) -> Call:
        """Sends a message and returns the bot's next message in that chat."""
        since = len(self.server.calls)
        self.write(chat, text, **fields)
        return self.messages(chat, 1, since)[0]

    def press(
        self, chat: int, message_id: int, data: str, **fields: Any
    ) -> tuple[Call | None, Call]:
        """Presses a button under the bot's message; returns the message that this brings, if any,
        and the answer.

        The message is too old to be read, unless `fields` say what it holds.
        """
        since = len(self.server.calls)
        user = {"id": abs(chat), "is_bot": False, "first_name": "Ada"}
        message = {
            "message_id": message_id,
            "date": 1 if fields else 0,
            "chat": place(chat),
            **fields,
        }
        query = {
            "id": str(next(self.numbers)),
            "from": user,
            "chat_instance": "1",
            "message": message,
            "data": data,
        }
        self.update(callback_query=query)
        (answer,) = self.server.await_calls(
            1, lambda call: call.method == "answerCallbackQuery", since
        )
        brought = [call for call in self.server.calls[since:] if call.method == "sendMessage"]
        return (brought[0] if brought else None), answer

    def messages(self, chat: int, count: int, since: int) -> list[Call]:
        """The bot's messages in a chat, waited for."""
        return self.server.await_calls(
            count,
            lambda call: call.method == "sendMessage" and call.fields["chat_id"] == str(chat),
            since,
        )

    def shown(self, message: Call) -> str:
        """A message's text as its reader sees it."""
        text: str = self.server.parse_html(message.fields["text"])["text"]
        return text


def place(chat: int) -> dict[str, Any]:
    """A chat as Telegram tells it: private where its number is positive, else a group."""
    return (
        {"id": chat, "type": "private"}
        if chat > 0
        else {"id": chat, "type": "group", "title": "Desk"}
    )


@dataclass
class BotProcess:
    """`onrecord telegram` as a process of its own."""

    server: Server
    environment: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = None
    logging: threading.Thread | None = None

    def start(self, *, is_polling: bool = True) -> None:
        """Starts it and waits until it asks for updates, or has set its menus, which it does last
        before it listens."""
        since = len(self.server.calls)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "telegram"],
            cwd=ROOT,
            env=self.environment,
            stderr=subprocess.PIPE,
        )
        self.logging = threading.Thread(target=self._keep_log, args=(self.process.stderr,))
        self.logging.start()
        awaited = "getUpdates" if is_polling else "setMyCommands"
        self.server.await_calls(1 if is_polling else 4, lambda call: call.method == awaited, since)

    def await_log(self, text: str) -> None:
        """Waits until it has logged that."""
        with self.server.changed:
            assert self.server.changed.wait_for(lambda: text in self.log.read_text(), ENOUGH), (
                self.log.read_text()
            )

    def await_port(self, port: int) -> None:
        """Waits until it listens there: the server need not send again what came to nobody."""

        def is_open() -> bool:
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                return True
            return False

        eventually(is_open, ENOUGH, self.log.read_text)

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Sends it a signal and returns its exit code."""
        assert self.process is not None
        assert self.logging is not None
        self.process.send_signal(number)
        status = self.process.wait(ENOUGH)
        self.logging.join(ENOUGH)
        return status

    def _keep_log(self, stderr: IO[bytes]) -> None:
        """Writes what it logs to the file, which has room even where the bot's disk is full."""
        with stderr, self.log.open("ab", buffering=0) as log:
            for line in stderr:
                with self.server.changed:
                    log.write(line)
                    self.server.changed.notify_all()

    def run(self, **changes: str) -> subprocess.CompletedProcess[str]:
        """Runs one with other settings to its end."""
        command = [sys.executable, "-m", "bot", "telegram"]
        environment = {**self.environment, **changes}
        return subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=ENOUGH
        )


@pytest.fixture(scope="module")
def server(parse_html: Callable[[str], dict[str, Any]]) -> Iterator[Server]:
    """The Bot API server, listening."""
    with serving(parse_html) as server:
        yield server


@pytest.fixture(scope="module")
def telegram(server: Server) -> Telegram:
    """The user's side of Telegram."""
    return Telegram(server)


@pytest.fixture(scope="module")
def bot(
    server: Server, sample_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BotProcess]:
    """The bot, running over the sample articles."""
    bot = bot_over(server, sample_index, tmp_path_factory.mktemp("state"))
    bot.start()
    yield bot
    bot.stop()


@pytest.fixture(scope="module")
def growing_bot(
    server: Server, sample_index: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[BotProcess]:
    """A bot whose admin, user 1, adds to an index of its own."""
    index = tmp_path_factory.mktemp("growing")
    shutil.copytree(sample_index, index, dirs_exist_ok=True)
    bot = bot_over(server, index, tmp_path_factory.mktemp("state"))
    bot.environment["ONRECORD_TELEGRAM__ADMINS"] = "1"
    bot.start()
    yield bot
    bot.stop()


@pytest.fixture(scope="module")
def writing_bot(
    server: Server,
    sample_index: Path,
    model_server: ModelServer,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[BotProcess]:
    """A bot for which that chat model writes, however long it takes."""
    bot = bot_over(server, sample_index, tmp_path_factory.mktemp("state"))
    llm = {"MODEL": "openai:local", "BASE_URL": model_server.url, "TIMEOUT": "600"}
    bot.environment |= {f"ONRECORD_LLM__{name}": value for name, value in llm.items()}
    bot.start()
    yield bot
    bot.stop()


def bot_over(server: Server, index: Path, state: Path) -> BotProcess:
    """A bot of that index, which has not begun."""
    settings = {
        "ONRECORD_TELEGRAM__TOKEN": TOKEN,
        "ONRECORD_TELEGRAM__API_URL": server.url,
        "ONRECORD_INDEX__PATH": str(index),
        "ONRECORD_STATE__PATH": str(state),
        "NO_PROXY": "127.0.0.1",
    }
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("ONRECORD_")
    }
    return BotProcess(server, {**inherited, **settings}, state / "bot.log")


@contextmanager
def serving(parse_html: Callable[[str], dict[str, Any]]) -> Iterator[Server]:
    """The server, which listens from a thread of its own for as long as the block lasts."""
    with pytest.MonkeyPatch.context() as patch:
        for method, name in (
            ("sendMessage", "link_preview_options"),
            ("sendMessage", "message_thread_id"),
            ("sendMessageDraft", "message_thread_id"),
            ("sendDocument", "message_thread_id"),
            ("editMessageText", "link_preview_options"),
            ("sendChatAction", "message_thread_id"),
        ):
            contract = lo_bot_api_emulator.CONTRACT["methods"][method]
            patch.setitem(contract, "parameters", [*contract["parameters"], name])
        patch.setattr(
            lo_bot_api_emulator.updates, "KINDS", lo_bot_api_emulator.updates.ALLOWED_UPDATE_TYPES
        )
        with _listening(Server(parse_html)) as server:
            yield server


def _html(fields: Mapping[str, Any]) -> list[str]:
    """What a call has that is to be read as HTML."""
    shared = [one["input_message_content"] for one in json.loads(fields.get("results", "[]"))]
    texts = [(one.get("parse_mode"), one["message_text"]) for one in shared]
    return [
        text
        for mode, text in [*texts, (fields.get("parse_mode"), fields.get("text"))]
        if mode == "HTML"
    ]


@contextmanager
def _listening(server: Server) -> Iterator[Server]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner = web.AppRunner(server.app(), access_log=None, shutdown_timeout=1)
    asyncio.run_coroutine_threadsafe(_listen(runner), loop).result(ENOUGH)
    server.url = "http://{}:{}".format(*runner.addresses[0])
    try:
        yield server
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(ENOUGH)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(ENOUGH)
        loop.close()


async def _listen(runner: web.AppRunner) -> None:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
