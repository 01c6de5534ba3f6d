"""What the bot says in Telegram about files and addresses that admins send."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rendering.telegram.buttons import Button, ButtonKind, Press, Rows
from bot.rendering.telegram.html import escaped_line
from bot.rendering.telegram.lists import MORE
from prompts import Translatable, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document

NO_UPLOADS = Translatable(
    "I can only read text. Whoever runs this bot can name admins, who may send me articles."
)
NOT_ADMITTED = Translatable("Only admins may add articles.")
ADD_FILE = Translatable("Shall I add this?")
ADD_ADDRESS = Translatable("Shall I add what I find at this address?")
READING = Translatable("Reading …")
READ = Translatable("Done reading.")
NOT_ADDED = Translatable("I could not add it just now. Please try again.")
DECLINED = Translatable("All right, I won’t add it.")
UNREADABLE_KIND = Translatable("I can take .txt, .md, .html, .pdf and .zip files.")
TOO_BIG = Translatable("I can take files of up to 20 MB.")
NOTHING_IN_IT = Translatable("I found no article in it that I can read.")

_MAX_TITLES = 10
_LINE_CHARACTERS = 60


def decision_buttons() -> Rows:
    """Buttons to add what is in the message replied to, or not."""
    add = Button(translate(Translatable("Add")), Press(ButtonKind.ADD).data)
    decline = Button(translate(Translatable("No")), Press(ButtonKind.DO_NOT_ADD).data)
    return [[add, decline]]


def preview(name: str, documents: Sequence[Document], unreadable: int) -> str:
    """The headlines in an uploaded file, and whether to add them."""
    head = Translatable("<b>{name}</b>: {count} article", "<b>{name}</b>: {count} articles")
    lines = [translate(head, name=escaped_line(name, _LINE_CHARACTERS), count=len(documents))]
    titles = [_title(document) for document in documents[:_MAX_TITLES]]
    lines += [f"• {escaped_line(title, _LINE_CHARACTERS)}" for title in titles]
    if len(documents) > _MAX_TITLES:
        lines.append(translate(MORE, count=len(documents) - _MAX_TITLES))
    if unreadable:
        lines.append(translate(Translatable("Parts I can’t read: {count}."), count=unreadable))
    return "\n".join([*lines, "", translate(ADD_FILE)])


def progress(done: int, total: int) -> str:
    """How many files are read."""
    if not total:
        return translate(READING)
    return translate(Translatable("Reading … {done} of {total}"), done=done, total=total)


def report(added: int, changed: int, articles: int, skipped: Sequence[str]) -> str:
    """What was added and changed, and the reasons why the rest was skipped."""
    counts = Translatable(
        "Added: {added}. Changed: {changed}. I now have {count} article.",
        "Added: {added}. Changed: {changed}. I now have {count} articles.",
    )
    lines = [translate(counts, added=added, changed=changed, count=articles)]
    if skipped:
        lines.append(translate(Translatable("Skipped:")))
    lines += [f"• {escaped_line(reason, _LINE_CHARACTERS)}" for reason in skipped[:_MAX_TITLES]]
    return "\n".join(lines)


def _title(document: Document) -> str:
    """The title, else the first line that is not empty, without Markdown's heading marks."""
    if document.metadata.title:
        return document.metadata.title
    lines = (line for line in document.text.splitlines() if line.strip())
    return next(lines, "").lstrip("#")
