"""Answers in parts, each cited: what each of several people said, what each article has, which account is whose."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from bot import wording
from bot.evidence import View, match, near, stands_in, view
from bot.question import Kind, Question, Word
from bot.quotes import Quote
from bot.wider import Shape, Wide, wide
from index import dates
from index.dates import written
from index.statements.occasions import day_of
from index.terms import terms
from index.types import Article, Hit, Sentence

_MANY = 40
"""Passages that are looked through for all articles about something."""
_MOST = 8
"""Articles that an answer is drawn from, at most."""
_OF_EACH = 2
"""Sentences of each of several people."""
_ACCOUNT = 0.75
"""Another article's account is shown beside the surest if it is at least this share as sure."""
_RIVAL = 0.8
"""What is latest or first must be at least this share as sure as what is surest."""
_SAME = 0.5
"""How well a sentence must stand for each word of a list's question, and an article's top for what it is about."""


@dataclass(frozen=True, slots=True)
class Part:
    """Sentences of an answer that belong together, and what stands before them where people read it."""

    quotes: tuple[Quote, ...]
    heading: str = ""


class Reader(Protocol):
    """What is asked of an index."""

    def analyse(self, text: str) -> Question:
        """A standalone question, taken apart."""
        ...

    def search(self, asked: Question, passages: int | None = None) -> list[Hit]:
        """The passages to read for a question, best first."""
        ...

    def articles(self, hits: Sequence[Hit]) -> dict[int, Article]:
        """The articles of the passages, by id."""
        ...

    def quotes(self, asked: Question, hits: Sequence[Hit], articles: dict[int, Article]) -> list[Quote]:
        """The sentences that answer one question."""
        ...

    def recurs(self, article: Article, sentence: Sentence) -> bool:
        """Whether a sentence stands in so many articles that it is furniture."""
        ...


def parts(asked: Question, hits: Sequence[Hit], articles: dict[int, Article], reader: Reader) -> list[Part]:
    """The parts of the answer, in order; none if there is no answer."""
    asks = wide(asked)
    if asks is not None and (found := _SHAPES[asks.shape](asks, reader)):
        return found
    plain = reader.quotes(asked, hits, articles)
    return _accounts(asked, plain, hits, articles, reader) or ([Part(tuple(plain))] if plain else [])


def _together(asks: Wide, reader: Reader) -> list[Part]:
    """What each of several people said."""
    found = ((name, _answer(text, reader)) for name, text in zip(asks.headings, asks.questions, strict=True))
    return [Part(tuple(quotes[:_OF_EACH]), quotes[0].speaker or name) for name, quotes in found if quotes]


def _answer(text: str, reader: Reader) -> list[Quote]:
    asked = reader.analyse(text)
    hits = reader.search(asked)
    return reader.quotes(asked, hits, reader.articles(hits))


def _overview(asks: Wide, reader: Reader) -> list[Part]:
    """The lead of each article about something, by date."""
    asked = reader.analyse(asks.questions[0])
    articles = reader.articles(reader.search(asked, _MANY)).values()
    about = [article for article in articles if article.sentences and _is_about(asked, view(article))]
    leads = [Quote(article, 0, None, 1.0) for article in about[:_MOST]]
    return [_under_source(lead) for lead in _without_copies(sorted(leads, key=lambda lead: _day(lead.article)))]


def _news(asks: Wide, reader: Reader) -> list[Part]:
    """The lead of the latest article about something."""
    return [part for part in _overview(asks, reader) if day_of(part.quotes[0].article)][-1:]


def _is_about(asked: Question, seen: View) -> bool:
    """Whether what stands at an article's top names what is asked about, and its date is the one asked for."""
    day = day_of(seen.article)
    if not asked.words or not all(day is not None and wanted.agrees(day) for wanted in asked.dates):
        return False
    common = [match(word, seen.top) for word in asked.words if not word.is_name]
    named = all(stands_in(word, seen.top) for word in asked.words if word.is_name)
    return named and sum(common) >= _SAME * len(common)


def _speakers(asks: Wide, reader: Reader) -> list[Part]:
    """A statement about something of each who made one."""
    asked = reader.analyse(asks.questions[0])
    found: dict[str, Quote] = {}
    for article in reader.articles(reader.search(asked)).values():
        for number, line in enumerate(view(article).lines):
            speakers = {said.speaker for said in line.statements}
            if len(speakers) == 1 and asked.words and all(match(word, line) >= _SAME for word in asked.words):
                speaker = speakers.pop()
                found.setdefault(speaker, Quote(article, number, speaker, 1.0))
    return [Part((quote,), speaker) for speaker, quote in list(found.items())[:_MOST]]


def _listed(asks: Wide, reader: Reader) -> list[Part]:
    """Each article's sentence that has all words of the question, where several have; the oldest first."""
    asked = reader.analyse(asks.questions[0])
    counted = {word.start for word in asked.focus} if asked.kind is Kind.NUMBER else set()
    words = [word for word in asked.words if word.start not in counted]
    if asked.kind is Kind.NUMBER and _answer(asked.text, reader):
        return []
    found = [
        Quote(article, number, None, 1.0)
        for article in reader.articles(reader.search(asked)).values()
        if (number := _with_all(words, view(article))) is not None
        and not reader.recurs(article, article.sentences[number])
    ]
    found = _without_copies(sorted(found, key=lambda quote: _day(quote.article)))
    return [_under_source(quote) for quote in found[:_MOST]] if len(found) > 1 else []


def _with_all(words: Sequence[Word], seen: View) -> int | None:
    """The first sentence that has all words, or like ones; a name may stand beside it."""
    if len(words) < 2 or not any(word.is_name for word in words):
        return None
    for number, line in enumerate(seen.lines):
        if all(near(word, seen, number) if word.is_name else match(word, line) >= _SAME for word in words):
            return number
    return None


def _by_time(asks: Wide, reader: Reader) -> list[Part]:
    """The answer of the latest article that has one, or of the first."""
    asked = reader.analyse(asks.questions[0])
    hits = reader.search(asked, _MANY if asked.speaker else None)
    articles = {number: one for number, one in reader.articles(hits).items() if day_of(one)}
    surest = max((quote.confidence for quote in reader.quotes(asked, hits, articles)), default=1.0)
    is_latest = asks.shape is Shape.LATEST
    for number, article in sorted(articles.items(), key=lambda pair: _day(pair[1]), reverse=is_latest):
        quotes = reader.quotes(asked, [hit for hit in hits if hit.article_id == number], {number: article})
        if quotes and max(quote.confidence for quote in quotes) >= _RIVAL * surest:
            return [replace(_under_source(quotes[0]), quotes=tuple(quotes))]
    return []


def _accounts(
    asked: Question, plain: Sequence[Quote], hits: Sequence[Hit], articles: Mapping[int, Article], reader: Reader
) -> list[Part]:
    """What each article has where they differ, the newest first; none where there is but one account."""
    if not plain or asked.kind not in (Kind.NUMBER, Kind.TIME, Kind.YES_NO):
        return []
    surest = max(quote.confidence for quote in plain)
    each = [
        max(quotes, key=lambda quote: quote.confidence)
        for number, article in articles.items()
        if (quotes := reader.quotes(asked, [hit for hit in hits if hit.article_id == number], {number: article}))
    ]
    found = _without_copies([quote for quote in each if quote.confidence >= _ACCOUNT * surest])
    if len(found) < 2 or not _differ(asked, found):
        return []
    return [_under_source(quote) for quote in sorted(found, key=lambda quote: _day(quote.article), reverse=True)]


def _differ(asked: Question, found: Sequence[Quote]) -> bool:
    """Whether some two have no figure or date in common; of what is asked yes or no, whether there are two."""
    told = [_told(asked, quote) for quote in found]
    return asked.kind is Kind.YES_NO or any(one and other and not one & other for one in told for other in told)


def _told(asked: Question, quote: Quote) -> frozenset[str]:
    """The figures or dates that a sentence has beside those of the question."""
    day = day_of(quote.article) or date(2000, 1, 1)
    if asked.kind is Kind.TIME:
        return frozenset(one.iso for one in dates.resolve(quote.text, day)) - {
            one.iso for one in dates.resolve(asked.text, day)
        }
    dated = [(one.start, one.end) for one in dates.find(quote.text)]
    known = {token.key for token in wording.tokens(asked.text)}
    return frozenset(
        token.key
        for token in wording.tokens(quote.text)
        if token.kind is wording.Kind.NUMBER
        and token.key not in known
        and not any(start <= token.start < end for start, end in dated)
    )


def _under_source(quote: Quote) -> Part:
    """A quote under its source and date."""
    day = day_of(quote.article)
    source = " ".join((quote.article.publisher or quote.article.source).split())
    return Part((quote,), f"{source}, {written(day)}" if day else source)


def _day(article: Article) -> date:
    return day_of(article) or date.min


def _without_copies(quotes: Iterable[Quote]) -> list[Quote]:
    """The quotes, each wording once."""
    kept: dict[tuple[str, ...], Quote] = {}
    for quote in quotes:
        kept.setdefault(tuple(term.stem for term in terms(quote.text)), quote)
    return list(kept.values())


_SHAPES = {
    Shape.TOGETHER: _together,
    Shape.OVERVIEW: _overview,
    Shape.NEWS: _news,
    Shape.SPEAKERS: _speakers,
    Shape.LIST: _listed,
    Shape.LATEST: _by_time,
    Shape.FIRST: _by_time,
}
