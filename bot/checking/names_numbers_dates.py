"""Names, numbers and dates of a sentence that its source has not, or has of something else."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from difflib import SequenceMatcher
from itertools import product, starmap

from bot.checking.claim_context import ClaimContext
from bot.language.matching import TokenizedText, match_score, occurs_in
from bot.language.tokens import Token, TokenKind
from bot.types.problem import Failure, Problem
from index.language import dates
from index.language.lexicon.calendar import weekdays
from index.language.name_sounds import name_key
from index.language.offices import title_words

_ANCHORS = 3
"""Words in common beside a name or number that tell that it stands in the place of another."""
_FEW = 4
"""Words that may stand in the place of others."""
_ALIKE = 0.5
_RARE = 0.8
_YEAR = re.compile(r"(?:19|20)\d\d")
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


def absent(context: ClaimContext) -> Iterator[Problem]:
    """Names, numbers and dates that the source has not, or has of something else."""
    days = _days(context)
    written = [found for found in dates.find(context.text) if found.month or found.day]
    for _, unit in _units(context.claim):
        if _is_absent(unit, context, written, days):
            is_date = unit[-1].kind is TokenKind.DATE
            words = unit[-1].text if is_date else _written(context.text, unit)
            yield Problem(Failure.FABRICATED, words)


def _is_absent(
    unit: _Words,
    context: ClaimContext,
    written: Sequence[dates.PartialDate],
    days: Sequence[date],
) -> bool:
    """Whether the source lacks a name, number or date, or has it of something else."""
    token = unit[-1]
    if token.kind is TokenKind.NAME:
        return not _is_doubtful(unit) and not all(_is_known(one, context) for one in unit)
    if token.kind not in (TokenKind.NUMBER, TokenKind.DATE) or _is_of_day(token, written, days):
        return False
    if token.kind is TokenKind.NUMBER:
        return not _is_counted(token, context)
    is_there = any(occurs_in(token, line) for line in context.around)
    return not is_there and not _falls_on(token, days)


def _is_of_day(token: Token, written: Sequence[dates.PartialDate], days: Sequence[date]) -> bool:
    """Whether a word is part of a written date that is one of the days."""
    whole = next((one for one in written if one.start <= token.start < one.end), None)
    return whole is not None and any(whole.agrees(day) for day in days)


def _is_doubtful(name: Sequence[Token]) -> bool:
    """Whether a word may have its capital only because it begins a sentence: "Negotiators"."""
    return (
        len(name) == 1
        and name[0].starts_sentence
        and name[0].weight < _RARE
        and name[0].country is None
    )


def _is_known(token: Token, context: ClaimContext) -> bool:
    """Whether the source has a name: in the sentences, around them, or within a full name."""
    if any(occurs_in(token, line) for line in context.around):
        return True
    people = [name for place in context.places for name in place.view.article.people]
    people += [f"{said.role} {said.speaker}" for said in context.statements]
    return any(
        token.sound in (keys := {name_key(word) for word in name.split()})
        and any(keys & line.sounds for line in context.lines)
        for name in people
    )


def _is_counted(token: Token, context: ClaimContext) -> bool:
    """Whether the source has a number, and near one of the words that it stands near here."""
    if token.key == "#1" and token.text.isalpha():
        return True
    beside = [] if _YEAR.fullmatch(token.text) else _beside(token, context.claim, 4)
    for line in context.lines:
        for other in line.tokens:
            if other.key == token.key:
                near = TokenizedText(tuple(_beside(other, line.tokens, 8)))
                if (
                    not beside
                    or not near.tokens
                    or any(match_score(word, [near]) > _ALIKE for word in beside)
                ):
                    return True
    return any(occurs_in(token, place.view.top) for place in context.places)


def _beside(token: Token, among: Sequence[Token], reach: int) -> list[Token]:
    at = among.index(token)
    return [
        t
        for t in among[max(0, at - reach) : at + reach + 1]
        if t is not token and t.kind in (TokenKind.CONTENT, TokenKind.NAME, TokenKind.DATE)
    ]


def _days(context: ClaimContext) -> list[date]:
    """The days that the source mentions: as written, and its weekdays counted from its own date."""
    found: list[date] = []
    for place in context.places:
        published = place.view.article.published
        for written in dates.find(place.text):
            year = written.year or (published.year if published else None)
            if (day := replace(written, year=year).exact()) is not None:
                found.append(day)
        if published:
            found.append(published)
            keys = {token.key for token in place.line.tokens}
            named = {number for number, name in enumerate(weekdays()) if f"@{name}" in keys}
            week = (published + timedelta(days=n) for n in range(-6, 7))
            found += [day for day in week if day.weekday() in named]
    return found


def _falls_on(token: Token, days: Sequence[date]) -> bool:
    return any(token.key in (f"@{day:%A}".lower(), f"@{day:%B}".lower()) for day in days)
