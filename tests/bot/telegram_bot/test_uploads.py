"""Uploads by admins, over HTTP (see conftest.py): the server keeps the files and gives them out;
the rest is ours."""

from __future__ import annotations

import asyncio
import io
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from matplotlib import rc_context
from matplotlib.figure import Figure

from bot.rendering.telegram import uploads
from bot.telegram_bot.uploads import Uploads
from bot.types.plain_text import CHANGED
from config import settings
from index.stores.write_lock import writing
from prompts import translate
from tests.bot.telegram_bot.conftest import place

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import BotProcess, Call, Telegram

ROOT = Path(__file__).parents[3]
ARTICLE = """Harbour crane falls in Odrava

ODRAVA, 3 March 2021 - A crane fell into the harbour of Odrava on Tuesday, and nobody was hurt.

"The brake had been mended twice this winter," said Ilse Marten, the harbour master.
"""


def pdf() -> bytes:
    """The article on a page."""
    page, figure = io.BytesIO(), Figure()
    figure.text(0.1, 0.5, ARTICLE)
    with rc_context({"pdf.fonttype": 42}):
        figure.savefig(page, format="pdf")
    return page.getvalue()


def document(telegram: Telegram, name: str, data: bytes) -> dict[str, Any]:
    """A file that a user has given to the server."""
    number = f"file-{len(telegram.server.assets)}"
    telegram.server.assets[number] = {"data": data, "size": len(data)}
    return {"file_id": number, "file_unique_id": "1", "file_name": name, "file_size": len(data)}


def confirm(telegram: Telegram, preview: Call, **replied: Any) -> Call:
    """Presses the first button under a preview, and returns the report."""
    since = len(telegram.server.calls)
    message = {"message_id": 4, "date": 1, "chat": {"id": 1, "type": "private"}, **replied}
    press = preview.buttons[0]["callback_data"]
    telegram.press(1, preview.result["message_id"], press, reply_to_message=message)
    return telegram.messages(1, 1, since)[0]


def test_an_upload_is_shown_confirmed_indexed_and_answered_from(
    telegram: Telegram, growing_bot: BotProcess
) -> None:
    """The name is no path; the article is known to the running bot."""
    file = document(telegram, "../../crane.txt", ARTICLE.encode())
    preview = telegram.ask(1, document=file)
    assert "Harbour crane falls in Odrava" in telegram.shown(preview)
    report = confirm(telegram, preview, document=file)
    assert telegram.shown(report).startswith("Added: 1. Changed: 0.")
    uploads = Path(growing_bot.environment["ONRECORD_STATE__PATH"]) / "uploads"
    assert [path.name for path in uploads.iterdir()] == ["crane.txt"]
    assert "mended twice" in telegram.shown(telegram.ask(1, "What did Ilse Marten say in Odrava?"))


def test_an_old_button_shows_the_words_as_they_were_when_the_article_has_changed(
    telegram: Telegram, growing_bot: BotProcess
) -> None:
    """And says that they were; they can still be copied."""
    answer = telegram.ask(1, "What did Ilse Marten say in Odrava?")
    path = Path(growing_bot.environment["ONRECORD_STATE__PATH"]) / "uploads" / "crane.txt"
    path.write_text(ARTICLE.replace("twice", "once"))
    command = [sys.executable, "-m", "bot", "index", str(path.parent)]
    subprocess.run(command, cwd=ROOT, env=growing_bot.environment, check=True, capture_output=True)
    passage, _ = telegram.press(1, answer.result["message_id"], answer.buttons[0]["callback_data"])
    assert passage is not None
    shown = telegram.shown(passage)
    assert "mended twice" in shown
    assert translate(CHANGED) in shown
    assert [button["text"] for button in passage.buttons] == ["Copy quote"]


@pytest.mark.usefixtures("growing_bot")
@pytest.mark.parametrize("kind", ["md", "html", "pdf"])
def test_files_of_every_kind_are_shown(kind: str, telegram: Telegram) -> None:
    """By the headline that they will have."""
    page = f"<title>Harbour crane falls in Odrava</title><body><p>{ARTICLE}</p></body>"
    data = {"md": f"# {ARTICLE}".encode(), "html": page.encode(), "pdf": pdf()}[kind]
    preview = telegram.ask(1, document=document(telegram, f"crane.{kind}", data))
    assert telegram.shown(preview).startswith(
        f"crane.{kind}: 1 article\n• Harbour crane falls in Odrava"
    )


@pytest.mark.usefixtures("growing_bot")
def test_a_file_without_an_article_is_not_offered(telegram: Telegram) -> None:
    preview = telegram.ask(1, document=document(telegram, "blank.txt", b" \n"))
    assert (preview.fields["text"], preview.buttons) == (translate(uploads.NOTHING_IN_IT), [])


def test_an_upload_that_another_writer_keeps_out_can_be_tried_again(
    telegram: Telegram, growing_bot: BotProcess
) -> None:
    """While a run of `onrecord index` has the index; the buttons are there again."""
    file = document(telegram, "later.txt", ARTICLE.replace("crane", "mast").encode())
    preview = telegram.ask(1, document=file)
    since = len(telegram.server.calls)
    with writing(Path(growing_bot.environment["ONRECORD_INDEX__PATH"])):
        replied = {
            "message_id": 4,
            "date": 1,
            "chat": {"id": 1, "type": "private"},
            "document": file,
        }
        telegram.press(
            1,
            preview.result["message_id"],
            preview.buttons[0]["callback_data"],
            reply_to_message=replied,
        )
        refused = translate(uploads.NOT_ADDED)
        [call] = telegram.server.await_calls(
            1, lambda call: call.fields.get("text") == refused, since
        )
    assert [button["text"] for button in call.buttons] == ["Add", "No"]


def test_an_archive_is_shown_by_what_it_holds(telegram: Telegram, growing_bot: BotProcess) -> None:
    """And "No" leaves it out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", ARTICLE)
        archive.writestr("b.pdf", "no pdf")
    preview = telegram.ask(1, document=document(telegram, "two.zip", packed.getvalue()))
    assert "two.zip: 1 article\n" in telegram.shown(preview)
    assert "Parts I can’t read: 1." in telegram.shown(preview)
    since = len(telegram.server.calls)
    telegram.press(1, preview.result["message_id"], preview.buttons[1]["callback_data"])
    (call,) = telegram.server.await_calls(1, lambda call: call.method == "editMessageText", since)
    assert call.fields["text"] == translate(uploads.DECLINED)


@pytest.mark.usefixtures("growing_bot")
def test_what_cannot_be_taken_is_not_even_fetched(telegram: Telegram) -> None:
    """By whom it is from, what it is called, how large it is; and a press is checked again."""
    since = len(telegram.server.calls)
    small = {"file_id": "1", "file_unique_id": "1", "file_name": "a.txt", "file_size": 10}
    assert telegram.ask(2, document=small).fields["text"] == translate(uploads.NOT_ADMITTED)
    assert telegram.ask(1, document={**small, "file_name": "a.exe"}).fields["text"] == translate(
        uploads.UNREADABLE_KIND
    )
    assert telegram.ask(1, document={**small, "file_size": 20_000_001}).fields["text"] == translate(
        uploads.TOO_BIG
    )
    _, said = telegram.press(2, 5, "u:")
    assert said.fields["text"] == translate(uploads.NOT_ADMITTED)
    assert not any(call.method == "getFile" for call in telegram.server.calls[since:])


@pytest.mark.usefixtures("growing_bot")
def test_an_address_is_confirmed_and_what_gives_nothing_is_said(telegram: Telegram) -> None:
    """This machine's own addresses are not fetched."""
    address = f"{telegram.server.url}/feed.xml"
    offer = telegram.ask(1, address)
    assert offer.fields["text"] == translate(uploads.ADD_ADDRESS)
    assert "Skipped:" in telegram.shown(confirm(telegram, offer, text=address))


@pytest.mark.usefixtures("growing_bot")
def test_an_address_in_a_group_is_read_without_the_bots_name(telegram: Telegram) -> None:
    mention = {"type": "mention", "offset": 0, "length": len("@on_record_test_bot")}
    text = f"@on_record_test_bot {telegram.server.url}/feed.xml"
    offer = telegram.ask(-1, text, entities=[mention])
    assert offer.fields["text"] == translate(uploads.ADD_ADDRESS)
    replied = {"message_id": 4, "date": 1, "chat": place(-1), "text": text, "entities": [mention]}
    since = len(telegram.server.calls)
    telegram.press(
        -1, offer.result["message_id"], offer.buttons[0]["callback_data"], reply_to_message=replied
    )
    assert "Skipped:" in telegram.shown(telegram.messages(-1, 1, since)[0])


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../etc/passwd.txt", "passwd.txt"),
        ("..\\..\\boot.md", "boot.md"),
        (".hidden.txt", "hidden.txt"),
        ("a\x00b\n<c>.pdf", "a_b_c_.pdf"),
        ("….txt", "_.txt"),
        ("ä" * 200 + ".html", "ä" * 50 + ".html"),
    ],
)
def test_the_name_of_an_upload_is_never_a_path(tmp_path: Path, name: str, kept: str) -> None:
    """Nothing is written outside the folder, and another file of that name gets a name of its
    own."""
    uploads = Uploads(settings.load(state={"path": str(tmp_path)}))
    assert asyncio.run(uploads.save(name, b"one")) == kept
    assert asyncio.run(uploads.save(name, b"one")) == kept
    other = asyncio.run(uploads.save(name, b"two"))
    assert {path.name: path.read_bytes() for path in (tmp_path / "uploads").iterdir()} == {
        kept: b"one",
        other: b"two",
    }


def test_an_upload_is_its_owners_alone(tmp_path: Path) -> None:
    """And so are the folders that are made for it."""
    uploads = Uploads(settings.load(state={"path": str(tmp_path / "state")}))
    asyncio.run(uploads.save("a.txt", b"one"))
    made = [path.stat().st_mode & 0o777 for path in sorted((tmp_path / "state").rglob("*"))]
    assert ((tmp_path / "state").stat().st_mode & 0o777, *made) == (0o700, 0o700, 0o600)
