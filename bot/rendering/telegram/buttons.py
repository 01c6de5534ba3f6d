"""Buttons under messages in Telegram, and what a press on one sends back."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

CALLBACK_BYTES = 64
"""The most data a button may carry (https://core.telegram.org/bots/api#inlinekeyboardbutton)."""

COPIED_CHARACTERS = 256
"""The longest text a button may copy (https://core.telegram.org/bots/api#copytextbutton)."""

MAX_BUTTONS = 100
"""The most buttons Telegram takes under one message."""

_DATA = re.compile(
    r"""
    ([a-z]) :            # the kind: "c:"
    ([A-Za-z0-9_-]*)     # an id, which may be empty: "c:a_-Z09"
    ( (?: : [0-9]{1,9} )* )  # numbers: "c:a_-Z09:12", "e:a:1:450"
    """,
    re.VERBOSE,
)


class ButtonKind(StrEnum):
    """What a press asks for.

    Old messages keep their buttons for ever, so a letter must never get another meaning.
    """

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
    """Check the message that the button's message replies to."""
    EDITED = "a"
    """Answer the message that the button's message replies to, as it reads now."""
    ADD = "u"
    """Add the file or address in the message that the button's message replies to."""
    DO_NOT_ADD = "n"
    RETRY = "r"
    LANGUAGE = "i"


@dataclass(frozen=True, slots=True)
class Press:
    """What a button sends when somebody presses it."""

    kind: ButtonKind
    id: str = ""
    """An answer's id, a fault's reference, or a language."""
    numbers: tuple[int, ...] = ()

    @property
    def data(self) -> str:
        """The press as Telegram stores it. Raises ValueError beyond 64 bytes."""
        data = ":".join((self.kind, self.id, *map(str, self.numbers)))
        if len(data.encode()) > CALLBACK_BYTES:
            raise ValueError(f"A button's data must fit into {CALLBACK_BYTES} bytes: {data!r}")
        return data


@dataclass(frozen=True, slots=True)
class Button:
    """A button's label, and one of: the data it sends, the URL it opens, the text it copies."""

    label: str
    data: str = ""
    url: str = ""
    copied: str = ""


Rows = list[list[Button]]
"""The buttons under a message, row by row."""


def parse_press(data: str | None, *kinds: ButtonKind, numbers: int = 0) -> Press | None:
    """The press that `data` stands for, if it is of one of the kinds and has so many numbers."""
    match = _DATA.fullmatch(data or "")
    if match is None or match[1] not in kinds:
        return None
    press = Press(ButtonKind(match[1]), match[2], tuple(map(int, match[3].split(":")[1:])))
    return press if len(press.numbers) == numbers else None


def data_pattern(*kinds: ButtonKind) -> str:
    """A pattern that matches the beginning of the data of buttons of these kinds."""
    return f"^[{''.join(kinds)}]:"
