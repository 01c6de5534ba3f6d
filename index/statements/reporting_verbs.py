"""The words that report speech, and whose speech they report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from index.language.function_words import Function, function_words
from index.language.verbs import Use, verb_of, verbs
from index.statements.grammar import VERBS, governing_verb

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_WORD = re.compile(r"[A-Za-z]+")
_AWAY = frozenset(("off", "up", "in", "down", "away"))
"""Particles that make a reporting verb another one: "called off"."""
_PARTICLES = frozenset(("back", "out", "on", "up"))
"""Particles that are written with a reporting verb: "pointed out"."""
SPOKEN_OF = frozenset(("of", "about", "against"))
"""Prepositions before what somebody speaks of; "spoke for an hour" reports no words."""
_SPEAKERS = frozenset(("NOUN", "PROPN", "PRON", "ADJ", "NUM", "VERB", "DET"))
"""Parts of speech of those who speak: "the poor", "three", "those present"."""
_NOUNS = frozenset(("NOUN", "PROPN", "PRON"))
_RELATIVE = frozenset(("who", "that", "which"))
_LEAST_AS, _LONGEST_AS = 3, 12
"""Tokens before "saying" in "quoted Colley as saying": at least, and at most."""
_CONDITIONS = frozenset(("if", "unless", "whether"))
_SHARING = frozenset(("conj", "xcomp", "advcl", "pcomp", "dep", "ccomp"))
"""Dependencies in which a verb may have the subject of the verb above it."""


@dataclass(frozen=True, slots=True)
class Report:
    """A word that reports speech, and who speaks."""

    cue: Token
    subject: Token


def has_use(cue: Token, use: Use) -> bool:
    """Whether a word is a form of a reporting verb with this use."""
    return verb_of(cue.text) in verbs(use)


def is_according(token: Token) -> bool:
    """Whether a token is the first word of "according to"."""
    return token.lower_ == "according"


def may_report(text: str) -> bool:
    """Whether a text holds a reporting word at all."""
    words = _WORD.findall(text)
    return any(verb_of(word) or word.lower() == "according" for word in words)


def reports(doc: Doc, quoted: frozenset[int]) -> Iterator[Report]:
    """The reporting words of a document, each with its subject, in order.

    Tokens inside quotations (`quoted`) are no reports of the article's own.
    """
    for token in doc:
        if token.i in quoted or _quotes_somebody(token):
            continue
        subject = _speaker(token, quoted)
        if subject is not None and is_somebody(subject, quoted):
            yield Report(token, subject)


def _quoted_as(saying: Token) -> Token | None:
    """Who is quoted: "minister Paul EDER" of "the Post quoted minister Paul Eder as SAYING"."""
    if saying.lower_ != "saying" or saying.i < _LEAST_AS or saying.nbor(-1).lower_ != "as":
        return None
    noun = saying.nbor(-2)
    return noun if noun.pos_ in _NOUNS else None


def _quotes_somebody(verb: Token) -> bool:
    """Whether it is somebody else who speaks: "the Post QUOTED minister Paul Eder as saying"."""
    if verb_of(verb.text) not in ("quote", "cite"):
        return False
    return any(_quoted_as(token) for token in verb.doc[verb.i : verb.i + _LONGEST_AS])


def _speaker(cue: Token, quoted: frozenset[int]) -> Token | None:
    following = cue.doc[cue.i + 1].lower_ if cue.i + 2 < len(cue.doc) else ""
    if is_according(cue) and following == "to":
        objects = (token for token in cue.subtree if token.dep_ == "pobj" and token.i > cue.i)
        return next(objects, None)
    if (person := _quoted_as(cue)) is not None:
        return person
    if verb_of(cue.text) and cue.pos_ in VERBS:  # and not "reports" or "claims" as nouns
        return subject_of(cue, quoted)
    return None


def is_somebody(subject: Token, quoted: frozenset[int]) -> bool:
    """Whether a subject can speak."""
    is_nobody = subject.lower_ in function_words(Function.NOBODY)
    return subject.i not in quoted and not is_nobody and subject.pos_ in _SPEAKERS


def needs_quotation(cue: Token) -> bool:
    """Whether a verb reports speech only beside a quotation: "ruled", but not "ruled that"."""
    has_clause = any(child.dep_ == "ccomp" for child in cue.children)
    return has_use(cue, Use.NEEDS_QUOTATION) and not has_clause


def subject_of(verb: Token, quoted: frozenset[int], *, is_joined: bool = False) -> Token | None:
    """Who does what a verb says; None if the sentence does not name them.

    That is its own subject, the agent of a passive, the subject of the verb that it is joined to
    (`is_joined`: this is that verb), or the noun that it says more of.
    """
    own = _own_subject(verb, quoted)
    if own is not None:
        return own
    is_passive = any(child.dep_ == "nsubjpass" for child in verb.children)
    if is_passive and not is_joined:
        return _agent(verb)
    if _shares_subject(verb, is_joined_passive=is_passive):
        above = governing_verb(verb)
        return subject_of(above, quoted, is_joined=True) if above is not None else None
    is_of_noun = verb.dep_ in ("relcl", "acl") and verb.head.pos_ in _NOUNS
    return verb.head if is_of_noun else None


def _own_subject(verb: Token, quoted: frozenset[int]) -> Token | None:
    """The subject outside quotations; of "was quoted", the passive subject."""
    for child in verb.children:
        if child.dep_ == "nsubj" and child.i not in quoted:
            is_relative = child.lower_ in _RELATIVE and verb.dep_ == "relcl"
            return verb.head if is_relative else child
        if child.dep_ == "nsubjpass" and verb.lower_ == "quoted":
            return child
    return None


def _agent(passive: Token) -> Token | None:
    """The agent of a passive verb: "[was denied] by COLLEY"."""
    for by in passive.children:
        for child in by.children if by.dep_ == "agent" else ():
            if child.dep_ == "pobj":
                return child
    return None


def _shares_subject(verb: Token, *, is_joined_passive: bool) -> bool:
    """Whether a verb without a subject has that of the verb above it: "met Lomax and SAID"."""
    if verb.dep_ not in _SHARING or not verb.tag_.startswith("VB"):
        return False
    if verb.dep_ == "advcl":
        return verb.tag_ not in ("VBN", "VBD")
    if verb.dep_ == "ccomp":
        return verb.tag_ == "VBG" or is_joined_passive
    return True


def is_unreal(verb: Token) -> bool:
    """Whether a verb tells of no speech that took place.

    "Wants to say", "called off", "declined to comment", "would agree", "did not answer", "denied
    saying", "claims that he said".
    """
    is_infinitive = verb.dep_ == "xcomp" and verb.tag_ == "VB"
    is_another = any(child.dep_ == "prt" and child.lower_ in _AWAY for child in verb.children)
    tests = (_is_refused, _is_possible, _is_silent, is_disputed)
    return is_infinitive or is_another or any(test(verb) for test in tests)


def _is_refused(verb: Token) -> bool:
    """Whether a verb refuses to speak: "DECLINED to comment"."""
    if not has_use(verb, Use.REFUSAL):
        return False
    return any(child.dep_ == "xcomp" and verb_of(child.text) for child in verb.children)


def _is_possible(verb: Token) -> bool:
    """Whether speech is only possible or intended: "would AGREE", "to AGREE", "if he AGREED"."""
    return any(
        (child.dep_ == "aux" and (child.tag_ == "MD" or child.lower_ == "to"))
        or (child.dep_ == "mark" and child.lower_ in _CONDITIONS)
        for child in verb.children
    )


def is_disputed(verb: Token) -> bool:
    """Whether a verb tells of speech that somebody denies or only claims.

    "DENIED SAYING", "accused of SAYING", "denied that he SAID", "claims that Colley SAID".
    """
    above = verb.head.head if verb.dep_ == "pcomp" else verb.head
    is_clause = verb.dep_ in ("pcomp", "xcomp", "ccomp")
    is_content = is_clause and verb.i > above.i and has_use(above, Use.DISPUTED)
    return is_content or (has_use(verb, Use.DISPUTED) and any(map(_is_saying, verb.children)))


def _is_saying(clause: Token) -> bool:
    """Whether a clause is but somebody's own saying: "denied SAYING"."""
    return clause.dep_ == "xcomp" and clause.tag_ == "VBG" and bool(verb_of(clause.text))


def _is_silent(verb: Token) -> bool:
    """Whether a verb tells that nothing was said: "did not ANSWER"."""
    is_negated = any(child.dep_ == "neg" for child in verb.children)
    return is_negated and has_use(verb, Use.SILENCE)


def written(cue: Token) -> str:
    """The reporting word as it is written, with its particle: "said", "pointed out"."""
    if is_according(cue):
        return "according to"
    if cue.i + 1 == len(cue.doc):
        return cue.text
    following = cue.nbor()
    is_particle = following.dep_ == "prt" or (
        following.dep_ == "advmod" and following.lower_ in _PARTICLES
    )
    return f"{cue.text} {following.text}" if is_particle and following.head.i == cue.i else cue.text
