"""Where and when something was said: as its own sentence has it, else as the article's top does."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from index.language import dates
from index.statements.reporting_verbs import Report
from index.types import Article

if TYPE_CHECKING:
    from spacy.tokens import Doc, Token

_IN = frozenset(("in", "at", "near", "outside", "from"))
_SURE = frozenset(("GPE", "LOC", "FAC"))
_NO_PLACE = frozenset(
    (
        "DATE",
        "TIME",
        "EVENT",
        "NORP",
        "WORK_OF_ART",
        "LAW",
        "LANGUAGE",
        "PRODUCT",
        "CARDINAL",
        "ORDINAL",
    )
)
_BODIES = frozenset(
    "congress parliament senate house commons lords cabinet bundestag duma knesset twitter facebook".split()
)
"""One speaks in them, wherever they are."""
_NEAR = 1
_ASIDE = frozenset(("relcl", "acl", "appos"))
_CLAUSES = frozenset(("relcl", "acl", "advcl", "ccomp", "csubj"))
_ABOUT = frozenset(("about", "over", "regarding", "concerning"))
_SUBJECTS = frozenset(("nsubj", "nsubjpass"))
_SETTLEMENT = frozenset(("village", "town", "city", "port", "capital", "resort", "of"))


@dataclass(frozen=True, slots=True)
class Occasion:
    """A place as it is written and a day, or as much of it as is told (ISO 8601)."""

    place: str | None
    date: str | None


def of_article(article: Article, opening: Sequence[Doc]) -> Occasion:
    """The article's own: its dateline, else the place where its first paragraphs say that it happened; its date."""
    day = article.published
    named = next(
        (name for doc in opening for name in _places(list(doc)) if _is_of_main_clause(name[0])),
        None,
    )
    place = article.dateline or (_written(named) if named else None)
    return Occasion(place, day.isoformat() if day else None)


def _is_of_main_clause(token: Token) -> bool:
    """Whether a place is where the sentence's own event was, and not one that it recalls or is about."""
    return not any(above.dep_ in _CLAUSES or above.lower_ in _ABOUT for above in token.ancestors)


def of_report(sentence: Sequence[Token], report: Report, published: str | None) -> Occasion:
    """What a sentence tells, in the tokens of it that are no part of what is said, of where and when that was."""
    asides = _ASIDE if report.subject.pos_ == "PROPN" else _ASIDE | {"prep"}
    aside = {
        token.i
        for child in report.subject.children
        if child.dep_ in asides
        for token in child.subtree
    }
    tokens = [token for token in sentence if token.i not in aside]
    places = [name for name in _places(tokens) if _distance(name[0], report.cue) <= _NEAR]
    place = min(places, key=lambda name: _distance(name[0], report.cue), default=None)
    return Occasion(_written(place) if place else None, _date(tokens, report.cue, published))


def _distance(token: Token, cue: Token) -> int:
    """0 for what belongs to the cue, 1 for what belongs to the verb that it is joined to, 2 for what belongs elsewhere."""
    governor = next((above for above in token.ancestors if above.pos_ in ("VERB", "AUX")), None)
    if governor is not None and governor.i != cue.i and _is_aside(token, governor):
        return 2
    if governor is None or governor.i == cue.i or governor.head.i == cue.i:
        return 0
    return 1 if governor.i == cue.head.i and cue.dep_ != "conj" else 2


def _is_aside(token: Token, governor: Token) -> bool:
    """Whether a place or time belongs to somebody who does something, or to what is asked about, below a verb."""
    between = [token, *(above for above in token.ancestors if governor.is_ancestor(above))]
    return any(one.dep_ in _SUBJECTS or one.lower_ in _ABOUT for one in between)


def _date(tokens: Sequence[Token], cue: Token, published: str | None) -> str | None:
    if published is None or not tokens:
        return None
    day = date.fromisoformat(published)
    text, starts = _text(tokens)
    found = [
        (_distance(tokens[bisect_right(starts, one.start) - 1], cue), one)
        for one in dates.resolve(text, day)
        if one.first <= day
    ]
    found = [pair for pair in found if pair[0] <= _NEAR]
    _, nearest = min(found, key=lambda pair: pair[0], default=(0, None))
    return nearest.iso if nearest else None


def _text(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    """The tokens' text, with a bar where others were left out, and where each begins in it."""
    text, starts = "", []
    for token, following in zip(tokens, [*tokens[1:], None], strict=True):
        starts.append(len(text))
        text += (
            token.text_with_ws
            if following is None or following.i == token.i + 1
            else f"{token.text} | "
        )
    return text, starts


def _places(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The places that something is said to be "in"."""
    for at, token in enumerate(tokens[:-1]):
        if token.lower_ not in _IN:
            continue
        name = _name(tokens[at + 1 :], token.i)
        if (
            name
            and (token.lower_ in ("in", "near", "outside") or name[0].ent_type_ in _SURE)
            and _is_place(name)
        ):
            yield name


def _written(name: Sequence[Token]) -> str:
    return name[0].doc[name[0].i : name[-1].i + 1].text


def _name(tokens: Sequence[Token], before: int) -> list[Token]:
    """The proper name at the start of some tokens, past "the village of"."""
    name: list[Token] = []
    is_part = (
        False  # "in eastern Tovia" says what a thing is about more often than where it happened
    )
    for token in tokens:
        if token.i != before + 1:
            break
        before = token.i
        is_part = token.pos_ == "ADJ" or (is_part and token.lower_ not in _SETTLEMENT)
        if name and (token.ent_iob_ == "B" or token.tag_ == "NNPS"):
            break
        if token.pos_ == "PROPN" and token.text[:1].isupper():
            if is_part and not name:
                return []
            name.append(token)
        elif token.dep_ == "case" or token.lower_.rstrip(".") in ("mr", "mrs", "ms"):
            return []
        elif name or not (token.pos_ in ("DET", "ADJ") or token.lower_ in _SETTLEMENT):
            break
    return name


def _is_place(name: Sequence[Token]) -> bool:
    is_time = next(dates.resolve(f"in {_written(name)}", date(2000, 1, 1)), None) is not None
    return not is_time and name[-1].lower_ not in _BODIES and name[0].ent_type_ not in _NO_PLACE
