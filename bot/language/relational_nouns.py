"""Nouns: which of them name but a side of something, and their forms for one and for many."""

from __future__ import annotations

import re

from bot.language.noun_phrases import Phrase, phrases
from index.language.terms import stem

RELATIONAL = frozenset(
    stem(word)
    for word in """
    advantage aim alternative amount appearance appeal argument aspect author background basis beginning benefit birthplace
    boundary capital captain category cause ceo chance change chairman challenge character characteristic charge cheapest coach
    competitor component composition consequence content contribution controversy cost creator criticism cure cycle danger death
    decision definition description design detail development diagnosis difference difficulty director disadvantage discovery drawback
    duration effect effectiveness efficiency element end ending evidence evolution example exception explanation fact factor fate
    feature figure finding form formation formula founder founding frequency function future goal guest height history idea impact implication importance influence
    ingredient interpretation invention job kind largest layer leader length lesson level lifespan limit limitation location manager
    meaning measure member mission mistake model name nature number objective opinion opponent opposition option origin outcome
    owner part participant penalty percentage performance phase plot point policy population position possibility power precaution
    prevention price principle problem production property pro con prospect punishment purpose quality rate reaction reason
    relation relationship release requirement response responsibility result risk role rule salary score season sentence setting side sign
    significance similarity size source species speed stage standard star state statistics status step strength structure style
    success symptom target team temperature term theme threat title tool topic treatment trend trick type turnout
    usage use user value variant variation variety verdict version victim view warning way weakness weight winner writer year key
    kind sort link
    """.split()
)
"""Nouns that are of something: a question that names one alone asks of what was talked about before."""
_GENERIC = frozenset(
    stem(word)
    for word in "thing something way time people person lot bit place general day world life information fact other one someone".split()
)
COMPLEMENT = frozenset(
    "of for in to between about around with on behind from against at than among after by".split()
)


def is_relational(phrase: Phrase) -> bool:
    """Whether it is but a part or a side of something: "the symptoms", and not "the RICE method"."""
    own = phrase.words[len(phrase.possessor.split()) :]
    is_named = any(word[:1].isupper() for word in own)
    return not is_named and (stem(phrase.head) in RELATIONAL or is_generic(phrase))


def is_many(text: str) -> bool:
    """Whether a text names more than one."""
    found = phrases(text)
    return " and " in text or bool(found and found[-1].is_plural)


def plural(noun: str) -> str:
    """The noun for many."""
    if re.search(r"(?:s|x|z|ch|sh)$", noun):
        return f"{noun}es"
    return re.sub(r"(?<=[^aeiou])y$", "ie", noun) + "s"


def singular(text: str) -> str:
    """One of what a text names: "lung cancers" as "lung cancer"; a name, and what is joined by "and", as it is."""
    if not is_many(text) or " and " in text or not text.split()[-1].islower():
        return text
    return re.sub(
        r"(?<=[^s])s$", "", re.sub(r"(?:(?<=[sxz])|(?<=[cs]h))es$", "", re.sub(r"ies$", "y", text))
    )


def is_generic(phrase: Phrase) -> bool:
    """Whether a phrase tells nothing by itself: "some interesting things"."""
    return stem(phrase.head) in _GENERIC and (
        len(phrase.words) == 1 or stem(phrase.head) != "peopl"
    )


def owner(phrase: Phrase) -> str:
    """Whose side a phrase is: "lung cancer" of "lung cancer's symptoms"."""
    return (
        f"{phrase.determiner} {phrase.possessor}".strip()
        if phrase.possessor and is_relational(phrase)
        else ""
    )
