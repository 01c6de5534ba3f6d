"""Nouns that need completing ("the symptoms" of what?), and what they are of."""

from __future__ import annotations

from functools import cache

from bot.language.noun_phrases import NounPhrase, noun_phrases
from index.language import lexicon
from index.language.stems import stem


@cache
def relational_stems(tag: str = "side") -> frozenset[str]:
    """The stems of the nouns in relational_nouns.txt with a tag, which that file explains."""
    return frozenset(map(stem, lexicon.words("relational_nouns", tag)))


def is_relational(phrase: NounPhrase) -> bool:
    """Whether a phrase is only a part of something: "the symptoms", not "the RICE method"."""
    own = phrase.words[len(phrase.possessor.split()) :]
    is_named = any(word[:1].isupper() for word in own)
    return not is_named and (stem(phrase.head) in relational_stems() or is_generic(phrase))


def is_generic(phrase: NounPhrase) -> bool:
    """Whether a phrase says nothing by itself: "some interesting things"; "old people" does."""
    head = stem(phrase.head)
    is_alone = len(phrase.words) == 1 or head != stem("people")
    return is_alone and head in relational_stems("generic")


def owner(phrase: NounPhrase) -> str:
    """What a phrase is a side of: "lung cancer" for "lung cancer's symptoms"; empty if unsaid."""
    if not phrase.possessor or not is_relational(phrase):
        return ""
    return f"{phrase.determiner} {phrase.possessor}".strip()


def is_plural(text: str) -> bool:
    """Whether a text names more than one."""
    found = noun_phrases(text)
    return " and " in text or bool(found and found[-1].is_plural)
