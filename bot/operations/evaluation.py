"""Scores retrieval, answers, citations and abstention on questions whose answers are known."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.types.answer import Answer
from bot.types.citation import Citation
from index.errors import OnRecordError
from index.types import Filters, Hit

if TYPE_CHECKING:
    from bot.desk import Desk

_DEPTHS = (1, 4, 10)
_SHOWN = 60
"""Words of an answer that count as shown at once."""
_MARK = re.compile(r"\s*\[\d+\]")
_QUOTES = str.maketrans("“”„«»‘’‚", '"""""\'\'\'')


@dataclass(frozen=True, slots=True)
class Example:
    """A question with what is known of its answer."""

    question: str
    history: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    """Words that answer, any of them."""
    gold_files: tuple[str, ...] = ()
    """The sources that hold the answer, any of them."""
    evidence: tuple[str, ...] = ()
    """The lines that hold the answer, any of them, as "file:line"."""
    unanswerable: bool = False
    sources: tuple[str, ...] = ()
    """The only sources that are asked, if not all are."""
    date: date | None = None
    """The day of asking, if it is not today."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went. What cannot be told of it is None."""

    example: Example
    answer: Answer
    gold_rank: int | None
    """Of the first right file among those found, each by its best passage, from 1; 0 where none was found."""
    answer_rank: int | None
    """Of the first passage that holds the answer, from 1; 0 where none was found."""
    in_spans: bool | None
    """Whether a cited span holds the answer, or stands in a line that is evidence."""
    in_shown: bool | None
    """Whether the first sixty words shown hold the answer."""
    words: int
    seconds: float
    marked: tuple[bool, ...] = ()
    """Of each citation whose words that answer are marked: whether they hold a right answer, or a right one holds them."""

    @property
    def is_right(self) -> bool:
        """Whether it was answered rightly, or rightly not answered."""
        return not self.answer.answered if self.example.unanswerable else bool(self.in_spans)


@dataclass(frozen=True, slots=True)
class Score:
    """A figure: a share of some questions, or a median over them."""

    name: str
    value: float
    of: int
    """Questions."""
    is_share: bool = True


def examples(file: Path) -> list[Example]:
    """The questions of a JSON Lines file. Raises OnRecordError for a line that is none, and where there is none at all."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")  # a text may hold other separators
    except (OSError, UnicodeDecodeError) as error:
        raise OnRecordError(f"{file} cannot be read: {error}") from None
    found = [_example(file, number, line) for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise OnRecordError(f"{file} has no question.")
    return found


def run(desk: Desk, asked: Iterable[Example]) -> Iterator[Outcome]:
    """Asks the questions, each as a conversation of its own."""
    for example in asked:
        filters = Filters(sources=example.sources)
        chat = desk.chat(filters, example.date)
        for earlier in example.history:
            chat.ask(earlier)
        answer = chat.ask(example.question)
        hits = desk.search(
            answer.standalone_question, desk.settings.answers.passages, filters, example.date
        )
        yield _outcome(example, answer, hits)


def scores(outcomes: Sequence[Outcome]) -> list[Score]:
    """The figures, those that can be told."""
    return [score for score in _scores(outcomes) if score.of]


def risk_coverage(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """By falling confidence: the share of questions answered, and the share of those answers that is wrong.

    For outcomes at a threshold of 0: each then has the answer that it would have had.
    """
    ranked = sorted(outcomes, key=lambda one: -one.answer.confidence)
    wrong, curve = 0, []
    for number, outcome in enumerate(ranked, 1):
        wrong += not (outcome.in_spans and not outcome.example.unanswerable)
        if outcome.answer.answered:
            curve.append((number / len(ranked), wrong / number))
    return curve


def _scores(outcomes: Sequence[Outcome]) -> Iterator[Score]:
    golds = [one.gold_rank for one in outcomes if one.gold_rank is not None]
    held = [one.answer_rank for one in outcomes if one.answer_rank is not None]
    can = [one for one in outcomes if not one.example.unanswerable]
    cannot = [one for one in outcomes if one.example.unanswerable]
    for depth in _DEPTHS:
        yield _share(f"right file in the top {depth}", [0 < rank <= depth for rank in golds])
    yield Score(
        "mean reciprocal rank of the right file",
        _mean([1 / rank if rank else 0.0 for rank in golds]),
        len(golds),
    )
    for depth in _DEPTHS:
        yield _share(f"answer in the top {depth} passages", [0 < rank <= depth for rank in held])
    yield _share(
        "answerable: right answer in a cited span",
        [bool(one.in_spans) for one in can if one.in_spans is not None],
    )
    yield _share(
        f"answerable: right answer in the first {_SHOWN} words",
        [bool(one.in_shown) for one in can if one.in_shown is not None],
    )
    yield _share(
        "answerable: marked words hold the answer", [right for one in can for right in one.marked]
    )
    yield _share("answerable: answered", [one.answer.answered for one in can])
    yield _share("unanswerable: answered all the same", [one.answer.answered for one in cannot])
    shown = [one.words for one in outcomes if one.answer.answered]
    yield Score("words shown, median", statistics.median(shown or [0]), len(shown), is_share=False)
    yield Score(
        "seconds, median",
        statistics.median([one.seconds for one in outcomes] or [0]),
        len(outcomes),
        is_share=False,
    )


def _share(name: str, those: Sequence[bool]) -> Score:
    return Score(name, _mean(those), len(those))


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def _outcome(example: Example, answer: Answer, hits: Sequence[Hit]) -> Outcome:
    shown = _MARK.sub("", answer.text).split() if answer.answered else []
    lines = {f"{citation.source}:{citation.line}" for citation in answer.citations}
    files = dict.fromkeys(hit.source for hit in hits)  # by their best passages
    return Outcome(
        example=example,
        answer=answer,
        gold_rank=_rank(_is_of(source, example.gold_files) for source in files) if example.gold_files else None,
        answer_rank=_rank(holds(hit.text, example.answers) for hit in hits) if example.answers else None,
        in_spans=(
            bool(lines & set(example.evidence)) if example.evidence
            else any(holds(citation.quote, example.answers) for citation in answer.citations) if example.answers
            else None
        ),
        in_shown=holds(" ".join(shown[:_SHOWN]), example.answers) if example.answers else None,
        words=len(shown),
        seconds=sum(answer.seconds.values()),
        marked=tuple(_is_marked_rightly(one, example.answers) for one in answer.citations if one.answer_start is not None)
        if example.answers else (),
    )  # fmt: skip


def _is_marked_rightly(citation: Citation, answers: Sequence[str]) -> bool:
    words = next(piece.text for piece in citation.pieces if piece.is_answer)
    return holds(words, answers) or any(holds(answer, [words]) for answer in answers)


def _rank(right: Iterable[bool]) -> int:
    return next((rank for rank, is_right in enumerate(right, 1) if is_right), 0)


def _is_of(source: str, files: Sequence[str]) -> bool:
    return any(source == file or source.endswith(f"/{file}") for file in files)


def holds(text: str, answers: Sequence[str]) -> bool:
    """Whether a text holds any of the answers as whole words, case, quotation marks and outer punctuation aside."""
    folded = _fold(text)
    return any(
        wanted and re.search(rf"(?<!\w){re.escape(wanted)}(?!\w)", folded) is not None
        for wanted in (_fold(answer).strip(" .,;:!?\"'") for answer in answers)
    )


def _fold(text: str) -> str:
    return " ".join(text.translate(_QUOTES).casefold().split())


def _example(file: Path, number: int, line: str) -> Example:
    try:
        row: Any = json.loads(line)
        question = row["question"]
        if not isinstance(question, str) or not question.strip():
            raise ValueError('"question" must be a text')
        for name in ("history", "answers", "gold_files", "evidence", "sources"):
            listed = row.get(name, [])
            if not isinstance(listed, list) or not all(isinstance(one, str) for one in listed):
                raise ValueError(f'"{name}" must be a list of texts')
        return Example(
            question=question,
            history=tuple(row.get("history", ())),
            answers=tuple(row.get("answers", ())),
            gold_files=tuple(row.get("gold_files", ())),
            evidence=tuple(row.get("evidence", ())),
            unanswerable=bool(row.get("unanswerable", False)),
            sources=tuple(row.get("sources", ())),
            date=date.fromisoformat(row["date"].replace("/", "-")) if row.get("date") else None,
        )
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise OnRecordError(f"{file}, line {number} is no question: {error}") from None
