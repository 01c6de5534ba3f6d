"""From a request to a checked answer: condense | retrieve | answer | verify.

`langchain_chain.py` makes a LangChain Runnable of the same steps. Nothing here imports LangChain:
loading it takes longer than answering.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from operator import attrgetter

from bot.answering.attempts import Attempt, Attempts, text_of
from bot.answering.request import Request
from bot.citing.citing import stands
from bot.conversation import meta_requests
from bot.conversation.meta_requests import MetaRequest
from bot.conversation.understanding import Understood, understand
from bot.questions import clarification, spelling
from bot.questions.composite import decompose
from bot.types.answer import Answer, Choice
from bot.types.citation import Citation
from bot.types.dropped import explanation
from config.settings import AnswersSettings
from index.stores.archive import Archive
from index.types import Hit
from prompts import Translatable, load


def build(archive: Archive, settings: AnswersSettings) -> Callable[[Request], Answer]:
    """The chain over an index, as a function."""

    def answer(request: Request) -> Answer:
        return complete(ChainRun(archive, settings, request)).answer

    return answer


class ChainRun:
    """One request on its way through the chain.

    Each property is computed once, from those above it.
    """

    def __init__(
        self,
        archive: Archive,
        settings: AnswersSettings,
        request: Request,
        understood: Understood | None = None,
    ) -> None:
        """Takes what the request means in its conversation, where that is known already."""
        self.request = request
        self.seconds: dict[str, float] = {}
        """Each step that was taken, and how long it took."""
        self._archive = archive
        self._settings = settings
        self._understood = understood

    @cached_property
    def understood(self) -> Understood:
        """What the request means in its conversation."""
        return self._understood or understand(self.request.question, self.request.history)

    @cached_property
    def attempts(self) -> Attempts:
        """The attempts at the request."""
        return Attempts(self._archive, self._settings, self.request, self.understood)

    @cached_property
    def first(self) -> Attempt:
        """The attempt at what the request most likely asks."""
        return self.attempts.attempt(self.understood.questions[0])

    @cached_property
    def evidence(self) -> tuple[Citation, ...]:
        """The citations of the last answer, where the request asks for them: "Are you sure?"."""
        wanted, history = self.understood.meta_request, self.request.history
        if wanted not in (MetaRequest.PASSAGE, MetaRequest.PROOF):
            return ()
        turns = history[-1:] if wanted is MetaRequest.PROOF else history
        return meta_requests.last_citations(turns, self.request.question)

    @cached_property
    def hits(self) -> Sequence[Hit]:
        """The passages to read first; none where only the evidence of the last answer is wanted."""
        is_about_answer = self.evidence or self.understood.meta_request is MetaRequest.WHY
        return () if is_about_answer else self.first.hits

    @cached_property
    def outcome(self) -> tuple[Attempt, Answer]:
        """The attempt that counts, and its answer, which may ask back what was meant.

        The request's interpretations are tried in order of likelihood, and the first that is
        answered wins.
        """
        if self.evidence:
            return self.first, self._confirmation()
        if self.understood.meta_request is MetaRequest.WHY:
            return self.first, self._explanation()
        meanings = self._meanings()
        if len(meanings) > 1:
            return self.first, self.first.ask_back(Translatable(load("asked_back")), meanings)
        interpretations = list(self._interpretations(meanings))
        for attempt in interpretations:
            if attempt.is_answered:
                return attempt, attempt.answer
        respelled = self.attempts.answered(
            spelling.respelled_choices(self.first.question, self._archive)
        )
        if respelled:
            return self.first, self.first.ask_back(Translatable(load("did_you_mean")), respelled)
        return interpretations[0], interpretations[0].answer

    @cached_property
    def verified(self) -> Answer:
        """The answer with only the citations that stand in their source, word for word.

        Without any, the refusal.
        """
        _, answer = self.outcome
        standing = [citation for citation in answer.citations if self._stands(citation)]
        if len(standing) < len(answer.citations):
            missing = len(answer.citations) - len(standing)
            logging.getLogger(__name__).error("%d citations do not stand in their source", missing)
            cited = tuple(replace(one, number=number) for number, one in enumerate(standing, 1))
            text = text_of(cited) if cited else self.attempts.refusal()
            return replace(answer, answered=bool(cited), text=text, citations=cited)
        return answer

    @property
    def answer(self) -> Answer:
        """The verified answer, with the seconds that each step took."""
        return replace(self.verified, seconds=self.seconds)

    def _interpretations(self, meanings: Sequence[Choice]) -> Iterator[Attempt]:
        """The attempts at the request, likeliest first: what it means, then its other readings."""
        yield self.attempts.attempt(meanings[0].question) if meanings else self.first
        for reading in self.understood.questions[1:]:
            yield self.attempts.attempt(reading)

    def _meanings(self) -> Sequence[Choice]:
        """The questions that an ambiguous request may mean alike, those with an answer.

        None where it is clear.
        """
        choices = self.first.scope.choices or self.understood.choices
        if choices:
            return self.attempts.answered(choices)
        question = self.first.question
        if not clarification.is_ambiguous(question) or decompose(question) is not None:
            return ()
        quotes = self.first.index.quotes_of_each(question, self.first.hits)
        subjects = clarification.possible_subjects(question, quotes)
        if len(subjects) < 2:
            return ()
        recent = clarification.recently_discussed(subjects, self.request.history)
        choices = tuple(subject.choice for subject in recent)
        is_office = clarification.is_about_office(question)  # they were found by what they say
        return choices if is_office else self.attempts.answered(choices)

    def _confirmation(self) -> Answer:
        """The evidence of the last answer, compared with the articles as they are now."""
        assert self.understood.meta_request is not None
        standing = [citation for citation in self.evidence if self._stands(citation)]
        gone = [citation for citation in self.evidence if citation not in standing]
        return Answer(
            question=self.request.question,
            standalone_question=self.first.standalone,
            answered=bool(standing),
            text=meta_requests.reply(self.understood.meta_request, standing, gone),
            citations=tuple(replace(citation, heading="") for citation in standing),
        )

    def _explanation(self) -> Answer:
        """What a chat model wrote for the last answer and is not in it."""
        return Answer(
            question=self.request.question,
            standalone_question=self.first.standalone,
            answered=True,
            text="\n".join(explanation(meta_requests.left_out(self.request.history))),
        )

    def _stands(self, citation: Citation) -> bool:
        return stands(citation, self._archive.catalog.article_of(citation.source))


STEPS: dict[str, Callable[[ChainRun], object]] = {
    "condense": attrgetter("first"),
    "retrieve": attrgetter("hits"),
    "answer": attrgetter("outcome"),
    "verify": attrgetter("verified"),
}
"""The steps in order, and the property that each has computed."""


def take(step: str, run: ChainRun) -> ChainRun:
    """The run after a step; how many seconds the step took is in `run.seconds`."""
    started = time.perf_counter()
    STEPS[step](run)
    run.seconds[step] = round(time.perf_counter() - started, 4)
    return run


def complete(run: ChainRun) -> ChainRun:
    """The run after all steps."""
    for step in STEPS:
        take(step, run)
    return run
