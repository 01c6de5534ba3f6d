"""Where and when something was said: by its own sentence, else by the top of its article."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.language import dates
from index.language.lexicon import words
from index.language.offices import forms_of_address
from index.statements.grammar import VERBS
from index.statements.reporting_verbs import Report
from index.types import Article

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_IN = frozenset(("in", "near", "outside"))
_AT = frozenset(("at", "from"))
"""Prepositions before a place only if spaCy takes the name for one: "at home", "from Colley"."""
_PLACES = frozenset(("GPE", "LOC", "FAC"))
"""spaCy's labels for places."""
_NO_PLACES = frozenset(
    "DATE TIME EVENT NORP WORK_OF_ART LAW LANGUAGE PRODUCT CARDINAL ORDINAL".split()
)
"""spaCy's labels for what is no place. It takes many places for organisations or people."""
_FARTHEST = 1
"""The distance from the reporting word up to which a place or date belongs to it."""
_ASIDE = frozenset(("relcl", "acl", "appos"))
_CLAUSES = frozenset(("relcl", "acl", "advcl", "ccomp", "csubj"))
_ABOUT = frozenset(("about", "over", "regarding", "concerning"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_ANY_DAY = date(2000, 1, 1)
_BETWEEN = " | "
"""Replaces the tokens that are left out of a sentence, so that no date is read across them."""

_PREPOSITIONS = _IN | _AT

Name = Sequence["Token"]
"""The tokens of a name, in order."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """A place as it is written, and a day or as much of it as is told (ISO 8601)."""

    place: str | None
    date: str | None


def of_article(article: Article, opening: Sequence[Doc]) -> Occasion:
    """The article's own occasion.

    The place is its dateline, else where its first paragraphs (`opening`) say that it happened.
    """
    day = article.published
    place = article.dateline or _place_of_event(opening)
    return Occasion(place, day.isoformat() if day else None)


def _place_of_event(opening: Sequence[Doc]) -> str | None:
    for doc in opening:
        for name in _places(list(doc)):
            if _is_of_main_clause(name[0]):
                return _written(name)
    return None


def _is_of_main_clause(token: Token) -> bool:
    """Whether a place is that of the sentence's event, not of one that it recalls or is about."""
    return not any(above.dep_ in _CLAUSES or above.lower_ in _ABOUT for above in token.ancestors)


def of_report(context: Sequence[Token], report: Report, published: str | None) -> Occasion:
    """The occasion that a report's own sentence tells, in its tokens outside what is said."""
    is_named = report.subject.pos_ == "PROPN"
    asides = _ASIDE if is_named else _ASIDE | {"prep"}
    left_out = {
        token.i
        for child in report.subject.children
        if child.dep_ in asides
        for token in child.subtree
    }
    tokens = [token for token in context if token.i not in left_out]
    return Occasion(_place(tokens, report.cue), _date(tokens, report.cue, published))


def _place(tokens: Sequence[Token], cue: Token) -> str | None:
    """The place nearest to the reporting word."""
    names = [name for name in _places(tokens) if _distance(name[0], cue) <= _FARTHEST]
    nearest = min(names, key=lambda name: _distance(name[0], cue), default=None)
    return _written(nearest) if nearest else None


def _date(tokens: Sequence[Token], cue: Token, published: str | None) -> str | None:
    """The date nearest to the reporting word that is not after the article's own."""
    if published is None or not tokens:
        return None
    day = date.fromisoformat(published)
    text, starts = _text(tokens)
    nearest, least = None, _FARTHEST + 1
    for found in dates.resolve(text, day):
        token = tokens[bisect_right(starts, found.start) - 1]
        distance = _distance(token, cue)
        if found.first <= day and distance < least:
            nearest, least = found, distance
    return nearest.iso if nearest else None


def _distance(token: Token, cue: Token) -> int:
    """How far a place or time is from the reporting word in the parse.

    0 if it belongs to that word, 1 if to the verb that the word is joined to, 2 otherwise.
    """
    governor = next((above for above in token.ancestors if above.pos_ in VERBS), None)
    if governor is None or governor.i == cue.i:
        return 0
    if _is_aside(token, governor):
        return 2
    if governor.head.i == cue.i:
        return 0
    return 1 if governor.i == cue.head.i and cue.dep_ != "conj" else 2


def _is_aside(token: Token, governor: Token) -> bool:
    """Whether a place or time belongs to a subject below a verb, or to what is asked about."""
    between = [token, *(above for above in token.ancestors if governor.is_ancestor(above))]
    return any(one.dep_ in _SUBJECTS or one.lower_ in _ABOUT for one in between)


def _text(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The text of tokens, with a bar where others are left out, and where each begins in it."""
    text, starts = "", []
    for number, token in enumerate(tokens):
        starts.append(len(text))
        is_last = number + 1 == len(tokens)
        is_whole = is_last or tokens[number + 1].i == token.i + 1
        text += token.text_with_ws if is_whole else token.text + _BETWEEN
    return text, starts


def _places(tokens: Sequence[Token]) -> Iterator[Name]:
    """The places that something is said to be in."""
    for at, token in enumerate(tokens[:-1]):
        if token.lower_ not in _PREPOSITIONS:
            continue
        name = _name_behind(tokens[at + 1 :], token.i)
        is_meant = bool(name) and (token.lower_ in _IN or name[0].ent_type_ in _PLACES)
        if is_meant and _is_place(name):
            yield name


def _written(name: Name) -> str:
    return name[0].doc[name[0].i : name[-1].i + 1].text


def _name_behind(tokens: Sequence[Token], preposition: int) -> Name:
    """The proper name behind a preposition (its token number), past "the village of".

    Empty if there is none, if it is a possessive or a person's, or if it follows an adjective: "in
    eastern Tovia" mostly says what a thing is about, not where it happened.
    """
    name: list[Token] = []
    is_part = False
    for number, token in enumerate(tokens, preposition + 1):
        if token.i != number or (name and _begins_another(token)):
            break
        is_part = token.pos_ == "ADJ" or (is_part and not _is_settlement(token))
        if token.pos_ == "PROPN" and token.text[:1].isupper():
            if is_part and not name:
                return []
            name.append(token)
        elif _is_of_person(token):
            return []
        elif name or not _may_go_before_name(token):
            break
    return name


def _begins_another(token: Token) -> bool:
    """Whether a token cannot continue a name: another begins with it, or it is a plural."""
    return token.ent_iob_ == "B" or token.tag_ == "NNPS"


def _is_of_person(token: Token) -> bool:
    """Whether a token makes a name a possessive, or is a form of address before a person's."""
    return token.dep_ == "case" or token.lower_.rstrip(".") in forms_of_address()


def _may_go_before_name(token: Token) -> bool:
    return token.pos_ in ("DET", "ADJ") or _is_settlement(token)


def _is_settlement(token: Token) -> bool:
    return token.lower_ == "of" or token.lower_ in words("place_nouns", "before-name")


def _is_place(name: Name) -> bool:
    """Whether the name behind "in" or "at" is a place, and not a month or an assembly."""
    if name[0].ent_type_ in _NO_PLACES or name[-1].lower_ in words("assemblies"):
        return False
    return next(dates.resolve(f"in {_written(name)}", _ANY_DAY), None) is None
