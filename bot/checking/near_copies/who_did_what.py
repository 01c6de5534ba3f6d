"""Who does what, and who holds which office, where the source has it of somebody else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain, product, starmap

from bot.checking.claim_context import ClaimContext
from bot.checking.source_view import SentencePlace
from bot.language.matching import TokenizedText, occurs_in
from bot.language.names import is_place
from bot.language.tokens import tokens
from bot.language.verb_likeness import may_be_one_deed
from bot.types.problem import Failure, Problem
from index.language.function_words import Function, function_words
from index.language.offices import role_words
from index.language.stems import stem
from index.language.verbs import Use, verb_of, verbs
from index.statements.events import Event, Office, Party, facts_of

_BACK = 3
"""Sentences back in which "he" may have been named."""
_MOST = 8
"""Sentences that are read for somebody's office."""
_PRONOUNS = frozenset(("he", "she"))
_Named = tuple[Event, tuple[str, ...], tuple[str, ...]]
"""A deed with the names of those who do it, and of those whom it is done to or with."""


def misplaced_deeds(context: ClaimContext) -> Iterator[Problem]:
    """Deeds that the source gives to others."""
    mine = facts_of(context.text)
    theirs = [
        _named(deed, place) for place in context.places for deed in facts_of(place.text).events
    ]
    for deed in mine.events:
        if not (mine.offices and deed.verb.lower() in function_words(Function.BE)):
            yield from _undone(context, deed, theirs)


def misplaced_offices(context: ClaimContext) -> Iterator[Problem]:
    """Offices that the source gives to others."""
    mine = facts_of(context.text).offices
    theirs = list(_offices(context, [office.holder.text for office in mine])) if mine else []
    for office in mine:
        yield from _unheld(office, theirs)


# Deeds.


def _undone(context: ClaimContext, deed: Event, theirs: Sequence[_Named]) -> Iterator[Problem]:
    """Those who do what nobody of their name does in the source."""
    found = _alike(deed, theirs)
    for agent in deed.agents:
        names = _own_names(context, agent)
        if names and not _may_do(deed, names, found):
            kind = Failure.MISATTRIBUTED if deed.is_speech else Failure.UNSUPPORTED
            others = ", ".join(found[0][1]) if found else ""
            yield Problem(kind, _words(context, agent, deed), others)


def _may_do(deed: Event, names: Sequence[str], found: Sequence[_Named]) -> bool:
    """Whether the source leaves open who does something: it names nobody else for it."""
    same = [one for one in found if stem(one[0].verb) == stem(deed.verb)]
    return not same or any(
        not agents or _has(names, (*agents, *done_to)) for _, agents, done_to in same
    )


def _alike(deed: Event, theirs: Sequence[_Named]) -> list[_Named]:
    """The deeds of the source that may be this one."""
    near = [one for one in theirs if may_be_one_deed(deed.verb, one[0].verb)]
    if deed.is_speech and (verb_of(deed.verb) in verbs(Use.PLAIN) or not near):
        return [one for one in theirs if one[0].is_speech]
    return near


def _words(context: ClaimContext, party: Party, deed: Event) -> str:
    """The part of the sentence from somebody to what they do."""
    ends = (party.start + len(party.text), deed.start + len(deed.verb))
    return context.text[min(party.start, deed.start) : max(ends)]


# Names.


def _has(names: Sequence[str], among: Sequence[str]) -> bool:
    """Whether one of the names is among others, by its last word."""
    return any(starmap(_is_same, product(names, among)))


def _is_same(one: str, other: str) -> bool:
    mine, theirs = tokens(one), tokens(other)
    return bool(mine and theirs) and (
        occurs_in(mine[-1], TokenizedText(theirs)) or occurs_in(theirs[-1], TokenizedText(mine))
    )


def _own_names(context: ClaimContext, party: Party) -> tuple[str, ...]:
    """Whom the sentence itself names there, or before; nobody where it names nobody."""
    if party.is_name:
        return (party.text,)
    return _first_agent(context.text, party.start) if party.text.lower() in _PRONOUNS else ()


def _named(deed: Event, place: SentencePlace) -> _Named:
    sides = (deed.agents, (*deed.patients, *deed.companions))
    one, two = (
        tuple(chain.from_iterable(_names(party, place) for party in side)) for side in sides
    )
    return deed, one, two


def _names(party: Party, place: SentencePlace) -> tuple[str, ...]:
    """Whom a source's sentence means: by name, as its speaker, by "he" or by an office."""
    if party.is_name:
        return (party.text,)
    article = place.view.article
    at = article.sentences[place.number].start + party.start
    speakers = [
        said.speaker for said in article.statements if said.mention_start <= at < said.mention_end
    ]
    if speakers:
        return tuple(name for name in speakers[:1] if name in article.people)
    if party.text.lower() in _PRONOUNS:
        return _antecedent(party, place)
    wanted = role_words(party.text)
    return tuple(
        {
            said.speaker: 0
            for said in article.statements
            if wanted and wanted <= role_words(said.role)
        }
    )


def _antecedent(pronoun: Party, place: SentencePlace) -> tuple[str, ...]:
    """Whom "he" may mean: who acts before it in its sentence, or else in the sentence before."""
    found = _first_agent(place.text, pronoun.start)
    for number in range(place.number - 1, max(-1, place.number - 1 - _BACK), -1):
        found = found or _first_agent(place._replace(number=number).text)
    return found


def _first_agent(sentence: str, before: int | None = None) -> tuple[str, ...]:
    """The first in a sentence who does something and may be somebody, where it is a name."""
    agents = [
        party
        for deed in facts_of(sentence).events
        for party in deed.agents
        if before is None or party.start < before
    ]
    somebody = [
        one
        for one in agents
        if one.text.lower() in _PRONOUNS or (one.is_name and not is_place(one.text))
    ]
    return tuple(party.text for party in somebody[:1] if party.is_name)


# Offices.


def _unheld(office: Office, theirs: Sequence[tuple[str, str]]) -> Iterator[Problem]:
    """Somebody with an office that the source does not give them."""
    wanted = role_words(office.role)
    own = frozenset[str]().union(
        *(role_words(role) for name, role in theirs if _is_same(name, office.holder.text))
    )
    others = [
        name
        for name, role in theirs
        if wanted <= role_words(role) and not _is_same(name, office.holder.text)
    ]
    if not wanted <= own and others:
        yield Problem(Failure.UNSUPPORTED, office.holder.text, others[0])


def _offices(context: ClaimContext, holders: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Names and offices in the source, where the claim rests and where people are named."""
    sounds = {token.sound for holder in holders for token in tokens(holder)[-1:]}
    for view in {id(place.view): place.view for place in context.places}.values():
        yield from ((said.speaker, said.role) for said in view.article.statements)
        naming = [number for number, line in enumerate(view.lines) if sounds & line.sounds][:_MOST]
        resting = [place.number for place in context.places if place.view is view]
        for number in dict.fromkeys((*resting, *naming)):
            yield from (
                (one.holder.text, one.role)
                for one in facts_of(SentencePlace(view, number).text).offices
            )
