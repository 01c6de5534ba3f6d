"""Scores the questions that we wrote about news articles, by kind, and draws risk and coverage.

    python tests/benchmarks score_questions EVAL_FOLDER WORK_FOLDER
        [--split tune|report] [--others N] [--most N] [--show] [--plot FILE] [--ablate] [--unjudged]

They are asked over all articles that we wrote about and N others, drawn by chance. An answer is
right if it cites a sentence that answers; an unanswerable question should have none. WORK_FOLDER
keeps the articles and the index from one run to the next.

Another article than the question's own may answer it as well. The surest sentences that whoever
wrote the question had not marked were read a second time (`find_disputed`): those that answer count
as right (--unjudged counts them as wrong), and a question whose own article lacks the answer is
answerable then.

Each question is asked once, with a threshold of nearly nothing: at a higher one it is answered if
its answer is as sure as that. So one run gives the whole curve. With --ablate they are asked again
with each part of `ablation` switched off.
"""

from __future__ import annotations

import argparse
import random
import shutil
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
from jsonl import Row, read_rows
from quality.ablation import PARTS, without
from quality.eval_sets import unpacked
from written import QUESTIONS, judgements, split_of

from bot.desk import Desk
from bot.rendering.plots import risk_coverage
from bot.types.answer import Answer
from config import settings
from config.settings import Settings
from index.stores.archive import Archive
from index.syncing.sync import sync

_YEARS = ("news2022", "news2023", "news2024")
_NEARLY_NOTHING = 0.01
_FALSE = (0.05, 0.1, 0.15, 0.2, 0.3)
"""Shares of the unanswerable that are answered, for which the curve gives the rest."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question went."""

    row: Row
    confidence: float
    is_right: bool
    is_bold_right: bool | None
    """Whether the bold words meet those that answer; None if nothing is bold or known."""
    has_bold: bool


def rows_of(split: str, *, judged: bool = True) -> list[Row]:
    """The questions of a split, each with what was judged of sentences that nobody had marked."""
    own: dict[str, list[Row]] = defaultdict(list)
    for (name, file, *place), is_right in (judgements() if judged else {}).items():
        own[name].append({"file": file, "place": place, "answers": is_right})
    rows = [row for file in sorted(QUESTIONS.glob("*.jsonl")) for row in read_rows(file)]
    return [{**row, "judged": own[row["id"]]} for row in rows if split_of(row["file"]) == split]


def answers(row: Row, source: str, start: int, end: int) -> bool | None:
    """Whether what stands there answers a question; None if that is disputed."""
    if source.endswith(row["file"]) and meet([(start, end)], row.get("answers", ())):
        return True
    found = (
        one["answers"]
        for one in row["judged"]
        if source.endswith(one["file"]) and meet([(start, end)], [one["place"]])
    )
    return next(found, False)


def is_answerable(row: Row) -> bool:
    """Whether any article is known to answer a question."""
    return "answers" in row or any(one["answers"] for one in row["judged"])


def gathered(folder: Path, work: Path, others: int, more: Collection[str] = ()) -> Path:
    """A folder with the articles that we asked about, others, and more by name."""
    years = {year: unpacked(folder, work, year) / "articles" for year in _YEARS}
    files = {row["file"] for file in QUESTIONS.glob("*.jsonl") for row in read_rows(file)}
    all_files = sorted(f"{year}/{file.name}" for year in _YEARS for file in years[year].iterdir())
    files.update(random.Random(5).sample(all_files, others), more)
    articles = work / "written"
    for file in sorted(files):
        year, _, name = file.partition("/")
        (articles / year).mkdir(parents=True, exist_ok=True)
        if not (articles / file).exists():
            shutil.copy(years[year] / name, articles / file)
    return articles


def parser_of(description: str | None) -> argparse.ArgumentParser:
    """A parser of what every program over these articles takes."""
    parser = argparse.ArgumentParser(
        description=description, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="EVAL_FOLDER")
    parser.add_argument("work", type=Path, metavar="WORK_FOLDER")
    parser.add_argument("--others", type=int, default=650, help="articles beside ours")
    return parser


def settings_of(work: Path, **sections: dict[str, object]) -> Settings:
    """The settings, with these sections, and with the index of these articles."""
    return settings.load(index={"path": str(work / "index-written")}, **sections)


def indexed(folder: Path, work: Path, others: int, more: Collection[str] = ()) -> Settings:
    """The same, once the index is in step with the articles."""
    articles = gathered(folder, work, others, more)
    loaded = settings_of(work)
    sync(Archive(loaded, create=True), [str(articles)])
    return loaded


def outcome(row: Row, answer: Answer) -> Outcome:
    """An answer compared with what its row wants."""
    cited = [one for one in answer.citations if one.source.endswith(row["file"])]
    bold = [one for one in answer.citations if one.answer_end]
    is_bold_right = None
    if bold and row.get("words"):
        own = [(one.answer_start or 0, one.answer_end or 0) for one in bold if one in cited]
        is_bold_right = meet(own, [row["words"]])
    is_right = any(answers(row, one.source, one.start, one.end) for one in answer.citations)
    confidence = answer.confidence if answer.answered else 0.0
    return Outcome(row, confidence, is_right, is_bold_right, bool(bold))


def meet(ours: Iterable[Sequence[int]], theirs: Iterable[Sequence[int]]) -> bool:
    """Whether a place among ours overlaps one of theirs."""
    pairs = product(ours, theirs)
    return any(start < last and first < end for (start, end), (first, last) in pairs)


def rates(outcomes: Iterable[Outcome], threshold: float) -> tuple[float, float]:
    """Shares of the answerable that are answered rightly, and of the others that are answered."""
    right, wrong = [], []
    for one in outcomes:
        is_answered = one.confidence >= threshold
        if is_answerable(one.row):
            right.append(is_answered and one.is_right)
        else:
            wrong.append(is_answered)
    return _share(right), _share(wrong)


def _share(holds: Sequence[bool]) -> float:
    """Of no cases, 0."""
    return sum(holds) / len(holds) if holds else 0.0


def print_curve(outcomes: Sequence[Outcome]) -> None:
    """Risk and coverage: what each threshold answers, rightly and wrongly."""
    print("\n| threshold | right of the answerable | unanswerable answered | answers right |")
    print("|---|---|---|---|")
    for threshold in _thresholds(outcomes):
        right, wrong = rates(outcomes, threshold)
        answered = [one for one in outcomes if one.confidence >= threshold]
        precision = _share([one.is_right for one in answered])
        print(f"| {threshold:.3f} | {right:.3f} | {wrong:.3f} | {precision:.3f} |")


def _thresholds(outcomes: Sequence[Outcome]) -> list[float]:
    """Those at which the shares `_FALSE` of the unanswerable are answered."""
    unanswerable = [one.confidence for one in outcomes if not is_answerable(one.row)]
    return [float(np.quantile(unanswerable, 1 - share)) + 1e-9 for share in _FALSE]


def print_kinds(outcomes: Sequence[Outcome], threshold: float) -> None:
    """The shares by kind of question."""
    print("\n| kind | answerable | right | others | answered |\n|---|---|---|---|---|")
    kinds = Counter(one.row["kind"] for one in outcomes)
    for kind, _ in kinds.most_common():
        own = [one for one in outcomes if one.row["kind"] == kind]
        right, wrong = rates(own, threshold)
        others = sum(not is_answerable(one.row) for one in own)
        print(f"| {kind} | {len(own) - others} | {right:.2f} | {others} | {wrong:.2f} |")


def main() -> None:
    """Indexes, asks, counts, prints."""
    parser = parser_of(__doc__)
    parser.add_argument("--split", choices=("tune", "report"), default="tune")
    parser.add_argument("--most", type=int, help="ask only so many, drawn by chance")
    parser.add_argument("--plot", type=Path, metavar="FILE", help="a picture of risk and coverage")
    parser.add_argument("--ablate", action="store_true", help="what each part is worth")
    parser.add_argument("--show", action="store_true", help="print what goes wrong")
    parser.add_argument("--unjudged", action="store_true", help="count only what the author marked")
    given = parser.parse_args()
    loaded = indexed(given.folder, given.work, given.others)
    threshold = loaded.answers.threshold
    desk = Desk(settings_of(given.work, answers={"threshold": _NEARLY_NOTHING}))
    rows = rows_of(given.split, judged=not given.unjudged)
    if given.most:
        rows = random.Random(0).sample(rows, min(given.most, len(rows)))
    if given.ablate:
        print_ablation(desk, rows)
        return
    outcomes = []
    for row in rows:
        answer = desk.ask(row["question"])
        outcomes.append(outcome(row, answer))
        if given.show:
            _show(outcomes[-1], answer, threshold)
    right, wrong = rates(outcomes, threshold)
    print(f"{given.split}: {len(rows)} questions; at the threshold {threshold} right {right:.3f},")
    print(f"unanswerable answered {wrong:.3f}")
    sure = [one for one in outcomes if one.confidence >= threshold]
    bold = [one.is_bold_right for one in sure if one.is_bold_right is not None]
    print(
        f"bold words: on {_share([one.has_bold for one in sure]):.2f} of the answers; "
        f"they meet those that answer in {_share(bold):.2f} of {len(bold)}"
    )
    print_curve(outcomes)
    print_kinds(outcomes, threshold)
    if given.plot:
        risk_coverage(_risks(outcomes), _risk(outcomes, threshold), given.plot)


def _risks(outcomes: Sequence[Outcome]) -> list[tuple[float, float]]:
    """Coverage and risk at the confidence of each answer, the surest first."""
    thresholds = sorted({one.confidence for one in outcomes if one.confidence}, reverse=True)
    return [_risk(outcomes, threshold) for threshold in thresholds]


def _risk(outcomes: Sequence[Outcome], threshold: float) -> tuple[float, float]:
    """The share of questions that a threshold answers, and of these answers that are wrong."""
    answered = [one for one in outcomes if one.confidence >= threshold]
    return len(answered) / len(outcomes), 1 - _share([one.is_right for one in answered])


def print_ablation(desk: Desk, rows: Sequence[Row]) -> None:
    """What is answered rightly as so many of the unanswerable are answered, without each part."""
    print("| without | " + " | ".join(f"right at {share:.2f}" for share in _FALSE) + " |")
    print("|---" * (len(_FALSE) + 1) + "|")
    for part in (None, *PARTS):
        with without(part):
            outcomes = [outcome(row, desk.ask(row["question"])) for row in rows]
        shares = [rates(outcomes, threshold)[0] for threshold in _thresholds(outcomes)]
        cells = " | ".join(f"{share:.3f}" for share in shares)
        print(f"| {part or '(all parts)'} | {cells} |", flush=True)


def _show(one: Outcome, answer: Answer, threshold: float) -> None:
    is_answered = one.confidence >= threshold
    is_fine = is_answered and one.is_right if is_answerable(one.row) else not is_answered
    if is_fine:
        return
    print(f"{one.row['id']} {one.row['kind']}: {one.row['question']} ({one.confidence:.2f})")
    for citation in answer.citations:
        print(f"    {citation.source}: {' '.join(citation.quote.split())}")


if __name__ == "__main__":
    main()
