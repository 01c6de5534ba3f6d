"""What a sentence says and its source does not, in words other than names."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from functools import cache
from itertools import pairwise

from bot.checking.claim_context import ClaimContext, between
from bot.language.antonyms import antonyms
from bot.language.matching import TokenizedText, match_score, occurs_in
from bot.language.tokens import Token, TokenKind
from bot.types.problem import Failure, Problem
from index.language.offices import forms_of_address, role_words
from index.language.stems import stem
from index.language.verb_stems import stems
from index.language.verbs import Use

_UNCOVERED = 0.35
"""How well the source must stand for a word, on the whole."""
_STRETCH = 0.5
"""How much may be said in one go that the source has not."""
_LEAST = 0.5
"""The share of a sentence that the source must stand for."""
_COMMON = 0.7
"""The share of its words that are no names; see tests/benchmarks/quality/score_checks.py."""
_PLAIN = 0.06
"""How much a word that tells nothing by itself counts beside those that do."""
_ONE_FORM = 0.6
"""Sentences that share so many words are of one form: a word that differs stands in another's
place."""
_UNLIKE = 0.3
"""How much a word may tell that the one in its place does not."""
_BESIDE = 3
"""Telling words to either side among which an opposite shares one."""


def uncovered(context: ClaimContext) -> Iterator[Problem]:
    """The whole, if the source stands for too little of it.

    Or the stretch of words that it stands for least, if long.
    """
    words = [token for token in context.claim if token.key not in _interchangeable()]
    telling = [token for token in words if token.is_meaningful]
    common = [token for token in telling if token.kind is TokenKind.CONTENT]
    worst, begin, end = _worst(list(_lacking(words, context)))
    if _share(telling, context) < _LEAST or _share(common, context) < _COMMON:
        missing = [token for token in telling if _covered(token, context) < _UNCOVERED] or telling
        yield Problem(Failure.UNSUPPORTED, between(context.text, missing[0], missing[-1]))
    elif worst > _STRETCH:
        yield Problem(Failure.UNSUPPORTED, between(context.text, words[begin], words[end]))


@cache
def _interchangeable() -> frozenset[str]:
    """Stems in which claim and source may differ: plain verbs of saying, and forms of address."""
    others = ("according", "percent", "cent", "per", *forms_of_address())
    return stems(Use.ALIKE) | frozenset(map(stem, others))


def _share(words: Sequence[Token], context: ClaimContext) -> float:
    """The share of words that the source stands for, by weight; all of none."""
    total = sum(token.weight for token in words)
    return sum(token.weight * _covered(token, context) for token in words) / total if total else 1.0


def _covered(token: Token, context: ClaimContext) -> float:
    if _is_role(token, context):
        return 1.0
    return match_score(token, context.around if token.kind is TokenKind.NAME else context.told)


def _is_role(token: Token, context: ClaimContext) -> bool:
    """Whether the source calls somebody that, by this word or by another for the same office."""
    words = role_words(token.text)
    return bool(words) and words <= context.roles


def _worst(lacking: Sequence[float]) -> tuple[float, int, int]:
    """The greatest sum in a row, and where it begins and ends."""
    worst, span, total, begin = 0.0, (0, 0), 0.0, 0
    for at, lack in enumerate(lacking):
        if total <= 0:
            total, begin = 0.0, at
        total += lack
        if total > worst:
            worst, span = total, (begin, at)
    return worst, *span


def _lacking(words: Sequence[Token], context: ClaimContext) -> Iterator[float]:
    """How much each word says that the source does not (below 0: how surely it does)."""
    pairs = {pair for line in context.lines for pair in line.pairs}
    shared = [(one.key, two.key) in pairs for one, two in pairwise(words)]
    for at, token in enumerate(words):
        if token.is_meaningful:
            yield token.weight * (_UNCOVERED - _covered(token, context))
        else:
            yield -_PLAIN if any(shared[max(0, at - 1) : at + 1]) else _PLAIN


def exchanged(context: ClaimContext) -> Iterator[Problem]:
    """Words in the place of others that say something else, and opposites among the same words."""
    for mine, theirs in _in_place(context):
        if mine.weight * (1 - match_score(mine, [TokenizedText((theirs,))])) > _UNLIKE:
            yield Problem(Failure.UNSUPPORTED, mine.text, theirs.text)
    yield from _reversed(context)


def _in_place(context: ClaimContext) -> Iterator[tuple[Token, Token]]:
    """Words that the source lacks, each with the word that it has in their place."""
    for line in context.lines:
        keys = [token.key for token in line.tokens]
        matcher = SequenceMatcher(
            None, [token.key for token in context.claim], keys, autojunk=False
        )
        if sum(block.size for block in matcher.get_matching_blocks()) < _ONE_FORM * len(
            context.claim
        ):
            continue
        for _, a1, a2, b1, b2 in matcher.get_opcodes():
            for mine, theirs in (
                zip(context.claim[a1:a2], line.tokens[b1:b2], strict=False)
                if a2 - a1 == b2 - b1
                else ()
            ):
                if (
                    _is_own(mine, context)
                    and theirs.kind is TokenKind.CONTENT
                    and theirs.key not in _interchangeable()
                ):
                    yield mine, theirs


def _is_own(token: Token, context: ClaimContext) -> bool:
    """Whether a common word is the sentence's own: the source has it nowhere."""
    return (
        token.kind is TokenKind.CONTENT
        and token.key not in _interchangeable()
        and not _is_role(token, context)
        and not any(occurs_in(token, line) for line in context.around)
    )


def _reversed(context: ClaimContext) -> Iterator[Problem]:
    """Words whose opposite the source has, beside words that stand beside them here."""
    mine = {token.key for token in context.claim}
    for at, token in enumerate(context.claim):
        opposites = antonyms().get(token.key, frozenset()) - mine
        for line in context.lines if opposites else ():
            if token.key in line.keys:
                break
            for there, other in enumerate(line.tokens):
                if other.key in opposites and _neighbours(context.claim, at) & _neighbours(
                    line.tokens, there
                ):
                    yield Problem(Failure.NEGATED, token.text, other.text)


def _neighbours(found: Sequence[Token], at: int) -> set[str]:
    before = [token.key for token in found[:at] if token.is_meaningful][-_BESIDE:]
    return {*before, *[token.key for token in found[at + 1 :] if token.is_meaningful][:_BESIDE]}
