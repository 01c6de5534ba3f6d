"""Attempts to answer a request: one for each way to read its question."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cached_property

from bot.answering.multi_part import Part, parts
from bot.answering.request import Request
from bot.answering.scoped_index import Inquiry
from bot.citing.citing import cite
from bot.conversation.meta_requests import MetaRequest
from bot.conversation.understanding import Understood
from bot.questions.publisher_filter import NarrowedQuestion, narrow
from bot.questions.question import Question
from bot.types.answer import Answer, Choice, Related
from bot.types.citation import Citation
from config.settings import AnswersSettings
from index.language.name_sounds import name_key
from index.language.terms import terms
from index.stores.archive import Archive
from index.types import Article, Filters, Hit
from prompts import Translatable, load, translate

_MAX_RELATED = 3
"""Articles that are shown where nothing answers."""


class Attempts:
    """The attempts at one request.

    Each standalone question is tried once, each set of filters has one index.
    """

    def __init__(
        self, archive: Archive, settings: AnswersSettings, request: Request, understood: Understood
    ) -> None:
        self.archive = archive
        self.settings = settings
        self.request = request
        self.understood = understood
        self._attempts: dict[str, Attempt] = {}
        self._indexes: dict[Filters, Inquiry] = {}

    def attempt(self, standalone: str) -> Attempt:
        """The attempt at a standalone question."""
        if standalone not in self._attempts:
            self._attempts[standalone] = Attempt(standalone, self)
        return self._attempts[standalone]

    def index(self, filters: Filters) -> Inquiry:
        """The index as these filters let it be seen."""
        if filters not in self._indexes:
            self._indexes[filters] = Inquiry(
                self.archive,
                self.settings,
                filters,
                self.request.now,
                self.understood.shown,
                self.understood.discussed,
            )
        return self._indexes[filters]

    def answered(self, choices: Iterable[Choice]) -> list[Choice]:
        """The choices whose question has an answer."""
        return [choice for choice in choices if self.attempt(choice.question).is_answered]

    def refusal(self) -> str:
        """What is said where nothing answers, or nothing that was not shown before."""
        return translate(Translatable(load("nothing_more" if self.understood.shown else "refusal")))


class Attempt:
    """One way to read a request: its standalone question, the passages found for it, their answer.

    Each property is computed when it is first used, so an attempt that nobody looks at costs
    nothing.
    """

    def __init__(self, standalone: str, attempts: Attempts) -> None:
        self.standalone = standalone
        self._attempts = attempts

    @cached_property
    def scope(self) -> NarrowedQuestion:
        """The question without "only from the Gazette", and the filters that say so instead."""
        listings = self._attempts.archive.catalog.articles
        return narrow(self.standalone, listings, self._attempts.request.filters)

    @cached_property
    def index(self) -> Inquiry:
        """The index as the filters of the question let it be seen."""
        return self._attempts.index(self.scope.filters)

    @cached_property
    def question(self) -> Question:
        """The question, analysed."""
        return self.index.analyse(self.scope.question)

    @cached_property
    def hits(self) -> Sequence[Hit]:
        """The passages to read, best first."""
        return self.index.search(self.question)

    @cached_property
    def articles(self) -> dict[int, Article]:
        """The articles of the passages, by id."""
        return self.index.articles(self.hits)

    @cached_property
    def answer(self) -> Answer:
        """The sentences that answer, each cited; else the refusal with the nearest passages."""
        citations: list[Citation] = []
        surest = 0.0
        for part in self._parts():
            for quote in part.quotes:
                also_in = self._other_sources(quote.article.source)
                citations.append(cite(len(citations) + 1, quote, also_in, part.heading))
                surest = max(surest, quote.confidence)
        return Answer(
            question=self._attempts.request.question,
            standalone_question=self.standalone,
            answered=bool(citations),
            text=text_of(citations) if citations else self._attempts.refusal(),
            citations=tuple(citations),
            related=() if citations else self._related(),
            confidence=surest,
        )

    @cached_property
    def is_answered(self) -> bool:
        """Whether there is an answer.

        Where the question was only a name, a citation must have that name.
        """
        if not self.answer.answered:
            return False
        wanted = _name_keys(self._attempts.understood.name or "")
        cited = (f"{one.quote} {one.speaker or ''}" for one in self.answer.citations)
        return any(wanted <= _name_keys(words) for words in cited)

    def ask_back(self, text: Translatable, choices: Sequence[Choice]) -> Answer:
        """Instead of an answer the question which of the choices is meant, in words of our own."""
        return Answer(
            question=self._attempts.request.question,
            standalone_question=self.standalone,
            answered=False,
            text=translate(text),
            choices=tuple(choices),
        )

    def _parts(self) -> list[Part]:
        if self.scope.choices:
            return []  # which of several publishers is meant is not known
        hits = [hit for hit in self.hits if hit.article_id in self.articles]
        if self._attempts.understood.meta_request is MetaRequest.MORE:
            return [Part(tuple(self.index.more(self.question, hits, self.articles)))]
        return parts(self.question, hits, self.articles, self.index)

    def _other_sources(self, source: str) -> tuple[str, ...]:
        """The other sources that have an article, or a near-copy of it."""
        catalog = self._attempts.archive.catalog
        number = catalog.article_id(source)
        if number is None:
            return ()
        sources = catalog.sources([number, *catalog.near_copies(number)])
        return tuple(other for other in sources if other != source)

    def _related(self) -> tuple[Related, ...]:
        """The nearest passage of each of the nearest articles."""
        nearest: dict[int, Related] = {}
        for hit in self.hits:
            article = self.articles.get(hit.article_id)
            if article is not None:
                title = article.title or article.lead
                related = Related(hit.source, hit.start, hit.end, title)
                nearest.setdefault(hit.article_id, related)
        return tuple(nearest.values())[:_MAX_RELATED]


def text_of(citations: Sequence[Citation]) -> str:
    """The quotes with their numbers, a line for each heading or source."""
    lines: dict[str, list[str]] = {}
    for citation in citations:
        quote = f"{' '.join(citation.quote.split())} [{citation.number}]"
        lines.setdefault(citation.heading or citation.source, []).append(quote)
    return "\n".join(" ".join(quotes) for quotes in lines.values())


def _name_keys(text: str) -> set[str]:
    return {name_key(term.word) for term in terms(text)}
