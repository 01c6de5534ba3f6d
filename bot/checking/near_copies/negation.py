"""What a sentence denies and its source does not, or the other way.

And what may be there, and is sure here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import takewhile

from bot.checking.claim_context import ClaimContext, between
from bot.language.matching import TokenizedText
from bot.language.tokens import Token, TokenKind
from bot.types.problem import Failure, Problem
from index.language.stems import stem

_SCOPE = 3
"""Telling words that a negation reaches."""
_POSSIBLE = frozenset(("may", "might", "could", "can"))
_NEGATIVE = frozenset(map(stem, "deny refuse reject fail decline".split()))


def negated(context: ClaimContext) -> Iterator[Problem]:
    """What is denied here and not there, or there and not here."""
    here = TokenizedText(context.claim)
    for word, negation in _denied(context.claim):
        if any(word.key in line.keys for line in context.lines) and not any(
            _denies(line, word.key) for line in context.lines
        ):
            yield Problem(Failure.NEGATED, between(context.text, negation, word))
    for line in context.lines:
        for word, negation in _denied(line.tokens):
            if (
                word.key in here.keys
                and not _denies(here, word.key)
                and not any(_affirms(one, word.key) for one in context.lines)
            ):
                mine = next(token for token in context.claim if token.key == word.key)
                yield Problem(Failure.NEGATED, mine.text, f"{negation.text} {word.text}")
    yield from _negations_moved(context)


def _negations_moved(context: ClaimContext) -> Iterator[Problem]:
    """Negations put in or taken out where the words around are the same."""
    claim, line = context.claim, context.lines[0].tokens
    for _, a1, a2, b1, b2 in _differences(claim, line):
        mine, theirs = claim[a1:a2], line[b1:b2]
        if len(mine) > 2 or len(theirs) > 2 or not claim[a1 - 1 : a1] or not claim[a2 : a2 + 1]:
            continue
        if any(t.kind is TokenKind.NEGATION for t in (*mine, *theirs)) and any(
            map(_is_negation, mine)
        ) != any(map(_is_negation, theirs)):
            words = mine or claim[a1 - 1 : a1 + 1]
            yield Problem(
                Failure.NEGATED,
                between(context.text, words[0], words[-1]),
                " ".join(t.text for t in theirs),
            )


def overstated(context: ClaimContext) -> Iterator[Problem]:
    """What may be there, and will be here; or the other way."""
    claim, line = context.claim, context.lines[0].tokens
    for _, a1, a2, b1, b2 in _differences(claim, line):
        modal = a2 - a1 == b2 - b1 == 1 and {claim[a1].kind, line[b1].kind} == {TokenKind.MODAL}
        if modal and (claim[a1].key in _POSSIBLE) != (line[b1].key in _POSSIBLE):
            yield Problem(Failure.UNSUPPORTED, claim[a1].text, line[b1].text)


def _differences(
    claim: Sequence[Token], line: Sequence[Token]
) -> list[tuple[str, int, int, int, int]]:
    matcher = SequenceMatcher(None, [t.key for t in claim], [t.key for t in line], autojunk=False)
    return [one for one in matcher.get_opcodes() if one[0] != "equal"]


def _is_negation(token: Token) -> bool:
    return token.kind is TokenKind.NEGATION or token.key in _NEGATIVE


def _denied(found: Sequence[Token]) -> Iterator[tuple[Token, Token]]:
    """The first telling word after each negation (before it, if none follows), with it."""
    for at, token in enumerate(found):
        if not _is_negation(token) or (
            at + 1 < len(found) and found[at + 1].text.lower() in ("only", "just", "longer")
        ):
            continue
        clause = list(takewhile(lambda t: not t.follows_pause, found[at + 1 :]))
        after = next((t for t in clause if t.is_meaningful and not _is_negation(t)), None)
        word = after or next((t for t in reversed(found[:at]) if t.is_meaningful), None)
        if word is not None:
            yield word, token


def _scopes(line: TokenizedText) -> Iterator[tuple[Token, bool]]:
    """Each telling word, and whether a negation reaches it, from before or from right after."""
    left = 0
    for at, token in enumerate(line.tokens):
        if _is_negation(token):
            left = _SCOPE if token.kind is TokenKind.NEGATION else 2 * _SCOPE
        elif token.is_meaningful:
            following = takewhile(
                lambda t: not t.follows_pause, line.tokens[at + 1 : at + 1 + _SCOPE]
            )
            yield token, left > 0 or any(t.kind is TokenKind.NEGATION for t in following)
            left -= 1


def _denies(line: TokenizedText, key: str) -> bool:
    return any(denied for token, denied in _scopes(line) if token.key == key) or any(
        word.key == key for word, _ in _denied(line.tokens)
    )


def _affirms(line: TokenizedText, key: str) -> bool:
    return any(not denied for token, denied in _scopes(line) if token.key == key)
