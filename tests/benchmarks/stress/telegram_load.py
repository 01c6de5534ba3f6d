"""The Telegram bot under load: a process of its own over an index, and the Bot API server of its
tests.

    python tests/benchmarks telegram_load crowd INDEX [--chats 50] [--questions 10]
    python tests/benchmarks telegram_load noise INDEX [--updates 10000] [--seed 1]

crowd: so many private chats with so many questions each, all there at once. It fails unless each is
answered once and in its chat's order, and prints how long one waits. Telegram takes 30 messages a
second from a bot, and one a second in a chat (https://core.telegram.org/bots/faq#broadcasting), so
the wait is printed as a multiple of that, too.

noise: so many updates whose parts are missing, doubled, of another type, too long or too deep, with
a command in every hundredth. It fails unless every command is answered; memory is what the process
has, after a fifth of it and at the end.
"""

from __future__ import annotations

import argparse
import random
import socket
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any

import httpx

ROOT = Path(__file__).parents[3]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support")]

from bot.records.conversations import Conversations  # noqa: E402
from bot.types.answer import Turn  # noqa: E402
from tests.bot.conftest import html_parser  # noqa: E402
from tests.bot.telegram_bot import conftest  # noqa: E402
from tests.bot.telegram_bot.conftest import (  # noqa: E402
    BotProcess,
    Call,
    Server,
    bot_over,
    serving,
)

QUESTIONS = (
    "what was said",
    "who said that",
    "what happened then",
    "where was it",
    "what does it cost",
)
A_SECOND = 30
"""Messages that Telegram takes from a bot."""
PATIENCE = 1200.0
"""Seconds after which what has not been answered is lost."""


def message(number: int, chat: int, text: str, **fields: Any) -> dict[str, Any]:
    """An update with a message in a private chat."""
    command = (
        [{"type": "bot_command", "offset": 0, "length": len(text)}] if text.startswith("/") else []
    )
    user, place = (
        {"id": chat, "is_bot": False, "first_name": "Ada"},
        {"id": chat, "type": "private"},
    )
    written = {"message_id": number, "date": int(time.time()), "chat": place, "from": user}
    return {
        "update_id": number,
        "message": {**written, "text": text, "entities": command, **fields},
    }


def deliver(server: Server, updates: list[dict[str, Any]]) -> None:
    """Has the updates come with the next polls, a hundred at a time, as Telegram does."""
    server.deliveries += [updates[start : start + 100] for start in range(0, len(updates), 100)]
    wake = {"token": server.token, "update": message(10**9 + int(time.time()), 10**9, "/help")}
    httpx.post(f"{server.url}/__fixture/updates", json=wake, trust_env=False).raise_for_status()


def crowd(server: Server, bot: BotProcess, chats: int, questions: int) -> None:
    """Asks and prints."""
    texts = [f"{QUESTIONS[turn % len(QUESTIONS)]} ({turn})?" for turn in range(questions)]
    asked = list(product(texts, range(1, chats + 1)))
    begun = time.monotonic()
    deliver(server, [message(number, chat, text) for number, (text, chat) in enumerate(asked, 1)])
    await_answers(server, {str(chat) for _, chat in asked}, len(asked))
    time.sleep(3)  # for what comes twice
    calls = [call for call in server.calls if _is_answer(call, chats)]
    conversations = Conversations(
        Path(bot.environment["ONRECORD_STATE__PATH"]) / "conversations.sqlite3"
    )
    for chat in range(1, chats + 1):
        own = [call for call in calls if call.fields["chat_id"] == str(chat)]
        sent = [server.parse_html(call.fields["text"])["text"] for call in own]
        turns = conversations.history(f"telegram:{chat}", questions + 1)
        _check_chat(chat, texts, turns, sent)
    print(
        f"{chats} chats, {questions} questions each: order kept in each chat, "
        "none lost, none answered twice"
    )
    _print_waits(sorted(call.at - begun for call in calls), len(asked))


def _is_answer(call: Call, chats: int) -> bool:
    """Whether a call sends a message to one of the first so many chats."""
    return call.method == "sendMessage" and int(call.fields["chat_id"]) <= chats


def _check_chat(chat: int, asked: list[str], turns: Sequence[Turn], sent: list[str]) -> None:
    """Fails unless each question of a chat is answered once, and in order."""
    assert [turn.question for turn in turns] == asked, f"{chat}: {turns}"
    assert len(sent) == len(asked), f"chat {chat} has {len(sent)} answers"
    answers = zip(sent, turns, strict=True)
    assert all(text.startswith(turn.answer[:20]) for text, turn in answers), f"{chat}: {sent}"


def _print_waits(waits: Sequence[float], asked: int) -> None:
    """Prints how long answers took, from sorted seconds, and what Telegram's limit would take."""
    median, p95, last = (waits[int(share * (len(waits) - 1))] for share in (0.5, 0.95, 1.0))
    print(f"wait: median {median:.1f} s, p95 {p95:.1f} s, last {last:.1f} s")
    print(
        f"all answered in {last * A_SECOND / asked:.2f} times "
        f"what Telegram's limit of {A_SECOND} messages a second takes"
    )


def await_answers(server: Server, chats: set[str], count: int) -> None:
    """Waits until there are so many messages in these chats."""

    def is_meant(call: Call) -> bool:
        return call.method == "sendMessage" and call.fields["chat_id"] in chats

    server.await_calls(count, is_meant)


def noise(server: Server, bot: BotProcess, updates: int, seed: int) -> None:
    """Sends, asks and prints."""
    source = random.Random(seed)
    every = [
        message(number, number, "/help") if number % 100 == 0 else spoilt(source, number)
        for number in range(1, updates + 1)
    ]
    sizes = []
    for part in (every[: updates // 5], every[updates // 5 :]):
        deliver(server, part)
        meant = {str(update["update_id"]) for update in part if update["update_id"] % 100 == 0}
        await_answers(server, meant, len(meant))
        await_idle(bot)
        sizes.append(megabytes(bot))
    print(
        f"{updates} updates, all {updates // 100} commands among them answered; "
        f"{len(server.calls)} calls made"
    )
    early, late = sizes
    print(
        f"memory: {early:.0f} MB after a fifth, {late:.0f} MB after all: "
        f"{late / early:.3f} times as much"
    )


def spoilt(source: random.Random, number: int) -> dict[str, Any]:
    """An update in which something is wrong."""
    kind = source.choice(
        [
            "message",
            "edited_message",
            "callback_query",
            "inline_query",
            "channel_post",
            "my_chat_member",
            "brand_new",
        ]
    )
    whole = message(number, source.choice([number, -number]), hostile(source))["message"]
    user = whole["from"]
    bodies = {
        "callback_query": {
            "id": "1",
            "from": user,
            "chat_instance": "1",
            "message": whole,
            "data": hostile(source),
        },
        "inline_query": {"id": "1", "from": user, "query": hostile(source), "offset": ""},
        "my_chat_member": {
            "chat": whole["chat"],
            "from": user,
            "date": 1,
            "old_chat_member": {},
            "new_chat_member": {},
        },
    }
    body: Any = bodies.get(kind, whole)
    for _ in range(source.randint(1, 3)):
        body = broken(source, body)
    return {"update_id": number, kind: body}


def broken(source: random.Random, body: Any) -> Any:
    """The value with one of its parts, at any depth, left out or replaced."""
    if not isinstance(body, dict) or not body or source.random() < 0.05:
        return wrong(source)
    name = source.choice(sorted(body))
    if source.random() < 0.3:
        return {key: value for key, value in body.items() if key != name}
    return {**body, name: broken(source, body[name])}


def wrong(source: random.Random) -> Any:
    """What nobody expects there."""
    deep: Any = []
    for _ in range(50):
        deep = [deep]
    return source.choice(
        [None, True, -1, 2**70, 1.5, "", hostile(source), [], {}, deep, {"id": []}, "x" * 20_000]
    )


def hostile(source: random.Random) -> str:
    """Text that nobody should be harmed by."""
    return source.choice(
        [
            "/help@",
            "/stop",
            "r:AAAAAAAA",
            "c:x:1",
            "\x00",
            "<b>&]]>",
            "\u202eabc",
            "\ud83d\ude00" * 50,
            "[1](x)",
            "?",
        ]
    )


def await_idle(bot: BotProcess) -> None:
    """Waits until the bot has nothing in hand."""
    until = time.monotonic() + PATIENCE
    url = f"http://{bot.environment['ONRECORD_TELEGRAM__LISTEN']}/health"
    while httpx.get(url, trust_env=False, timeout=60).json()["at_work"]:
        assert time.monotonic() < until, "the bot never came to rest"
        time.sleep(0.5)


def megabytes(bot: BotProcess) -> float:
    """What the bot's process has in memory, on Linux."""
    assert bot.process is not None
    lines = Path(f"/proc/{bot.process.pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS")) / 1024


def main() -> None:
    """Runs what is asked for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=("crowd", "noise"))
    parser.add_argument("index", type=Path)
    for name, default in (
        ("--chats", 50),
        ("--questions", 10),
        ("--updates", 10_000),
        ("--seed", 1),
    ):
        parser.add_argument(name, type=int, default=default)
    given = parser.parse_args()
    conftest.ENOUGH = PATIENCE
    with (
        serving(html_parser()) as server,
        tempfile.TemporaryDirectory() as state,
        socket.socket() as taken,
    ):
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        taken.close()
        bot = bot_over(server, given.index.resolve(), Path(state))
        bot.environment["ONRECORD_TELEGRAM__LISTEN"] = f"127.0.0.1:{port}"
        bot.start()
        try:
            if given.what == "crowd":
                crowd(server, bot, given.chats, given.questions)
            else:
                noise(server, bot, given.updates, given.seed)
        finally:
            bot.stop()


if __name__ == "__main__":
    main()
