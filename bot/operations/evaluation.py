"""Scores retrieval, answers, citations and abstention on questions with known answers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from bot.types.answer import Answer
from bot.types.citation import Citation
from index.errors import OnRecordError
from index.types import Filters, Hit

if TYPE_CHECKING:
    from bot.desk import Desk

_DEPTHS = (1, 4, 10)
"""Places among the results, for which scores are given."""
_FIRST_WORDS = 60
"""Words of an answer that a reader sees at once."""
_MARK = re.compile(r"\s*\[\d+\]")
_STRAIGHT_QUOTES = str.maketrans("“”„«»‘’‚", '"""""\'\'\'')
_LISTS = ("history", "answers", "gold_files", "evidence", "sources")
"""The fields of an example that hold a list of texts."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question and what is known of its answer."""

    question: str
    history: tuple[str, ...] = ()
    """Earlier questions of the conversation, oldest first."""
    answers: tuple[str, ...] = ()
    """Words that answer; any of them is right."""
    gold_files: tuple[str, ...] = ()
    """Sources that hold the answer; any of them is right."""
    evidence: tuple[str, ...] = ()
    """Lines that hold the answer, as "file:line"; any of them is right."""
    unanswerable: bool = False
    sources: tuple[str, ...] = ()
    """If given, only these sources are asked."""
    date: date | None = None
    """The day of asking; None means today."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went. A measure that the example does not allow is None."""

    example: Example
    answer: Answer
    gold_rank: int | None
    """The rank of the first right file, counted from 1, each file by its best passage; 0: none."""
    answer_rank: int | None
    """The rank of the first passage that holds the answer, counted from 1; 0: none."""
    in_spans: bool | None
    """Whether a citation holds the answer, or is in a line that is evidence."""
    in_shown: bool | None
    """Whether the first sixty words of the answer hold a right one."""
    words: int
    """Words shown; 0 if nothing was answered."""
    seconds: float
    marked: tuple[bool, ...] = ()
    """For each citation with marked words: whether they hold a right answer, or it holds them."""

    @property
    def is_right(self) -> bool:
        """Whether the answer is right, or rightly missing."""
        if self.example.unanswerable:
            return not self.answer.answered
        return bool(self.in_spans)


@dataclass(frozen=True, slots=True)
class Score:
    """A figure over some questions: a share, or a median."""

    name: str
    value: float
    of: int
    """The number of questions behind it."""
    is_share: bool = True


def examples(file: Path) -> list[Example]:
    """The questions of a JSON Lines file.

    Raises OnRecordError for a line that is no question, and for a file without any.
    """
    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OnRecordError(f"{file} cannot be read: {error}") from None
    lines = text.split("\n")  # splitlines() would also split at U+2028 inside a text
    found = [_example(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise OnRecordError(f"{file} has no question.")
    return found


def _example(file: Path, number: int, line: str) -> Example:
    """The question of a line. Raises OnRecordError, which names the line."""
    try:
        row: Any = json.loads(line)
        question = row["question"]
        if not isinstance(question, str) or not question.strip():
            raise ValueError('"question" must be a text')
        lists = {name: _texts(row, name) for name in _LISTS}
        day = date.fromisoformat(row["date"].replace("/", "-")) if row.get("date") else None
        unanswerable = bool(row.get("unanswerable", False))
        return Example(question, unanswerable=unanswerable, date=day, **lists)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OnRecordError(f"{file}, line {number} is no question: {error}") from None


def _texts(row: Any, name: str) -> tuple[str, ...]:
    """A field that holds a list of texts; empty if it is missing."""
    texts = row.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise ValueError(f'"{name}" must be a list of texts')
    return tuple(texts)


def run(desk: Desk, asked: Iterable[Example]) -> Iterator[Outcome]:
    """Asks the questions, each in a conversation of its own."""
    for example in asked:
        filters = Filters(sources=example.sources)
        chat = desk.chat(filters, example.date)
        for earlier in example.history:
            chat.ask(earlier)
        answer = chat.ask(example.question)
        depth = desk.settings.answers.passages
        hits = desk.search(answer.standalone_question, depth, filters, example.date)
        yield _outcome(example, answer, hits)


def _outcome(example: Example, answer: Answer, hits: Sequence[Hit]) -> Outcome:
    shown = _MARK.sub("", answer.text).split() if answer.answered else []
    gold_rank = answer_rank = in_shown = None
    marked: tuple[bool, ...] = ()
    if example.gold_files:
        files = dict.fromkeys(hit.source for hit in hits)
        gold_rank = _rank(_is_one_of(source, example.gold_files) for source in files)
    if example.answers:
        answer_rank = _rank(holds(hit.text, example.answers) for hit in hits)
        in_shown = holds(" ".join(shown[:_FIRST_WORDS]), example.answers)
        with_marks = [one for one in answer.citations if one.answer_start is not None]
        marked = tuple(_is_marked_rightly(citation, example.answers) for citation in with_marks)
    return Outcome(
        example=example,
        answer=answer,
        gold_rank=gold_rank,
        answer_rank=answer_rank,
        in_spans=_is_cited(example, answer.citations),
        in_shown=in_shown,
        words=len(shown),
        seconds=sum(answer.seconds.values()),
        marked=marked,
    )


def _is_cited(example: Example, citations: Sequence[Citation]) -> bool | None:
    """Whether a citation is in a line of evidence or, if no line is known, holds the answer."""
    if example.evidence:
        return any(f"{one.source}:{one.line}" in example.evidence for one in citations)
    if example.answers:
        return any(holds(citation.quote, example.answers) for citation in citations)
    return None


def _is_marked_rightly(citation: Citation, answers: Sequence[str]) -> bool:
    words = next(piece.text for piece in citation.pieces if piece.is_answer)
    return holds(words, answers) or any(holds(answer, [words]) for answer in answers)


def _rank(right: Iterable[bool]) -> int:
    """The rank of the first True, counted from 1; 0 if there is none."""
    return next((rank for rank, is_right in enumerate(right, 1) if is_right), 0)


def _is_one_of(source: str, files: Sequence[str]) -> bool:
    return any(source == file or source.endswith(f"/{file}") for file in files)


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether a text holds any of the answers as whole words.

    Case, the kind of quotation marks, and punctuation around an answer do not matter.
    """
    folded = _fold(text)
    for answer in answers:
        words = _fold(answer).strip(" .,;:!?\"'")
        if words and re.search(rf"(?<!\w){re.escape(words)}(?!\w)", folded):
            return True
    return False


def _fold(text: str) -> str:
    return " ".join(text.translate(_STRAIGHT_QUOTES).casefold().split())


def scores(outcomes: Sequence[Outcome]) -> list[Score]:
    """The scores, without those that no question allows."""
    every = (*_retrieval(outcomes), *_answers(outcomes), *_lengths(outcomes))
    return [score for score in every if score.of]


def _retrieval(outcomes: Sequence[Outcome]) -> Iterator[Score]:
    files = [one.gold_rank for one in outcomes if one.gold_rank is not None]
    passages = [one.answer_rank for one in outcomes if one.answer_rank is not None]
    for depth in _DEPTHS:
        yield _share(f"right file in the top {depth}", [0 < rank <= depth for rank in files])
    reciprocals = [1 / rank if rank else 0.0 for rank in files]
    yield Score("mean reciprocal rank of the right file", _mean(reciprocals), len(files))
    for depth in _DEPTHS:
        right = [0 < rank <= depth for rank in passages]
        yield _share(f"answer in the top {depth} passages", right)


def _answers(outcomes: Sequence[Outcome]) -> Iterator[Score]:
    answerable = [one for one in outcomes if not one.example.unanswerable]
    unanswerable = [one for one in outcomes if one.example.unanswerable]
    cited = [one.in_spans for one in answerable if one.in_spans is not None]
    shown = [one.in_shown for one in answerable if one.in_shown is not None]
    marked: list[bool] = []
    for outcome in answerable:
        marked += outcome.marked
    yield _share("answerable: right answer in a cited span", cited)
    yield _share(f"answerable: right answer in the first {_FIRST_WORDS} words", shown)
    yield _share("answerable: marked words hold the answer", marked)
    yield _share("answerable: answered", [one.answer.answered for one in answerable])
    answered = [one.answer.answered for one in unanswerable]
    yield _share("unanswerable: answered all the same", answered)


def _lengths(outcomes: Sequence[Outcome]) -> Iterator[Score]:
    words = [one.words for one in outcomes if one.answer.answered]
    seconds = [one.seconds for one in outcomes]
    yield Score("words shown, median", median(words or [0]), len(words), is_share=False)
    yield Score("seconds, median", median(seconds or [0]), len(seconds), is_share=False)


def _share(name: str, values: Sequence[bool]) -> Score:
    return Score(name, _mean(values), len(values))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def risk_coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """How the share of wrong answers grows as less sure ones are given.

    For each answer, by falling confidence: the share of questions answered so far, and the share
    of those answers that is wrong. The outcomes must be at a threshold of 0, so that each
    question has the answer that a lower threshold would show.
    """
    wrong = 0
    curve: list[tuple[float, float]] = []
    ranked = sorted(outcomes, key=lambda one: -one.answer.confidence)
    for number, outcome in enumerate(ranked, 1):
        if outcome.example.unanswerable or not outcome.in_spans:
            wrong += 1
        if outcome.answer.answered:
            curve.append((number / len(ranked), wrong / number))
    return curve
