"""A conversation as its users have it: the bot as a process of its own, over HTTP (see
conftest.py).

The server's: it takes or refuses each call by its parameters, keyboards and lengths, and keeps
files. Translatable: what is said, what buttons bring, and that TDLib can read every text.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.conversation.smalltalk import Smalltalk
from bot.records.conversations import Conversations
from bot.rendering.telegram import lists, notices, uploads
from bot.rendering.telegram.buttons import ButtonKind, Press
from prompts import translate

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import BotProcess, Call, Telegram

pytestmark = pytest.mark.usefixtures("bot")

QUESTION = "what did Lavrov say in Minsk?"
GROUP = -500
FILE = {"file_id": "1", "file_unique_id": "1"}
STILL = {"is_animated": False, "is_video": False}
ROOT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def answer(bot: BotProcess, telegram: Telegram) -> Call:
    """The answer to a question, in chat 1."""
    return telegram.ask(1, QUESTION)


def data(call: Call, label: str) -> str:
    """What the button whose label begins so sends back."""
    return next(
        button["callback_data"] for button in call.buttons if button["text"].startswith(label)
    )


def edited(telegram: Telegram, since: int) -> Call:
    """The next message that the bot edits."""
    return telegram.server.await_calls(1, lambda call: call.method == "editMessageText", since)[0]


def kept(bot: BotProcess) -> Conversations:
    """What the bot remembers."""
    return Conversations(Path(bot.environment["ONRECORD_STATE__PATH"]) / "conversations.sqlite3")


def test_citations_come_before_any_other_button(answer: Call) -> None:
    """Then what else can be done."""
    labels = [button["text"] for button in answer.buttons]
    assert (
        [label for label in labels if not label.startswith("[")]
        == labels[-3:]
        == ["👍", "👎", "Copy with sources"]
    )


def test_a_passage_can_be_read_on_to_both_ends_of_its_article(
    answer: Call, telegram: Telegram
) -> None:
    """In the same message; at an end there is no button any more."""
    shown, _ = telegram.press(1, 5, data(answer, "[1]"))
    article = (ROOT / "articles" / "minsk-talks.txt").read_text()
    assert shown is not None
    for label, end in (("Later", article.rstrip()[-20:]), ("◂", article[:20])):
        page = shown
        while any(button["text"].startswith(label) for button in page.buttons):
            since = len(telegram.server.calls)
            telegram.press(1, 6, data(page, label))
            page = edited(telegram, since)
            assert page.fields["message_id"] == "6"
        assert end in telegram.shown(page)


def test_a_passage_gives_its_quote_and_its_file(answer: Call, telegram: Telegram) -> None:
    """The file as it is on the disk, under its own name; the quote in the words of the article."""
    shown, _ = telegram.press(1, 5, data(answer, "[1]"))
    assert shown is not None
    article = ROOT / "articles" / "minsk-talks.txt"
    (copied,) = [
        json.loads(json.dumps(button["copy_text"]))["text"]
        for button in shown.buttons
        if "copy_text" in button
    ]
    assert copied.rstrip("…") in " ".join(article.read_text().split())
    since = len(telegram.server.calls)
    telegram.press(1, 6, data(shown, "Open file"))
    (sent,) = [call for call in telegram.server.calls[since:] if call.method == "sendDocument"]
    assert sent.files["document"]["filename"] == "minsk-talks.txt"
    assert sent.files["document"]["data"] == article.read_bytes()


def test_an_answer_can_be_copied_with_its_sources_and_opened_by_its_link(
    answer: Call, telegram: Telegram
) -> None:
    """The link leads whoever may use the bot to the same answer, with buttons that work."""
    copied, _ = telegram.press(1, 5, data(answer, "Copy"))
    assert copied is not None
    text = telegram.shown(copied)
    assert "minsk-talks.txt:" in text
    again = telegram.ask(20, f"/start {text.rpartition('start=')[2]}")
    assert again.fields["text"] == answer.fields["text"]
    assert again.buttons == answer.buttons
    assert telegram.ask(20, "/start AAAAAAAAAAAA").fields["text"] == translate(notices.NOT_KNOWN)


def test_what_users_think_of_answers_is_listed(
    answer: Call, telegram: Telegram, bot: BotProcess
) -> None:
    """By a button and by a reaction; the latest counts, and one taken back counts no more.

    A reaction that says neither leaves alone what was said by a button.
    """
    for label in ("👍", "👎"):
        _, said = telegram.press(1, answer.result["message_id"], data(answer, label))
        assert said.fields["text"] == translate(notices.THANKS)
    react(telegram, 2, answer, "❤")
    react(telegram, 3, answer, "👎")
    react(telegram, 3, answer, before="👎")
    react(telegram, 1, answer, "🤔")
    telegram.ask(3, "/help")
    command = [sys.executable, "-m", "bot", "feedback", "--json"]
    run = subprocess.run(
        command, cwd=ROOT, env=bot.environment, capture_output=True, text=True, check=True
    )
    rows = json.loads(run.stdout)
    assert {(row["user"], row["value"]) for row in rows} == {("telegram:1", -1), ("telegram:2", 1)}
    assert {row["question"] for row in rows} == {QUESTION}


def react(telegram: Telegram, user: int, to: Call, *emoji: str, before: str = "") -> None:
    """A user's reaction to the bot's message in chat 1, in place of the ones before."""
    old, new = ([{"type": "emoji", "emoji": one} for one in those] for those in (before, emoji))
    who = {"id": user, "is_bot": False, "first_name": "Ada"}
    place = {
        "chat": {"id": 1, "type": "private"},
        "message_id": to.result["message_id"],
        "user": who,
    }
    telegram.update(message_reaction={**place, "date": 1, "old_reaction": old, "new_reaction": new})
    telegram.ask(user + 1000, "/help")  # it has been dealt with when a later message has


def test_start_gives_questions_that_the_articles_answer(telegram: Telegram) -> None:
    """Each press asks its question, also where the message is too old to be read."""
    start = telegram.ask(21, "/start")
    assert len(start.buttons) == 3
    for button in start.buttons:
        since = len(telegram.server.calls)
        telegram.press(21, start.result["message_id"], button["callback_data"])
        (found,) = telegram.messages(21, 1, since)
        assert found.buttons[0]["text"].startswith("[1]")


def test_a_suggestion_whose_button_has_it_shortened_is_asked_whole(telegram: Telegram) -> None:
    button = telegram.ask(21, "/start").buttons[0]
    shortened = {"inline_keyboard": [[{**button, "text": "What did…"}]]}
    since = len(telegram.server.calls)
    telegram.press(21, 5, button["callback_data"], reply_markup=shortened)
    (found,) = telegram.messages(21, 1, since)
    assert telegram.shown(found) == telegram.shown(telegram.ask(24, button["text"]))


def test_said_and_check_have_buttons_for_their_passages(telegram: Telegram) -> None:
    """As answers do; and they are no turns of the conversation."""
    said = telegram.ask(22, "/said Lavrov about work in Minsk")
    assert "Sergei Lavrov, Minsk, 29 November 2016: said it was" in telegram.shown(said)
    check = telegram.ask(22, "/check The wall is 6.60 metres high.")
    assert "✗ The wall is 6.60 metres high." in telegram.shown(check)
    for call in (said, check):
        passage, _ = telegram.press(22, 5, data(call, "[1]"))
        assert passage is not None


def test_said_shows_a_day_beside_what_means_it(telegram: Telegram) -> None:
    assert "on Monday [16 July 2018] he saw" in telegram.shown(
        telegram.ask(22, "/said Trump about meddled in Helsinki")
    )


@pytest.mark.parametrize(
    ("command", "reply"),
    [
        ("/check", translate(notices.NOTHING_TO_CHECK)),
        ("/ask", translate(notices.NOTHING_TO_ASK)),
        ("/said Nobody Atall", translate(lists.NOTHING_SAID)),
    ],
)
def test_a_command_that_finds_nothing_to_do_says_so(
    command: str, reply: str, telegram: Telegram
) -> None:
    """In a sentence that helps on."""
    assert telegram.ask(22, command).fields["text"] == reply


def test_the_message_that_check_replies_to_is_checked(telegram: Telegram) -> None:
    """Its text or, under a picture, its caption."""
    place = {"message_id": 4, "date": 1, "chat": {"id": 28, "type": "private"}}
    for name in ("text", "caption"):
        replied = {**place, name: "The wall is 6.60 metres high."}
        assert "✗ The wall" in telegram.shown(telegram.ask(28, "/check", reply_to_message=replied))


def test_each_line_behind_check_is_a_sentence_of_its_own(telegram: Telegram) -> None:
    shown = telegram.shown(
        telegram.ask(28, "/check\n- The wall is 6.60 metres high\n- It was built in 1968")
    )
    assert "✗ The wall is 6.60 metres high [" in shown
    assert "? It was built in 1968 [" in shown


@pytest.mark.parametrize("press", [Press(ButtonKind.CHECK), Press(ButtonKind.EDITED)])
def test_a_button_about_a_message_that_is_gone_says_so(press: Press, telegram: Telegram) -> None:
    """In a window of its own, and no message comes."""
    brought, said = telegram.press(29, 5, press.data)
    assert brought is None
    assert said.fields["text"] in (translate(notices.GONE), translate(notices.NOT_KNOWN))
    assert said.fields["show_alert"] == "true"


def test_what_was_said_has_its_verb_and_its_day(telegram: Telegram) -> None:
    """What somebody denied must not read as what they said."""
    said = telegram.ask(22, "/said Lavrov about plan to split the country in Paris")
    assert (
        "<b>Sergei Lavrov, Paris, 31 March 2014:</b> denied this was a plan to split the country ["
        in said.fields["text"]
    )


def test_forget_deletes_what_was_asked(telegram: Telegram, bot: BotProcess) -> None:
    """The buttons of the answer lead nowhere after that."""
    old = telegram.ask(23, QUESTION)
    assert telegram.ask(23, "/forget").fields["text"] == notices.forgotten(1)
    assert kept(bot).history("telegram:23") == []
    _, said = telegram.press(23, 5, data(old, "[1]"))
    assert said.fields["text"] == translate(notices.NOT_KNOWN)


@pytest.mark.parametrize(
    ("fields", "reply"),
    [
        ({"text": "Good morning!"}, translate(Smalltalk.GREETING.value)),
        ({"text": "ok, thank you so much"}, translate(Smalltalk.THANKS.value)),
        (
            {"sticker": {**FILE, "width": 1, "height": 1, "type": "regular", **STILL}},
            translate(notices.STICKER),
        ),
        ({"video": {**FILE, "width": 1, "height": 1, "duration": 1}}, translate(notices.PHOTO)),
        ({"contact": {"phone_number": "1", "first_name": "Bob"}}, translate(notices.CONTACT)),
        ({"dice": {"emoji": "🎲", "value": 3}}, translate(notices.POLL)),
        ({"story": {"id": 1, "chat": {"id": 1, "type": "private"}}}, translate(notices.NOT_TEXT)),
        ({"location": {"longitude": 1.0, "latitude": 1.0}}, translate(notices.LOCATION)),
        ({"text": "Who? " * 300}, translate(notices.TOO_LONG)),
        (
            {"document": {"file_id": "1", "file_unique_id": "1", "file_name": "a.txt"}},
            translate(uploads.NO_UPLOADS),
        ),
    ],
)
def test_what_is_no_question_has_a_word(
    telegram: Telegram, fields: dict[str, Any], reply: str
) -> None:
    """Politeness, what cannot be read, what is too long."""
    assert telegram.ask(24, **fields).fields["text"] == reply


def test_a_forwarded_post_is_checked_when_that_is_wanted(telegram: Telegram) -> None:
    """Its text is that of the message which the button's message replies to."""
    origin = {"type": "hidden_user", "date": 1, "sender_user_name": "Bob"}
    post = "The wall is 6.60 metres high."
    picture: dict[str, Any] = {"photo": [{**FILE, "width": 1, "height": 1}], "caption": post}
    assert telegram.ask(25, **picture, forward_origin=origin).fields["text"] == translate(
        notices.FORWARDED
    )
    offer = telegram.ask(25, post, forward_origin=origin)
    assert offer.fields["text"] == translate(notices.FORWARDED)
    replied = {"message_id": 4, "date": 1, "chat": {"id": 25, "type": "private"}, "text": post}
    since = len(telegram.server.calls)
    telegram.press(25, 5, data(offer, "Check"), reply_to_message=replied)
    assert "✗ The wall is 6.60 metres high." in telegram.shown(telegram.messages(25, 1, since)[0])


def test_an_edited_question_can_be_answered_again(telegram: Telegram) -> None:
    """As it is when the button is pressed."""
    user = {"id": 26, "is_bot": False, "first_name": "Ada"}
    new = {
        "message_id": 4,
        "date": 1,
        "edit_date": 2,
        "chat": {"id": 26, "type": "private"},
        "from": user,
        "text": QUESTION,
    }
    since = len(telegram.server.calls)
    telegram.update(edited_message=new)
    offer = telegram.messages(26, 1, since)[0]
    since = len(telegram.server.calls)
    telegram.press(26, offer.result["message_id"], data(offer, "Answer"), reply_to_message=new)
    assert "Lavrov" in telegram.shown(telegram.messages(26, 1, since)[0])


def test_an_edited_reply_to_the_bot_in_a_group_can_be_answered_again(telegram: Telegram) -> None:
    """A press tells what its message replies to, and not what that replied to."""
    new = {"message_id": 75, "date": 1, "chat": {"id": GROUP, "type": "group"}, "text": QUESTION}
    since = len(telegram.server.calls)
    telegram.press(GROUP, 5, Press(ButtonKind.EDITED).data, reply_to_message=new)
    assert "Lavrov" in telegram.shown(telegram.messages(GROUP, 1, since)[0])


def test_in_a_group_the_bot_answers_only_when_it_is_meant(telegram: Telegram) -> None:
    """Mentioned, replied to, or told by a command; it quotes the question, and nothing else is for
    it."""
    since = len(telegram.server.calls)
    mention = {"type": "mention", "offset": 0, "length": len("@on_record_test_bot")}
    theirs = {"message_id": 9, "date": 1, "chat": {"id": GROUP, "type": "group"}, "text": "[1]"}
    theirs |= {"from": {"id": 7, "is_bot": True, "first_name": "Fixture"}}
    telegram.write(GROUP, QUESTION)
    telegram.write(GROUP, "@on_record_test_bot " + QUESTION, entities=[mention], message_id=71)
    telegram.write(GROUP, "And Klimkin?", reply_to_message=theirs, message_id=72)
    telegram.write(GROUP, "/ask " + QUESTION, message_id=73)
    replies = telegram.messages(GROUP, 3, since)
    assert [json.loads(call.fields["reply_parameters"])["message_id"] for call in replies] == [
        71,
        72,
        73,
    ]
    assert ["Klimkin" in telegram.shown(call) for call in replies] == [False, True, False]


def test_in_a_group_commands_are_understood_by_the_bots_name_and_by_no_others(
    telegram: Telegram,
) -> None:
    """Each reply quotes its command."""
    since = len(telegram.server.calls)
    telegram.write(GROUP, "/help@another_bot")
    for number, command in enumerate(("said", "check", "new", "sources"), 80):
        telegram.write(GROUP, f"/{command}@on_record_test_bot Klimkin", message_id=number)
    replies = telegram.messages(GROUP, 4, since)
    assert {json.loads(call.fields["reply_parameters"])["message_id"] for call in replies} == set(
        range(80, 84)
    )


def test_inline_mode_gives_passages_to_share(telegram: Telegram) -> None:
    """Up to ten, each with its article; too few letters give none."""
    for words, count in (("ceasefire in Minsk", 10), ("ce", 0)):
        since = len(telegram.server.calls)
        user = {"id": 27, "is_bot": False, "first_name": "Ada"}
        telegram.update(inline_query={"id": "1", "from": user, "query": words, "offset": ""})
        (call,) = telegram.server.await_calls(
            1, lambda call: call.method == "answerInlineQuery", since
        )
        results = json.loads(call.fields["results"])
        assert len(results) == count
        assert all(
            "</blockquote>\n<i>" in one["input_message_content"]["message_text"] for one in results
        )


def test_nothing_had_to_be_refused(telegram: Telegram, bot: BotProcess) -> None:
    """Every text was parsed, every keyboard and parameter was in order."""
    assert telegram.server.refusals == []
    assert "Traceback" not in bot.log.read_text()
