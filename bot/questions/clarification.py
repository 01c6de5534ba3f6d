"""What an ambiguous question may mean, and which of its meanings a reply chooses.

A question is ambiguous if it names a person only by an office ("the minister") or an event only by
its kind ("the talks"), and several people or events fit it alike.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial

from bot.language.noun_phrases import noun_phrases
from bot.language.pronouns import in_place_of, person_pronoun
from bot.questions.question import Question
from bot.types.answer import Choice, Turn
from bot.types.quote import Quote
from index.language import lexicon
from index.language.dates.written import day_text, written
from index.language.function_words import Function, function_words
from index.language.name_sounds import name_key
from index.language.offices import title_stems
from index.language.stems import stem
from index.language.terms import Term, terms
from index.statements.speaker_match import is_speaker
from index.types import Article

_EQUAL_SHARE = 0.85
"""Subjects fit equally if their best sentence is at least this share as sure as the surest."""
_MAX_CHOICES = 6
_SAME_EVENT_DAYS = 7
"""Articles from one place that are no further apart tell of one event."""
_YES = (["yes"], ["да"])
_ORDINALS = ("first", "second", "third", "fourth")
_TWO_NAMES = re.compile(
    r"""
    (?P<one>[A-Z][\w’'-]+(?:\ [A-Z][\w’'-]+)*)            # Ada Holm
    ,?\ and\ (?P<other>[A-Z][\w’'-]+(?:\ [A-Z][\w’'-]+)*) # and Marsh
    """,
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class Subject:
    """A person or an event that an ambiguous question may be about."""

    choice: Choice
    name: str
    """What a conversation would call it: a name, a place or a date."""
    sources: frozenset[str]
    """The articles that tell of it."""

    def is_named_in(self, turn: Turn) -> bool:
        """Whether a turn's question has its name, or its answer cites somebody of that name."""
        speakers = (citation.speaker or "" for citation in turn.citations)
        words = " ".join((turn.standalone_question, *speakers))
        return name_key(self.name) in {name_key(term.word) for term in terms(words)}

    def is_cited_in(self, turn: Turn) -> bool:
        """Whether a turn's answer cites one of its sources."""
        return any(citation.source in self.sources for citation in turn.citations)


def is_ambiguous(question: Question) -> bool:
    """Whether a question names somebody by an office alone, or an event by its kind alone."""
    return is_about_office(question) or _event_noun(question) is not None


def is_about_office(question: Question) -> bool:
    """Whether the speaker is one person without a name: "the minister", "the Russian president"."""
    speaker = question.speaker
    if speaker is None or title_stems().isdisjoint(term.stem for term in terms(speaker)):
        return False
    found = noun_phrases(f"the {speaker}")
    is_one_person = bool(found) and not found[-1].is_plural
    return is_one_person and _office_pattern(speaker).search(question.text) is not None


def may_be_meant(question: Question, article: Article) -> bool:
    """Whether an ambiguous question may be about an article.

    It is if somebody of the office speaks there, or if headline or lead name the kind of event.
    """
    if is_about_office(question):
        speaker = question.speaker or ""
        return any(said.role and is_speaker(speaker, said) for said in article.statements)
    event = stem(_event_noun(question) or "")
    return event in {term.stem for term in terms(f"{article.title} {article.lead}")}


def possible_subjects(question: Question, quotes: Sequence[Quote]) -> list[Subject]:
    """The people or events that an ambiguous question fits equally; fewer than two if it is clear.

    `quotes` are the surest sentences of each article.
    """
    surest = max((quote.confidence for quote in quotes), default=0.0)
    equal = [quote for quote in quotes if quote.confidence >= surest * _EQUAL_SHARE]
    find = _people if is_about_office(question) else _events
    return list(find(question, equal))[:_MAX_CHOICES]


def recently_discussed(subjects: Sequence[Subject], history: Sequence[Turn]) -> list[Subject]:
    """The subjects that the conversation was last about; all, if it was about none of them."""
    for turn in reversed(history):
        for is_in in (Subject.is_named_in, Subject.is_cited_in):
            if discussed := [subject for subject in subjects if is_in(subject, turn)]:
                return discussed
    return list(subjects)


def pronoun_choices(question: str, history: Sequence[Turn]) -> tuple[Choice, ...]:
    """The people whom "he" may mean after a question that names two people together."""
    pronoun = person_pronoun().search(question)
    pair = _TWO_NAMES.search(history[-1].standalone_question) if history else None
    if pronoun is None or pair is None or _TWO_NAMES.search(question):
        return ()
    names = pair.groups()
    return tuple(
        Choice(name, person_pronoun().sub(partial(in_place_of, name=name), question))
        for name in names
    )


def chosen_question(reply: str, history: Sequence[Turn]) -> str | None:
    """The question that a reply chooses among those just offered; None if it chooses none.

    A reply chooses by number, by "yes" if there is one choice, or by words of one label.
    """
    choices = history[-1].choices if history else ()
    words = [term for term in terms(reply) if term.word.lower() not in _ignored_in_reply()]
    if not choices or not words:
        return None
    choice = (
        _repeated(reply, choices)
        or _numbered(words, choices)
        or _confirmed(words, choices)
        or _labelled(words, choices)
    )
    return choice.question if choice else None


def _repeated(reply: str, choices: Sequence[Choice]) -> Choice | None:
    return next((choice for choice in choices if choice.question == reply), None)


def _numbered(words: Sequence[Term], choices: Sequence[Choice]) -> Choice | None:
    """The choice that "2", "second" or "last" is."""
    word = words[0].word.lower()
    if len(words) > 1:
        return None
    if word == "last":
        return choices[-1]
    position = _ORDINALS.index(word) + 1 if word in _ORDINALS else 0
    if word.isdecimal():
        position = int(word)
    return choices[position - 1] if 0 < position <= len(choices) else None


def _confirmed(words: Sequence[Term], choices: Sequence[Choice]) -> Choice | None:
    is_yes = [term.word.lower() for term in words] in _YES
    return choices[0] if is_yes and len(choices) == 1 else None


def _labelled(words: Sequence[Term], choices: Sequence[Choice]) -> Choice | None:
    """The only choice whose label has all the words."""
    wanted = {term.stem for term in words}
    fitting = [one for one in choices if wanted <= {term.stem for term in terms(one.label)}]
    return fitting[0] if len(fitting) == 1 else None


def _office_pattern(speaker: str) -> re.Pattern[str]:
    return re.compile(rf"\bthe {re.escape(speaker)}\b", re.IGNORECASE)


@dataclass(slots=True)
class _OfficeHolder:
    name: str
    role: str
    sources: list[str] = field(default_factory=list)
    """The source of each statement."""


def _people(question: Question, quotes: Sequence[Quote]) -> Iterator[Subject]:
    """The people of the office, the most quoted first."""
    assert question.speaker is not None
    office = _office_pattern(question.speaker).search(question.text)
    assert office is not None  # see is_about_office
    before, after = question.text[: office.start()], question.text[office.end() :]
    holders = _office_holders(question.speaker, quotes)
    for holder in sorted(holders, key=lambda one: -len(one.sources)):
        asked = f"{before}{holder.name}{after}"
        choice = Choice(f"{holder.name}, {holder.role}", asked)
        yield Subject(choice, holder.name, frozenset(holder.sources))


def _office_holders(office: str, quotes: Sequence[Quote]) -> list[_OfficeHolder]:
    holders: dict[str, _OfficeHolder] = {}
    for quote in quotes:
        for said in quote.article.said_in(quote.sentence):
            if said.role and said.speaker[:1].isupper() and is_speaker(office, said):
                holder = _OfficeHolder(said.speaker, said.role)
                key = name_key(said.speaker)
                holders.setdefault(key, holder).sources.append(quote.article.source)
    return list(holders.values())


def _event_noun(question: Question) -> str | None:
    """The kind of event that a question is about, if nothing else tells which: "the talks"."""
    if question.names or question.dates or question.speaker:
        return None
    for phrase in noun_phrases(question.text):
        is_bare = phrase.determiner == "the" and " " not in phrase.text
        if is_bare and stem(phrase.head) in _event_stems():
            return phrase.text
    return None


def _events(question: Question, quotes: Sequence[Quote]) -> Iterator[Subject]:
    """The events that the articles tell of, each told from the others by place or by date."""
    events = _by_event(quotes)
    places = [_place(articles[0]) for articles in events]
    for articles, place in zip(events, places, strict=True):
        sources = frozenset(article.source for article in articles)
        day = articles[0].published
        if place and places.count(place) == 1:
            label = f"{place}, {day_text(day)}" if day else place
            yield Subject(Choice(label, _narrowed(question, f"in {place}")), place, sources)
        elif day is not None:
            label = f"{place}, {day_text(day)}" if place else day_text(day)
            choice = Choice(label, _narrowed(question, f"on {written(day)}"))
            yield Subject(choice, place or written(day), sources)


def _by_event(quotes: Sequence[Quote]) -> list[list[Article]]:
    """The articles of the quotes, those of one event together."""
    articles = {quote.article.source: quote.article for quote in quotes}
    events: list[list[Article]] = []
    for article in articles.values():
        same = next((event for event in events if _is_same_event(event[0], article)), None)
        if same is None:
            events.append([article])
        else:
            same.append(article)
    return events


def _narrowed(question: Question, to: str) -> str:
    return f"{question.text.rstrip(' ?!.')} {to}?"


def _place(article: Article) -> str | None:
    """The article's dateline, else the place where most was said."""
    places = Counter(said.place for said in article.statements if said.place)
    commonest = places.most_common(1)
    return article.dateline or (commonest[0][0] if commonest else None)


def _is_same_event(one: Article, other: Article) -> bool:
    """Whether two articles are from one place and, as far as they say, from about the same time."""
    if _place(one) != _place(other):
        return False
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= _SAME_EVENT_DAYS


@cache
def _event_stems() -> frozenset[str]:
    return frozenset(map(stem, lexicon.words("occasions", "recurs")))


@cache
def _ignored_in_reply() -> frozenset[str]:
    """Words beside those that choose: "I MEANT THE ONE IN Minsk"."""
    return function_words(Function.REPLY) | {"mean", "meant"}
