"""The bot as its users meet it: a real process that talks HTTP to a Bot API server (see
conftest.py).

The server's behaviour, not ours: which updates come and come again, 409, what parameters,
keyboards, lengths and HTML it refuses. Translatable: the process, its answers, its buttons, its
exit codes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from telegram import Update

from bot.records.conversations import Conversations
from bot.rendering.telegram import notices
from prompts import translate

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import BotProcess, Call, Telegram

pytestmark = pytest.mark.usefixtures("bot")

QUESTION = "what did Lavrov say in Minsk?"


@pytest.fixture(scope="module")
def answer(bot: BotProcess, telegram: Telegram) -> Call:
    """The answer to a question, in chat 1."""
    return telegram.ask(1, QUESTION)


def citing(answer: Call) -> list[dict[str, str]]:
    """The buttons of its citations."""
    return [button for button in answer.buttons if button["text"].startswith("[")]


def test_a_question_shows_typing_and_then_the_answer(answer: Call, telegram: Telegram) -> None:
    """With its citations in the text, their articles under it, and a button for each, first the
    first."""
    assert any(
        call.method == "sendChatAction" and call.fields["action"] == "typing"
        for call in telegram.server.calls
    )
    text = telegram.shown(answer)
    assert "Lavrov" in text
    assert "[1]" in text
    assert "Four ministers leave Minsk without a deal on eastern Ukraine · 29 November 2016" in text
    assert answer.buttons[0]["text"].startswith("[1]")
    assert len(citing(answer)) == text.split("\n\n")[0].count("[")
    assert json.loads(answer.fields["link_preview_options"]) == {"is_disabled": True}


def test_a_button_shows_the_passage_as_a_reply_to_the_answer(
    answer: Call, telegram: Telegram
) -> None:
    """In an expandable quotation, with headline, date, file and line; each button its own."""
    message_id = answer.result["message_id"]
    passages = [
        telegram.press(1, message_id, button["callback_data"])[0] for button in citing(answer)
    ]
    texts = []
    for passage in passages:
        assert passage is not None
        assert json.loads(passage.fields["reply_parameters"])["message_id"] == message_id
        assert "<blockquote expandable>" in passage.fields["text"]
        texts.append(telegram.shown(passage))
    head = (
        "Four ministers leave Minsk without a deal on eastern Ukraine\n"
        "29 November 2016\n"
        "minsk-talks.txt:"
    )
    assert any(head in text for text in texts)
    assert [text[:3] for text in texts] == [button["text"][:3] for button in citing(answer)]


def test_an_old_button_works_after_a_restart(
    answer: Call, telegram: Telegram, bot: BotProcess
) -> None:
    """And shows the very same passage."""
    data = answer.buttons[0]["callback_data"]
    before, _ = telegram.press(1, answer.result["message_id"], data)
    bot.stop()
    bot.start()
    after, _ = telegram.press(1, answer.result["message_id"], data)
    assert before is not None
    assert after is not None
    assert after.fields["text"] == before.fields["text"]


def test_a_follow_up_is_understood_in_its_chat_and_in_no_other(
    telegram: Telegram, bot: BotProcess
) -> None:
    """The place that was asked about is remembered here, and unknown there."""
    telegram.ask(2, QUESTION)
    telegram.ask(2, "And Klimkin?")
    telegram.ask(3, "And Klimkin?")
    conversations = Conversations(
        Path(bot.environment["ONRECORD_STATE__PATH"]) / "conversations.sqlite3"
    )
    here, there = conversations.history("telegram:2")[-1], conversations.history("telegram:3")[-1]
    assert "Klimkin" in here.standalone_question
    assert "Minsk" in here.standalone_question
    assert "Klimkin" in here.answer
    assert "Minsk" not in there.standalone_question


def test_sigterm_ends_the_bot_when_the_answer_in_hand_is_sent(
    telegram: Telegram, bot: BotProcess
) -> None:
    """With exit code 0."""
    since = len(telegram.server.calls)
    telegram.write(11, QUESTION)
    telegram.server.await_calls(1, lambda call: call.method == "sendChatAction", since)
    assert bot.stop() == 0
    assert "Lavrov" in telegram.shown(telegram.messages(11, 1, since)[0])
    bot.start()


def test_a_new_conversation_forgets_what_was_asked(telegram: Telegram, bot: BotProcess) -> None:
    """The follow-up stands alone after /new, and the old answer's button still works."""
    old = telegram.ask(4, QUESTION)
    assert telegram.shown(telegram.ask(4, "/new")) == translate(notices.STARTED_AFRESH)
    telegram.ask(4, "And Klimkin?")
    conversations = Conversations(
        Path(bot.environment["ONRECORD_STATE__PATH"]) / "conversations.sqlite3"
    )
    assert [turn.question for turn in conversations.history("telegram:4")] == ["And Klimkin?"]
    passage, _ = telegram.press(4, old.result["message_id"], old.buttons[0]["callback_data"])
    assert passage is not None


def test_what_the_articles_do_not_say_is_not_answered(telegram: Telegram) -> None:
    """It has no buttons."""
    refusal = telegram.ask(5, "Who won the chess championship in Reykjavik in 1972?")
    assert refusal.buttons == []
    assert "[1]" not in telegram.shown(refusal)


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("/start", translate(notices.START)),
        ("/help", translate(notices.HELP)),
        ("/nonsense", translate(notices.NOT_A_COMMAND)),
    ],
)
def test_a_command_has_its_reply(telegram: Telegram, command: str, reply: str) -> None:
    """An unknown one is told so."""
    assert telegram.ask(6, command).fields["text"] == reply


def test_sources_lists_the_articles(telegram: Telegram) -> None:
    """With headline and date."""
    text = telegram.shown(telegram.ask(6, "/sources"))
    assert (
        "• Four ministers leave Minsk without a deal on eastern Ukraine · 29 November 2016\n"
        in text
    )


def test_the_menus_have_the_commands(telegram: Telegram) -> None:
    """One for groups, one for everywhere else, registered at the start."""
    groups, alone = telegram.server.await_calls(2, lambda call: call.method == "setMyCommands")
    assert json.loads(groups.fields["scope"]) == {"type": "all_group_chats"}
    names = [
        {command["command"] for command in json.loads(menu.fields["commands"])}
        for menu in (groups, alone)
    ]
    assert names[0] - names[1] == {"ask"}
    assert names[1] - names[0] == {"start"}


@pytest.mark.parametrize(
    ("fields", "reply"),
    [
        ({"text": "?!"}, translate(notices.NOT_IN_WORDS)),
        (
            {
                "photo": [{"file_id": "1", "file_unique_id": "1", "width": 1, "height": 1}],
                "caption": "?",
            },
            translate(notices.PHOTO),
        ),
        (
            {"voice": {"file_id": "1", "file_unique_id": "1", "duration": 1}},
            translate(notices.VOICE),
        ),
    ],
)
def test_what_is_no_question_has_a_fitting_reply(
    telegram: Telegram, fields: dict[str, Any], reply: str
) -> None:
    """Nothing is left without a word."""
    assert telegram.ask(7, **fields).fields["text"] == reply


@pytest.mark.parametrize("data", ["c:AAAAAAAAAAAA:1", "nonsense"])
def test_a_button_of_no_known_answer_says_so(telegram: Telegram, data: str) -> None:
    """In a window of its own, and no message comes."""
    passage, reply = telegram.press(8, 1, data)
    assert passage is None
    assert reply.fields["text"] == translate(notices.NOT_KNOWN)


def test_an_update_that_cannot_be_parsed_stops_nothing(telegram: Telegram) -> None:
    """The library cannot read it (that is its behaviour), and the next message is answered all the
    same (ours)."""
    broken = {"message_id": 1}
    with pytest.raises(KeyError):
        Update.de_json({"update_id": 1, "message": broken}, None)
    telegram.update(message=broken)
    assert telegram.ask(9, "/start").fields["text"] == translate(notices.START)


def test_a_wrong_token_is_one_sentence(bot: BotProcess) -> None:
    """Exit code 1, and the token stays secret."""
    wrong = "987654321:AAE-another_token_that_is_wrong_00002"
    ended = bot.run(ONRECORD_TELEGRAM__TOKEN=wrong)
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "refused the Telegram token" in ended.stderr
    assert wrong not in ended.stderr + ended.stdout


def test_no_token_is_one_sentence(bot: BotProcess) -> None:
    """It says where one comes from."""
    ended = bot.run(ONRECORD_TELEGRAM__TOKEN="")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "@BotFather" in ended.stderr


def test_a_server_that_is_not_there_is_one_sentence(bot: BotProcess) -> None:
    """It names the server."""
    ended = bot.run(ONRECORD_TELEGRAM__API_URL="http://127.0.0.1:9")
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert "127.0.0.1 cannot be reached" in ended.stderr


def test_a_second_copy_gives_way_to_the_first(bot: BotProcess, telegram: Telegram) -> None:
    """Before it has told the server anything, so that a webhook of the first stays; the first goes
    on."""
    since = len(telegram.server.calls)
    ended = bot.run()
    called = {call.method for call in telegram.server.calls[since:]}
    assert called <= {"getMe", "getUpdates"}
    assert ended.returncode == 1
    assert "Another copy of this Telegram bot is running" in ended.stderr.splitlines()[-1]
    assert "Traceback" not in ended.stderr
    assert telegram.ask(10, "/start").fields["text"] == translate(notices.START)


def test_the_server_never_had_to_refuse_anything(bot: BotProcess, telegram: Telegram) -> None:
    """Every text that was sent could be parsed, every keyboard and parameter was in order; and no
    token in the log."""
    assert telegram.server.refusals == []
    log = bot.log.read_text()
    assert "Traceback" not in log
    assert bot.environment["ONRECORD_TELEGRAM__TOKEN"] not in log
