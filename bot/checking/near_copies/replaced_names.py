"""Names, numbers and dates of a sentence that stand where its source has others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import product, starmap

from bot.checking.claim_context import ClaimContext
from bot.language.matching import TokenizedText, occurs_in
from bot.language.tokens import Token, TokenKind
from bot.types.problem import Failure, Problem
from index.language.name_sounds import name_key
from index.language.offices import title_words

_ANCHORS = 3
"""Words in common beside a name or number that tell that it stands in the place of another."""
_FEW = 4
"""Words that may stand in the place of others."""
_SHAPES = {
    TokenKind.NAME.name: TokenKind.NAME,
    TokenKind.NUMBER.name: TokenKind.NUMBER,
    "DAY": TokenKind.DATE,
    "MONTH": TokenKind.DATE,
}
_Words = tuple[Token, ...]
_Unit = tuple[str, _Words]
"""A word, or the words of a name: what it is aligned by, and the words."""


def changed(context: ClaimContext) -> Iterator[Problem]:
    """Names, numbers and dates that stand where the source has others among the same words."""
    claim, line = _units(context.claim), _units(context.lines[0].tokens)
    for mine, theirs in (*_aligned(claim, line), *_replaced(claim, line)):
        speaks = _shape(mine[0]) == TokenKind.NAME.name and _speaks(context, theirs)
        kind = Failure.MISATTRIBUTED if speaks else Failure.FABRICATED
        yield Problem(kind, _written(context.text, mine), " ".join(token.text for token in theirs))


def _aligned(claim: Sequence[_Unit], line: Sequence[_Unit]) -> Iterator[tuple[_Words, _Words]]:
    """Words of one kind that stand in one place of two sentences of one form."""
    matcher = SequenceMatcher(
        None, [shape for shape, _ in claim], [shape for shape, _ in line], autojunk=False
    )
    for block in matcher.get_matching_blocks():
        pairs = list(
            zip(claim[block.a :][: block.size], line[block.b :][: block.size], strict=True)
        )
        starts = block.a == 0 and all(theirs[0].text[:1].isupper() for _, theirs in line[: block.b])
        ends = block.a + block.size == len(claim) and block.b + block.size == len(line)
        for n, ((shape, mine), (_, theirs)) in enumerate(pairs):
            if (
                shape in _SHAPES
                and not _is_same(mine, theirs)
                and _is_anchored(pairs, n, starts, ends)
            ):
                yield mine, theirs


def _replaced(claim: Sequence[_Unit], line: Sequence[_Unit]) -> Iterator[tuple[_Words, _Words]]:
    """Words of one kind in a few words that stand in the place of a few others."""
    matcher = SequenceMatcher(None, _keys(claim), _keys(line), autojunk=False)
    for name, a1, a2, b1, b2 in matcher.get_opcodes():
        if name == "replace" and max(a2 - a1, b2 - b1) <= _FEW:
            yield from _exchanged(claim[a1:a2], line[b1:b2])


def _keys(units: Sequence[_Unit]) -> list[str]:
    return [" ".join(token.key for token in words) for _, words in units]


def _exchanged(claim: Sequence[_Unit], line: Sequence[_Unit]) -> Iterator[tuple[_Words, _Words]]:
    """The last words of each kind that both have, if all else in them is alike."""
    if _other_words(claim) != _other_words(line):
        return
    for shape in _SHAPES:
        mine, theirs = _of_shape(shape, claim), _of_shape(shape, line)
        if mine and theirs and not any(starmap(_is_same, product(mine, theirs))):
            yield mine[-1], theirs[-1]


def _other_words(units: Sequence[_Unit]) -> set[str]:
    """The words that are no names, numbers, dates or articles."""
    return {shape for shape, _ in units if shape not in (*_SHAPES, "the", "a")}


def _of_shape(wanted: str, units: Sequence[_Unit]) -> list[_Words]:
    return [words for shape, words in units if shape == wanted]


def _is_anchored(pairs: Sequence[tuple[_Unit, _Unit]], n: int, starts: bool, ends: bool) -> bool:
    """Whether two words have the same place: the same words on both sides, or both at an end."""
    same = [mine[0] not in _SHAPES or _is_same(mine[1], theirs[1]) for mine, theirs in pairs]
    before, after = same[max(0, n - _ANCHORS) : n], same[n + 1 : n + 1 + _ANCHORS]
    is_first, is_last = starts and n == 0, ends and n == len(pairs) - 1
    return (is_first or any(before)) and (is_last or any(after)) and sum(before) + sum(after) >= 2


def _units(found: Sequence[Token]) -> list[_Unit]:
    """The words with each name in one, and without the titles before names."""
    units: list[_Unit] = []
    for at, token in enumerate(found):
        shape = _shape(token)
        following = next((t for t in found[at:] if t.text.lower() not in title_words()), token)
        if following is not token and _shape(following) == TokenKind.NAME.name:
            continue
        last = units[-1][1][-1] if units and units[-1][0] == shape == TokenKind.NAME.name else None
        if (
            last
            and not token.follows_pause
            and token.start - last.end <= 2
            and token.country == last.country
        ):
            units[-1] = (shape, (*units[-1][1], token))
        else:
            units.append((shape, (token,)))
    return units


def _shape(token: Token) -> str:
    if token.kind is TokenKind.DATE:
        return "DAY" if token.key.endswith("day") else "MONTH"
    return token.kind.name if token.kind in (TokenKind.NAME, TokenKind.NUMBER) else token.key


def _is_same(mine: Sequence[Token], theirs: Sequence[Token]) -> bool:
    """Whether two names are of one: the last word of either stands in the other."""
    one, other = TokenizedText(tuple(mine)), TokenizedText(tuple(theirs))
    return occurs_in(mine[-1], other) or occurs_in(theirs[-1], one)


def _written(text: str, found: Sequence[Token]) -> str:
    return text[found[0].start : found[-1].end]


def _speaks(context: ClaimContext, name: Sequence[Token]) -> bool:
    """Whether a name of the best sentence is who says something there."""
    place = context.places[0]
    return any(
        name[-1].sound
        in {name_key(word) for word in f"{said.speaker_mention} {said.speaker}".split()}
        for said in place.view.statements(place.number)
    )
