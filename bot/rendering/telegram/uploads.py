"""What the bot says in Telegram of files and addresses that admins send it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.rendering.telegram.buttons import Button, Kind, Press
from bot.rendering.telegram.html import one_line
from bot.rendering.telegram.messages import MORE
from prompts import Translatable, translate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from index.types import Document

NO_UPLOADS = Translatable(
    "I can only read text. Whoever runs this bot can name admins, who may send me articles."
)
NOT_ADMITTED = Translatable("Only admins may add articles.")
ADD_THIS = Translatable("Shall I put this on record?")
ADD_ADDRESS = Translatable("Shall I put what this address holds on record?")
READING = Translatable("Reading …")
KEPT_OUT = Translatable("All right, it is not put on record.")
UNREADABLE_KIND = Translatable("I can take .txt, .md, .html, .pdf and .zip files.")
TOO_BIG = Translatable("I can take files of up to 20 MB.")
NOTHING_IN_IT = Translatable("There is no article in it that I can read.")
READ = Translatable("Read.")
NOT_ADDED = Translatable("It could not be put on record just now. Please try again.")

_TITLES = 10
_LABEL_CHARACTERS = 60


def buttons() -> list[list[Button]]:
    """To put on record what the message holds that this one replies to, or not."""
    labels = ((Translatable("Put on record"), Kind.ADD), (Translatable("No"), Kind.KEEP_OUT))
    return [[Button(translate(label), Press(kind).data) for label, kind in labels]]


def preview(name: str, documents: Sequence[Document], unreadable: int) -> str:
    """What an uploaded file holds, before it is put on record."""
    head = Translatable("<b>{name}</b>: {count} article", "<b>{name}</b>: {count} articles")
    lines = [translate(head, name=one_line(name, _LABEL_CHARACTERS), count=len(documents))]
    for document in documents[:_TITLES]:
        lead = next((line for line in document.text.splitlines() if line.strip()), "").lstrip(
            "#"
        )  # of Markdown
        lines.append(f"• {one_line(document.metadata.title or lead, _LABEL_CHARACTERS)}")
    if len(documents) > _TITLES:
        lines.append(translate(MORE, count=len(documents) - _TITLES))
    if unreadable:
        lines.append(
            translate(Translatable("{count} of its parts cannot be read."), count=unreadable)
        )
    return "\n".join(lines) + f"\n\n{translate(ADD_THIS)}"


def progress(done: int, of: int) -> str:
    """How far the reading has come."""
    return (
        translate(Translatable("Reading … {done} of {of}"), done=done, of=of)
        if of
        else translate(READING)
    )


def report(added: int, changed: int, articles: int, skipped: Sequence[str]) -> str:
    """What has become of what was put on record; `skipped`: why, for what was not."""
    done = Translatable(
        "On record: {added} new, {changed} changed. The index holds {count} article.",
        "On record: {added} new, {changed} changed. The index holds {count} articles.",
    )
    reasons = [f"• {one_line(reason, _LABEL_CHARACTERS)}" for reason in skipped[:_TITLES]]
    left_out = [translate(Translatable("Left out:")), *reasons] if reasons else []
    return "\n".join([translate(done, added=added, changed=changed, count=articles), *left_out])
