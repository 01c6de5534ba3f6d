"""What goes wrong between the bot and Telegram: the bot as a process, the server and its faults as
in conftest.py.

The faults are the fixture's, in the words and forms that Telegram uses; that the server keeps an
update until its number has been passed, answers 409, and refuses what TDLib cannot parse, is the
server's own behaviour.
"""

from __future__ import annotations

import resource
import signal
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from bot.rendering.telegram import notices
from prompts import translate

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import BotProcess, Call, Server, Telegram

pytestmark = pytest.mark.usefixtures("bot")

QUESTION = "what did Lavrov say in Minsk?"
HTML_502 = "<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"


def starts(telegram: Telegram, chat: int, since: int) -> list[str]:
    """What the bot has written in a chat by the time that it has answered in another one, asked
    later."""
    assert telegram.ask(999, "/start").fields["text"] == translate(notices.START)
    return written(telegram.server, chat, since)


def written(server: Server, chat: int, since: int) -> list[str]:
    """The texts of the messages in a chat so far."""
    calls = server.calls[since:]
    return [
        call.fields["text"]
        for call in calls
        if call.method == "sendMessage" and call.fields["chat_id"] == str(chat)
    ]


def log_of(bot: BotProcess) -> str:
    """What the bot has logged."""
    return bot.log.read_text()


@pytest.mark.parametrize(
    "fault",
    [
        (
            429,
            (
                '{"ok": false, "error_code": 429, "description": "Wait", '
                '"parameters": {"retry_after": 2}}'
            ),
        ),
        (429, '{"ok": false, "error_code": 429, "description": "Too Many Requests"}'),
        (502, HTML_502),
        (500, '{"ok": false, "error_code": 500, "description": "Internal Server Error"}'),
    ],
    ids=["429 with a time", "429 without", "502 in HTML", "500"],
)
def test_what_was_not_carried_out_is_repeated(
    fault: tuple[int, str], server: Server, telegram: Telegram
) -> None:
    """Once."""
    since, chat = len(server.calls), 100 + len(server.calls)
    server.fail("sendMessage", chat, status=fault[0], body=fault[1])
    telegram.write(chat, "/start")
    assert telegram.messages(chat, 1, since)[0].fields["text"] == translate(notices.START)
    assert starts(telegram, chat, since) == [translate(notices.START)]


def test_a_reply_that_may_have_arrived_is_not_repeated_unless_the_user_wants_it(
    server: Server, telegram: Telegram, bot: BotProcess
) -> None:
    """It had not, here: the user is told, presses the button, and has it.

    The log has a line, and no traceback.
    """
    since = len(server.calls)
    server.fail("sendMessage", 201)
    notice = telegram.ask(201, "/start")
    reference = notice.fields["text"].rpartition(" ")[2]
    assert notice.fields["text"] == notices.uncertain(reference)
    _, pressed = telegram.press(
        201, notice.result["message_id"], notice.buttons[0]["callback_data"]
    )
    assert "text" not in pressed.fields
    assert telegram.messages(201, 2, since)[1].fields["text"] == translate(notices.START)
    assert f"Fault {reference}" in log_of(bot)


def test_a_second_press_does_nothing_more(server: Server, telegram: Telegram) -> None:
    """The first has been heard."""
    server.fail("sendMessage", 202)
    since = len(server.calls)
    notice = telegram.ask(202, "/start")
    for expected in (None, translate(notices.NOT_AGAIN)):
        _, pressed = telegram.press(
            202, notice.result["message_id"], notice.buttons[0]["callback_data"]
        )
        assert pressed.fields.get("text") == expected
    telegram.messages(202, 2, since)
    assert len(starts(telegram, 202, since)) == 2


def test_a_chat_that_refuses_the_bot_gets_nothing_more_until_it_writes_again(
    server: Server, telegram: Telegram, bot: BotProcess
) -> None:
    """One line in the log."""
    since = len(server.calls)
    server.refuse("sendMessage", 203, 403, "Forbidden: bot was blocked by the user")
    telegram.write(203, "/start")
    server.await_faults()
    assert starts(telegram, 203, since) == []
    assert telegram.ask(203, "/help").fields["text"] == translate(notices.HELP)
    assert log_of(bot).count("Forbidden: bot was blocked by the user") == 1


def test_what_telegram_cannot_parse_is_sent_as_plain_text(
    server: Server, telegram: Telegram
) -> None:
    """Nothing of it is lost but the form."""
    server.refuse(
        "sendMessage",
        204,
        400,
        "Bad Request: can't parse entities: Unsupported start tag at byte offset 3",
    )
    message = telegram.ask(204, "/help")
    assert "parse_mode" not in message.fields
    assert message.fields["text"] == server.parse_html(translate(notices.HELP))["text"]


def test_a_group_that_became_a_supergroup_is_answered_there(
    server: Server, telegram: Telegram
) -> None:
    """The refusal names the new chat."""
    since = len(server.calls)
    server.refuse(
        "sendMessage",
        -205,
        400,
        "Bad Request: group chat was upgraded to a supergroup chat",
        migrate_to_chat_id=-100205,
    )
    telegram.write(-205, "/help")
    assert telegram.messages(-100205, 1, since)[0].fields["text"] == translate(notices.HELP)


def test_updates_come_again_after_an_outage(
    server: Server, telegram: Telegram, bot: BotProcess
) -> None:
    """Nothing that was written meanwhile is lost; the log has a line for each failure, and no
    traceback."""
    server.fail("getUpdates", status=502, body=HTML_502)
    server.fail("getUpdates")
    server.refuse("getUpdates", None, 409, "Conflict: terminated by other getUpdates request")
    assert telegram.ask(206, "/start").fields["text"] == translate(
        notices.START
    )  # the poll that is under way brings it
    telegram.write(206, "/help")
    server.await_faults()
    assert telegram.messages(206, 2, 0)[1].fields["text"] == translate(notices.HELP)
    assert "another copy of this bot is running\n" in log_of(bot)


def test_updates_that_nobody_can_read_hold_up_nothing_in_their_batch(
    server: Server, telegram: Telegram
) -> None:
    """The library cannot parse the first; the second it can, but it has no chat."""
    since = len(server.calls)
    entity = {"type": "bot_command", "offset": 0, "length": 6}
    message = {"message_id": 1, "date": int(time.time()), "text": "/start", "entities": [entity]}
    place = {"id": 209, "type": "private"}
    every = [{"message_id": 1}, {**message, "chat": None}, {**message, "chat": place}]
    server.deliveries.append(
        [{"update_id": 6_000_000 + at, "message": each} for at, each in enumerate(every)]
    )
    telegram.ask(208, "/start")
    assert telegram.messages(209, 1, since)[0].fields["text"] == translate(notices.START)


def test_an_update_that_comes_twice_is_handled_once(server: Server, telegram: Telegram) -> None:
    """In one batch, and in the next."""
    since = len(server.calls)
    user = {"id": 207, "is_bot": False, "first_name": "Ada"}
    entity = {"type": "bot_command", "offset": 0, "length": 6}
    message = {
        "message_id": 1,
        "date": int(time.time()),
        "chat": {"id": 207, "type": "private"},
        "from": user,
    }
    update = {
        "update_id": 5_000_000,
        "message": {**message, "text": "/start", "entities": [entity]},
    }
    server.deliveries += [[update, update], [update]]
    telegram.ask(208, "/start")
    assert starts(telegram, 207, since) == [translate(notices.START)]


def killed(bot: BotProcess, telegram: Telegram, chat: int, since: int) -> list[Call]:
    """All messages in a chat of a bot that is killed now and started again."""
    bot.stop(signal.SIGKILL)
    bot.start()
    assert telegram.ask(chat + 1000, "/start").fields["text"] == translate(
        notices.START
    )  # a chat to which no reply is in doubt
    telegram.messages(chat, 1, since)
    calls = [
        call for call in telegram.server.calls[since:] if call.fields.get("chat_id") == str(chat)
    ]
    return [call for call in calls if call.method == "sendMessage"]


def test_a_question_survives_a_kill_and_is_answered_once_with_an_apology(
    bot: BotProcess, telegram: Telegram
) -> None:
    """The reply waits for a 429 to pass when the bot is killed; the question was asked five minutes
    before."""
    since = len(telegram.server.calls)
    telegram.server.refuse(
        "sendMessage", 210, 429, "Too Many Requests: retry after 600", retry_after=600
    )
    telegram.write(210, QUESTION, date=int(time.time()) - 300)
    bot.await_log("Telegram asks to wait 600 seconds.")
    assert starts(telegram, 210, since) == []  # another chat does not wait
    (answer,) = killed(bot, telegram, 210, since)
    assert telegram.shown(answer).startswith(translate(notices.LATE))
    assert "Lavrov" in telegram.shown(answer)


def test_a_reply_that_was_on_its_way_at_a_kill_is_not_sent_twice(
    bot: BotProcess, telegram: Telegram
) -> None:
    """It had arrived: the user is told that nobody knows, and can have it again."""
    since = len(telegram.server.calls)
    telegram.server.fail("sendMessage", 211, is_carried_out=True, is_endless=True)
    telegram.write(211, QUESTION)
    telegram.messages(211, 1, since)
    answer, notice = killed(bot, telegram, 211, since)
    assert "Lavrov" in telegram.shown(answer)
    assert notice.fields["text"] == notices.uncertain(notice.fields["text"].rpartition(" ")[2])


def test_no_update_is_acknowledged_while_the_disk_is_full(
    bot: BotProcess, server: Server, telegram: Telegram
) -> None:
    """A limit on the size of files stands in for the disk's; when it is lifted, the question is
    answered, once."""
    assert bot.process is not None
    since = len(server.calls)
    unlimited = resource.prlimit(
        bot.process.pid, resource.RLIMIT_FSIZE, (1, resource.RLIM_INFINITY)
    )
    telegram.write(212, "/start")
    bot.await_log("The inbox cannot be written, waiting: ")
    assert written(server, 212, since) == []
    resource.prlimit(bot.process.pid, resource.RLIMIT_FSIZE, unlimited)
    telegram.messages(212, 1, since)
    assert starts(telegram, 212, since) == [translate(notices.START)]


def test_stop_ends_an_answer_and_what_waits_behind_it(server: Server, telegram: Telegram) -> None:
    """The first question's reply waits, the second for its turn; /stop passes both by."""
    since = len(server.calls)
    server.refuse("sendMessage", 213, 429, "Too Many Requests: retry after 5", retry_after=5)
    telegram.write(213, "/help")
    telegram.write(213, "/help")
    server.await_faults()
    assert telegram.ask(213, "/stop").fields["text"] == translate(notices.STOPPED)
    assert starts(telegram, 213, since) == [translate(notices.STOPPED)]
    assert telegram.ask(213, "/stop").fields["text"] == translate(notices.NOTHING_TO_STOP)


def test_none_of_this_left_a_traceback_or_the_token_in_the_log(
    bot: BotProcess, server: Server
) -> None:
    """The last test here: all that went wrong before was foreseen."""
    assert "Traceback" not in log_of(bot)
    assert server.token.partition(":")[2] not in log_of(bot)
    assert [refused for refused in server.refusals if "parse" in refused] == []


def test_a_message_shows_no_path(bot: BotProcess, server: Server) -> None:
    """Neither the index's nor the inbox's."""
    texts = [str(call.fields.get("text", "")) for call in server.calls]
    assert [
        text for text in texts if str(Path(bot.environment["ONRECORD_STATE__PATH"])) in text
    ] == []
