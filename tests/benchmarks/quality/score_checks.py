"""Scores `check`: altered sentences caught, true ones refused, by kind; and how well `support`
ranks.

    python tests/benchmarks score_checks [FOLDER]
        [--claims FILE] [--clapnq FOLDER] [--sworn] [--show]
        [--news EVAL_FOLDER WORK_FOLDER] [--split tune]

The sentences are those of the articles of FOLDER (articles/ if none is given), reworded and altered
by program (see `alterations`) and held against their own article. FILE (tests/claims/samples.jsonl)
holds claims written by hand: {"source", "claim", "failure"?}. CLAPNQ_FOLDER holds questions with
answers; the odd ones are held against their own passage and against another one.

With --news, the claims that we wrote about other people's articles (tests/claims/news) are held
against their own articles, those of the tune split unless told otherwise.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from alterations import ALTERED, TRUE, samples
from jsonl import Row, read_rows
from quality.auroc import auroc
from quality.eval_sets import clapnq_answers, english
from training.entailment_examples import claims
from written import Library, Split

from bot.checking.claims import check
from bot.checking.report import Check
from bot.checking.verify import LEAST
from bot.types.source_span import SourceSpan
from bot.writing.grounding_gate import OATH
from index.statements.extract import extract
from index.types import Article

_ROOT = Path(__file__).parents[3]


def held(claim: str, article: Article, *, sworn: bool = False) -> Check:
    """A claim held against one article; if sworn, as a sentence of a chat model is."""
    spans = [SourceSpan(article, 0, len(article.text))]
    return check(claim, lambda _: [spans], least=OATH if sworn else LEAST)


def score_program(found: Sequence[Article], *, sworn: bool, show: bool) -> None:
    """Prints, by kind, how many of the true are refused and of the altered caught, and the failures
    named."""
    scores: list[float] = []
    right: list[bool] = []
    for what, makers in (("true, refused", TRUE), ("altered, caught", ALTERED)):
        total, flagged, kinds = Counter[str](), Counter[str](), Counter[tuple[str, str]]()
        for sample in samples(found, seed=0):
            for name, make in makers.items():
                if (claim := make(sample)) is None:
                    continue
                done = held(claim, sample.article, sworn=sworn)
                total[name] += 1
                flagged[name] += not done.supported
                kinds.update(
                    (name, kind) for kind in {problem.kind.value for problem in done.problems}
                )
                scores.append(done.support)
                right.append(makers is TRUE)
                if show and done.supported != (makers is TRUE):
                    print(f"  {name}: {sample.article.source}\n    {sample.text}\n    {claim}")
        print(
            f"{what}: {flagged.total()}/{total.total()} "
            f"({flagged.total() / max(1, total.total()):.3f})"
        )
        for name, count in total.items():
            named = ", ".join(
                f"{kind} {n}" for (one, kind), n in kinds.most_common() if one == name
            )
            print(
                f"  {name:18} {flagged[name]:4}/{count:<4} ({flagged[name] / count:.3f})  {named}"
            )
    print(f"support, true above altered: AUROC {auroc(scores, right):.3f}")


def score_written(file: Path, found: Sequence[Article], *, sworn: bool, show: bool) -> None:
    """Prints how many of the claims written by hand are told rightly."""
    by_source = {article.source: article for article in found}
    checks = [
        (row, held(row["claim"], by_source[row["source"]], sworn=sworn)) for row in read_rows(file)
    ]
    true = [done for row, done in checks if "failure" not in row]
    false = [(row["failure"], done) for row, done in checks if "failure" in row]
    if show:
        _show_wrong(checks)
    refused = sum(not done.supported for done in true)
    caught = sum(not done.supported for _, done in false)
    named = sum(failure in {problem.kind for problem in done.problems} for failure, done in false)
    print(
        f"written by hand: {refused}/{len(true)} true refused, "
        f"{caught}/{len(false)} false caught, {named} named rightly"
    )
    right = ["failure" not in row for row, _ in checks]
    scores = [done.support for _, done in checks]
    print(f"support, true above false: AUROC {auroc(scores, right):.3f}")


def _show_wrong(checks: Iterable[tuple[Row, Check]]) -> None:
    """Prints the true claims that are refused, and the false ones that are not."""
    for row, done in checks:
        if done.supported == ("failure" in row):
            problems = [str(problem) for problem in done.problems]
            print(f"  {row.get('failure', 'true')}: {row['claim']}  {problems}")


def score_clapnq(folder: Path) -> None:
    """Prints how surely an answer's own passage supports it more than another does."""
    found = [one for one in clapnq_answers(folder / "clapnq_dev_answerable.jsonl") if one[0] % 2]
    scores = [held(answer, passage).support for _, _, answer, passage in found]
    print(
        "CLAPNQ, own passage above another: AUROC "
        f"{auroc(scores, [right for _, right, _, _ in found]):.3f}"
    )


def score_news(library: Library, split: Split) -> None:
    """Prints how our claims about other people's articles are told, by what is wrong with them."""
    rows = list(claims(split))
    articles = {file: extract(library.article(file)) for file in {row["file"] for row in rows}}
    done = [held(row["claim"], articles[row["file"]]) for row in rows]
    right = [row["label"] == "true" for row in rows]
    for name, least in (("check", LEAST), ("for a chat model", OATH)):
        passed = np.array([one.supported and one.support >= least for one in done])
        print(
            f"ours, {split}, {name}: {1 - passed[right].mean():.3f} of {sum(right)} true refused, "
            f"{1 - passed[np.invert(right)].mean():.3f} of {len(right) - sum(right)} false caught"
        )
    _print_ranking(rows, done)
    _print_kinds(rows, done)


def _print_ranking(rows: Sequence[Row], done: Sequence[Check]) -> None:
    """How well support ranks: of all claims, and of each voice."""
    for voice in (None, *sorted({row["voice"] for row in rows})):
        own = [n for n, row in enumerate(rows) if voice in (None, row["voice"])]
        right = [rows[n]["label"] == "true" for n in own]
        print(f"  {voice or 'support'}: AUROC {auroc([done[n].support for n in own], right):.3f}")


def _print_kinds(rows: Sequence[Row], done: Sequence[Check]) -> None:
    """How many of each kind are refused, and what is named."""
    kinds: dict[tuple[str, str], list[Check]] = {}
    for row, one in zip(rows, done, strict=True):
        kinds.setdefault((row["label"], row["kind"]), []).append(one)
    for (label, kind), own in sorted(kinds.items()):
        refused = np.mean([not one.supported for one in own])
        named = Counter(problem.kind.value for one in own for problem in one.problems[:1])
        first = ", ".join(f"{failure} {count}" for failure, count in named.most_common(3))
        print(f"  {label:5} {kind:34} {refused:.2f} of {len(own):3} refused  {first}")


def main() -> None:
    """Reads, checks, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?", default=_ROOT / "articles")
    parser.add_argument("--claims", type=Path)
    parser.add_argument("--clapnq", type=Path)
    parser.add_argument("--news", type=Path, nargs=2, metavar=("EVAL_FOLDER", "WORK_FOLDER"))
    parser.add_argument("--split", choices=("tune", "report"), default="tune")
    parser.add_argument(
        "--sworn", action="store_true", help="hold them as what a chat model wrote is held"
    )
    parser.add_argument("--show", action="store_true", help="print what is told wrongly")
    given = parser.parse_args()
    if given.news:
        score_news(Library(*given.news), given.split)
        return
    found = list(english(given.folder))
    score_program(found, sworn=given.sworn, show=given.show)
    if given.claims:
        score_written(given.claims, found, sworn=given.sworn, show=given.show)
    if given.clapnq:
        score_clapnq(given.clapnq)


if __name__ == "__main__":
    main()
