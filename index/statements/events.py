"""A sentence as it is held against another by its parse: who does what to whom, and who holds which office."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from index.language.terms import stem
from index.statements.people import apposed, is_name, is_office, noun_phrase, proper_name, role_of
from index.statements.reporting_verbs import SPOKEN_OF, verb_of
from index.statements.spacy_model import model

if TYPE_CHECKING:
    from spacy.tokens import Token

_TO_COME = frozenset("will would shall should may might could 'll ’ll".split())
_RELATIVE = frozenset(("who", "whom", "which", "that"))
_JOINED = frozenset(("conj", "xcomp", "advcl", "pcomp", "dep"))
"""How a verb without a subject hangs on the one that has it."""
_BE = frozenset(
    "is are was were be been being become becomes became remain remains remained 's ’s".split()
)
_WITH = frozenset(("with", "to"))
_TALK = frozenset("speak talk go call".split())
"""What may be told of nothing: who "spoke for an hour" has not thereby said anything."""


WISHES = frozenset(
    map(
        stem,
        "want wish hope plan intend aim seek propose demand request need expect consider promise pledge vow".split(),
    )
)
"""Verbs of what is not there yet."""
_WISHED = WISHES | frozenset(
    map(stem, "ask urge call try attempt threaten offer agree prepare struggle".split())
)
"""… and those that are so only before another verb."""


@dataclass(frozen=True, slots=True)
class Party:
    """Somebody as a sentence calls them: a name, "he", "the minister"."""

    text: str
    start: int
    is_name: bool


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb, with who does it and whom it is done to."""

    verb: str
    start: int
    agents: tuple[Party, ...]
    patients: tuple[Party, ...]
    """Its objects; of a passive, its subject."""
    beside: tuple[Party, ...]
    """With whom, or to whom."""
    is_saying: bool
    is_wished: bool
    """Whether it is only wanted, planned, tried or to come: "build" of "plans to build" and of "will build"."""


@dataclass(frozen=True, slots=True)
class Office:
    """Somebody by name, and what they are called."""

    holder: Party
    role: str


@dataclass(frozen=True, slots=True)
class Told:
    """What a sentence tells."""

    deeds: tuple[Deed, ...]
    offices: tuple[Office, ...]


@lru_cache(maxsize=2048)
def told(sentence: str) -> Told:
    """What an English sentence tells; places are in its characters."""
    doc = model()(re.sub(r"\s", " ", sentence), disable=["ner"])
    deeds = [
        _deed(token)
        for token in doc
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass")
    ]
    return Told(
        tuple(deed for deed in deeds if deed.agents or deed.patients), tuple(_offices(list(doc)))
    )


def _deed(verb: Token) -> Deed:
    subjects = [party for token in _subjects(verb) for party in _parties(token)]
    objects = [party for token in _children(verb, "dobj", "dative") for party in _parties(token)]
    by = [party for token in _children(verb, "agent") for party in _governed(token)]
    beside = [
        p for token in _children(verb, "prep") if token.lower_ in _WITH for p in _governed(token)
    ]
    agents, patients = (by, subjects) if _is_passive(verb) else (subjects, objects)
    return Deed(
        verb.text,
        verb.idx,
        tuple(agents),
        tuple(patients),
        tuple(beside),
        _is_saying(verb),
        _is_wished(verb),
    )


def _children(token: Token, *labels: str) -> list[Token]:
    return [child for child in token.children if child.dep_ in labels]


def _governed(preposition: Token) -> list[Party]:
    return [party for token in _children(preposition, "pobj") for party in _parties(token)]


def _subjects(verb: Token) -> list[Token]:
    """The grammatical subjects: the verb's own, or those of what it hangs on."""
    own = _children(verb, "nsubj", "nsubjpass")
    head = verb.head
    if own or _children(verb, "expl"):
        return [
            head if verb.dep_ == "relcl" and token.lower_ in _RELATIVE else token for token in own
        ]
    if verb.dep_ in ("relcl", "acl"):
        return [head]
    if verb.dep_ in _JOINED and head.i != verb.i:
        while head.pos_ == "ADP" and head.head.i != head.i:
            head = head.head
        return _subjects(head) if head.pos_ in ("VERB", "AUX") else []
    return []


def _is_passive(verb: Token) -> bool:
    if _children(verb, "auxpass", "nsubjpass"):
        return True
    is_bare = verb.tag_ == "VBN" and not _children(verb, "aux", "nsubj")
    return is_bare and (
        verb.dep_ in ("acl", "advcl")
        or bool(_children(verb, "agent"))
        or (verb.dep_ == "conj" and _is_passive(verb.head))
    )


def _parties(token: Token) -> Iterator[Party]:
    """Those whom a noun phrase names, with those who are joined to them."""
    named = _named(token)
    if named is not None:
        name = proper_name(named)
        yield Party(name.text, name.start_char, True)
    else:
        phrase = noun_phrase(token)
        yield Party(phrase.text, phrase.start_char, False)
    for other in _children(token, "conj"):
        yield from _parties(other)


def _named(token: Token) -> Token | None:
    """The name that a noun phrase is or has beside it."""
    return token if is_name(token) else apposed(token)


def _is_saying(verb: Token) -> bool:
    """Whether the verb reports words: it has a clause, a quotation or what was said; "spoke for an hour" has none."""
    if not verb_of(verb.text):
        return False
    if verb_of(verb.text) in _TALK:
        return any(child.lower_ in SPOKEN_OF for child in _children(verb, "prep"))
    return bool(_children(verb, "ccomp", "dobj", "parataxis", "dep")) or verb.dep_ in (
        "ccomp",
        "parataxis",
    )


def _is_wished(verb: Token) -> bool:
    """Whether the verb, or the one that it is joined to, is to come, or the infinitive that a verb of wishing governs."""
    head = verb.head
    if any(child.lower_ in _TO_COME for child in _children(verb, "aux")):
        return True
    if verb.dep_ == "conj" and head.pos_ == "VERB":
        return _is_wished(head)
    has_to = any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)
    return has_to and verb.dep_ in ("xcomp", "ccomp", "advcl") and stem(head.text) in _WISHED


def _offices(tokens: list[Token]) -> Iterator[Office]:
    for token in tokens:
        if token.pos_ == "PROPN" and token.dep_ != "compound":
            name = proper_name(token)
            yield from _office(token, role_of(name))
        if token.lower_ in _BE:
            for subject in _subjects(token):
                for attribute in _children(token, "attr"):
                    yield from _joined_by_be(subject, attribute)


def _joined_by_be(subject: Token, attribute: Token) -> Iterator[Office]:
    """ "X is the mayor", and "the mayor is X"."""
    for holder, role in ((subject, attribute), (attribute, subject)):
        yield from _office(holder, noun_phrase(role).text)


def _office(holder: Token, role: str) -> Iterator[Office]:
    named = _named(holder)
    if named is not None and is_office(role):
        name = proper_name(named)
        yield Office(Party(name.text, name.start_char, True), role)
