"""Numbers of a sentence that nothing in its source accounts for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import combinations, groupby, permutations
from math import isclose

from bot.checking.amounts.quantities import (
    CLOCK,
    DECADE,
    RANK,
    YEAR,
    Quantity,
    accounts_for,
    is_of_kind,
    quantities,
)
from bot.checking.claim_context import ClaimContext
from bot.types.problem import Failure, Problem

_SMALL = 20
"""The highest number in words that a writer may have counted: two men, where two are named."""
_LIKELIEST = 3
"""Sentences whose numbers count first; another's counts where these have none of the kind."""
_REMEMBERED = 4_096
"""Sentences whose numbers are kept: a draft is held against the same articles again and again."""
_MINUTES_OF_YEAR = 525_600.0
_OF_SEVERAL = re.compile(r"\b(?:in|out of|(?:of|in) every)\s$")
_SEVERAL = re.compile(r"10+|three|four|five|ten|a hundred")


def wrong_numbers(context: ClaimContext) -> Iterator[Problem]:
    """Numbers that the source lacks or has of something else, and the source's own instead."""
    source = _source(context)
    claim = [one for one in quantities(context.text) if one.unit != YEAR]
    for (start, end), readings in groupby(claim, key=lambda one: (one.start, one.end)):
        mine = list(readings)
        of_several = _OF_SEVERAL.search(context.text[:start])
        if of_several and _SEVERAL.fullmatch(context.text[start:end].lower()):  # one in ten
            continue
        if not any(source.has(one) for one in mine):
            one = mine[0]
            is_unit_wrong = any(other.value == one.value for other in source.sentences)
            words = context.text[start : one.unit_end if is_unit_wrong else end]
            yield Problem(Failure.FABRICATED, words, _instead(one, context, claim))


@dataclass(frozen=True)
class _Source:
    """The numbers that a claim is held against."""

    sentences: Sequence[Quantity]
    """Of the sentences that it rests on, the headlines, and the years of publication."""
    beside: Sequence[Quantity]
    """Of the sentences next to these."""
    cited: Sequence[Quantity]
    """Of all that it cites."""

    def has(self, mine: Quantity) -> bool:
        """Whether a number is there, or may be counted or reckoned from those that are."""
        if same := [one for one in self.sentences if accounts_for(one, mine)]:
            return not _is_of_other(mine, same, self.sentences)
        if mine.is_word and (mine.unit == "percent" or mine.value == 1):
            return True
        has_rival = any(_is_rival(mine, one) for one in self.sentences)
        may_be_counted = mine.is_word and mine.value <= _SMALL
        if may_be_counted and not has_rival:
            return True
        others = self.beside if has_rival else (*self.beside, *self.cited)
        reckoned = _reckoned(mine, self._terms(mine) if may_be_counted else self.sentences)
        return any(accounts_for(one, mine) for one in (*others, *reckoned))

    def _terms(self, mine: Quantity) -> list[Quantity]:
        """The numbers of its kind, and years."""
        return [one for one in self.sentences if is_of_kind(mine, one) or one.unit == YEAR]


def as_the_source_writes(context: ClaimContext) -> str:
    """The claim, each number as the source writes it: "$3.5bn" for "3,500 million dollars"."""
    theirs = [(one, place.plain) for place in context.places for one in _of_text(place.plain)]
    text = context.text
    for mine in sorted(quantities(text), key=lambda one: -one.start):
        same = (
            whole[one.start : one.unit_end]
            for one, whole in theirs
            if one.unit == mine.unit and one.per == mine.per and isclose(one.size, mine.size)
        )
        written = text[mine.start : mine.unit_end]
        if (found := next(same, written)) != written:
            text = text[: mine.start] + found + text[mine.unit_end :]
    return text


def _source(context: ClaimContext) -> _Source:
    likeliest = context.places[:_LIKELIEST]
    views = [(place.view, place.number) for place in likeliest]
    titles = dict.fromkeys(view.article.title for view, _ in views)
    days = {view.article.published for view, _ in views}
    years = [Quantity(day.year, 0, 0, unit=YEAR) for day in days if day]
    beside = (
        view.article.quote(sentence)
        for view, number in views
        for sentence in view.article.sentences[max(0, number - 1) : number + 2]
    )
    cited = (
        span.article.quote(sentence)
        for span in context.spans
        for sentence in span.article.sentences
        if sentence.start < span.end and span.start < sentence.end
    )
    sentences = _of_texts((*(place.text for place in likeliest), *titles))
    return _Source([*sentences, *years], _of_texts(beside), _of_texts(cited))


def _of_texts(texts: Iterable[str]) -> list[Quantity]:
    return [one for text in texts for one in _of_text(text)]


@lru_cache(_REMEMBERED)
def _of_text(text: str) -> tuple[Quantity, ...]:
    return tuple(quantities(" ".join(text.split())))


def _instead(mine: Quantity, context: ClaimContext, claim: Sequence[Quantity]) -> str:
    """The source's number of the same noun or unit that the claim does not have; or ""."""
    found = [
        (one.value != mine.value, not _is_rival(mine, one), text[one.start : one.unit_end])
        for text in (" ".join(place.text.split()) for place in context.places)
        for one in quantities(text)
        if (_is_rival(mine, one) or (mine.unit and mine.unit == one.unit))
        and not any(accounts_for(one, other) for other in claim)
    ]
    return min(found, key=lambda one: one[:2])[2] if found else ""


def _is_rival(mine: Quantity, other: Quantity) -> bool:
    """Whether another number is of the same noun or unit."""
    if mine.unit == RANK:
        return other.unit == RANK and other.value > 1
    if mine.unit:
        return mine.unit == other.unit
    return bool(mine.noun) and other.noun == mine.noun


def _is_of_other(mine: Quantity, same: Sequence[Quantity], theirs: Sequence[Quantity]) -> bool:
    """Whether the source counts others with this number, and has another number for its noun."""
    return (
        bool(mine.noun)
        and all(one.noun not in ("", mine.noun) for one in same)
        and any(one.noun == mine.noun for one in theirs)
    )


def _reckoned(mine: Quantity, theirs: Sequence[Quantity]) -> Iterator[Quantity]:
    """What a writer may reckon from the source's numbers: sums, differences, shares and so on."""
    years = [one.value for one in theirs if one.unit == YEAR]
    if mine.unit == "time":
        for year, other_year in permutations(years, 2):
            yield replace(mine, value=year - other_year, factor=_MINUTES_OF_YEAR)
    counts = [one for one in theirs if one.unit not in (YEAR, DECADE, CLOCK)]
    for one, other in permutations(counts, 2):
        if is_of_kind(one, other):
            yield from _of_two(mine, one, other)
        elif one.unit == "percent":
            yield replace(other, value=other.value * one.value / 100)
    yield from _sums_of_three(counts)
    if mine.unit == "percent":
        yield from (replace(one, value=100 - one.value) for one in counts if one.unit == "percent")


def _sums_of_three(counts: Sequence[Quantity]) -> Iterator[Quantity]:
    for three in combinations(counts, 3):
        if len({(one.unit, one.factor, one.noun) for one in three}) == 1:
            yield replace(three[0], value=sum(one.value for one in three))


def _of_two(mine: Quantity, one: Quantity, other: Quantity) -> Iterator[Quantity]:
    """The sum, difference, ratio and share of two numbers of one kind."""
    is_in_points = mine.unit == "percentage point" and one.unit == "percent"
    unit = mine.unit if is_in_points else one.unit
    more = other.size / one.factor if one.unit == other.unit else other.value
    yield replace(one, value=one.value + more, unit=unit)
    yield replace(one, value=one.value - more, unit=unit)
    if more:
        ratio = Quantity(one.value / more, 0, 0, step=0.001, noun="time")
        yield ratio
        yield replace(ratio, value=100 * ratio.value, unit="percent", noun="")
