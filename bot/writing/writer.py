"""Answers by a chat model: it rewords what the quoting engine found, and each sentence is checked.

Where none of them passes, or the model fails, the answer is the quoting engine's.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import prompts
from bot.answering.attempts import Attempt
from bot.answering.chain import ChainRun, complete
from bot.answering.request import Request
from bot.citing.citing import cite
from bot.conversation.standalone_by_model import condense
from bot.conversation.understanding import Understood, understand
from bot.models.chat_model import ChatModel, ChatModelError
from bot.types.answer import Answer, Related
from bot.types.citation import Citation
from bot.types.source_span import SourceSpan
from bot.types.sworn import Sworn
from bot.writing.composition import Composition
from bot.writing.grounding_gate import sworn
from bot.writing.model_messages import cited_number, model_messages
from bot.writing.reply_parser import SCHEMA, Draft, drafts
from config.settings import Settings
from index.stores.archive import Archive
from index.types import Hit

_PASSAGES = 8
"""How many the model reads at most."""
_TRIES = 5
"""Sentences that the model may write for each that an answer may have."""
_NEAR = 0.06
"""Share of the threshold from which on a sentence may answer, if the model says so, too."""
_NEARLY = 0.25
"""Share of the surest one's certainty that it needs besides."""


class Writer:
    """Puts answers into words, over one index."""

    def __init__(self, archive: Archive, settings: Settings, model: ChatModel) -> None:
        self._archive = archive
        self._settings = settings
        self._model = model

    def answers(self, request: Request) -> Iterator[Answer]:
        """The answer as far as its sentences have passed, one more each time.

        Last the whole one.
        """
        understood = understand(request.question, request.history)
        if understood.meta_request is not None:  # about an answer: it is shown, not told
            yield self._quoted(request, understood).answer
            return
        started = time.perf_counter()
        understood = self._condensed(request, understood)
        condensing = time.perf_counter() - started
        run = self._quoted(request, understood)
        attempt, quoted = run.outcome[0], run.answer
        started = time.perf_counter()
        answer = quoted
        for answer in () if quoted.choices else self._written(quoted, attempt):
            yield answer
        spent = {"condense": round(condensing, 4), "write": round(time.perf_counter() - started, 4)}
        yield replace(answer, seconds=quoted.seconds | spent)

    def _quoted(self, request: Request, understood: Understood) -> ChainRun:
        return complete(ChainRun(self._archive, self._settings.answers, request, understood))

    def _condensed(self, request: Request, understood: Understood) -> Understood:
        """The same with the model's standalone question before those of the rules."""
        if understood.is_choice:
            return understood
        by_rules = understood.questions
        standalone = condense(request.question, request.history, by_rules[0], self._model)
        return replace(understood, questions=tuple(dict.fromkeys((standalone, *by_rules))))

    def _written(self, quoted: Answer, attempt: Attempt) -> Iterator[Answer]:
        """The answer in the model's words as it grows.

        The quoting engine's where nothing of it passes, or nothing that answers.
        """
        near = _near(quoted, attempt)
        passages = self._passages(near, attempt.hits)
        if not passages:
            return
        composed = self._composition(quoted, near, passages)
        is_refused, answer = False, quoted
        try:
            for draft in self._drafts(attempt.question.text, passages):
                if _is_refusal(draft.text):
                    is_refused = not composed.kept
                elif composed.add(draft) and composed.answers:
                    answer = composed.answer()
                    yield answer
        except ChatModelError as error:
            said = "breaks off" if composed.kept else "does not answer, so the articles are quoted"
            logging.getLogger(__name__).warning("The chat model %s: %s", said, error)
        composed.fill()
        if is_refused and not composed.kept:
            yield _refusal(quoted, self._model.name)
        elif not composed.answers:
            yield composed.quoted()
        elif (whole := composed.answer()) != answer:
            yield whole

    def _composition(
        self, quoted: Answer, near: Sequence[Citation], passages: Sequence[SourceSpan]
    ) -> Composition:
        """An answer that has no sentence yet."""

        def check(claim: str, numbers: Sequence[int]) -> Sworn:
            return sworn(claim, numbers, passages, statements=self._settings.index.statements)

        known = " ".join(span.article.text[span.start : span.end] for span in passages)
        return Composition(quoted, near, self._model.name, known, check)

    def _drafts(self, question: str, passages: Sequence[SourceSpan]) -> Iterator[Draft]:
        most = self._settings.answers.sentences
        cites = self._model.cites
        pieces = self._model.pieces(
            model_messages(question, passages, most, as_blocks=cites),
            None if cites else SCHEMA,
            numbered=lambda words: cited_number(words, passages),
        )
        return islice(drafts(pieces), most * _TRIES)

    def _passages(self, near: Sequence[Citation], hits: Sequence[Hit]) -> list[SourceSpan]:
        """What the model reads: of the articles that may answer, the parts that may first."""
        articles = {one.source: self._archive.catalog.article_of(one.source) for one in near}
        found = [
            SourceSpan(article, hit.start, hit.end)
            for hit in hits
            if (article := articles.get(hit.source))
        ]
        missing = [one for one in near if not any(_holds(span, one) for span in found)]
        found += [
            SourceSpan(article, one.start, one.end)
            for one in missing
            if (article := articles[one.source])
        ]
        ranks = {
            id(span): next((n for n, one in enumerate(near) if _holds(span, one)), len(near))
            for span in found
        }
        return sorted(found, key=lambda span: ranks[id(span)])[:_PASSAGES]


def _near(quoted: Answer, attempt: Attempt) -> tuple[Citation, ...]:
    """What the quoting engine cites, and what it was less sure of."""
    found = attempt.index.near(attempt.question, attempt.hits, attempt.articles, _NEAR)
    least = _NEARLY * found[0].confidence if found else 0.0
    cited = {(one.source, one.start) for one in quoted.citations}
    return quoted.citations + tuple(
        cite(0, quote)
        for quote in found
        if quote.confidence >= least and (quote.article.source, quote.start) not in cited
    )


def _holds(span: SourceSpan, citation: Citation) -> bool:
    return (
        span.article.source == citation.source
        and span.start < citation.end
        and citation.start < span.end
    )


def _is_refusal(text: str) -> bool:
    return text.strip(' .!"“”').casefold() == prompts.load("refusal").strip(" .").casefold()


def _refusal(quoted: Answer, engine: str) -> Answer:
    """The refusal; what the quoting engine would have cited is near."""
    related = tuple(Related(one.source, one.start, one.end, one.title) for one in quoted.citations)
    text = prompts.translate(prompts.Translatable(prompts.load("refusal")))
    return replace(
        quoted,
        answered=False,
        text=text,
        citations=(),
        related=related or quoted.related,
        engine=engine,
    )
