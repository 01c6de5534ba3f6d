"""Fits the weights of the quoting engine (`bot.quotes`) and prints them.

    python tests/benchmarks fit_quotes SQUAD_FOLDER SQUAD_INDEX
        [--questions FILE INDEX]... [--most N] [--rules]

SQUAD_FOLDER holds questions.jsonl and articles/; SQUAD_INDEX an index of those articles. Trained on
questions of the first eight files by name; the last eight are only scored. Each FILE holds
questions with `evidence` ("file:line"), or with `answers`, over the articles of an INDEX, and is
trained on too. The model gives each sentence that was found, and "no answer", a share of one:
P(sentence) = exp(z) / (1 + sum of exp(z)). With --rules the reader does not read.
"""

from __future__ import annotations

import argparse
import random
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from jsonl import Row, read_rows

from bot.answering.quote_selection import candidates
from bot.answering.scoped_index import Inquiry
from bot.answering.sentence_features import Evidence
from bot.operations.evaluation import holds
from bot.questions import analysis as questions
from config import settings
from index.stores.archive import Archive
from index.types import Article

Example = tuple[npt.NDArray[np.float32], list[int]]
"""A question: the evidence of its sentences, of shape (sentences, values), and which of them hold
the answer."""

_SHARE = 6.0
"""How many questions of SQuAD one of ours weighs: they are few, and they are news."""


def example(row: Row, inquiry: Inquiry) -> Example | None:
    """The evidence that the chain would weigh for a question; None where it asks for all that
    somebody said."""
    now = date.fromisoformat(row["date"].replace("/", "-")) if row.get("date") else None
    inquiry = Inquiry(inquiry.archive, inquiry.settings, now=now)
    asked = questions.analyse(row["question"], inquiry.is_name, now)
    if row.get("history") or (asked.speaker and not asked.topic):
        return None
    hits = inquiry.search(asked)
    found = candidates(asked, hits, inquiry.articles(hits), inquiry.means(asked, inquiry.recurs))
    vectors = [evidence.vector() for _, _, evidence in found]
    good = [i for i, (seen, number, _) in enumerate(found) if is_right(row, seen.article, number)]
    return np.array(vectors, dtype=np.float32).reshape(len(vectors), len(fields(Evidence))), good


def is_right(row: Row, article: Article, number: int) -> bool:
    """Whether a sentence stands in a line that is evidence; else, whether it is of the right file,
    if any, and answers."""
    sentence = article.sentences[number]
    if row.get("evidence"):
        return f"{article.source}:{article.line_of(sentence.start)}" in row["evidence"]
    return article.source == row.get("file", article.source) and holds(
        article.quote(sentence), row.get("answers", ())
    )


def fit(examples: list[tuple[Example, float]]) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights and bias of the greatest likelihood; what speaks for an answer may not count against
    it."""
    raw = torch.zeros(len(fields(Evidence)), requires_grad=True)
    bias = torch.tensor(-5.0, requires_grad=True)
    vectors, there, right, shares = _padded(
        [(one, share) for one, share in examples if len(one[0])]
    )
    optimizer = torch.optim.LBFGS([raw, bias], max_iter=200, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        weights = torch.nn.functional.softplus(raw)
        z = (vectors @ weights + bias).masked_fill(~there, -torch.inf)
        z = torch.cat([z, torch.zeros(len(z), 1)], dim=1)
        gain = torch.logsumexp(z.masked_fill(~right, -torch.inf), 1) - torch.logsumexp(z, 1)
        total = -(shares * gain).sum() / shares.sum() + 0.001 * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return torch.nn.functional.softplus(raw).detach(), bias.detach()


def _padded(
    examples: list[tuple[Example, float]],
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor, torch.Tensor]:
    """Questions of unlike numbers of sentences as one: (questions, sentences, values), which are
    there, which right.

    The last column of the right ones is "no answer".
    """
    longest = max(len(vectors) for (vectors, _), _ in examples)
    values = torch.zeros(len(examples), longest, len(fields(Evidence)))
    there = torch.zeros(len(examples), longest, dtype=torch.bool)
    right = torch.zeros(len(examples), longest + 1, dtype=torch.bool)
    for row, ((vectors, good), _) in enumerate(examples):
        values[row, : len(vectors)] = torch.tensor(vectors)
        there[row, : len(vectors)] = True
        right[row, good or [longest]] = True
    return values, there, right, torch.tensor([share for _, share in examples])


def report(name: str, examples: list[Example], weights: torch.Tensor, bias: torch.Tensor) -> None:
    """Prints, by threshold, how many are answered and how many of those shown hold the answer."""
    best = []
    for vectors, right in examples:
        z = vectors @ weights.numpy() + float(bias) if len(vectors) else np.array([-9.0])
        top = int(z.argmax())
        best.append((1 / (1 + np.exp(-z[top])), top in right, bool(right)))
    print(f"{name}: {len(best)} questions, an answer found for {sum(can for _, _, can in best)}")
    for threshold in (0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5):
        can = [(p >= threshold, good) for p, good, able in best if able]
        cannot = [p >= threshold for p, _, able in best if not able]
        right_rate = sum(shown and good for shown, good in can) / max(1, len(can))
        print(
            f"  {threshold:.2f}: right {right_rate:.2f}, "
            f"false answers {sum(cannot) / max(1, len(cannot)):.2f}"
        )


def main() -> None:
    """Reads, fits, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("squad", type=Path)
    parser.add_argument("squad_index")
    parser.add_argument(
        "--questions", nargs=2, action="append", default=[], metavar=("FILE", "INDEX")
    )
    parser.add_argument("--most", type=int, default=1500, help="questions of a set to train on")
    parser.add_argument("--rules", action="store_true")
    given = parser.parse_args()
    inquiry = _inquiry(given.squad_index, is_read=not given.rules)
    rows = read_rows(given.squad / "questions.jsonl")
    first = set(sorted({row["file"] for row in rows})[:8])
    random.Random(0).shuffle(rows)
    train = _examples([r for r in rows if r["file"] in first][: given.most], inquiry)
    test = _examples([r for r in rows if r["file"] not in first][: given.most // 2], inquiry)
    ours = [
        _examples(read_rows(Path(file))[: given.most], _inquiry(index, is_read=not given.rules))
        for file, index in given.questions
    ]
    weights, bias = fit(
        [(one, 1.0) for one in train] + [(one, _SHARE) for some in ours for one in some]
    )
    for field, weight in zip(fields(Evidence), weights.tolist(), strict=True):
        print(f"{field.name:14} {weight:6.2f}")
    print(f"{'bias':14} {float(bias):6.2f}")
    print(tuple(round(weight, 2) for weight in weights.tolist()))
    report("SQuAD, tuned on", train, weights, bias)
    report("SQuAD, held out", test, weights, bias)
    for (file, _), some in zip(given.questions, ours, strict=True):
        report(f"{Path(file).name}, tuned on", some, weights, bias)


def _inquiry(folder: str, *, is_read: bool) -> Inquiry:
    loaded = settings.load(index={"path": folder}, reader={"enabled": is_read})
    return Inquiry(Archive(loaded), loaded.answers)


def _examples(rows: list[Row], inquiry: Inquiry) -> list[Example]:
    return [made for row in rows if (made := example(row, inquiry)) is not None]


if __name__ == "__main__":
    main()
