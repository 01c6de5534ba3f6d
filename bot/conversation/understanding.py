"""What a question means in its conversation: a question of the articles, or of the last answer."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.conversation import meta_requests, standalone
from bot.conversation.meta_requests import MetaRequest, Shown
from bot.conversation.smalltalk import Smalltalk, smalltalk
from bot.questions import clarification
from bot.types.answer import Choice, Turn


@dataclass(frozen=True, slots=True)
class Understood:
    """What a question asks, and what its answer must not repeat."""

    questions: tuple[str, ...] = ()
    """Standalone: the likeliest, then others it may mean, for when the articles do not answer it.
    """
    name: str | None = None
    """The name that is all of a follow-up; the answer must be about it."""
    meta_request: MetaRequest | None = None
    """What the question wants of the last answer, if it asks nothing of the articles."""
    choices: tuple[Choice, ...] = ()
    """What it may mean, as far as the conversation tells."""
    shown: Shown = field(default_factory=Shown)
    """What the conversation has shown, if the question wants something else."""
    discussed: tuple[str, ...] = ()
    """Sources of the articles that the conversation is about, if the question leans on it."""
    is_choice: bool = False
    """Whether the question picks one of the choices that were just given."""


def smalltalk_after(text: str, history: Sequence[Turn]) -> Smalltalk | None:
    """What kind of small talk a text is after these turns; None if it wants something.

    "Yes" may choose, and "More" and "Really?" are about the last answer.
    """
    if history and (meta_requests.meta_request(text) or history[-1].choices):
        return None
    return smalltalk(text)


def understand(question: str, history: Sequence[Turn]) -> Understood:
    """What a question means after the turns before it, oldest first."""
    request = meta_requests.meta_request(question) if history else None
    is_idle = request is MetaRequest.WHY and not meta_requests.left_out(history)
    if request and not is_idle:
        shown = Shown(history if request is MetaRequest.MORE else ())
        last = history[-1].standalone_question
        return Understood((last,), meta_request=request, shown=shown)
    if picked := clarification.chosen_question(question, history):
        return Understood((picked,), is_choice=True)
    shown = Shown(history if meta_requests.asks_for_others(question) else ())
    readings = standalone.readings(question, history)
    return Understood(
        readings,
        standalone.name_in(question) if history else None,
        choices=clarification.pronoun_choices(question, history),
        shown=shown,
        discussed=_cited(history) if readings[0] != " ".join(question.split()) else (),
    )


def _cited(history: Sequence[Turn]) -> tuple[str, ...]:
    """The sources of the last answer that has any."""
    cited = ([one.source for one in turn.citations] for turn in reversed(history))
    return tuple(dict.fromkeys(next(filter(None, cited), ())))
