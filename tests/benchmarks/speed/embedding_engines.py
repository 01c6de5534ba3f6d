"""Ways to run the packaged model, side by side on the same passages: how fast each is, and how near
to full precision.

    python tests/benchmarks embedding_engines FOLDER QUESTIONS.jsonl [--passages 600] [--rounds 3]

The engines take turns, so that a busy machine slows all of them; a ratio is the median over the
rounds, by the clock and by the processor's time. Overlap: how many of the ten passages nearest to a
question in full precision are among the ten that an engine finds (its passages, questions in full
precision, as `Embeddings` has it).
"""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from jsonl import read_rows

os.environ["OMP_WAIT_POLICY"] = "PASSIVE"  # before PyTorch is loaded: waiting is no work

import numpy as np
from sentence_transformers import SentenceTransformer

from index.articles.parse import parse
from index.articles.passages import passages
from index.models import minilm_files
from index.models.embeddings import Embeddings
from index.models.minilm_files import PACKAGED, Floats
from index.models.minilm_onnx import MiniLM
from index.models.minilm_openvino import QuantizedMiniLM
from index.types import Document

Encode = Callable[[Sequence[str]], Floats]


def engines() -> dict[str, Encode]:
    """Each engine by its name; the first is what others are held against."""

    def transformer(model: Any, batch: int) -> Encode:
        return lambda texts: np.asarray(
            model.encode(list(texts), batch_size=batch), dtype=np.float32
        )

    def load() -> Any:
        return SentenceTransformer(str(minilm_files.folder()), device="cpu").eval()

    quantized = QuantizedMiniLM()
    return {
        "PyTorch fp32, batches of 32": transformer(load(), 32),
        "PyTorch bf16, batches of 8": transformer(load().bfloat16(), 8),
        "ONNX Runtime fp32": MiniLM().encode,
        "OpenVINO, eight bits": lambda texts: np.concatenate(
            quantized.encode(texts, [()] * len(texts))
        ),
    }


def unit(vectors: Floats) -> Floats:
    """The vectors with a length of one."""
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


def texts_of(folder: Path, count: int) -> list[str]:
    """As many passages of a folder's articles as they are embedded."""
    embeddings = Embeddings(PACKAGED)
    found: list[str] = []
    for file in sorted(folder.iterdir()):
        article = parse(
            Document(file.name, file.read_text(encoding="utf-8", errors="replace"), "0" * 64)
        )
        found += [passage.embedded_text for passage in passages(article, embeddings)]
        if len(found) >= count:
            break
    return found[:count]


def overlap(questions: Floats, one: Floats, other: Floats) -> float:
    """The share of each question's ten nearest by one that are among its ten nearest by the
    other."""
    nearest = [np.argsort(-(questions @ vectors.T), axis=1)[:, :10] for vectors in (one, other)]
    return float(
        np.mean([np.isin(mine, theirs).mean() for mine, theirs in zip(*nearest, strict=True)])
    )


def main() -> None:
    """Prints a line for each engine."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("questions", type=Path)
    parser.add_argument("--passages", type=int, default=600)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    texts = texts_of(given.folder, given.passages)
    asked = [row["question"] for row in read_rows(given.questions)[:300]]
    exact = MiniLM()
    questions, reference = unit(exact.encode(asked)), unit(exact.encode(texts))
    tried = engines()
    clock: dict[str, list[float]] = {name: [] for name in tried}
    work: dict[str, list[float]] = {name: [] for name in tried}
    made: dict[str, Floats] = {}
    for _ in range(given.rounds):
        for name, encode in tried.items():
            started, used = time.perf_counter(), time.process_time()
            made[name] = unit(encode(texts))
            clock[name].append(time.perf_counter() - started)
            work[name].append(time.process_time() - used)
    first = next(iter(tried))
    print(
        f"{len(texts)} passages, {given.rounds} rounds   of the first's rate   "
        "by processor time   cosine   overlap@10"
    )
    for name in tried:
        rate = np.median(np.divide(clock[first], clock[name]))
        effort = np.median(np.divide(work[first], work[name]))
        cosine = float(np.mean(np.sum(made[name] * reference, axis=1)))
        same = overlap(questions, made[name], reference)
        print(f"{name:30} {rate:18.2f} x {effort:18.2f} x {cosine:9.5f} {same:9.3f}")


if __name__ == "__main__":
    main()
