"""Holds a sentence against the source that it is cited to, and names what is wrong with it.

For every engine. The exact checks, of quotations, speakers, names, numbers and dates, have the last
word. Where they find nothing, the probability that the source says it decides; it comes from the
entailment model and, in near copies, from the rules of wording.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.checking.amounts.wrong_dates import wrong_dates
from bot.checking.amounts.wrong_numbers import as_the_source_writes, wrong_numbers
from bot.checking.attribution import misattributed
from bot.checking.claim_context import ClaimContext
from bot.checking.instructions import is_instruction
from bot.checking.names import unknown_names
from bot.checking.near_copies.negation import negated, overstated
from bot.checking.near_copies.replaced_names import changed
from bot.checking.near_copies.unrealised_events import fulfilled
from bot.checking.near_copies.unsupported_words import exchanged, uncovered
from bot.checking.near_copies.who_did_what import misplaced_deeds, misplaced_offices
from bot.checking.source_view import SentencePlace, best, read
from bot.checking.support_score import support
from bot.checking.verbatim_quotes import misquoted
from bot.language.matching import occurs_in
from bot.language.tokens import Token, tokens
from bot.models import entailment
from bot.models.entailment import Premise, Reading
from bot.types.problem import Failure, Problem
from bot.types.source_span import SourceSpan
from index.types import Statement

LEAST = 0.5
"""How far a source must stand for a sentence; see tests/benchmarks/training/fit_checks.py."""
_CERTAIN = 0.2
"""How certain the words must be that the source has instead."""
_COPIED = 0.6
"""The share of its pairs of words that makes a near copy. In these the rules of wording find .74 of
what programs alter and doubt 1 true sentence in 200; in free wording they are often wrong."""
_READ_AT_ONCE = 48
"""Words of a claim."""
_EXACT = (
    misquoted,
    misattributed,
    changed,
    unknown_names,
    wrong_numbers,
    wrong_dates,
    misplaced_offices,
)
_OF_COPIES = (negated, overstated, exchanged, uncovered, misplaced_deeds, fulfilled)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is wrong with a sentence, and the sentences of articles that it rests on, best first."""

    support: float
    """How far they stand for it, from 0 to 1."""
    problems: tuple[Problem, ...]
    rests_on: tuple[SourceSpan, ...] = ()


def verify(
    sentence: str,
    spans: Sequence[SourceSpan],
    said: Sequence[Statement] = (),
    *,
    least: float = LEAST,
) -> Verdict:
    """What is wrong with a sentence that is cited to these spans of an article.

    `said` is what is said in it, by its own offsets. Nothing is wrong only with what the spans
    stand for to the degree of `least`.
    """
    context = context_of(sentence, spans, said)
    if not context.places:
        return Verdict(0.0, (Problem(Failure.UNCITED, " ".join(sentence.split())),))
    if (place := _verbatim(context)) is not None:
        return Verdict(1.0, (), (_span(place),))
    problems, likely = faults_of(context), likely_faults_of(context)
    part, reading = reading_of(context)
    value = support(reading.log_odds, len(problems), len(likely))
    if problems or value < least:
        problems = _without_echoes((*problems, *likely)) or (_doubt(context, part, reading),)
    return Verdict(value, problems, tuple(map(_span, _resting(context, reading))))


def context_of(
    sentence: str, spans: Sequence[SourceSpan], said: Sequence[Statement]
) -> ClaimContext:
    """A sentence, and the sentences of the spans that it may rest on, the likeliest first."""
    views = [(read(span.article), span) for span in spans]
    common = frozenset[str]().union(*(view.common for view, _ in views))
    claim = tokens(sentence, common)
    within = dict.fromkeys(
        SentencePlace(view, number)
        for view, span in views
        for number, one in enumerate(span.article.sentences)
        if one.start < span.end and span.start < one.end and not is_instruction(view.texts[number])
    )
    return ClaimContext(
        sentence, claim, tuple(spans), tuple(best(claim, list(within))), tuple(said)
    )


def _verbatim(context: ClaimContext) -> SentencePlace | None:
    """The sentence of the source that it is word for word, if any."""
    words = _words(context.claim)
    return next((one for one in context.places if _words(one.line.tokens) == words), None)


def _words(found: Sequence[Token]) -> list[str]:
    return [token.text.casefold() for token in found]


def faults_of(context: ClaimContext) -> tuple[Problem, ...]:
    """What is surely wrong."""
    return _without_echoes(problem for check in _EXACT for problem in check(context))


def likely_faults_of(context: ClaimContext) -> tuple[Problem, ...]:
    """What is likely wrong, by its wording: in near copies alone."""
    checks = _OF_COPIES if _is_near_copy(context) else ()
    return _without_echoes(problem for check in checks for problem in check(context))


def _is_near_copy(context: ClaimContext) -> bool:
    """Whether most pairs of neighbouring words are neighbours in the source."""
    pairs = list(pairwise(token.key for token in context.claim))
    shared = sum(any(pair in line.pairs for line in context.lines) for pair in pairs)
    return shared >= _COPIED * len(pairs)


def reading_of(context: ClaimContext) -> tuple[str, Reading]:
    """The part of the sentence that the entailment model doubts most, and what it makes of it.

    A long sentence is read in parts, because the model reads only so much of a claim. Numbers are
    read as the source writes them, because the model cannot reckon.
    """
    premise = Premise(context.places[0].view.heading, tuple(one.plain for one in _ordered(context)))
    words = as_the_source_writes(context).split()
    firsts = range(0, max(1, len(words)), _READ_AT_ONCE)
    parts = [" ".join(words[first : first + _READ_AT_ONCE]) for first in firsts]
    readings = [(part, entailment.shared().read(part, [premise])[0]) for part in parts]
    return min(readings, key=lambda one: one[1].log_odds)


def _ordered(context: ClaimContext) -> list[SentencePlace]:
    """The sentences that it may rest on, in the order of the text."""
    return sorted(context.places, key=lambda place: place.number)


def _doubt(context: ClaimContext, part: str, reading: Reading) -> Problem:
    """What the entailment model takes for wrong."""
    words = part[slice(*reading.wrong)]
    if not words or words not in context.text:  # a number is written otherwise in the claim
        words = " ".join(context.text.split())
    instead = ""
    if reading.instead and reading.certainty >= _CERTAIN:
        number, place = reading.instead
        instead = _ordered(context)[number].plain[slice(*place)]
    return Problem(reading.kind, words, instead if instead != words else "")


def _resting(context: ClaimContext, reading: Reading) -> Iterator[SentencePlace]:
    """The sentences that it rests on: of the likely ones those that add a telling word.

    If none is likely, the likeliest.
    """
    odds = dict(zip(_ordered(context), reading.rests_on, strict=True))
    likely = [place for place in context.places if odds[place] > 0]
    missing = [token for token in context.claim if token.is_meaningful]
    for number, place in enumerate(likely or [max(odds, key=odds.__getitem__)]):
        left = [token for token in missing if not occurs_in(token, place.line)]
        if number == 0 or len(left) < len(missing):
            yield place
        missing = left


def _without_echoes(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems without those whose words an earlier one has told of."""
    told: list[Problem] = []
    for problem in problems:
        if not any(problem.words in earlier.words for earlier in told):
            told.append(problem)
    return tuple(told)


def _span(place: SentencePlace) -> SourceSpan:
    sentence = place.view.article.sentences[place.number]
    return SourceSpan(place.view.article, sentence.start, sentence.end)
