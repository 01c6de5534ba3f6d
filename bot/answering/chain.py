"""The retrieval chain: condense | retrieve | answer | verify; as a function, and as a LangChain Runnable."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.answering.answer_spans import marked
from bot.answering.multi_part import parts
from bot.answering.scoped_index import Inquiry
from bot.citing.citing import cite, stands
from bot.conversation import meta_requests
from bot.conversation.meta_requests import Remark
from bot.conversation.understanding import Understood, understand
from bot.questions import clarification, spelling
from bot.questions.analysis import Question
from bot.questions.composite import wide
from bot.questions.publisher_filter import Narrowed, narrowed
from bot.types.answer import Answer, Choice, Related, Turn
from bot.types.citation import Citation
from config.settings import AnswersSettings
from index.language.terms import name_key, terms
from index.stores.archive import Archive
from index.types import EVERYTHING, Article, Filters, Hit
from prompts import Translatable, load, translate

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

_RELATED = 3


@dataclass(frozen=True, slots=True)
class Request:
    """What goes in: a question and the turns before it, oldest first."""

    question: str
    history: tuple[Turn, ...] = ()
    filters: Filters = EVERYTHING
    now: date | None = None
    """The day of asking, from which "last week" is told; None: today."""
    standalone: str | None = None
    """The question as it stands by itself, where somebody else has told that; None: it is to be told by rules."""


@dataclass(frozen=True, slots=True)
class _State:
    """What the steps hand on."""

    request: Request
    meant: Understood = field(default_factory=Understood)
    standalone: str = ""
    narrowed: Narrowed | None = None
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
    timed = {
        step.__name__: _timed(step)
        for step in (steps.condense, steps.retrieve, steps.answer, steps.verify)
    }
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


class _Steps:
    """The chain's steps, over one index."""

    def __init__(self, archive: Archive, settings: AnswersSettings) -> None:
        self._archive = archive
        self._settings = settings

    def condense(self, state: _State) -> _State:
        """What the question means in its conversation, and how it stands by itself."""
        meant = understand(state.request.question, state.request.history)
        if state.request.standalone is not None:
            meant = replace(
                meant, questions=tuple(dict.fromkeys((state.request.standalone, *meant.questions)))
            )
        return replace(state, meant=meant, standalone=meant.questions[0])

    def retrieve(self, state: _State) -> _State:
        """The passages to read."""
        found = narrowed(state.standalone, self._archive.catalog.articles, state.request.filters)
        state = replace(state, narrowed=found)
        inquiry = self._inquiry(state)
        asked = inquiry.analyse(found.question)
        return replace(state, asked=asked, hits=tuple(inquiry.search(asked)))

    def answer(self, state: _State) -> _State:
        """The sentences that answer, each with its citation; or what stands behind the last, or which question is meant."""
        history = (
            state.request.history[-1:]
            if state.meant.remark is Remark.PROOF
            else state.request.history
        )
        cited = meta_requests.cited_last(history, state.request.question)
        if state.meant.remark in (Remark.PASSAGE, Remark.PROOF) and cited:
            return replace(state, answer=self._behind(state, cited))
        which = self._which(state)
        if len(which) > 1:
            return replace(
                state, answer=_asked_back(state, which, Translatable(load("asked_back")))
            )
        if which:
            found = self._asking(state, which[0].question)
        else:
            found = (
                self._refused(state)
                if state.narrowed and state.narrowed.choices
                else self._quoted(state)
            )
        others = () if _answers(found) else state.meant.questions[1:]
        readings = (self._asking(state, reading) for reading in others)
        answered = next(filter(_answers, readings), found)
        meant = () if _answers(answered) else self._respelled(state)
        return (
            replace(state, answer=_asked_back(state, meant, Translatable(load("did_you_mean"))))
            if meant
            else answered
        )

    def _behind(self, state: _State, cited: Sequence[Citation]) -> Answer:
        """The evidence of the last answer, held against the articles as they are now."""
        assert state.meant.remark is not None
        standing = [one for one in cited if self._stands(one)]
        text = meta_requests.text(
            state.meant.remark, standing, [one for one in cited if one not in standing]
        )
        return replace(
            _answer(state, tuple(replace(one, heading="") for one in standing), {}), text=text
        )

    def _which(self, state: _State) -> Sequence[Choice]:
        """The questions that this one may be, if it fits them equally; one, if only that has an answer."""
        assert state.asked is not None
        assert state.narrowed is not None
        found = state.narrowed.choices or state.meant.choices
        if not found and clarification.is_open(state.asked) and wide(state.asked) is None:
            several = clarification.candidates(
                state.asked, self._inquiry(state).quotes_of_each(state.asked, state.hits)
            )
            found = tuple(one.choice for one in clarification.meant(several, state.request.history))
            if len(several) < 2 or clarification.is_office(
                state.asked
            ):  # they were found by what they say
                return found if len(several) > 1 else ()
        return [one for one in found if _answers(self._asking(state, one.question))]

    def _respelled(self, state: _State) -> Sequence[Choice]:
        """The question by other spellings of a name that no article has, those that have an answer."""
        assert state.asked is not None
        meant = spelling.choices(state.asked, self._archive)
        return [one for one in meant if _answers(self._asking(state, one.question))]

    def _asking(self, state: _State, question: str) -> _State:
        """As if that had been asked."""
        return self._quoted(self.retrieve(replace(state, standalone=question)))

    def _refused(self, state: _State) -> _State:
        """Where none of those has an answer to whom the question is narrowed."""
        return replace(state, answer=_answer(state, (), self._inquiry(state).articles(state.hits)))

    def _quoted(self, state: _State) -> _State:
        assert state.asked is not None
        inquiry = self._inquiry(state)
        articles = inquiry.articles(state.hits)
        hits = [hit for hit in state.hits if hit.article_id in articles]
        if state.meant.remark is Remark.MORE:
            found = [("", quote) for quote in inquiry.more(state.asked, hits, articles)]
        else:
            found = [
                (part.heading, one)
                for part in parts(state.asked, hits, articles, inquiry)
                for one in part.quotes
            ]
        citations = tuple(
            marked(
                cite(number, quote, self._also_in(quote.article.source), heading),
                state.asked,
                quote,
            )
            for number, (heading, quote) in enumerate(found, 1)
        )
        surest = max((quote.confidence for _, quote in found), default=0.0)
        return replace(
            state, answer=replace(_answer(state, citations, articles), confidence=surest)
        )

    def _inquiry(self, state: _State) -> Inquiry:
        filters = state.narrowed.filters if state.narrowed else state.request.filters
        return Inquiry(self._archive, self._settings, filters, state.request.now, state.meant.shown)

    def _also_in(self, source: str) -> tuple[str, ...]:
        """The other sources that have an article, or a near-copy of it."""
        catalog = self._archive.catalog
        number = catalog.number_of(source)
        copies = () if number is None else catalog.sources([number, *catalog.near_copies(number)])
        return tuple(one for one in copies if one != source)

    def verify(self, state: _State) -> _State:
        """Only what stands in the source, word for word; if that is nothing, the refusal."""
        assert state.answer is not None
        standing = [citation for citation in state.answer.citations if self._stands(citation)]
        if len(standing) == len(state.answer.citations):
            return state
        logging.getLogger(__name__).error(
            "%d citations did not stand in their source",
            len(state.answer.citations) - len(standing),
        )
        citations = tuple(
            replace(citation, number=number) for number, citation in enumerate(standing, 1)
        )
        return replace(state, answer=_answer(state, citations, {}))

    def _stands(self, citation: Citation) -> bool:
        return stands(citation, self._archive.catalog.article_of(citation.source))


def _answers(state: _State) -> bool:
    """Whether there is an answer, and of whom it is wanted, if the question was but their name."""
    if state.answer is None or not state.answer.answered:
        return False
    wanted = {name_key(term.word) for term in terms(state.meant.name or "")}
    cited = (f"{one.quote} {one.speaker or ''}" for one in state.answer.citations)
    return any(wanted <= {name_key(term.word) for term in terms(words)} for words in cited)


def _asked_back(state: _State, which: Sequence[Choice], text: Translatable) -> Answer:
    asked = state.request.question
    return Answer(
        asked, state.standalone, answered=False, text=translate(text), choices=tuple(which)
    )


def _answer(state: _State, citations: tuple[Citation, ...], articles: dict[int, Article]) -> Answer:
    return Answer(
        question=state.request.question,
        standalone_question=state.standalone,
        answered=bool(citations),
        text=_text(citations)
        if citations
        else translate(Translatable(load("nothing_more" if state.meant.shown else "refusal"))),
        citations=citations,
        related=() if citations else _related(state.hits, articles),
    )


def _text(citations: Sequence[Citation]) -> str:
    """The quotes with their numbers, a line for each heading or source."""
    lines: dict[str, list[str]] = {}
    for citation in citations:
        lines.setdefault(citation.heading or citation.source, []).append(
            f"{' '.join(citation.quote.split())} [{citation.number}]"
        )
    return "\n".join(" ".join(sentences) for sentences in lines.values())


def _related(hits: Sequence[Hit], articles: dict[int, Article]) -> tuple[Related, ...]:
    """The nearest passage of each of the nearest articles."""
    nearest: dict[int, Related] = {}
    for hit in hits:
        if hit.article_id in articles:
            article = articles[hit.article_id]
            nearest.setdefault(
                hit.article_id,
                Related(hit.source, hit.start, hit.end, article.title or article.lead),
            )
    return tuple(nearest.values())[:_RELATED]
