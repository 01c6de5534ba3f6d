"""Statements of a sentence that its source gives to somebody else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from bot.checking.claim_context import ClaimContext
from bot.checking.source_view import SentencePlace
from bot.language.matching import TokenizedText, occurs_in
from bot.language.tokens import tokens
from bot.types.problem import Failure, Problem
from index.language.name_sounds import name_key
from index.language.stems import stem
from index.language.stopwords import stopwords
from index.statements.speaker_match import is_speaker
from index.types import Statement

_MARKS = "\"“”«»'‘"
"""Signs of a quotation."""
_LIKELIEST = 3
"""Sentences that may be the one that tells what a statement tells."""
_NEARLY = 0.8
"""Another sentence tells the same if it has this share of what the best has."""


def misattributed(context: ClaimContext) -> Iterator[Problem]:
    """Statements that the source gives to somebody else."""
    for said in filter(_is_somebody, context.said):
        places = _told(said, context)
        theirs = _statements_at(places, said)
        if not theirs or any(_is_by(said, one) for one in theirs):
            continue
        sure = [one for one in theirs if _is_surely_theirs(one, said, places)]
        speaker = (sure or theirs)[0].speaker
        if not _is_quotation(said, context) and not _are_people((said.speaker, speaker), context):
            continue  # "the ministry" may be "a spokeswoman": the entailment model knows better
        if not _may_be_theirs(said, sure, context):
            yield Problem(Failure.MISATTRIBUTED, said.speaker_mention, speaker)


def _is_quotation(said: Statement, context: ClaimContext) -> bool:
    return said.direct or any(mark in context.text[said.start : said.end] for mark in _MARKS)


def _are_people(names: Iterable[str], context: ClaimContext) -> bool:
    """Whether these are names of people in the article."""
    people = {name_key(name.split()[-1]) for name in context.places[0].view.article.people}
    return all(name_key(name.split()[-1]) in people for name in names)


def _statements_at(places: Sequence[SentencePlace], said: Statement) -> list[Statement]:
    """What the source says at these places; where nothing, and nobody is named, just before."""
    here = _statements(places)
    if here or _is_named(said.speaker, [place.line for place in places]):
        return here
    return _statements(place._replace(number=place.number - 1) for place in places if place.number)


def _statements(places: Iterable[SentencePlace]) -> list[Statement]:
    return [one for place in places for one in place.view.statements(place.number)]


def _is_surely_theirs(one: Statement, said: Statement, places: Sequence[SentencePlace]) -> bool:
    """Whether the source surely gives a statement to its speaker, who is not the claim's."""
    return _is_sure(one) and not _is_pronoun_beside(one, said, places)


def _may_be_theirs(said: Statement, sure: Sequence[Statement], context: ClaimContext) -> bool:
    """Whether the claim's speaker may make the statement, for all that the source says surely."""
    if not sure:
        return _is_named(said.speaker, context.around)
    claim = [TokenizedText(context.claim)]
    if not all(_is_named(one.speaker, claim) for one in sure):
        return False
    # The claim names both: if the source does so too, the parser guessed which of them speaks.
    return _is_named(said.speaker_mention, context.lines)


def _told(said: Statement, context: ClaimContext) -> list[SentencePlace]:
    """The sentences of the source that tell what a statement tells, if any does."""
    content = [t for t in context.claim if said.start <= t.start < said.end and t.is_meaningful]
    shares = {
        place: sum(t.weight * occurs_in(t, place.line) for t in content)
        for place in context.places[:_LIKELIEST]
    }
    most = max(shares.values())
    return [p for p, share in shares.items() if share >= _NEARLY * most] if most > 0 else []


def _is_sure(said: Statement) -> bool:
    """Whether it is known by name who makes a statement."""
    return all(
        word[:1].isupper()
        for word in said.speaker.split()
        if word not in ("of", "the", "for", "and", "de", "van")
    )


def _is_pronoun_beside(one: Statement, said: Statement, places: Sequence[SentencePlace]) -> bool:
    """Whether "he" speaks after the sentence has named the speaker.

    Whom such a "he" means is only the parser's guess.
    """
    if one.speaker_mention.lower() not in ("he", "she", "they"):
        return False
    before = [
        p.view.article.text[p.view.article.sentences[p.number].start : one.mention_start]
        for p in places
    ]
    return _is_named(said.speaker, [TokenizedText(tokens(text)) for text in before])


def _is_somebody(said: Statement) -> bool:
    """Whether a statement names its speaker."""
    words = said.speaker.split()
    return (
        any(word[:1].isupper() and len(word) > 2 for word in words)
        and stem(words[0]) not in stopwords()
    )


def _is_by(said: Statement, one: Statement) -> bool:
    return is_speaker(said.speaker, one) or is_speaker(said.speaker_mention, one)


def _is_named(name: str, lines: Sequence[TokenizedText]) -> bool:
    """Whether the last name of somebody stands in lines."""
    return any(occurs_in(token, line) for token in tokens(name)[-1:] for line in lines)
