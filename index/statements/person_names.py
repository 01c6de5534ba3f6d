"""Where an article names people, and whether two names may be one person's."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from index.language.name_sounds import name_key
from index.language.offices import is_polite_title, is_somebody, is_title
from index.statements.grammar import proper_name

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

NO_PERSON = frozenset(("GPE", "NORP", "DATE", "TIME", "LANGUAGE", "EVENT", "LAW"))
"""spaCy's labels for entities that are never people."""
_LONGEST_NAME = 4
"""Words of the longest name that is taken for a person's without spaCy's word for it."""
_POSSESSIVE = re.compile(r"['’]s?$")
_BEFORE_NAME = frozenset(("PROPN", "DET", "ADJ", "PUNCT", "PART"))
"""Parts of speech before a word that make it a part of something longer."""


def person_names(docs: Sequence[Doc]) -> Iterator[Span]:
    """Where people are named: spaCy's persons, and other names that are used as people's are."""
    last_names = frozenset(_last_names(docs))
    for doc in docs:
        yield from _entities(doc)
        yield from _other_names(doc, last_names)


def bare_name(name: str) -> str:
    """A name without "Mr", titles or a possessive."""
    words = _POSSESSIVE.sub("", name.strip()).split()
    while len(words) > 1 and (is_title(words[0]) or is_polite_title(words[0])):
        words = words[1:]
    return " ".join(words)


def may_be_same(one: str, other: str) -> bool:
    """Whether two names with one last name may be one person's.

    They may if a first name is missing, sounds alike, or is an initial of the other's.
    """
    mine, theirs = _first_name_key(one), _first_name_key(other)
    if mine is None or theirs is None:
        return True
    has_initial = min(len(mine), len(theirs)) == 1
    return mine == theirs or (has_initial and mine[:1] == theirs[:1])


def _first_name_key(name: str) -> str | None:
    first_names = [word for word in name.split()[:-1] if not word.islower()]
    return name_key(first_names[0]) if first_names else None


def _last_names(docs: Sequence[Doc]) -> Iterator[str]:
    """Words that stand where people's last names do."""
    for doc in docs:
        for token in doc:
            if token.pos_ == "PROPN" and _is_last_name(token):
                yield token.text


def _is_last_name(token: Token) -> bool:
    """Whether a name stands behind "Mr" or "Ms", or alone as the subject of a verb."""
    before = token.doc[token.i - 1] if token.i else None
    if before is not None and is_polite_title(before.text):
        return True
    is_alone = before is None or before.pos_ not in _BEFORE_NAME
    return token.dep_ in ("nsubj", "nsubjpass") and is_alone


def _entities(doc: Doc) -> Iterator[Span]:
    """Entities that are people, from where their names begin."""
    for entity in doc.ents:
        if entity.label_ != "PERSON":
            continue
        last = entity[-1]
        if last.pos_ == "PROPN":
            yield doc[min(entity.start, proper_name(last).start) : entity.end]
        else:
            yield entity


def _other_names(doc: Doc, last_names: frozenset[str]) -> Iterator[Span]:
    """People's names that spaCy takes for something else."""
    for token in doc:
        if token.pos_ != "PROPN" or token.ent_type_ == "PERSON" or token.dep_ == "compound":
            continue
        name = proper_name(token)
        if is_polite_title(name[0].text):
            if len(name) > 1:
                yield name[1:]
        elif _is_full_name(name) and _is_used_as_persons(name, last_names):
            yield name


def _is_full_name(name: Span) -> bool:
    return 2 <= len(name) <= _LONGEST_NAME and name.text.replace("-", " ").istitle()


def _is_used_as_persons(name: Span, last_names: frozenset[str]) -> bool:
    """Whether a name has a title, a role or an age, or is elsewhere shortened to its last word."""
    last = name[-1]
    if last.ent_type_ in NO_PERSON or any(child.dep_ == "det" for child in last.children):
        return False
    has_title = name.start > 0 and is_title(name.doc[name.start - 1].text)
    is_apposed = last.dep_ == "appos" and last.head.pos_ == "NOUN"
    has_role = is_apposed and is_somebody(last.head.text)
    has_age = any(child.dep_ in ("appos", "nummod") and child.like_num for child in last.children)
    return has_title or has_role or has_age or last.text in last_names
