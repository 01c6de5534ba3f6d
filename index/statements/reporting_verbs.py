"""The words that report speech, and whose speech they report."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

REGULAR = """
    accept accuse acknowledge add admit advise advocate affirm agree allege announce answer apologize apologise appeal argue ask
    assert assure attack back bark beg believe blame blast boast brand call caution challenge champion charge cite claim clarify
    comment compare complain concede conclude concur condemn confess confide confirm congratulate contend continue
    counter criticize criticise cry decline declare decry defend demand denounce deny deride describe detail disagree disclose
    dismiss dispute doubt echo elaborate emphasize emphasise endorse estimate exclaim explain express fear forecast
    fume gloat greet grumble guess hail hint hope hypothesize imply indicate inform inquire insist instruct interject
    interrupt joke lament lash laugh lecture liken maintain marvel mention mock mumble muse mutter note object observe offer
    opine oppose order outline plead pledge point ponder portray praise pray predict press proclaim promise pronounce propose
    protest question quip quote reaffirm reason reassure rebuff rebuke recall reckon recommend recount refuse refute
    regret reiterate reject rejoin relate remark remind remonstrate repeat reply report request respond retort reveal rule
    scoff scold scorn scream shout sigh signal snap sneer speculate state stress suggest summarize summarise support surmise
    suspect sympathize testify thank theorize threaten thunder tout tweet urge venture voice vouch vow wager warn
    welcome whisper wonder worry yell post chant underscore underline
"""
"""Verbs that report speech; their other forms go by rule."""
_IRREGULAR = """
    say says said saying
    tell tells told telling
    think thinks thought thinking
    write writes wrote written writing
    speak speaks spoke spoken speaking
    read reads reading
    swear swears swore sworn swearing
    foresee foresees foresaw foreseen foreseeing
    rebut rebuts rebutted rebutting
    admit admits admitted admitting
    quip quips quipped quipping
    rip rips ripped ripping
    sum sums summed summing
    slam slams slammed slamming
    understand understands understood understanding
    put puts putting
    shoot shoots shot shooting
    go goes went gone going
    begin begins began begun beginning
    sing sings sang sung singing
"""
_NEEDS_CLAUSE = frozenset(
    """
    add agree answer argue believe claim conclude continue hope imply indicate insist joke maintain observe reason reply
    respond reveal say signal state suggest tell think understand write
    """.split()
)
"""Verbs whose object is no statement, but where it is a clause: "claimed the title"."""
_NEEDS_QUOTATION = frozenset(
    "go put shoot begin read post press laugh order back sum sing offer decline question charge rule support continue rip cry compare".split()
)
"""Verbs that do much else besides: reports of speech only where the words themselves stand beside them."""
_AWAY = frozenset(("off", "up", "in", "down", "away"))
_PARTICLES = frozenset(("back", "out", "on", "up"))
_NOBODY = frozenset("that which it who what this there these those whom".split())
SPOKEN_OF = frozenset(("of", "about", "against"))
"""Who spoke "for an hour" or "to reporters" is not thereby on record as saying anything."""


@dataclass(frozen=True, slots=True)
class Report:
    """A reporting word and who it is said of."""

    cue: Token
    subject: Token


@cache
def _forms() -> dict[str, str]:
    forms = {
        form: line.split()[0] for line in _IRREGULAR.strip().splitlines() for form in line.split()
    }
    for verb in REGULAR.split():
        stem = verb.removesuffix("e")
        sibilant = verb.endswith(("s", "sh", "ch", "x"))
        past, third = f"{stem}ed", f"{verb}es" if sibilant else f"{verb}s"
        if re.search(r"[^aeiou]y$", verb):
            past, third = f"{verb[:-1]}ied", f"{verb[:-1]}ies"
        for form in (verb, past, third, f"{stem}ing"):
            forms.setdefault(form, verb)
    return forms


def verb_of(word: str) -> str:
    """The reporting verb that a word is a form of ("say" for "Said"), or an empty string."""
    return _forms().get(word.lower(), "")


_CUE = re.compile(r"[A-Za-z]+")


def may_report(text: str) -> bool:
    """Whether a text holds a reporting word at all."""
    return any(
        word.lower() in _forms() or word.lower() == "according" for word in _CUE.findall(text)
    )


def reports(doc: Doc, quoted: frozenset[int]) -> Iterator[Report]:
    """The reporting words of a document outside quotations, each with its subject, in order."""
    for token in doc:
        if token.i in quoted:
            continue
        if (
            token.lower_ == "according"
            and token.i + 2 < len(doc)
            and doc[token.i + 1].lower_ == "to"
        ):
            subject = next((t for t in token.subtree if t.dep_ == "pobj" and t.i > token.i), None)
        elif is_verb(token):
            subject = subject_of(token, quoted)
        else:
            continue
        if subject is not None and is_somebody(subject, quoted):
            yield Report(token, subject)


def is_verb(token: Token) -> bool:
    """Whether a token is a reporting verb, and not "reports" or "claims" as nouns."""
    return bool(verb_of(token.text)) and token.pos_ in ("VERB", "AUX")


def is_somebody(subject: Token, quoted: frozenset[int]) -> bool:
    """Whether a subject can speak."""
    return (
        subject.i not in quoted
        and subject.lower_ not in _NOBODY
        and subject.pos_ in ("NOUN", "PROPN", "PRON", "ADJ", "NUM", "VERB", "DET")
    )


def needs_quotation(cue: Token) -> bool:
    """Whether a verb reports speech only next to a quotation, or with a clause: "ruled that"."""
    return verb_of(cue.text) in _NEEDS_QUOTATION and not any(
        child.dep_ == "ccomp" for child in cue.children
    )


def needs_clause(cue: Token) -> bool:
    """Whether a verb reports speech only where a clause says what."""
    return verb_of(cue.text) in _NEEDS_CLAUSE


def subject_of(verb: Token, quoted: frozenset[int], joined: bool = False) -> Token | None:
    """Who does what the verb says: its own subject, or that of the verb it is joined to."""
    passive = False
    for child in verb.children:
        if child.dep_ == "nsubj" and child.i not in quoted:
            return _whole(child, verb) if child.lower_ in ("who", "that", "which") else child
        if child.dep_ == "nsubjpass":
            if verb.lower_ == "quoted":
                return child
            passive = True
    if passive and not joined:
        return next(
            (
                t
                for child in verb.children
                if child.dep_ == "agent"
                for t in child.children
                if t.dep_ == "pobj"
            ),
            None,
        )
    head = verb.head
    if head.i == verb.i:
        return None
    if verb.dep_ == "advcl" and verb.tag_ in ("VBN", "VBD"):
        return None
    if verb.dep_ in ("conj", "xcomp", "advcl", "pcomp", "dep", "ccomp") and verb.tag_ in (
        "VBG",
        "VBN",
        "VBD",
        "VBZ",
        "VBP",
        "VB",
    ):
        if verb.dep_ == "ccomp" and verb.tag_ != "VBG" and not (passive and joined):
            return None
        while head.pos_ == "ADP" and head.head.i != head.i:
            head = head.head
        return subject_of(head, quoted, joined=True) if head.pos_ in ("VERB", "AUX") else None
    if verb.dep_ in ("relcl", "acl"):
        return head if head.pos_ in ("NOUN", "PROPN", "PRON") else None
    return None


def _whole(relative: Token, verb: Token) -> Token:
    """Whom "who" stands for."""
    return verb.head if verb.dep_ == "relcl" else relative


def is_unreal(verb: Token) -> bool:
    """Whether the verb tells of no speech that took place: "would not agree", "declined to comment", "called off"."""
    if verb.dep_ == "xcomp" and verb.tag_ == "VB":
        return True
    if any(child.dep_ == "prt" and child.lower_ in _AWAY for child in verb.children):
        return True
    if verb_of(verb.text) in ("refuse", "decline") and any(
        verb_of(child.text) for child in verb.children if child.dep_ == "xcomp"
    ):
        return True
    return any(
        (child.dep_ == "aux" and (child.tag_ == "MD" or child.lower_ == "to"))
        or (
            child.dep_ == "neg"
            and verb_of(verb.text) in ("say", "tell", "comment", "answer", "respond")
        )
        for child in verb.children
    )


def written(cue: Token) -> str:
    """The cue as it is written, with the particle that belongs to it: "said", "pointed out", "according to"."""
    if cue.lower_ == "according":
        return "according to"
    following = cue.nbor() if cue.i + 1 < len(cue.doc) else cue
    is_particle = following.dep_ == "prt" or (
        following.dep_ == "advmod" and following.lower_ in _PARTICLES
    )
    return f"{cue.text} {following.text}" if is_particle and following.head.i == cue.i else cue.text
