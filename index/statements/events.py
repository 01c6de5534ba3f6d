"""What a sentence tells by its parse: who does what to whom, and who holds which office."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.language.function_words import Function, function_words
from index.language.offices import is_office
from index.language.stems import stem
from index.language.verb_stems import stems
from index.language.verbs import Use, forms, verb_of
from index.statements.grammar import (
    VERBS,
    apposed,
    governing_verb,
    is_name,
    noun_phrase,
    proper_name,
    role_of,
)
from index.statements.reporting_verbs import SPOKEN_OF, has_use
from index.statements.spacy_model import model

if TYPE_CHECKING:
    from spacy.tokens import Token

_SPACE = re.compile(r"\s")
_RELATIVE = frozenset(("who", "whom", "which", "that"))
_JOINED = frozenset(("conj", "xcomp", "advcl", "pcomp", "dep"))
"""Dependencies in which a verb without a subject has that of the verb above it."""
_COMPANIONS = frozenset(("with", "to"))
"""Prepositions before those with whom or to whom something is done."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as a sentence calls them: a name, "he", "the minister"."""

    text: str
    start: int
    is_name: bool


@dataclass(frozen=True, slots=True)
class Event:
    """A verb, with who does it and whom it is done to."""

    verb: str
    start: int
    agents: tuple[Party, ...]
    patients: tuple[Party, ...]
    """Its objects; of a passive, its subject."""
    companions: tuple[Party, ...]
    """With whom or to whom it is done."""
    is_speech: bool
    """Whether the verb reports words."""
    is_unrealised: bool
    """Whether it is only wanted, planned, tried or to come: "plans to build", "will build"."""


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody by name, and what they are called."""

    holder: Party
    role: str


@dataclass(frozen=True, slots=True)
class SentenceFacts:
    """The events and offices that a sentence tells of."""

    events: tuple[Event, ...]
    offices: tuple[Office, ...]


@lru_cache(maxsize=2048)
def facts_of(sentence: str) -> SentenceFacts:
    """The facts that an English sentence tells; offsets are in its characters."""
    doc = model()(_SPACE.sub(" ", sentence), disable=["ner"])
    verbs = [token for token in doc if token.pos_ in VERBS and token.dep_ not in ("aux", "auxpass")]
    events = [event for event in map(_event, verbs) if event.agents or event.patients]
    return SentenceFacts(tuple(events), tuple(_offices(list(doc))))


# Events


def _event(verb: Token) -> Event:
    subjects = tuple(_parties_of(_subjects(verb)))
    objects = tuple(_parties_of(_children(verb, "dobj", "dative")))
    agents = tuple(_governed_parties(_children(verb, "agent")))
    prepositions = [one for one in _children(verb, "prep") if one.lower_ in _COMPANIONS]
    is_passive = _is_passive(verb)
    return Event(
        verb.text,
        verb.idx,
        agents=agents if is_passive else subjects,
        patients=subjects if is_passive else objects,
        companions=tuple(_governed_parties(prepositions)),
        is_speech=_is_speech(verb),
        is_unrealised=_is_unrealised(verb),
    )


def _children(token: Token, *labels: str) -> list[Token]:
    return [child for child in token.children if child.dep_ in labels]


def _subjects(verb: Token) -> list[Token]:
    """The grammatical subjects of a verb: its own, or those of what it is joined to."""
    own = _children(verb, "nsubj", "nsubjpass")
    if own or _children(verb, "expl"):
        return [_antecedent(subject, verb) for subject in own]
    if verb.dep_ in ("relcl", "acl"):
        return [verb.head]
    above = governing_verb(verb) if verb.dep_ in _JOINED else None
    return _subjects(above) if above is not None else []


def _antecedent(subject: Token, verb: Token) -> Token:
    """The noun that "who" or "which" means, or the subject itself."""
    is_relative = verb.dep_ == "relcl" and subject.lower_ in _RELATIVE
    return verb.head if is_relative else subject


def _is_passive(verb: Token) -> bool:
    if _children(verb, "auxpass", "nsubjpass"):
        return True
    if verb.tag_ != "VBN" or _children(verb, "aux", "nsubj"):
        return False
    is_clause = verb.dep_ in ("acl", "advcl")
    is_joined = verb.dep_ == "conj" and _is_passive(verb.head)
    return is_clause or is_joined or bool(_children(verb, "agent"))


def _parties_of(nouns: Sequence[Token]) -> Iterator[Party]:
    """The people and things that noun phrases name, with those that are joined to them by "and"."""
    for noun in nouns:
        named = _named(noun)
        phrase = noun_phrase(noun) if named is None else proper_name(named)
        yield Party(phrase.text, phrase.start_char, is_name=named is not None)
        yield from _parties_of(_children(noun, "conj"))


def _governed_parties(prepositions: Sequence[Token]) -> Iterator[Party]:
    for preposition in prepositions:
        yield from _parties_of(_children(preposition, "pobj"))


def _named(noun: Token) -> Token | None:
    """The name that a noun is or has in apposition."""
    return noun if is_name(noun) else apposed(noun)


def _is_speech(verb: Token) -> bool:
    """Whether a verb reports words: it has a clause, an object or a quotation.

    "Spoke for an hour" has none; "spoke of the flood" names what was said.
    """
    if not verb_of(verb.text):
        return False
    if has_use(verb, Use.DEED):
        return any(child.lower_ in SPOKEN_OF for child in _children(verb, "prep"))
    is_beside_words = verb.dep_ in ("ccomp", "parataxis")
    return is_beside_words or bool(_children(verb, "ccomp", "dobj", "parataxis", "dep"))


def _is_unrealised(verb: Token) -> bool:
    """Whether a verb, or the one that it is joined to, is only to come or to be wished for."""
    auxiliaries = [child.lower_ for child in _children(verb, "aux")]
    if function_words(Function.FUTURE).intersection(auxiliaries):
        return True
    if verb.dep_ == "conj" and verb.head.pos_ == "VERB":
        return _is_unrealised(verb.head)
    is_infinitive = "to" in auxiliaries and verb.dep_ in ("xcomp", "ccomp", "advcl")
    return is_infinitive and stem(verb.head.text) in stems(Use.WISH) | stems(Use.WISH_TO)


# Offices


def _offices(tokens: Sequence[Token]) -> Iterator[Office]:
    for token in tokens:
        if token.pos_ == "PROPN" and token.dep_ != "compound":
            yield from _office(token, role_of(proper_name(token)))
        if token.lower_ in _linking_verbs():
            yield from _linked_offices(token)


def _linked_offices(verb: Token) -> Iterator[Office]:
    """The offices in "Ada Holm is the mayor", and in "the mayor is Ada Holm"."""
    for subject in _subjects(verb):
        for attribute in _children(verb, "attr"):
            yield from _office(subject, noun_phrase(attribute).text)
            yield from _office(attribute, noun_phrase(subject).text)


def _office(holder: Token, role: str) -> Iterator[Office]:
    named = _named(holder)
    if named is not None and is_office(role):
        name = proper_name(named)
        yield Office(Party(name.text, name.start_char, is_name=True), role)


@cache
def _linking_verbs() -> frozenset[str]:
    """Forms of "be", "become" and "remain", without those in "-ing"."""
    others = (*forms("become"), *forms("remain"))
    return function_words(Function.BE).union(form for form in others if not form.endswith("ing"))
