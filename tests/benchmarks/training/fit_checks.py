"""Fits what decides about a sentence (`bot/checking/support_score.py`), and prints it.

    python tests/benchmarks fit_checks EVAL_FOLDER WORK_FOLDER ARTICLES_FOLDER

A logistic model over the entailment model's log-odds and how many things the exact checks and the
rules of wording find wrong, of our claims of the tune split (the entailment model learnt from the
train split, so that its log-odds there are too good to fit on) and of the sentences of
ARTICLES_FOLDER, reworded and altered by program. It prints the weights, and how many of the true
are refused and of the false caught at several thresholds; all cross-validated by article: five
parts, each scored by a model of the other four.

What claim and source share of words is left out on purpose. We wrote true claims in words far from
the article's and false ones close to them, so that on our claims shared words speak against a
claim; in a draft they do not.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from alterations import ALTERED, TRUE, samples
from quality.auroc import auroc
from quality.eval_sets import english
from sklearn.linear_model import LogisticRegression
from training.entailment_examples import claims
from written import Library

from bot.checking.claims import statements_of
from bot.checking.support_score import MANY
from bot.checking.verify import context_of, faults_of, likely_faults_of, reading_of
from bot.types.source_span import SourceSpan
from index.statements.extract import extract
from index.types import Article

Values = npt.NDArray[np.float64]
_PARTS = 5
_THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8)
_CAUGHT = (0.8, 0.9, 0.95)


@dataclass(frozen=True, slots=True)
class Row:
    """A claim as it is decided about."""

    source: str
    true: bool
    values: tuple[float, float, float]
    """The log-odds, and how many things the exact checks and the rules of wording find wrong."""
    is_ours: bool


def row_of(claim: str, article: Article, *, true: bool, ours: bool) -> Row:
    """A claim held against an article."""
    context = context_of(claim, [SourceSpan(article, 0, len(article.text))], statements_of(claim))
    found = (faults_of(context), likely_faults_of(context))
    exact, likely = (float(min(MANY, len(faults))) for faults in found)
    return Row(article.source, true, (reading_of(context)[1].log_odds, exact, likely), ours)


def written(library: Library) -> Iterator[Row]:
    """Our claims of the tune split."""
    articles: dict[str, Article] = {}
    for row in claims("tune"):
        if row["file"] not in articles:
            articles[row["file"]] = extract(library.article(row["file"]))
        true = row["label"] == "true"
        yield row_of(row["claim"], articles[row["file"]], true=true, ours=True)


def by_program(folder: Path) -> Iterator[Row]:
    """Sentences of articles, reworded and altered: one of each, drawn by chance."""
    for sample in samples(list(english(folder)), seed=1):
        for true, makers in ((True, TRUE), (False, ALTERED)):
            made = [claim for make in makers.values() if (claim := make(sample))]
            for claim in random.Random(sample.text).sample(made, min(1, len(made))):
                yield row_of(claim, sample.article, true=true, ours=False)


def fit(rows: Sequence[Row]) -> tuple[Values, float]:
    """Weights, and bias."""
    model = LogisticRegression(max_iter=1_000).fit(
        [row.values for row in rows],
        [row.true for row in rows],
    )
    return model.coef_[0], float(model.intercept_[0])


def supports(rows: Sequence[Row]) -> Values:
    """Cross-validated support of each claim."""
    sources = sorted({row.source for row in rows})
    parts = np.array([sources.index(row.source) % _PARTS for row in rows])
    values = np.array([row.values for row in rows])
    found = np.zeros(len(rows))
    for held_out in range(_PARTS):
        rest = [row for row, part in zip(rows, parts, strict=True) if part != held_out]
        weights, bias = fit(rest)
        own = parts == held_out
        found[own] = 1 / (1 + np.exp(-(values[own] @ weights + bias)))
    return found


def _print(name: str, rows: Sequence[Row], found: Values) -> None:
    true = np.array([row.true for row in rows])
    passes = np.array([not row.values[1] for row in rows])
    alone = [row.values[0] for row in rows]
    print(
        f"{name}: {len(rows)}, AUROC {auroc(found.tolist(), true.tolist()):.3f}, "
        f"of the model alone {auroc(alone, true.tolist()):.3f}"
    )
    print(
        f"  the checks alone: {1 - passes[true].mean():.3f} of the true refused, "
        f"{1 - passes[~true].mean():.3f} of the false caught"
    )
    for least in _THRESHOLDS:
        passed = passes & (found >= least)
        print(f"  {least}: {1 - passed[true].mean():.3f}, {1 - passed[~true].mean():.3f}")
    rated = np.where(passes, found, 0)
    for share in _CAUGHT:
        least = float(np.quantile(rated[~true], share))
        print(f"  {share:.0%} caught: {(rated[true] <= least).mean():.3f} refused, at {least:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval", type=Path, metavar="EVAL_FOLDER")
    parser.add_argument("work", type=Path, metavar="WORK_FOLDER")
    parser.add_argument("articles", type=Path, metavar="ARTICLES_FOLDER")
    given = parser.parse_args()
    rows = [*written(Library(given.eval, given.work)), *by_program(given.articles)]
    ours = np.array([row.is_ours for row in rows])
    found = supports(rows)
    for name, own in (("ours, tune", ours), ("by program", ~ours)):
        _print(name, [row for row, kept in zip(rows, own, strict=True) if kept], found[own])
    weights, bias = fit(rows)
    numbers = ", ".join(f"{number:.3f}" for number in (*weights, bias))
    print(f"_LOG_ODDS, _FAULT, _LIKELY, _BIAS = {numbers}")


if __name__ == "__main__":
    main()
