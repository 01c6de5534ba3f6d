"""What the source only wants, plans or promises, where a sentence tells that it came about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.checking.claim_context import ClaimContext
from bot.language.verb_likeness import may_be_one_deed
from bot.types.problem import Failure, Problem
from index.language.stems import stem
from index.language.verb_stems import stems
from index.language.verbs import Use
from index.statements.events import Event, facts_of


def fulfilled(context: ClaimContext) -> Iterator[Problem]:
    """Events of the sentence that are only wishes in the source: "won a rise", "wants a rise"."""
    theirs = [deed for place in context.places for deed in facts_of(place.text).events]
    for deed in facts_of(context.text).events:
        if deed.is_unrealised or stem(deed.verb) in stems(Use.WISH):
            continue
        same = [one for one in theirs if stem(one.verb) == stem(deed.verb)]
        wish = (
            next((one for one in same if one.is_unrealised), None) if same else _wish(deed, theirs)
        )
        if wish is not None and all(one.is_unrealised for one in same):
            yield Problem(Failure.UNSUPPORTED, deed.verb, wish.verb)


def _wish(deed: Event, theirs: Sequence[Event]) -> Event | None:
    """Where the source has the very object wished for, and nothing else done to it."""
    about = [one for one in theirs if _objects(deed) & _objects(one)]
    is_told = any(
        stem(one.verb) not in stems(Use.WISH) or may_be_one_deed(one.verb, deed.verb)
        for one in about
    )
    return None if is_told or not about else about[0]


def _objects(deed: Event) -> frozenset[str]:
    """The last words of what a deed is done to, by their stems."""
    return frozenset(stem(party.text.split()[-1]) for party in deed.patients)
