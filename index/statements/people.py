"""The people of an article: names and roles, and who is meant by "Lavrov", "he" or "the minister"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from index.language import countries
from index.language.terms import name_key, stem

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span, Token

TITLES = frozenset(
    """
    mr mrs ms dr sir lord lady dame prof professor president minister chancellor secretary king queen prince princess
    pope general gen colonel col major captain capt lieutenant lt sergeant judge justice senator sen representative
    rep governor gov mayor ambassador envoy premier director chief coach manager officer spokesman spokeswoman
    spokesperson official diplomat negotiator analyst lawyer prosecutor engineer player chairman chairwoman leader commissioner congressman congresswoman deputy state affairs treasury
    """.split()
)
"""Words that people are called by, before their names or instead of them."""
_PEOPLE = frozenset(
    """
    man woman boy girl mother father wife husband son daughter brother sister widow widower resident teacher doctor
    nurse farmer fisherman worker driver owner founder author expert economist scientist researcher reporter journalist
    editor soldier commander aide adviser advisor candidate lawmaker councillor councilor activist neighbour neighbor
    student pupil priest bishop pilot victim witness critic voter skipper captain head boss executive pollster professor
    """.split()
)
"""More words for somebody, who is not thereby named."""
_POLITE = frozenset(("mr", "mrs", "ms", "dr", "miss", "sir", "dame", "lord", "lady"))
_WOMAN = re.compile(
    r"\b(?:mrs|ms|miss|dame|lady|queen|princess|\w+woman|actress|mother|wife|widow|daughter|sister|woman|girl)\b",
    re.IGNORECASE,
)
_MAN = re.compile(
    r"\b(?:mr|sir|lord|king|prince|pope|\w+[^o]man|actor|father|husband|widower|son|brother|man|boy)\b",
    re.IGNORECASE,
)
_NO_PERSON = frozenset(("GPE", "NORP", "DATE", "TIME", "LANGUAGE", "EVENT", "LAW"))
_NAME_WORDS = 4
_NOT_NAMES = frozenset('“”„«»",—–―')
_HE = {"he": "m", "she": "f"}
_DEFINITE = frozenset(("the", "this", "his", "her", "their", "mr", "mrs", "ms"))
_ROLE_WORD = re.compile(r"[\w-]+")
_ROLE_WORDS = 8
_STOP_DEPS = frozenset(("relcl", "acl", "appos", "punct", "cc", "conj", "prep", "advcl"))
_NOT_ROLE = frozenset(
    ("the", "a", "an", "his", "her", "its", "their", "mr", "mrs", "ms", "dr", "s")
)
_BACK = 2
"""Paragraphs before its own in which a pronoun finds whom it means."""


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody by the fullest name, what they are called, and "m" or "f" where the article shows it."""

    name: str
    role: str = ""
    gender: str = ""


class People:
    """Who an article speaks of."""

    def __init__(self, docs: Sequence[Doc]) -> None:
        self._docs = docs
        self._texts = [doc.text for doc in docs]
        self._by_last: dict[str, list[Person]] = {}
        alone = frozenset(_alone(docs))
        for doc in docs:
            for name in _named(doc, alone):
                self._add(name)
        self.names = tuple(person.name for known in self._by_last.values() for person in known)

    def _add(self, entity: Span) -> None:
        name = bare(entity.text)
        key = name_key(name)
        if not key or countries.find(name) or not name[0].isupper() or name.isupper():
            return
        known = self._by_last.setdefault(key, [])
        before = entity.doc[entity.start - 1].text if entity.start else ""
        role = role_of(entity)
        gender = _gender(
            f"{before if before.rstrip('.').lower() in _POLITE else ''} {entity.text} {role}"
        )
        fitting = [number for number, person in enumerate(known) if _same(person.name, name)]
        if not fitting:
            name = name if " " in name else self._full_name(name)
            known.append(Person(name, role or self._words_before(name), gender))
        elif len(fitting) == 1:
            person = known[fitting[0]]
            name = name if len(name.split()) > len(person.name.split()) == 1 else person.name
            known[fitting[0]] = Person(
                name,
                person.role or role or (self._words_before(name) if name != person.name else ""),
                person.gender or gender,
            )

    def _full_name(self, last: str) -> str:
        """A last name with the first name that stands before it somewhere, though the model took neither for a person."""
        for doc, text in zip(self._docs, self._texts, strict=True):
            for token in doc[1:] if last in text else ():
                first = doc[token.i - 1]
                is_name = (
                    token.text == last
                    and first.pos_ == "PROPN"
                    and first.dep_ == "compound"
                    and first.is_title
                )
                if (
                    is_name
                    and not countries.find(first.text)
                    and first.lower_.rstrip(".") not in TITLES
                ):
                    return f"{first.text} {last}"
        return last

    def _words_before(self, name: str) -> str:
        """What a full name is introduced by, though the parse does not join them: "US special representative for"."""
        if " " not in name:
            return ""
        for doc, text in zip(self._docs, self._texts, strict=True):
            at = text.find(name)
            before = doc.char_span(0, at, alignment_mode="contract") if at > 0 else None
            if before is None:
                continue
            start = len(before)
            while start and len(before) - start < _ROLE_WORDS and _may_introduce(before[start - 1]):
                start -= 1
            words = before[start:].text
            if role_words(words) & _title_stems():
                return re.sub(
                    r"^(?:(?:the|a|an|of|for|and)\s+)+", "", words.strip(), flags=re.IGNORECASE
                )
        return ""

    def called(self, mention: str) -> Person | None:
        """The one person whom a name in the text means; None where it is nobody's, or may be more than one person's."""
        name, gender = bare(mention), _gender(mention)
        fitting = [
            person
            for person in self._by_last.get(name_key(name), ())
            if _same(person.name, name) and (not gender or person.gender in (gender, ""))
        ]
        if len(fitting) > 1 and gender:
            fitting = [person for person in fitting if person.gender]
        return fitting[0] if len(fitting) == 1 else None

    def in_role(self, mention: Span) -> Person | None:
        """The one person whose role fits "the Russian foreign minister": all its nouns, and no other country."""
        is_headline = len(mention) == 1 and mention.root.tag_ == "NN" and mention.root.n_lefts == 0
        if (
            not is_headline and mention[0].lower_.rstrip(".") not in _DEFINITE
        ) or mention.root.tag_ in ("NNS", "NNPS"):
            return None
        wanted = role_words(mention.text)
        places = {word for word in wanted if word.startswith("=")}
        nouns = wanted - places
        everybody = [person for known in self._by_last.values() for person in known]
        fitting = []
        for person in everybody:
            words = role_words(person.role)
            theirs = {word for word in words if word.startswith("=")}
            if (
                _role_head(person.role) == _role_head(mention.text)
                and nouns <= words
                and (not places or places & theirs or (not theirs and len(everybody) == 1))
            ):
                fitting.append(person)
        return fitting[0] if len(fitting) == 1 else None

    def meant(self, subject: Token, mention: Span) -> Person | None:
        """The person whom a subject that is no pronoun names: in apposition, by name or by role."""
        if not is_name(subject) and (named := apposed(subject)) is not None:
            name = proper_name(named)
            return self.called(name.text) or Person(name.text)
        if is_name(subject) or mention.text.istitle():
            return self.called(proper_name(subject).text if is_name(subject) else mention.text)
        return self.in_role(mention)

    def antecedent(self, pronoun: Token, number: int) -> Person | None:
        """The person whom "he" or "she" means, in the paragraph `number`.

        It is the main subject of the nearest sentence before that has one; nobody, where that is somebody unnamed, or two.
        """
        gender = _HE.get(pronoun.lower_)
        if gender is None:
            return None
        for sentence in self._before(pronoun, number):
            subjects = [
                token
                for token in sentence
                if (token.dep_ in ("nsubj", "nsubjpass") or _is_according(token))
                and (sentence.doc is not pronoun.doc or token.i < pronoun.i)
                and token.pos_ in ("PROPN", "NOUN")
            ]
            for subject in sorted(subjects, key=lambda token: (depth(token), -token.i)):
                person = self.meant(subject, noun_phrase(subject))
                if person is None and not _is_somebody(subject):
                    continue
                if (person.gender if person else _gender(subject.text)) not in (gender, ""):
                    continue
                has_more = any(
                    child.dep_ == "conj" and child.pos_ == "PROPN" for child in subject.children
                )
                return None if has_more or person is None else self._known_as(person, gender)
        return None

    def _known_as(self, person: Person, gender: str) -> Person:
        """The person, of whom the pronoun has told more."""
        told = replace(person, gender=gender)
        known = self._by_last.setdefault(name_key(person.name), [])
        known[:] = [told if one == person else one for one in known]
        return told

    def _before(self, token: Token, number: int) -> Iterator[Span]:
        """The sentences up to a token, nearest first."""
        yield from reversed([sentence for sentence in token.doc.sents if sentence.start <= token.i])
        for doc in reversed(self._docs[max(0, number - _BACK) : number]):
            if doc.has_annotation("DEP"):
                yield from reversed(list(doc.sents))


def bare(name: str) -> str:
    """A name without "Mr", titles or a possessive."""
    words = re.sub(r"['’]s?$", "", name.strip()).split()
    while len(words) > 1 and words[0].lower().rstrip(".") in TITLES | _POLITE:
        words = words[1:]
    return " ".join(words)


def _same(one: str, other: str) -> bool:
    """Whether two names with the same last name may be one person's: a first name is missing, alike or an initial."""
    first, second = (
        [word for word in name.split()[:-1] if not word.islower()] for name in (one, other)
    )
    if not first or not second:
        return True
    mine, theirs = name_key(first[0]), name_key(second[0])
    return mine == theirs or (min(len(mine), len(theirs)) == 1 and mine[:1] == theirs[:1])


def _gender(words: str) -> str:
    woman, man = bool(_WOMAN.search(words)), bool(_MAN.search(words))
    return "" if woman == man else "f" if woman else "m"


def _is_somebody(subject: Token) -> bool:
    """Whether a subject that is nobody known may yet be whom a pronoun means."""
    if subject.pos_ == "PROPN":
        has_article = any(child.dep_ == "det" for child in subject.children)
        return (
            not has_article
            and not countries.find(subject.text)
            and subject.ent_type_ not in _NO_PERSON
        )
    return subject.tag_ == "NN" and (
        subject.lower_ in _PEOPLE or stem(subject.text) in _title_stems()
    )


def _is_according(token: Token) -> bool:
    return token.dep_ == "pobj" and token.head.head.lower_ == "according"


def is_name(token: Token) -> bool:
    """Whether a noun names somebody or something; "the Mayor" does not."""
    return token.pos_ == "PROPN" and token.lower_ not in TITLES


def apposed(subject: Token) -> Token | None:
    """The proper name in apposition to a noun: "the mayor, Idris Colley", "his wife, the painter Alice Thorne"."""
    for child in subject.children:
        if child.dep_ == "appos":
            return child if child.pos_ == "PROPN" else apposed(child)
    last = (
        subject.nbor(subject.head.i - 2 - subject.i) if subject.i + 2 < subject.head.i else subject
    )
    is_beside = last.pos_ == "PROPN" and last.dep_ == "appos" and last.nbor().text == ","
    return last if is_beside and subject.is_ancestor(last) else None


def proper_name(head: Token) -> Span:
    """The proper name that a token is the last word of, without the titles before it."""
    start = head.i
    while start > head.sent.start:
        before = head.doc[start - 1]
        is_part = (
            before.pos_ == "PROPN"
            or before.text == "-"
            or (before.text.istitle() and before.ent_type_ == "PERSON")
        )
        if not is_part or (
            before.lower_.rstrip(".") in TITLES and before.lower_.rstrip(".") not in _POLITE
        ):
            break
        start -= 1
    return head.doc[start : head.i + 1]


def _alone(docs: Sequence[Doc]) -> Iterator[str]:
    """Words that stand where people's last names do: behind "Mr" or "Ms", or by themselves as who does something."""
    for doc in docs:
        for token in doc:
            if token.pos_ != "PROPN":
                continue
            before = doc[token.i - 1] if token.i else None
            if (before is not None and before.lower_.rstrip(".") in _POLITE) or (
                token.dep_ in ("nsubj", "nsubjpass")
                and (before is None or before.pos_ not in ("PROPN", "DET", "ADJ", "PUNCT", "PART"))
            ):
                yield token.text


def _named(doc: Doc, alone: frozenset[str]) -> Iterator[Span]:
    """Where people are named: what the model takes for a person, and names that are used as people's are."""
    for entity in doc.ents:
        if entity.label_ == "PERSON":
            root = entity[-1]
            yield (
                doc[min(entity.start, proper_name(root).start) : entity.end]
                if root.pos_ == "PROPN"
                else entity
            )
    for token in doc:
        if token.pos_ != "PROPN" or token.ent_type_ == "PERSON" or token.dep_ == "compound":
            continue
        name = proper_name(token)
        polite = doc[name.start].lower_.rstrip(".") in _POLITE
        if polite and len(name) > 1:
            yield doc[name.start + 1 : name.end]
        elif (
            2 <= len(name) <= _NAME_WORDS
            and name.text.replace("-", " ").istitle()
            and _looks_like_person(token, name, alone)
        ):
            yield name


def _looks_like_person(token: Token, name: Span, alone: frozenset[str]) -> bool:
    """Whether a name that the model takes for something else has a role, an age, or is shortened to its last word."""
    if token.ent_type_ in _NO_PERSON or any(child.dep_ == "det" for child in token.children):
        return False
    before = name.doc[name.start - 1] if name.start else None
    has_title = before is not None and before.lower_.rstrip(".") in TITLES
    has_role = (
        token.dep_ == "appos"
        and token.head.pos_ == "NOUN"
        and (token.head.lower_ in _PEOPLE or stem(token.head.text) in _title_stems())
    )
    has_age = any(child.dep_ in ("appos", "nummod") and child.like_num for child in token.children)
    return has_title or has_role or has_age or token.text in alone


def is_office(role: str) -> bool:
    """Whether words say what somebody is: "Russian foreign minister", "author"."""
    return bool(role_words(role) & (_title_stems() | _people_stems()))


@cache
def _people_stems() -> frozenset[str]:
    return frozenset(map(stem, _PEOPLE))


@cache
def _title_stems() -> frozenset[str]:
    return frozenset(map(stem, TITLES))


def _may_introduce(token: Token) -> bool:
    if token.ent_type_ == "PERSON":
        return False
    return token.pos_ in ("PROPN", "NOUN", "ADJ", "PART") or token.lower_ in (
        "of",
        "for",
        "'s",
        "’s",
        "and",
    )


def role_of(entity: Span) -> str:
    """What stands before a name as a title ("Russian Foreign Minister"), or after it in apposition."""
    if not entity.doc.has_annotation("DEP"):
        return ""
    head = entity.root
    before = [token for token in head.subtree if token.i < entity.start and _in_title(token, head)]
    if before and before[-1].i == entity.start - 1:
        words = entity.doc[before[0].i : entity.start].text
    else:
        apposition = next(
            (child for child in head.children if child.dep_ == "appos" and child.i > head.i), None
        )
        is_beside = head.dep_ == "appos" and head.head.i < head.i
        if (
            apposition is None
            and is_beside
            and (head.head.pos_ == "NOUN" or head.head.lower_ in TITLES)
        ):
            apposition = head.head
        words = noun_phrase(apposition).text if apposition is not None else ""
    role = re.sub(r"^(?:the|a|an)\s+|,$", "", words.strip(), flags=re.IGNORECASE)
    return role if role_words(role) and not role.isdigit() else ""


def _in_title(token: Token, head: Token) -> bool:
    """Whether a word is one of those that stand before a name and belong to it: "US Secretary of State"."""
    while token.i != head.i:
        is_of = token.dep_ == "pobj" or (token.dep_ == "prep" and token.lower_ in ("of", "for"))
        if not is_of and token.dep_ not in (
            "compound",
            "amod",
            "poss",
            "case",
            "nmod",
            "det",
            "nn",
        ):
            return False
        token = token.head
    return True


def noun_phrase(head: Token) -> Span:
    """The head with what belongs to it on its left, and "of …" on its right."""
    left = min((t.i for t in head.subtree if t.i <= head.i and _near(t, head)), default=head.i)
    left = max(
        [left, *(token.i + 1 for token in head.doc[left : head.i] if token.text in _NOT_NAMES)]
    )
    right = head.i
    for entity in head.sent.ents:
        if (
            entity.label_ == "PERSON"
            and entity.start <= head.i + 1 < entity.end
            and head.pos_ == "PROPN"
        ):
            right = entity.end - 1
    for child in head.rights:
        if child.dep_ == "prep" and child.lower_ in ("of", "for") and child.i == right + 1:
            right = max(t.i for t in child.subtree if t.dep_ not in _STOP_DEPS or t is child)
    return head.doc[left : right + 1]


def _role_head(role: str) -> str:
    """The stem of the noun that a role is about: "minister" in "Russia's foreign minister for Europe"."""
    words = _ROLE_WORD.findall(re.split(r"\s(?:of|for|to|in|at|on)\s|,", _plain_role(role))[0])
    return stem(words[-1]) if words else ""


def _near(token: Token, head: Token) -> bool:
    while token.i != head.i:
        if token.dep_ in ("relcl", "acl", "appos", "conj", "cc", "advcl"):
            return False
        token = token.head
    return True


_SAME_ROLE = tuple(
    (re.compile(rf"\b(?:{pattern})\b", re.IGNORECASE), plain)
    for pattern, plain in (
        (
            "(?:top|chief|senior most) diplomat|foreign secretary|secretary of state|FM",
            "foreign minister",
        ),
        ("premier|PM", "prime minister"),
        ("spokes(?:man|woman|people)|press secretary", "spokesperson"),
        ("(?:special |chief )?(?:representative|negotiator|emissary)|special envoy", "envoy"),
        ("head of state", "president"),
    )
)
"""Roles that the news calls by several names."""


def _plain_role(role: str) -> str:
    for pattern, plain in _SAME_ROLE:
        role = pattern.sub(plain, role)
    return role


@lru_cache(maxsize=10_000)
def role_words(role: str) -> frozenset[str]:
    """A role's words as they compare: stems, and countries under one name ("=Russia" for "Russian")."""
    role = _plain_role(role)
    mentions = countries.find(role)
    places = {f"={mention.country}" for mention in mentions}
    rest = "".join(
        character
        for position, character in enumerate(role)
        if not any(mention.start <= position < mention.end for mention in mentions)
    )
    return frozenset(
        places
        | {stem(w) for w in _ROLE_WORD.findall(rest) if w.lower() not in _NOT_ROLE and len(w) > 1}
    )


def depth(token: Token) -> int:
    """How many tokens govern it, one above the other."""
    return sum(1 for _ in token.ancestors)
