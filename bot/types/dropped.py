"""What a chat model wrote that is not shown, and how people are told."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.types.plain_text import one_line
from bot.types.problem import Failure
from prompts import Translatable, translate

_REASONS = {
    Failure.FABRICATED: Translatable(
        "a name, number, date or quotation in it is not in the articles"
    ),
    Failure.MISATTRIBUTED: Translatable("the articles attribute it to somebody else"),
    Failure.SPLICED: Translatable("its quotation joins separate passages"),
    Failure.NEGATED: Translatable("the articles say the opposite"),
    Failure.OVERSTATED: Translatable("the articles do not go as far"),
    Failure.UNSUPPORTED: Translatable("the articles do not clearly say so"),
    Failure.UNCITED: Translatable("no passage was found for it"),
}
_LEFT_OUT = Translatable(
    "{count} sentence by the chat model was left out, because it could not be confirmed.",
    "{count} sentences by the chat model were left out, because they could not be confirmed.",
)
_HEAD = Translatable("The chat model also wrote:")
_NOTHING = Translatable("No sentence by a chat model was left out.")


@dataclass(frozen=True, slots=True)
class Dropped:
    """A sentence that a chat model wrote and that is not shown."""

    text: str
    problem: Failure


def note(dropped: Sequence[Dropped]) -> str:
    """A line that says how much is not shown; empty if all is."""
    return translate(_LEFT_OUT, count=len(dropped)) if dropped else ""


def explanation(dropped: Sequence[Dropped]) -> Iterator[str]:
    """Line by line what is not shown, and why."""
    yield translate(_HEAD if dropped else _NOTHING)
    for one in dropped:
        yield f"• “{one_line(one.text).strip('“”')}” – {translate(_REASONS[one.problem])}."
