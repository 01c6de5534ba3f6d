"""Fits the weights of the quoting engine (`bot.quotes`) and prints them.

    python tests/benchmarks/fit_quotes.py SQUAD_FOLDER INDEX_FOLDER [QUESTIONS]

SQUAD_FOLDER holds questions.jsonl and articles/; INDEX_FOLDER an index of those articles. Trained on questions of the
first eight files by name; the last eight are only scored. The model gives each sentence that was found, and "no
answer", a share of one: P(sentence) = exp(z) / (1 + sum of exp(z)).
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import fields
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch

from bot import question as questions
from bot.chain import _Steps
from bot.evidence import Evidence, view, weigh
from config import settings
from index.archive import Archive
from index.ranking import Query, search

Example = tuple[npt.NDArray[np.float32], list[int]]
"""A question: the evidence of its sentences, of shape (sentences, values), and which of them hold the answer."""


def example(row: dict[str, object], archive: Archive, steps: _Steps) -> Example:
    """The evidence that the chain would weigh for a question."""
    text = str(row["question"])
    asked = questions.analyse(text, steps._is_name, said=False)
    vectors, right = [], []
    done: set[tuple[int, int]] = set()
    for hit in search(archive, Query(text), 12):
        article = archive.catalog.article(hit.article_id)
        assert article is not None
        seen = view(article)
        for number, sentence in enumerate(article.sentences):
            if sentence.end <= hit.start or hit.end <= sentence.start or (hit.article_id, number) in done:
                continue
            done.add((hit.article_id, number))
            evidence = weigh(asked, seen, number, steps._weight, hit.similarity)
            if evidence is None:
                continue
            said = article.quote(sentence).lower()
            answers = row.get("answers") or []
            assert isinstance(answers, list)
            if not row["unanswerable"] and article.source == row["file"] and any(a.lower() in said for a in answers):
                right.append(len(vectors))
            vectors.append(evidence.vector())
    return np.array(vectors, dtype=np.float32).reshape(len(vectors), len(fields(Evidence))), right


def fit(examples: list[Example]) -> tuple[torch.Tensor, torch.Tensor]:
    """Weights and bias of the greatest likelihood."""
    weights = torch.zeros(len(fields(Evidence)), requires_grad=True)
    bias = torch.tensor(-3.0, requires_grad=True)
    tensors = [(torch.tensor(vectors), right) for vectors, right in examples if len(vectors)]
    optimizer = torch.optim.LBFGS([weights, bias], max_iter=80, line_search_fn="strong_wolfe")

    def loss() -> torch.Tensor:
        optimizer.zero_grad()
        total = torch.tensor(0.0)
        for vectors, right in tensors:
            z = torch.cat([vectors @ weights + bias, torch.zeros(1)])
            total = total - torch.logsumexp(z[right] if right else z[-1:], 0) + torch.logsumexp(z, 0)
        total = total / len(tensors) + 0.002 * (weights**2).sum()
        total.backward()  # type: ignore[no-untyped-call]
        return total

    optimizer.step(loss)  # type: ignore[no-untyped-call]
    return weights.detach(), bias.detach()


def report(name: str, examples: list[Example], weights: torch.Tensor, bias: torch.Tensor) -> None:
    """Prints, by threshold, how many are answered and how many of those shown hold the answer."""
    best = []
    for vectors, right in examples:
        z = vectors @ weights.numpy() + float(bias) if len(vectors) else np.array([-9.0])
        top = int(z.argmax())
        best.append((1 / (1 + np.exp(-z[top])), top in right, bool(right)))
    print(f"{name}: {len(best)} questions, an answer found for {sum(can for _, _, can in best)}")
    for threshold in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7):
        can = [(p >= threshold, good) for p, good, able in best if able]
        cannot = [p >= threshold for p, _, able in best if not able]
        right_rate = sum(shown and good for shown, good in can) / max(1, len(can))
        print(f"  {threshold:.1f}: right {right_rate:.2f}, false answers {sum(cannot) / max(1, len(cannot)):.2f}")


def main() -> None:
    """Reads, fits, prints."""
    squad, folder = Path(sys.argv[1]), sys.argv[2]
    most = int(sys.argv[3]) if len(sys.argv) > 3 else 1500
    loaded = settings.load(index={"path": folder})
    archive = Archive(loaded)
    steps = _Steps(archive, loaded.answers)
    rows = [json.loads(line) for line in (squad / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    first = set(sorted({row["file"] for row in rows})[:8])
    random.Random(0).shuffle(rows)
    train = [example(row, archive, steps) for row in [r for r in rows if r["file"] in first][:most]]
    test = [example(row, archive, steps) for row in [r for r in rows if r["file"] not in first][: most // 2]]
    weights, bias = fit(train)
    for field, weight in zip(fields(Evidence), weights.tolist(), strict=True):
        print(f"{field.name:14} {weight:6.2f}")
    print(f"{'bias':14} {float(bias):6.2f}")
    report("tuned on", train, weights, bias)
    report("held out", test, weights, bias)


if __name__ == "__main__":
    main()
