"""The people of an article, and who is meant by "Lavrov", "he" or "the minister"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from index.language import countries
from index.language.name_sounds import name_key
from index.language.offices import (
    forms_of_address,
    gender,
    is_polite_title,
    is_somebody,
    is_title,
    role_noun,
    role_words,
    title_stems,
)
from index.statements.grammar import apposed, depth, is_name, noun_phrase, proper_name, role_of
from index.statements.person_names import NO_PERSON, bare_name, may_be_same, person_names
from index.statements.reporting_verbs import is_according

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

_GENDERS = {"he": "m", "she": "f"}
_OWNERS = {"his": "m", "her": "f"}
_DEFINITE = frozenset(("the", "this", "his", "her", "their"))
_INTRODUCING = frozenset(("of", "for", "'s", "’s", "and"))
_LEADING_WORDS = re.compile(r"(?:(?:the|a|an|of|for|and)\s+)+", re.IGNORECASE)
_LONGEST_ROLE = 8
"""Words before a name that may introduce it."""
_PARAGRAPHS_BACK = 2
"""Paragraphs before its own in which a pronoun finds whom it means."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the fullest name, and what the article tells of them."""

    name: str
    role: str = ""
    gender: str = ""
    """ "m", "f" or, where the article does not show it, an empty string."""


class People:
    """The people whom an article names outside quotations."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self._docs = docs
        self._texts = [doc.text for doc in docs]
        self._by_last_name: dict[str, list[Person]] = {}
        for mention in person_names(docs):
            self._add(mention)
        self.names = tuple(person.name for person in self._everybody())

    def _everybody(self) -> list[Person]:
        return [person for namesakes in self._by_last_name.values() for person in namesakes]

    def _namesakes(self, name: str) -> list[Person]:
        """Everybody with the last name of this one: the list itself, which callers change."""
        return self._by_last_name.setdefault(name_key(name), [])

    # Names

    def _add(self, mention: Span) -> None:
        name = bare_name(mention.text)
        is_persons = name[:1].isupper() and not name.isupper() and not countries.find(name)
        if not name_key(name) or not is_persons:
            return
        namesakes = self._namesakes(name)
        role = role_of(mention)
        found = Person(name, role, _gender_of(mention, role))
        same = [n for n, person in enumerate(namesakes) if may_be_same(person.name, name)]
        if not same:
            namesakes.append(self._completed(found))
        elif len(same) == 1:
            namesakes[same[0]] = self._merged(namesakes[same[0]], found)

    def _completed(self, person: Person) -> Person:
        """The person with a first name and a role, if the article has them elsewhere."""
        name = person.name if " " in person.name else self._full_name(person.name)
        return replace(person, name=name, role=person.role or self._introduction(name))

    def _merged(self, known: Person, found: Person) -> Person:
        """What two mentions tell of one person."""
        is_fuller = len(found.name.split()) > len(known.name.split()) == 1
        name = found.name if is_fuller else known.name
        role = known.role or found.role or (self._introduction(name) if is_fuller else "")
        return Person(name, role, known.gender or found.gender)

    def _full_name(self, last_name: str) -> str:
        """A last name with the first name that the article has before it, if any.

        It is for names in which spaCy sees no person.
        """
        for doc, text in zip(self._docs, self._texts, strict=True):
            for token in doc[1:] if last_name in text else ():
                if token.text == last_name and _is_first_name(doc[token.i - 1]):
                    return f"{doc[token.i - 1].text} {last_name}"
        return last_name

    def _introduction(self, name: str) -> str:
        """The role before a full name that spaCy does not join to it, or an empty string.

        "US special representative for Ormo Ada Holm".
        """
        if " " not in name:
            return ""
        for doc, text in zip(self._docs, self._texts, strict=True):
            at = text.find(name)
            before = doc.char_span(0, at, alignment_mode="contract") if at > 0 else None
            role = _introducing_role(before) if before is not None else ""
            if role:
                return role
        return ""

    # Whom a mention means

    def named(self, mention: str) -> Person | None:
        """The person whom a name means; None if it is nobody's or may be more than one person's."""
        name, mentioned = bare_name(mention), gender(mention)
        fitting = [
            person
            for person in self._by_last_name.get(name_key(name), ())
            if may_be_same(person.name, name)
            and (not mentioned or person.gender in (mentioned, ""))
        ]
        if len(fitting) > 1 and mentioned:
            fitting = [person for person in fitting if person.gender]
        return fitting[0] if len(fitting) == 1 else None

    def in_role(self, mention: Span) -> Person | None:
        """The one person whom a role means ("the Russian foreign minister"), or None."""
        if not _is_definite(mention):
            return None
        everybody = self._everybody()
        fitting = [one for one in everybody if _fits(one.role, mention.text, len(everybody) == 1)]
        return fitting[0] if len(fitting) == 1 else None

    def referent(self, subject: Token, mention: Span) -> Person | None:
        """The person whom a subject means that is no pronoun: in apposition, by name or by role."""
        if is_name(subject):
            return self.named(proper_name(subject).text)
        beside = apposed(subject)
        if beside is not None:
            name = proper_name(beside).text
            return self.named(name) or Person(name)
        return self.named(mention.text) if mention.text.istitle() else self.in_role(mention)

    # Pronouns

    def antecedent(self, pronoun: Token, paragraph: int) -> Person | None:
        """The person whom "he" or "she" means in a paragraph (its number from 0).

        That is the main subject of the nearest sentence before which has one that fits. None if
        that subject is unnamed, or names two people who may both be meant.
        """
        wanted = _GENDERS.get(pronoun.lower_)
        if wanted is None:
            return None
        for subject in self._subjects_before(pronoun, paragraph):
            person = self.referent(subject, noun_phrase(subject))
            if person is None and not _is_anybody(subject):
                continue
            if others := _joined_names(subject):
                return self._only_one([subject, *others], wanted)
            person = person or _by_full_name(subject)
            if (person.gender if person else gender(subject.text)) not in (wanted, ""):
                continue
            return self._of_gender(person, wanted) if person else None
        return None

    def _only_one(self, subjects: Sequence[Token], wanted: str) -> Person | None:
        """Of several people, the one of a gender; None if another may be of it, too."""
        people = [self.referent(subject, noun_phrase(subject)) for subject in subjects]
        fitting = [one for one in people if one is None or one.gender in (wanted, "")]
        return fitting[0] if len(fitting) == 1 and fitting[0] and fitting[0].gender else None

    def _of_gender(self, person: Person, known: str) -> Person:
        """The person, whose gender is known from now on."""
        better = replace(person, gender=known)
        namesakes = self._namesakes(person.name)
        namesakes[:] = [better if one == person else one for one in namesakes]
        return better

    def _subjects_before(self, pronoun: Token, paragraph: int) -> Iterator[Token]:
        """The subjects before a pronoun: nearest sentence first, in it main ones, then the last."""
        for sentence in self._sentences_before(pronoun, paragraph):
            subjects = [token for token in sentence if _is_subject(token)]
            if sentence.doc is pronoun.doc:
                subjects = [token for token in subjects if token.i < pronoun.i]
            yield from sorted(subjects, key=lambda token: (depth(token), -token.i))

    def _sentences_before(self, pronoun: Token, paragraph: int) -> Iterator[Span]:
        own = [sentence for sentence in pronoun.doc.sents if sentence.start <= pronoun.i]
        yield from reversed(own)
        for doc in reversed(self._docs[max(0, paragraph - _PARAGRAPHS_BACK) : paragraph]):
            if doc.has_annotation("DEP"):
                yield from reversed(list(doc.sents))


def _gender_of(mention: Span, role: str) -> str:
    """The gender that a name, the polite title before it, the role and a spouse behind it tell."""
    before = mention.doc[mention.start - 1].text if mention.start else ""
    title = before if is_polite_title(before) else ""
    return gender(f"{title} {mention.text} {role}") or _gender_beside(mention)


def _gender_beside(name: Span) -> str:
    """The gender that a possessive behind a name tells: "Thorne and HER husband".

    Without a parse there are no children, and spaCy may crash the process if it is asked for them.
    """
    if not name.doc.has_annotation("DEP"):
        return ""
    beside = next((child for child in name.root.children if child.dep_ == "conj"), None)
    first = beside.left_edge.lower_ if beside is not None else ""
    return _OWNERS.get(first, "")


def _is_first_name(token: Token) -> bool:
    is_before_name = token.pos_ == "PROPN" and token.dep_ == "compound" and token.is_title
    return is_before_name and not countries.find(token.text) and not is_title(token.text)


def _introducing_role(before: Span) -> str:
    """The words at the end of a text that introduce a name, if they hold a title."""
    start = len(before)
    while start and len(before) - start < _LONGEST_ROLE and _may_introduce(before[start - 1]):
        start -= 1
    words = before[start:].text.strip()
    if not role_words(words) & title_stems():
        return ""
    leading = _LEADING_WORDS.match(words)
    return words[leading.end() :] if leading else words


def _may_introduce(token: Token) -> bool:
    is_noun = token.pos_ in ("PROPN", "NOUN", "ADJ", "PART")
    return token.ent_type_ != "PERSON" and (is_noun or token.lower_ in _INTRODUCING)


def _is_definite(mention: Span) -> bool:
    """Whether a phrase means one person: "the minister"; "minister" alone, as in headlines."""
    noun = mention.root
    if noun.tag_ in ("NNS", "NNPS"):
        return False
    first = mention[0].lower_.rstrip(".")
    is_headline = len(mention) == 1 and noun.tag_ == "NN" and noun.n_lefts == 0
    return is_headline or first in _DEFINITE or first in forms_of_address()


def _fits(role: str, mention: str, is_only: bool) -> bool:
    """Whether somebody's role is the mentioned one: it has all its nouns, and no other country.

    A country that the role does not have fits only if the article names nobody else (`is_only`).
    """
    words, wanted = role_words(role), role_words(mention)
    countries_of = {word for word in words if word.startswith("=")}
    wanted_countries = {word for word in wanted if word.startswith("=")}
    if role_noun(role) != role_noun(mention) or not wanted - wanted_countries <= words:
        return False
    if not wanted_countries or wanted_countries & countries_of:
        return True
    return is_only and not countries_of


def _is_subject(token: Token) -> bool:
    is_agent = token.dep_ in ("nsubj", "nsubjpass") or _is_behind_according(token)
    return is_agent and token.pos_ in ("PROPN", "NOUN")


def _is_behind_according(token: Token) -> bool:
    return token.dep_ == "pobj" and is_according(token.head.head)


def _is_anybody(subject: Token) -> bool:
    """Whether a subject that is no known person may yet be whom a pronoun means."""
    if subject.pos_ == "PROPN":
        has_article = any(child.dep_ == "det" for child in subject.children)
        is_country = bool(countries.find(subject.text))
        return not has_article and not is_country and subject.ent_type_ not in NO_PERSON
    return subject.tag_ == "NN" and is_somebody(subject.text)


def _by_full_name(subject: Token) -> Person | None:
    """Somebody with a first name whom spaCy takes for no person; whoever "she" means is one."""
    name = bare_name(proper_name(subject).text) if is_name(subject) else ""
    return Person(name, gender=gender(name)) if " " in name else None


def _joined_names(subject: Token) -> list[Token]:
    """Those whom a subject names beside the first: "Lomax and COLLEY"."""
    return [token for token in subject.conjuncts if token.pos_ == "PROPN" and token.i > subject.i]
