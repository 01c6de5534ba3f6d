"""What the bot says in Telegram of files and addresses that admins send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rendering.telegram.buttons import Button, Kind, Press
from bot.rendering.telegram.html import one_line
from bot.rendering.telegram.messages import MORE
from prompts import Ours, told

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document

NO_UPLOADS = Ours(
    "I can only read text. Whoever runs this bot can name admins, who may send me articles."
)
NOT_ADMITTED = Ours("Only admins may add articles.")
ADD_THIS = Ours("Shall I put this on record?")
ADD_ADDRESS = Ours("Shall I put what this address holds on record?")
READING = Ours("Reading …")
KEPT_OUT = Ours("All right, it is not put on record.")
UNREADABLE_KIND = Ours("I can take .txt, .md, .html, .pdf and .zip files.")
TOO_BIG = Ours("I can take files of up to 20 MB.")
NOTHING_IN_IT = Ours("There is no article in it that I can read.")
READ = Ours("Read.")
NOT_ADDED = Ours("It could not be put on record just now. Please try again.")

_TITLES = 10
_LABEL_CHARACTERS = 60


def buttons() -> list[list[Button]]:
    """To put on record what the message holds that this one replies to, or not."""
    labels = ((Ours("Put on record"), Kind.ADD), (Ours("No"), Kind.KEEP_OUT))
    return [[Button(told(label), Press(kind).data) for label, kind in labels]]


def preview(name: str, documents: Sequence[Document], unreadable: int) -> str:
    """What an uploaded file holds, before it is put on record."""
    head = Ours("<b>{name}</b>: {count} article", "<b>{name}</b>: {count} articles")
    lines = [told(head, name=one_line(name, _LABEL_CHARACTERS), count=len(documents))]
    for document in documents[:_TITLES]:
        lead = next((line for line in document.text.splitlines() if line.strip()), "").lstrip(
            "#"
        )  # of Markdown
        lines.append(f"• {one_line(document.metadata.title or lead, _LABEL_CHARACTERS)}")
    if len(documents) > _TITLES:
        lines.append(told(MORE, count=len(documents) - _TITLES))
    if unreadable:
        lines.append(told(Ours("{count} of its parts cannot be read."), count=unreadable))
    return "\n".join(lines) + f"\n\n{told(ADD_THIS)}"


def progress(done: int, of: int) -> str:
    """How far the reading has come."""
    return told(Ours("Reading … {done} of {of}"), done=done, of=of) if of else told(READING)


def report(added: int, changed: int, articles: int, skipped: Sequence[str]) -> str:
    """What has become of what was put on record; `skipped`: why, for what was not."""
    done = Ours(
        "On record: {added} new, {changed} changed. The index holds {count} article.",
        "On record: {added} new, {changed} changed. The index holds {count} articles.",
    )
    reasons = [f"• {one_line(reason, _LABEL_CHARACTERS)}" for reason in skipped[:_TITLES]]
    left_out = [told(Ours("Left out:")), *reasons] if reasons else []
    return "\n".join([told(done, added=added, changed=changed, count=articles), *left_out])
