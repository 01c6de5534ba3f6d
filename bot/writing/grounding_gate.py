"""Decides which of a chat model's sentences may be shown: those that an article supports."""

from __future__ import annotations

from collections.abc import Sequence

from bot.checking.claims import check
from bot.checking.report import Check
from bot.checking.verify import LEAST
from bot.types.problem import Failure
from bot.types.source_span import SourceSpan
from bot.types.sworn import Sworn
from bot.writing.plain_sentence import is_plain
from index.types import Article

OATH = 0.72
"""How far an article must stand for a sentence of a chat model; of others, less is asked. See
tests/benchmarks/training/fit_checks.py."""


def sworn(
    claim: str, numbers: Sequence[int], passages: Sequence[SourceSpan], *, statements: bool
) -> Sworn:
    """A sentence held against the passages that it cites, or else against the others.

    Passages are numbered from 1. An article must stand for the sentence alone: two do not make one
    sentence true.
    """
    if not is_plain(claim):
        return Sworn(Failure.UNCITED)
    cited = [passages[number - 1] for number in numbers if 0 < number <= len(passages)]
    failed = Sworn(Failure.UNCITED)
    for spans in filter(None, (cited, passages)):
        done = _checked(claim, _by_article(spans), statements=statements)
        if done.sentences and done.supported:
            return Sworn(None, done.citations)
        if done.citations:
            is_doubted = done.support >= LEAST
            problem = Failure.UNSUPPORTED if is_doubted else done.problems[0].kind
            failed = Sworn(problem, done.citations)
    return failed


def _checked(text: str, found: Sequence[Sequence[SourceSpan]], *, statements: bool) -> Check:
    """A sentence held against each of these articles."""
    return check(text, lambda _: found, statements=statements, least=OATH)


def _by_article(spans: Sequence[SourceSpan]) -> list[list[SourceSpan]]:
    found: dict[int, tuple[Article, list[SourceSpan]]] = {}
    for span in spans:
        found.setdefault(id(span.article), (span.article, []))[1].append(span)
    return [together for _, together in found.values()]
