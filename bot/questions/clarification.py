"""What a question may mean, where it fits two people or two meetings alike and nothing tells them apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from bot.language.noun_phrases import phrases
from bot.language.pronouns import PERSONAL, in_case
from bot.questions.question import Question
from bot.types.answer import Choice, Turn
from bot.types.quote import Quote
from index.language.dates import day_text, written
from index.language.offices import title_stems
from index.language.terms import name_key, stem, terms
from index.statements.speaker_match import is_speaker
from index.types import Article

_EQUAL = 0.85
"""Candidates whose best sentence is at least this share as sure as the surest fit equally."""
_MOST = 6
"""Choices that are shown."""
_EVENTS = frozenset(
    stem(word)
    for word in """
    talks meeting summit conference session negotiation hearing trial match game final election vote referendum debate ceremony
    visit speech protest rally strike attack explosion crash accident fire flood earthquake storm press-conference briefing
    congress interview race tournament concert festival inquiry verdict deal agreement ceasefire truce
    """.split()
)
"""What takes place more than once."""
_MEETING_DAYS = 7
"""What took place in one town within so many days is one event."""
_REPLYING = frozenset("the one in on at of i mean meant and from please".split())
_PLACES = {
    word: place
    for place, words in enumerate(("1 first", "2 second", "3 third", "4 fourth"))
    for word in words.split()
} | {"last": -1}
_PAIR = re.compile(
    r"(?P<one>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*),? and (?P<other>[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)*)"
)


@dataclass(frozen=True, slots=True)
class Candidate:
    """One of the people or events that a question may mean, by how a conversation would name it, and its sources."""

    choice: Choice
    name: str
    sources: frozenset[str]

    def is_named_in(self, turn: Turn) -> bool:
        """Whether a turn's question has its name, or somebody of that name is quoted in its answer."""
        told = " ".join(
            (turn.standalone_question, *(cited.speaker or "" for cited in turn.citations))
        )
        return name_key(self.name) in {name_key(term.word) for term in terms(told)}

    def is_cited_in(self, turn: Turn) -> bool:
        """Whether a turn's answer is from its sources."""
        return any(citation.source in self.sources for citation in turn.citations)


def is_open(question: Question) -> bool:
    """Whether a question names somebody by an office alone, or an event by its kind alone."""
    return is_office(question) or _event(question) is not None


def may_be_meant(question: Question, article: Article) -> bool:
    """Whether an open question may be about an article: somebody of that office speaks, or the event is its news."""
    if is_office(question):
        return any(
            said.role and is_speaker(question.speaker or "", said) for said in article.statements
        )
    kind = stem(_event(question) or "")
    return kind in {term.stem for term in terms(f"{article.title} {article.lead}")}


def candidates(question: Question, found: Sequence[Quote]) -> list[Candidate]:
    """What an open question may mean, by the surest sentences of each article; fewer than two if it is clear."""
    surest = max((quote.confidence for quote in found), default=0.0)
    equal = [quote for quote in found if quote.confidence >= surest * _EQUAL]
    named = _people(question, equal) if is_office(question) else _events(question, equal)
    return list(named)[:_MOST]


def meant(found: Sequence[Candidate], history: Sequence[Turn]) -> list[Candidate]:
    """Those that the conversation was last about; all, if it was about none of them."""
    for turn in reversed(history):
        for is_in in (Candidate.is_named_in, Candidate.is_cited_in):
            if known := [one for one in found if is_in(one, turn)]:
                return known
    return list(found)


def people_meant(question: str, history: Sequence[Turn]) -> tuple[Choice, ...]:
    """Whom "he" may stand for behind a question that names two people together, one as much as the other."""
    pronoun = PERSONAL.search(question)
    pair = _PAIR.search(history[-1].standalone_question) if history else None
    if pronoun is None or pair is None or _PAIR.search(question):
        return ()
    return tuple(
        Choice(name, PERSONAL.sub(partial(in_case, name=name), question)) for name in pair.groups()
    )


def chosen(question: str, history: Sequence[Turn]) -> str | None:
    """The question that a reply picks of the choices just given: by number, label or some of its words."""
    choices = history[-1].choices if history else ()
    reply = [term for term in terms(question) if term.word.lower() not in _REPLYING]
    if not choices or not reply:
        return None
    if same := next((one for one in choices if one.question == question), None):
        return same.question
    place = _PLACES.get(reply[0].word.lower(), len(choices)) if len(reply) == 1 else len(choices)
    if place < len(choices):
        return choices[place].question
    if len(choices) == 1 and [term.word.lower() for term in reply] in (["yes"], ["да"]):
        return choices[0].question
    wanted = {term.stem for term in reply}
    fitting = [one for one in choices if wanted <= {term.stem for term in terms(one.label)}]
    return fitting[0].question if len(fitting) == 1 else None


def is_office(question: Question) -> bool:
    """Whether whoever is to have spoken is one person without a name: "the minister", "the Russian president"."""
    if (
        question.speaker is None
        or not {term.stem for term in terms(question.speaker)} & title_stems()
    ):
        return False
    found = phrases(f"the {question.speaker}")
    return (
        bool(found)
        and not found[-1].is_plural
        and bool(re.search(rf"\bthe {re.escape(question.speaker)}\b", question.text, re.IGNORECASE))
    )


def _people(question: Question, found: Sequence[Quote]) -> Iterator[Candidate]:
    """The people of that office who are quoted, those most quoted first."""
    assert question.speaker is not None
    people: dict[str, tuple[str, str, list[str]]] = {}
    for quote in found:
        for said in quote.article.said_in(quote.sentence):
            if said.role and said.speaker[:1].isupper() and is_speaker(question.speaker, said):
                people.setdefault(name_key(said.speaker), (said.speaker, said.role, []))[2].append(
                    quote.article.source
                )
    pattern = re.compile(rf"\bthe {re.escape(question.speaker)}\b", re.IGNORECASE)
    for name, role, sources in sorted(people.values(), key=lambda one: -len(one[2])):
        at = pattern.search(question.text)
        asked = (
            f"{question.text[: at.start()]}{name}{question.text[at.end() :]}"
            if at
            else question.text
        )
        yield Candidate(Choice(f"{name}, {role}", asked), name, frozenset(sources))


def _event(question: Question) -> str | None:
    """The kind of event that a question names, and nothing else by name, place or date: "the talks"."""
    if question.names or question.dates or question.speaker:
        return None
    found = (
        phrase
        for phrase in phrases(question.text)
        if phrase.determiner == "the" and " " not in phrase.text
    )
    return next((phrase.text for phrase in found if stem(phrase.head) in _EVENTS), None)


def _events(question: Question, found: Sequence[Quote]) -> Iterator[Candidate]:
    """The events that the sentences' articles are about, each once: by their place, or by their date."""
    articles = list({quote.article.source: quote.article for quote in found}.values())
    events: list[list[Article]] = []
    for article in articles:
        same = next((event for event in events if _is_same(event[0], article)), None)
        if same is None:
            events.append([article])
        else:
            same.append(article)
    places = [_place(event[0]) for event in events]
    for event, place in zip(events, places, strict=True):
        day = event[0].published
        is_only = bool(place) and places.count(place) == 1
        if not is_only and day is None:
            continue
        when = written(day) if day else ""
        shown = day_text(day) if day else ""
        label = ", ".join(part for part in (place or "", shown) if part)
        where = f"in {place}" if is_only else f"on {when}"
        asked = f"{question.text.rstrip(' ?!.')} {where}?"
        yield Candidate(
            Choice(label, asked), place or when, frozenset(article.source for article in event)
        )


def _place(article: Article) -> str | None:
    """Where it took place: by the article's dateline, else where most was said."""
    places = Counter(said.place for said in article.statements if said.place)
    return article.dateline or next((place for place, _ in places.most_common(1)), None)


def _is_same(one: Article, other: Article) -> bool:
    """Whether two articles tell of one event: from one place, at about one time as far as they say."""
    if _place(one) != _place(other):
        return False
    if one.published is None or other.published is None:
        return True
    return abs((one.published - other.published).days) <= _MEETING_DAYS
