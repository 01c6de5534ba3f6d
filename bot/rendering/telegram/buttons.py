"""Buttons under messages in Telegram, and what a press on one sends back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

CALLBACK_BYTES = 64
"""What Telegram takes as a button's data (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

COPIED_CHARACTERS = 256
"""What Telegram takes as the text that a button copies (https://core.telegram.org/bots/api#copytextbutton)."""

_DATA = re.compile(r"([a-z]):([A-Za-z0-9_-]*)((?::[0-9]{1,9})*)")


class Kind(StrEnum):
    """What a press asks for. Old messages keep their buttons for ever: no letter may come to mean something else."""

    PASSAGE = "c"
    EARLIER = "e"
    LATER = "l"
    FILE = "o"
    SOURCES = "s"
    GOOD = "g"
    BAD = "b"
    CHOICE = "q"
    SUGGESTION = "t"
    CHECK = "k"
    """… of the message that the button's message replies to."""
    EDITED = "a"
    """To answer the message that the button's message replies to, as it is now."""
    ADD = "u"
    """… the file or the address in the message that the button's message replies to."""
    KEEP_OUT = "n"
    RETRY = "r"
    LANGUAGE = "i"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button sends when it is pressed."""

    kind: Kind
    id: str = ""
    """An answer's, a fault's reference, or a language's."""
    numbers: tuple[int, ...] = ()

    @property
    def data(self) -> str:
        """As Telegram keeps it. Raises ValueError for more than 64 bytes."""
        data = ":".join((self.kind, self.id, *map(str, self.numbers)))
        if len(data.encode()) > CALLBACK_BYTES:
            raise ValueError(f"A button's data must fit into {CALLBACK_BYTES} bytes: {data!r}")
        return data


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: what it says, and one of what a press sends back, opens, or copies."""

    label: str
    data: str = ""
    url: str = ""
    copied: str = ""


def pressed(data: str | None, *kinds: Kind, numbers: int = 0) -> Press | None:
    """The press on a button with that data, if it is of these kinds and has so many numbers."""
    match = _DATA.fullmatch(data or "")
    if match is None or match[1] not in kinds:
        return None
    press = Press(Kind(match[1]), match[2], tuple(map(int, match[3].split(":")[1:])))
    return press if len(press.numbers) == numbers else None


def pattern(*kinds: Kind) -> str:
    """What the data of buttons of these kinds match."""
    return f"^[{''.join(kinds)}]:"
