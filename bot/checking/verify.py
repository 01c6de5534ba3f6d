"""Holds a sentence against the source that it is cited to, and names what is wrong with it.

For every engine.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.checking.attribution import misattributed
from bot.checking.claim_context import ClaimContext
from bot.checking.names_numbers_dates import absent, changed
from bot.checking.negation import negated, overstated
from bot.checking.source_view import SentencePlace, best, read
from bot.checking.support_score import graded, support_features
from bot.checking.unrealised_events import fulfilled
from bot.checking.unsupported_words import exchanged, uncovered
from bot.checking.verbatim_quotes import misquoted
from bot.checking.who_did_what import unlike
from bot.language.matching import occurs_in
from bot.language.tokens import Token, tokens
from bot.types.problem import Failure, Problem
from bot.types.source_span import SourceSpan
from index.types import Statement


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
    strict: bool = False,
) -> Verdict:
    """What is wrong with a sentence that is cited to these spans.

    `said` is what is said in it, by its own offsets.

    If strict, what the source does not tell of the very people is wrong, too, and not only what it
    tells of others.
    """
    views = [(read(span.article), span) for span in spans]
    common = frozenset().union(*(view.common for view, _ in views))
    claim = tokens(sentence, common)
    within = [
        SentencePlace(view, number)
        for view, span in views
        for number, one in enumerate(span.article.sentences)
        if one.start < span.end and span.start < one.end
    ]
    places = best(claim, within)
    if not places:
        return Verdict(0.0, (Problem(Failure.UNCITED, " ".join(sentence.split())),))
    context = ClaimContext(sentence, claim, tuple(spans), tuple(places), tuple(said))
    checks = (misquoted, misattributed, changed, absent, negated, overstated, exchanged, uncovered)
    found = dict.fromkeys(problem for check in checks for problem in check(context))
    found = found or dict.fromkeys(
        (*unlike(context, strict=strict), *fulfilled(context))
    )  # last, as they take a parse
    problems = tuple(_without_echoes(found))
    support = graded(support_features(claim, within), [problem.kind for problem in problems])
    return Verdict(support, problems, tuple(_span(place) for place in _needed(claim, places)))


def _needed(claim: Sequence[Token], places: Sequence[SentencePlace]) -> Iterator[SentencePlace]:
    """The sentences without those that have no telling word that the ones before have not."""
    missing = [token for token in claim if token.is_meaningful]
    for number, place in enumerate(places):
        left = [token for token in missing if not occurs_in(token, place.line)]
        if number == 0 or len(left) < len(missing):
            yield place
        missing = left


def _without_echoes(problems: Iterable[Problem]) -> Iterator[Problem]:
    """The problems without those whose words an earlier one has told of."""
    told: list[str] = []
    for problem in problems:
        if not any(problem.words in words for words in told):
            told.append(problem.words)
            yield problem


def _span(place: SentencePlace) -> SourceSpan:
    sentence = place.view.article.sentences[place.number]
    return SourceSpan(place.view.article, sentence.start, sentence.end)
