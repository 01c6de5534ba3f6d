"""What a question means in its conversation: by itself, or as a remark on the answer before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.conversation import meta_requests, standalone
from bot.conversation.meta_requests import Remark, Shown
from bot.questions import clarification
from bot.types.answer import Choice, Turn


@dataclass(frozen=True, slots=True)
class Understood:
    """What is asked, and what is not to be repeated."""

    questions: tuple[str, ...] = ()
    """As they stand by themselves: the likeliest, then what else it may be where the articles do not answer that."""
    name: str | None = None
    """Whom or what an answer must be about, where the question is but that name."""
    remark: Remark | None = None
    choices: tuple[Choice, ...] = ()
    """What it may mean, as far as the conversation tells."""
    shown: Shown = field(default_factory=Shown)
    is_choice: bool = False
    """Whether the question picks one of the choices that were just given."""


def understand(question: str, history: Sequence[Turn]) -> Understood:
    """What a question means behind the turns before it, oldest first."""
    if history and (remark := meta_requests.remark(question)):
        shown = Shown(history if remark is Remark.MORE else ())
        return Understood((history[-1].standalone_question,), remark=remark, shown=shown)
    if picked := clarification.chosen(question, history):
        return Understood((picked,), is_choice=True)
    shown = Shown(history if meta_requests.asks_for_others(question) else ())
    return Understood(
        standalone.readings(question, history),
        standalone.name_in(question) if history else None,
        choices=clarification.people_meant(question, history),
        shown=shown,
    )
