"""The language that the bot speaks: the bot as a process of its own, over HTTP (see conftest.py).

The server's: it takes or refuses each call, menus by language and by chat among them. Translatable:
what is said, in which language.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.smalltalk import Smalltalk
from bot.records.conversations import Conversations
from bot.rendering.telegram import lists, notices, uploads
from prompts import Translatable, load, translate

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.bot.telegram_bot.conftest import BotProcess, Call, Telegram

    Say = Callable[..., str]

pytestmark = pytest.mark.usefixtures("bot")

QUESTION = "what did Lavrov say in Minsk?"
UNANSWERED = "Who won the chess championship in Reykjavik in 1972?"
GROUP = -700


@pytest.fixture
def russian(speak: Callable[[str], None]) -> Say:
    """A text of ours as it is in Russian."""

    def say(text: Translatable, **fields: object) -> str:
        speak("ru")
        return translate(text, **fields)

    return say


def ivan(number: int, code: str | None = "ru") -> dict[str, Any]:
    """A user whose Telegram speaks that language."""
    user = {"id": number, "is_bot": False, "first_name": "Ivan"}
    return {**user, "language_code": code} if code else user


def ask(telegram: Telegram, chat: int, text: str = "", **fields: Any) -> Call:
    """The reply to a Russian user."""
    return telegram.ask(chat, text, **{"from": ivan(abs(chat))}, **fields)


def press(
    telegram: Telegram, chat: int, data: str, user: dict[str, Any], **fields: Any
) -> tuple[list[Call], str]:
    """The messages that a press brings or changes, and what is said in its answer."""
    since = len(telegram.server.calls)
    place = {"id": chat, "type": "private" if chat > 0 else "group", "title": "Desk"}
    message = {"message_id": 5, "date": 1, "chat": place, **fields}
    query = {
        "id": str(next(telegram.numbers)),
        "from": user,
        "chat_instance": "1",
        "message": message,
        "data": data,
    }
    telegram.update(callback_query=query)
    (answered,) = telegram.server.await_calls(
        1, lambda call: call.method == "answerCallbackQuery", since
    )
    shown = [
        call
        for call in telegram.server.calls[since:]
        if call.method in ("sendMessage", "editMessageText")
    ]
    return shown, answered.fields.get("text", "")


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("ru-RU", "ru"), ("en", "en"), ("de", "en"), ("", "en"), (None, "en")],
)
def test_telegrams_own_language_is_followed_where_it_is_spoken(
    telegram: Telegram, code: str | None, language: str, speak: Callable[[str], None]
) -> None:
    """And the setting elsewhere."""
    start = telegram.ask(701, "/start", **{"from": ivan(701, code)})
    speak(language)
    assert start.fields["text"] == translate(notices.START)


def test_a_russian_conversation_is_russian_but_for_the_words_of_the_articles(
    telegram: Telegram,
) -> None:
    """Its suggestions can be asked; the passage, its head and its buttons; the refusal."""
    start = ask(telegram, 702, "/start")
    assert [button["text"].startswith("Что говорит ") for button in start.buttons] == [True] * 3
    since = len(telegram.server.calls)
    press(telegram, 702, start.buttons[0]["callback_data"], ivan(702))
    assert telegram.messages(702, 1, since)[0].buttons[0]["text"].startswith("[1]")
    answer = ask(telegram, 702, QUESTION)
    assert (
        "Four ministers leave Minsk without a deal on eastern Ukraine · 29 ноября 2016"
        in telegram.shown(answer)
    )
    assert answer.buttons[-1]["text"] == "С источниками"
    (passage,), _ = press(telegram, 702, answer.buttons[0]["callback_data"], ivan(702))
    assert "29 ноября 2016\nminsk-talks.txt:" in telegram.shown(passage)
    assert {"Скопировать", "Открыть файл"} <= {button["text"] for button in passage.buttons}
    assert telegram.shown(ask(telegram, 702, UNANSWERED)).startswith(
        "В статьях об этом не сказано."
    )


def test_a_question_in_russian_and_its_follow_up_are_answered(telegram: Telegram) -> None:
    """From articles in English, whose names are written in Latin letters."""
    assert "Lavrov" in telegram.shown(ask(telegram, 703, "Что сказал Лавров в Минске?"))
    assert "Klimkin" in telegram.shown(ask(telegram, 703, "А Климкин?"))
    again = telegram.shown(ask(telegram, 703, "Are you sure?"))
    assert again.startswith("Проверено ещё раз: эти слова стоят в статьях буква в букву.")


@pytest.mark.parametrize(
    ("fields", "reply"),
    [
        ({"text": "/help"}, notices.HELP),
        ({"text": "/nonsense"}, notices.NOT_A_COMMAND),
        ({"text": "/new"}, notices.STARTED_AFRESH),
        ({"text": "/stop"}, notices.NOTHING_TO_STOP),
        ({"text": "/check"}, notices.NOTHING_TO_CHECK),
        ({"text": "/said Nobody"}, lists.NOTHING_SAID),
        ({"text": "?!"}, notices.NOT_IN_WORDS),
        ({"text": "Привет!"}, Smalltalk.GREETING.value),
        ({"text": "Большое спасибо"}, Smalltalk.THANKS.value),
        ({"text": "Кто? " * 300}, notices.TOO_LONG),
        ({"voice": {"file_id": "1", "file_unique_id": "1", "duration": 1}}, notices.VOICE),
        (
            {"document": {"file_id": "1", "file_unique_id": "1", "file_name": "a.txt"}},
            uploads.NO_UPLOADS,
        ),
    ],
)
def test_what_is_no_question_is_replied_to_in_russian(
    telegram: Telegram, russian: Say, fields: dict[str, Any], reply: Translatable
) -> None:
    assert ask(telegram, 704, **fields).fields["text"] == russian(reply)


def test_checks_and_sources_are_in_russian(telegram: Telegram) -> None:
    check = telegram.shown(ask(telegram, 705, "/check The wall is 6.60 metres high."))
    assert "в источнике" in check
    assert "Подтверждено: 0 из 1 предложения." in check
    assert telegram.shown(ask(telegram, 705, "/sources")).startswith("У меня 18 статей.")


def test_a_fault_and_a_dead_button_are_told_in_russian(telegram: Telegram) -> None:
    telegram.server.fail("sendMessage", 706)
    notice = ask(telegram, 706, "/start")
    assert telegram.shown(notice).startswith("Связь прервалась, пока я отвечал.")
    assert [button["text"] for button in notice.buttons] == ["Попробовать ещё раз"]
    _, said = press(telegram, 706, "c:AAAAAAAAAAAA:1", ivan(706))
    assert said.startswith("Ответа, к которому относится эта кнопка")


def test_a_language_is_chosen_by_a_command_and_kept_over_a_restart(
    telegram: Telegram, bot: BotProcess, russian: Say
) -> None:
    assert ask(telegram, 707, "/lang en").fields["text"] == translate(notices.LANGUAGE_CHOSEN)
    bot.stop()
    bot.start()
    assert ask(telegram, 707, "/help").fields["text"] == translate(notices.HELP)
    assert load("refusal") in telegram.shown(ask(telegram, 707, UNANSWERED))
    assert ask(telegram, 707, "/lang RU").fields["text"] == russian(notices.LANGUAGE_CHOSEN)
    assert ask(telegram, 707, "/help").fields["text"] == russian(notices.HELP)


def test_a_language_is_chosen_by_a_button(telegram: Telegram, russian: Say) -> None:
    """The message changes with it; a language that is not spoken is none to choose."""
    for command in ("/lang", "/lang tlh"):
        offer = ask(telegram, 708, command)
        assert offer.fields["text"] == russian(notices.LANGUAGE)
        assert [button["text"] for button in offer.buttons] == ["English", "✓ Русский"]
    (changed,), _ = press(telegram, 708, offer.buttons[0]["callback_data"], ivan(708))
    assert changed.fields["text"] == "From now on I speak English here."
    assert [button["text"] for button in changed.buttons] == ["✓ English", "Русский"]
    assert press(telegram, 708, "i:tlh", ivan(708)) == ([], notices.NOT_KNOWN.english)


def test_each_chat_has_its_language(telegram: Telegram, russian: Say) -> None:
    """A group's is chosen for all in it; where none is chosen, each is spoken to in their own."""
    other = GROUP - 1
    assert ask(telegram, GROUP, "/help").fields["text"] == russian(notices.HELP)
    assert ask(telegram, GROUP, "/lang en").fields["text"] == notices.LANGUAGE_CHOSEN.english
    assert ask(telegram, GROUP, "/help").fields["text"] == notices.HELP.english
    assert telegram.ask(other, "/lang ru").fields["text"] == russian(notices.LANGUAGE_CHOSEN)
    assert telegram.ask(other, "/help").fields["text"] == russian(notices.HELP)
    assert telegram.ask(other - 1, "/help").fields["text"] == notices.HELP.english
    assert telegram.ask(abs(other), "/help").fields["text"] == notices.HELP.english


def test_what_a_user_has_chosen_alone_holds_in_groups_without_a_choice(
    telegram: Telegram, russian: Say
) -> None:
    telegram.ask(709, "/lang ru")
    assert telegram.ask(-709, "/help").fields["text"] == russian(notices.HELP)


def test_a_group_that_becomes_a_supergroup_keeps_its_language(
    telegram: Telegram, russian: Say
) -> None:
    telegram.ask(-710, "/lang ru")
    telegram.write(-1_000_710, migrate_from_chat_id=-710)
    assert telegram.ask(-1_000_710, "/help").fields["text"] == russian(notices.HELP)


def test_forgetting_forgets_the_language(telegram: Telegram, bot: BotProcess) -> None:
    """Also the menu that came with it."""
    telegram.ask(711, "/lang ru")
    since = len(telegram.server.calls)
    assert telegram.shown(telegram.ask(711, "/forget")).startswith("Удалено: 0 ответов")
    telegram.server.await_calls(1, lambda call: call.method == "deleteMyCommands", since)
    assert telegram.ask(711, "/help").fields["text"] == notices.HELP.english
    kept = Conversations(Path(bot.environment["ONRECORD_STATE__PATH"]) / "conversations.sqlite3")
    assert kept.language(["telegram:711"]) is None


def test_the_menus_of_commands_are_in_both_languages(telegram: Telegram) -> None:
    """For groups and alone; and in a chat in the language that was chosen there."""
    menus = telegram.server.await_calls(4, lambda call: call.method == "setMyCommands")
    shown = {(call.fields.get("language_code"), does(call)["lang"]) for call in menus}
    assert shown == {("ru", "выбрать язык"), (None, "choose the language")}
    since = len(telegram.server.calls)
    telegram.ask(712, "/lang ru")
    (menu,) = telegram.server.await_calls(1, lambda call: call.method == "setMyCommands", since)
    assert json.loads(menu.fields["scope"]) == {"type": "chat", "chat_id": 712}
    assert does(menu)["lang"] == "выбрать язык"


def does(menu: Call) -> dict[str, str]:
    """What each command of a menu does."""
    return {
        command["command"]: command["description"]
        for command in json.loads(menu.fields["commands"])
    }


def test_what_is_shared_has_its_date_in_the_language_of_who_shares_it(telegram: Telegram) -> None:
    since = len(telegram.server.calls)
    telegram.update(
        inline_query={"id": "1", "from": ivan(713), "query": "ceasefire in Minsk", "offset": ""}
    )
    (call,) = telegram.server.await_calls(1, lambda call: call.method == "answerInlineQuery", since)
    texts = [
        one["input_message_content"]["message_text"] for one in json.loads(call.fields["results"])
    ]
    assert any(text.endswith("29 ноября 2016") for text in texts)


def test_what_is_late_is_excused_in_russian(telegram: Telegram) -> None:
    answer = ask(telegram, 714, QUESTION, date=int(time.time()) - 600)
    assert telegram.shown(answer).startswith("Извините за поздний ответ.\n\n")


def test_nothing_had_to_be_refused(telegram: Telegram, bot: BotProcess) -> None:
    """Every text was parsed, every keyboard, menu and parameter was in order."""
    assert telegram.server.refusals == []
    assert "Traceback" not in bot.log.read_text()
    assert "could not be set" not in bot.log.read_text()
