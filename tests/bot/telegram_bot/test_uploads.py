"""Uploads by admins, over HTTP (see conftest.py): the server keeps the files and gives them out; the rest is ours."""

from __future__ import annotations

import asyncio
import io
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from bot.rendering import telegram_uploads
from bot.telegram_bot.uploads import Uploads
from config import settings
from prompts import told

if TYPE_CHECKING:
    from tests.bot.telegram_bot.conftest import BotProcess, Call, Telegram

ARTICLE = """Harbour crane falls in Odrava

ODRAVA, 3 March 2021 - A crane fell into the harbour of Odrava on Tuesday, and nobody was hurt.

"The brake had been mended twice this winter," said Ilse Marten, the harbour master.
"""


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


def test_an_upload_is_shown_confirmed_indexed_and_answered_from(telegram: Telegram, growing_bot: BotProcess) -> None:
    """The name is no path; the article is known to the running bot."""
    file = document(telegram, "../../crane.txt", ARTICLE.encode())
    preview = telegram.ask(1, document=file)
    assert "Harbour crane falls in Odrava" in telegram.shown(preview)
    report = confirm(telegram, preview, document=file)
    assert telegram.shown(report).startswith("On record: 1 new, 0 changed.")
    uploads = Path(growing_bot.environment["ONRECORD_STATE__PATH"]) / "uploads"
    assert [path.name for path in uploads.iterdir()] == ["crane.txt"]
    assert "mended twice" in telegram.shown(telegram.ask(1, "What did Ilse Marten say in Odrava?"))


def test_an_archive_is_shown_by_what_it_holds(telegram: Telegram, growing_bot: BotProcess) -> None:
    """And "No" leaves it out."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a.txt", ARTICLE)
        archive.writestr("b.pdf", "no pdf")
    preview = telegram.ask(1, document=document(telegram, "two.zip", packed.getvalue()))
    assert "two.zip: 1 article\n" in telegram.shown(preview)
    assert "1 of its parts cannot be read." in telegram.shown(preview)
    since = len(telegram.server.calls)
    telegram.press(1, preview.result["message_id"], preview.buttons[1]["callback_data"])
    (call,) = telegram.server.await_calls(1, lambda call: call.method == "editMessageText", since)
    assert call.fields["text"] == told(telegram_uploads.KEPT_OUT)


@pytest.mark.usefixtures("growing_bot")
def test_what_cannot_be_taken_is_not_even_fetched(telegram: Telegram) -> None:
    """By whom it is from, what it is called, how large it is; and a press is checked again."""
    since = len(telegram.server.calls)
    small = {"file_id": "1", "file_unique_id": "1", "file_name": "a.txt", "file_size": 10}
    assert telegram.ask(2, document=small).fields["text"] == told(telegram_uploads.NOT_ADMITTED)
    assert telegram.ask(1, document={**small, "file_name": "a.exe"}).fields["text"] == told(
        telegram_uploads.UNREADABLE_KIND
    )
    assert telegram.ask(1, document={**small, "file_size": 20_000_001}).fields["text"] == told(telegram_uploads.TOO_BIG)
    _, said = telegram.press(2, 5, "u:")
    assert said.fields["text"] == told(telegram_uploads.NOT_ADMITTED)
    assert not any(call.method == "getFile" for call in telegram.server.calls[since:])


@pytest.mark.usefixtures("growing_bot")
def test_an_address_is_confirmed_and_what_gives_nothing_is_said(telegram: Telegram) -> None:
    """This machine's own addresses are not fetched."""
    address = f"{telegram.server.url}/feed.xml"
    offer = telegram.ask(1, address)
    assert offer.fields["text"] == told(telegram_uploads.ADD_ADDRESS)
    assert "Left out:" in telegram.shown(confirm(telegram, offer, text=address))


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
    """Nothing is written outside the folder, and another file of that name gets a name of its own."""
    uploads = Uploads(settings.load(state={"path": str(tmp_path)}))
    assert asyncio.run(uploads.keep(name, b"one")) == kept
    assert asyncio.run(uploads.keep(name, b"one")) == kept
    other = asyncio.run(uploads.keep(name, b"two"))
    assert {path.name: path.read_bytes() for path in (tmp_path / "uploads").iterdir()} == {kept: b"one", other: b"two"}
