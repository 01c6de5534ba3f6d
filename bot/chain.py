"""The retrieval chain: condense | retrieve | answer | verify; as a function, and as a LangChain Runnable."""

from __future__ import annotations

import logging
import math
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING, Any

import prompts
from bot import followups, russian, verify
from bot import question as questions
from bot.question import Question, Word
from bot.quotes import Quote, quotes
from bot.types import Answer, Citation, Related, Turn
from config.settings import AnswersSettings
from index.archive import Archive
from index.embeddings import Vectors
from index.ranking import Query, search
from index.terms import name_key, stem
from index.types import EVERYTHING, Article, Filters, Hit, Sentence

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

_NEWS = timedelta(14)
"""What a question names no time for is likely about the news of so many days before it is asked."""
_LIVE = timedelta(60)
"""An archive with news of the last so many days is asked about these days."""
_NEIGHBOURS = 2
"""Sentences that a citation keeps on either side of the quote."""
_RELATED = 3
_LEAST_WEIGHT = 0.25
_NAME_WEIGHT = 0.6


@dataclass(frozen=True, slots=True)
class Request:
    """What goes in: a question and the turns before it, oldest first."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = EVERYTHING
    now: date | None = None
    """The day of asking, from which "last week" is told; None: today."""


@dataclass(frozen=True, slots=True)
class _State:
    """What the steps hand on."""

    request: Request
    standalone: str = ""
    asked: Question | None = None
    hits: tuple[Hit, ...] = ()
    answer: Answer | None = None
    seconds: dict[str, float] = field(default_factory=dict)


def build(archive: Archive, settings: AnswersSettings) -> Callable[[Request], Answer]:
    """The chain over an index, without LangChain, which takes longer to load than the rest of an answer."""
    steps = _steps(archive, settings).values()

    def answer(request: Request) -> Answer:
        state: Any = request
        for step in steps:
            state = step(state)
        assert isinstance(state, Answer)
        return state

    return answer


def runnable(archive: Archive, settings: AnswersSettings) -> Runnable[Request | str, Answer]:
    """The same as a LangChain Runnable. It takes a Request, or just a question, and gives an Answer."""
    from langchain_core.runnables import RunnableLambda, RunnableSequence

    steps = _steps(archive, settings)
    return RunnableSequence(*(RunnableLambda(step, name=name) for name, step in steps.items()))


def _steps(archive: Archive, settings: AnswersSettings) -> dict[str, Callable[[Any], Any]]:
    """What is done, in order; each takes what the one before gives."""
    steps = _Steps(archive, settings)
    timed = {step.__name__: _timed(step) for step in (steps.condense, steps.retrieve, steps.answer, steps.verify)}
    return {"begin": _begin, **timed, "end": _end}


def _begin(request: Request | str) -> _State:
    return _State(Request(request) if isinstance(request, str) else request)


def _end(state: _State) -> Answer:
    assert state.answer is not None
    return replace(state.answer, seconds=state.seconds)


def _timed(step: Callable[[_State], _State]) -> Callable[[_State], _State]:
    def run(state: _State) -> _State:
        started = time.perf_counter()
        after = step(state)
        seconds = state.seconds | {step.__name__: round(time.perf_counter() - started, 4)}
        return replace(after, seconds=seconds)

    return run


def _today() -> date:
    """The day where this machine is."""
    return datetime.now().astimezone().date()


class Reader:
    """What the engine asks of an index: passages, articles, and how much a word tells there."""

    def __init__(self, archive: Archive, settings: AnswersSettings) -> None:
        self.archive = archive
        self.settings = settings

    def analyse(self, text: str, now: date | None) -> Question:
        """What a standalone question of that day asks. Of today, "last week" tells nothing in an archive of old news."""
        if now is None and self.archive.catalog.has(Filters(after=_today() - _LIVE)):
            now = _today()
        return questions.analyse(russian.in_english(text, self.has), self.is_name, now)

    def search(
        self, asked: Question, filters: Filters = EVERYTHING, now: date | None = None, k: int | None = None
    ) -> list[Hit]:
        """The passages to read for a question, best first; k of them, or as many as the settings say."""
        period = asked.period or asked.days
        if period is None and not asked.dates:
            now = now or _today()
            period = now - _NEWS, now
        return search(self.archive, Query(asked.text, asked.speaker, filters, period), k or self.settings.passages)

    def articles(self, hits: Sequence[Hit]) -> dict[int, Article]:
        """The articles of the passages, by id."""
        numbers = dict.fromkeys(hit.article_id for hit in hits)
        return {number: article for number in numbers if (article := self.archive.catalog.article(number))}

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of texts."""
        return self.archive.embeddings.encode(texts)

    def has(self, term: str) -> bool:
        """Whether any passage has a term (see `terms.search_terms`)."""
        return self.archive.words.frequency(term) > 0

    def is_name(self, word: str) -> bool:
        """Whether the index mostly has the word with a capital."""
        written = self.archive.words.frequency(f"~{name_key(word)}")
        return written > 0 and written >= 0.7 * self.archive.words.frequency(stem(word))

    def recurs(self, article: Article, sentence: Sentence) -> bool:
        """Whether a sentence stands in so many articles that it is furniture."""
        return self.archive.catalog.recurs(article.quote(sentence), article.publisher)

    def weight(self, word: Word) -> float:
        """How much a word tells: its inverse document frequency, from 0 to 1."""
        passages = self.archive.words.count() + 1
        holding = self.archive.words.frequency(word.stem) + 1
        rarity = math.log(passages / holding + 1e-9) / math.log(passages) if passages > 1 else 1.0
        return min(1.0, max(_NAME_WEIGHT if word.is_name else _LEAST_WEIGHT, rarity))

    def quotes(self, asked: Question, hits: Sequence[Hit], articles: dict[int, Article]) -> list[Quote]:
        """The sentences that answer."""
        most, threshold = self.settings.sentences, self.settings.threshold
        weight = cache(self.weight)  # the same few words are weighed for every sentence
        return quotes(asked, hits, articles, weight, self.encode, self.recurs, most=most, threshold=threshold)


class _Steps:
    """The chain's steps, over one index."""

    def __init__(self, archive: Archive, settings: AnswersSettings) -> None:
        self._archive = archive
        self._reader = Reader(archive, settings)

    def condense(self, state: _State) -> _State:
        """The question as it stands by itself."""
        standalone = followups.standalone(state.request.question, state.request.history)
        return replace(state, standalone=standalone)

    def retrieve(self, state: _State) -> _State:
        """The passages to read."""
        asked = self._reader.analyse(state.standalone, state.request.now)
        hits = self._reader.search(asked, state.request.filters, state.request.now)
        return replace(state, asked=asked, hits=tuple(hits))

    def answer(self, state: _State) -> _State:
        """The sentences that answer, each with its citation."""
        assert state.asked is not None
        articles = self._reader.articles(state.hits)
        hits = [hit for hit in state.hits if hit.article_id in articles]
        found = self._reader.quotes(state.asked, hits, articles)
        ids = {article.source: number for number, article in articles.items()}
        citations = tuple(
            cite(number, quote, self._also_in(ids[quote.article.source], quote.article.source))
            for number, quote in enumerate(found, 1)
        )
        surest = max((quote.confidence for quote in found), default=0.0)
        return replace(state, answer=replace(_answer(state, citations, articles), confidence=surest))

    def _also_in(self, number: int, source: str) -> tuple[str, ...]:
        """The other sources that have an article, or a near-copy of it."""
        catalog = self._archive.catalog
        return tuple(one for one in catalog.sources([number, *catalog.near_copies(number)]) if one != source)

    def verify(self, state: _State) -> _State:
        """Only what stands in the source, word for word; if that is nothing, the refusal."""
        assert state.answer is not None
        standing = [c for c in state.answer.citations if verify.stands(c, self._archive.catalog.article_of(c.source))]
        if len(standing) == len(state.answer.citations):
            return state
        logging.getLogger(__name__).error(
            "%d citations did not stand in their source", len(state.answer.citations) - len(standing)
        )
        citations = tuple(replace(citation, number=number) for number, citation in enumerate(standing, 1))
        return replace(state, answer=_answer(state, citations, {}))


def _answer(state: _State, citations: tuple[Citation, ...], articles: dict[int, Article]) -> Answer:
    return Answer(
        question=state.request.question,
        standalone_question=state.standalone,
        answered=bool(citations),
        text=_text(citations) if citations else prompts.load("refusal"),
        citations=citations,
        related=() if citations else _related(state.hits, articles),
    )


def _text(citations: Sequence[Citation]) -> str:
    """The quotes with their numbers, a line for each source."""
    lines: dict[str, list[str]] = {}
    for citation in citations:
        lines.setdefault(citation.source, []).append(f"{' '.join(citation.quote.split())} [{citation.number}]")
    return "\n".join(" ".join(sentences) for sentences in lines.values())


def _related(hits: Sequence[Hit], articles: dict[int, Article]) -> tuple[Related, ...]:
    """The nearest passage of each of the nearest articles."""
    nearest: dict[int, Related] = {}
    for hit in hits:
        if hit.article_id in articles:
            article = articles[hit.article_id]
            nearest.setdefault(hit.article_id, Related(hit.source, hit.start, hit.end, article.title or article.lead))
    return tuple(nearest.values())[:_RELATED]


def cite(number: int, quote: Quote, also_in: tuple[str, ...] = ()) -> Citation:
    """A quote as a citation with its number."""
    article = quote.article
    first, last = _neighbours(quote)
    return Citation(
        number=number,
        source=article.source,
        start=quote.start,
        end=quote.end,
        quote=quote.text,
        line=article.line_of(quote.start),
        sha256=article.sha256,
        title=article.title,
        published=article.published,
        publisher=article.publisher,
        speaker=quote.speaker,
        page=article.page_of(quote.start),
        also_in=also_in,
        before=article.text[first : quote.start],
        after=article.text[quote.end : last],
    )


def _neighbours(quote: Quote) -> tuple[int, int]:
    """Where the quote's neighbours begin and end: some sentences on either side, with nothing else between them."""
    article, sentences = quote.article, quote.article.sentences
    first = last = quote.number
    while first and quote.number - first < _NEIGHBOURS and not _between(article, first - 1):
        first -= 1
    while last + 1 < len(sentences) and last - quote.number < _NEIGHBOURS and not _between(article, last):
        last += 1
    return sentences[first].start, sentences[last].end


def _between(article: Article, number: int) -> str:
    """What stands between a sentence and the next, if it is more than space."""
    return article.text[article.sentences[number].end : article.sentences[number + 1].start].strip()
