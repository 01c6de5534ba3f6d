"""The desk, through which every front end asks an index."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from bot.answering import chain
from bot.answering.request import Request
from bot.answering.scoped_index import Inquiry
from bot.citing.citing import stands
from bot.conversation.understanding import smalltalk_after
from bot.records.conversations import Conversations
from bot.types.answer import Answer, Turn
from bot.types.citation import Citation
from config.settings import Settings
from index.errors import SourceNotFoundError
from index.search.hybrid_search import Query, search
from index.stores import originals
from index.stores.archive import Archive
from index.stores.catalog import Listing
from index.stores.originals import Original
from index.types import EVERYTHING, Article, Filters, Hit
from prompts import translate

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

    from bot.answering.langchain_chain import ChainInput
    from bot.answering.statement_search import Saying
    from bot.checking.report import Check
    from bot.types.source_span import SourceSpan
    from index.search.langchain_retriever import PassageRetriever

_WHOLE = 30_000
"""Characters of an article that a claim is held against as a whole."""


class Desk:
    """Answers questions from an index. Many threads may use one desk."""

    def __init__(self, settings: Settings) -> None:
        """Opens the index that the settings name. Raises NoIndexError if there is none."""
        self.settings = settings
        self._archive = Archive(settings)

    def ask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,
        now: date | None = None,
    ) -> Answer:
        """The answer to a question, which may be a follow-up to the turns before it, oldest first.

        `now` is the day of asking, on which "last week" depends; None means today. Small talk gets
        a polite reply, which answers nothing.
        """
        request = Request(question, tuple(history), filters, now)
        return _polite(question, history) or self._answer(request)

    async def aask(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,
        now: date | None = None,
    ) -> Answer:
        """As `ask`, off the event loop."""
        return await asyncio.to_thread(self.ask, question, history, filters, now)

    def stream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,
        now: date | None = None,
    ) -> Iterator[Answer]:
        """The answer as it grows, one checked sentence longer each time; the last one is complete.

        Without a chat model there is only the complete answer.
        """
        request = Request(question, tuple(history), filters, now)
        if polite := _polite(question, history):
            yield polite
        elif self.settings.llm.model is None:
            yield self._answer(request)
        else:
            yield from self.chain.stream(request)

    async def astream(
        self,
        question: str,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,
        now: date | None = None,
    ) -> AsyncIterator[Answer]:
        """As `stream`, off the event loop."""
        answers = self.stream(question, history, filters, now)
        try:
            while (answer := await asyncio.to_thread(next, answers, None)) is not None:
                yield answer
        finally:
            close = getattr(answers, "close", None)
            if close is not None:
                # The caller may leave while a sentence is being written: then close() raises
                # ValueError, and the generator ends by itself with its next step.
                with contextlib.suppress(ValueError):
                    await asyncio.to_thread(close)

    def chat(self, filters: Filters = EVERYTHING, now: date | None = None) -> Chat:
        """A new conversation, in which a question may refer to earlier ones. It is not stored."""
        return Chat(self, filters=filters, now=now)

    def kept_chat(
        self, key: str, user: str | None = None, filters: Filters = EVERYTHING
    ) -> KeptChat:
        """The stored conversation with that key, which survives a restart; `user` is who asks."""
        return KeptChat(self, key, user, filters)

    def search(
        self, query: str, k: int = 8, filters: Filters = EVERYTHING, now: date | None = None
    ) -> list[Hit]:
        """The `k` passages that would be read for a question, best first."""
        inquiry = Inquiry(self._archive, self.settings.answers, filters, now)
        return inquiry.search(inquiry.analyse(query), k)

    async def asearch(
        self, query: str, k: int = 8, filters: Filters = EVERYTHING, now: date | None = None
    ) -> list[Hit]:
        """As `search`, off the event loop."""
        return await asyncio.to_thread(self.search, query, k, filters, now)

    def check(self, claim: str, text: str | None = None) -> Check:
        """Whether the articles, or a given text, support a claim of one or more sentences."""
        from bot.checking import claims

        statements = self.settings.index.statements
        if text is not None:
            return claims.check_text(claim, text, statements=statements)
        return claims.check(claim, self._spans, statements=statements)

    async def acheck(self, claim: str, text: str | None = None) -> Check:
        """As `check`, off the event loop."""
        return await asyncio.to_thread(self.check, claim, text)

    def _spans(self, sentence: str) -> list[list[SourceSpan]]:
        """What a sentence may rest on, a list for each article.

        Short articles whole, of long ones the passages closest to it.
        """
        from bot.types.source_span import SourceSpan

        by_article: dict[int, list[Hit]] = {}
        for hit in search(self._archive, Query(sentence), self.settings.answers.passages):
            by_article.setdefault(hit.article_id, []).append(hit)
        spans: list[list[SourceSpan]] = []
        for number, hits in by_article.items():
            article = self._archive.catalog.article(number)
            if article is None:
                continue
            if len(article.text) <= _WHOLE:
                spans.append([SourceSpan(article, 0, len(article.text))])
            else:
                spans.append([SourceSpan(article, hit.start, hit.end) for hit in hits])
        return spans

    def said(
        self, speaker: str | None = None, about: str | None = None, place: str | None = None
    ) -> list[Saying]:
        """The statements on record, oldest first: by a speaker, about some words, made in a place.

        An argument that is None or blank excludes none.
        """
        from bot.answering import statement_search

        return statement_search.find(self._archive, statement_search.Wanted(speaker, about, place))

    async def asaid(
        self, speaker: str | None = None, about: str | None = None, place: str | None = None
    ) -> list[Saying]:
        """As `said`, off the event loop."""
        return await asyncio.to_thread(self.said, speaker, about, place)

    def articles(self) -> list[Listing]:
        """The indexed articles, by source."""
        return self._archive.catalog.articles()

    def suggestions(self, count: int = 3) -> list[str]:
        """Up to `count` questions to begin with, each from another article, the latest first."""
        from bot.questions.suggestions import suggestions

        return suggestions(self._archive.catalog, count)

    def is_empty(self) -> bool:
        """Whether the index holds no article."""
        return self._archive.catalog.is_empty()

    def article(self, source: str) -> Article:
        """The indexed article with that source. Raises SourceNotFoundError if there is none."""
        article = self._archive.catalog.article_of(source)
        if article is None:
            raise SourceNotFoundError(
                f'No indexed article is named {source}; "onrecord articles" lists them.'
            )
        return article

    def cited(self, citation: Citation) -> Article | None:
        """The article that a citation quotes; None if it has changed since, or is gone."""
        article = self._archive.catalog.article_of(citation.source)
        return article if stands(citation, article) else None

    def original(self, source: str) -> Original:
        """The file of an indexed article. Raises SourceNotFoundError if none has that source."""
        return originals.find(self._archive.catalog, self.article(source))

    def warm_up(self) -> None:
        """Loads the models and opens the stores, so that the first question does not wait."""
        self.search("warm up", 1)

    @property
    def retriever(self) -> PassageRetriever:
        """A LangChain retriever over the passages, for a chain of your own."""
        from index.search.langchain_retriever import PassageRetriever

        return PassageRetriever(archive=self._archive)

    @cached_property
    def chain(self) -> Runnable[ChainInput, Answer]:
        """The steps from a question to its answer as a LangChain Runnable, which returns an Answer.

        It takes a question, a Request, or a dict: "question", and optionally "history",
        "filters" and "now".
        """
        from bot.answering import langchain_chain

        if self.settings.llm.model is None:
            return langchain_chain.runnable(self._archive, self.settings.answers)
        from bot.models import chat_model
        from bot.writing.writer import Writer

        writer = Writer(self._archive, self.settings, chat_model.of(self.settings))
        return langchain_chain.streaming(writer.answers)

    @cached_property
    def _answer(self) -> Callable[[Request], Answer]:
        """The same as `chain`; LangChain, which is slow to import, is loaded only with a model."""
        if self.settings.llm.model is None:
            return chain.build(self._archive, self.settings.answers)
        return self.chain.invoke

    @cached_property
    def conversations(self) -> Conversations:
        """The stored conversations."""
        state = self.settings.state
        path = self.settings.state_path / "conversations.sqlite3"
        return Conversations(path, days=state.days, turns=state.turns)


class Chat:
    """A conversation that lives in memory only. Small talk is no turn of it."""

    def __init__(
        self,
        desk: Desk,
        history: Sequence[Turn] = (),
        filters: Filters = EVERYTHING,
        now: date | None = None,
    ) -> None:
        self._desk = desk
        self._filters = filters
        self._now = now
        self.history = list(history)

    def ask(self, question: str) -> Answer:
        """The answer to a question, which may refer to earlier ones."""
        answer = self._desk.ask(question, self.history, self._filters, self._now)
        if not smalltalk_after(question, self.history):
            self.history.append(answer.turn)
        return answer


class KeptChat:
    """A conversation that is stored under a key. Small talk is no turn of it."""

    def __init__(
        self, desk: Desk, key: str, user: str | None = None, filters: Filters = EVERYTHING
    ) -> None:
        self._desk, self._key, self._user, self._filters = desk, key, user, filters

    @property
    def history(self) -> list[Turn]:
        """The last turns, oldest first."""
        return self._desk.conversations.history(self._key)

    def ask(self, question: str) -> Answer:
        """The answer to a question, which may refer to earlier ones."""
        history = self.history
        answer = self._desk.ask(question, history, self._filters)
        if not smalltalk_after(question, history):
            self._desk.conversations.record(self._key, answer, self._user)
        return answer


def _polite(question: str, history: Sequence[Turn]) -> Answer | None:
    """The reply to small talk."""
    kind = smalltalk_after(question, history)
    return Answer(question, question, answered=False, text=translate(kind.value)) if kind else None
