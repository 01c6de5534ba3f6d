"""Noun phrases in spaCy's parse: names, their titles and appositions, and what verbs hang on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index.language.offices import is_polite_title, is_title, role_words, titles

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

VERBS = frozenset(("VERB", "AUX"))
"""Parts of speech of verbs."""
_ARTICLE = re.compile(r"(?:the|a|an)\s+", re.IGNORECASE)
_MARKS = frozenset('“”„«»",—–―')
"""Marks that part a name from what stands before it."""
_ASIDE = frozenset(("relcl", "acl", "appos", "conj", "cc", "advcl"))
"""Dependents that say more of a noun and are no part of its phrase."""
_AFTER_OF = _ASIDE | {"punct", "prep"}
"""Dependents that a phrase such as "minister of trade" does not end with."""
_IN_TITLE = frozenset(("compound", "amod", "poss", "case", "nmod", "det", "nn"))


def depth(token: Token) -> int:
    """The number of tokens that govern a token, directly or not."""
    return sum(1 for _ in token.ancestors)


def governing_verb(verb: Token) -> Token | None:
    """The verb that another depends on, past prepositions ("left without SAYING"); None if none."""
    head = verb.head
    while head.pos_ == "ADP" and head.head.i != head.i:
        head = head.head
    return head if head.pos_ in VERBS and head.i != verb.i else None


def without_article(words: str) -> str:
    """The words without "the", "a" or "an" before them."""
    article = _ARTICLE.match(words)
    return words[article.end() :] if article else words


def is_name(token: Token) -> bool:
    """Whether a noun names somebody or something; "the Mayor" does not."""
    return token.pos_ == "PROPN" and token.lower_ not in titles()


def apposed(noun: Token) -> Token | None:
    """The proper name in apposition to a noun; None if there is none.

    "The mayor, Idris Colley", "his wife, the painter Alice Thorne".
    """
    for child in noun.children:
        if child.dep_ == "appos":
            return child if child.pos_ == "PROPN" else apposed(child)
    return _apposed_before_verb(noun)


def _apposed_before_verb(subject: Token) -> Token | None:
    """The name in apposition to a part of a subject, right before the comma and the verb.

    "The head of the union, Idris Colley, said …": spaCy joins the name to "union".
    """
    verb = subject.head
    if verb.i <= subject.i + 2:
        return None
    name, comma = subject.doc[verb.i - 2], subject.doc[verb.i - 1]
    is_apposed = name.pos_ == "PROPN" and name.dep_ == "appos" and comma.text == ","
    return name if is_apposed and subject.is_ancestor(name) else None


def proper_name(last: Token) -> Span:
    """The proper name that ends with a token, without titles before it; "Mr" and "Lady" stay."""
    start = last.i
    while start > last.sent.start and _is_in_name(last.doc[start - 1]):
        start -= 1
    return last.doc[start : last.i + 1]


def _is_in_name(token: Token) -> bool:
    if is_title(token.text) and not is_polite_title(token.text):
        return False
    is_part_of_person = token.text.istitle() and token.ent_type_ == "PERSON"
    return token.pos_ == "PROPN" or token.text == "-" or is_part_of_person


def noun_phrase(head: Token) -> Span:
    """The phrase of a noun: what belongs to it on its left, and "of …" or "for …" on its right."""
    return head.doc[_left_edge(head) : _right_edge(head) + 1]


def _left_edge(head: Token) -> int:
    own = [token.i for token in head.subtree if token.i <= head.i and _is_in_phrase(token, head)]
    left = min(own, default=head.i)
    behind_marks = [token.i + 1 for token in head.doc[left : head.i] if token.text in _MARKS]
    return max([left, *behind_marks])


def _right_edge(head: Token) -> int:
    right = head.i
    for entity in head.sent.ents if head.pos_ == "PROPN" else ():
        if entity.label_ == "PERSON" and entity.start <= head.i + 1 < entity.end:
            right = entity.end - 1
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for") and child.i == right + 1:
            own = [t.i for t in child.subtree if t.i == child.i or t.dep_ not in _AFTER_OF]
            right = max(own)
    return right


def _is_in_phrase(token: Token, head: Token) -> bool:
    """Whether nothing between a token and its noun is an aside, such as a relative clause."""
    while token.i != head.i:
        if token.dep_ in _ASIDE:
            return False
        token = token.head
    return True


def role_of(name: Span) -> str:
    """What a person is called beside the name, or an empty string.

    A title before it ("Russian Foreign Minister"), or an apposition after it.
    """
    if not name.doc.has_annotation("DEP"):
        return ""
    words = _title_before(name) or _apposition_to(name)
    role = without_article(words.strip()).removesuffix(",")
    return role if role_words(role) and not role.isdigit() else ""


def _title_before(name: Span) -> str:
    head = name.root
    before = [token for token in head.subtree if token.i < name.start and _is_in_title(token, head)]
    if not before or before[-1].i != name.start - 1:
        return ""
    return name.doc[before[0].i : name.start].text


def _is_in_title(token: Token, head: Token) -> bool:
    """Whether a word belongs to the title before a name: "US Secretary of State"."""
    while token.i != head.i:
        is_of = token.dep_ == "pobj" or (token.dep_ == "prep" and token.lower_ in ("of", "for"))
        if not is_of and token.dep_ not in _IN_TITLE:
            return False
        token = token.head
    return True


def _apposition_to(name: Span) -> str:
    """The noun phrase in apposition to a name, or the one that the name is in apposition to.

    Behind a colon stands what somebody says, and not what they are.
    """
    head = name.root
    for child in head.children:
        if child.dep_ == "appos" and child.i > head.i and child.doc[head.i + 1].text != ":":
            return noun_phrase(child).text
    noun = head.head
    is_apposed = head.dep_ == "appos" and noun.i < head.i
    is_role = noun.pos_ == "NOUN" or noun.lower_ in titles()
    return noun_phrase(noun).text if is_apposed and is_role else ""
