"""From the shell to an answer, and from a question to its answer, side by side with the LangChain tutorial pipeline; ratios.

    python tests/benchmarks/start_speed.py FOLDER QUESTIONS.jsonl [--articles 100] [--rounds 5] [--questions 50] [--index INDEX]

Cold is a new process over an index that is there: `onrecord ask` and `onrecord --help` against loading the tutorial pipeline
and one similarity search. Warm is a whole answer, verified, against the tutorial's bare similarity search, both in one
process, question by question. They take turns; a ratio is that of the medians. With INDEX, warm questions go to that index,
and the tutorial's store is given its passages and vectors: to embed those of thousands of articles would take it an hour.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import chromadb
import numpy as np
from index_speed import ours, tutorial, tutorial_store

import bot
from config import settings
from index.archive import Archive

QUESTION = "what did the minister say about the talks?"


def cold(work: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """For each command, its time by the clock and by the processor, in seconds, a round each."""
    commands = {
        "tutorial": [__file__, "--cold", str(work / "tutorial")],
        "ask": ["-m", "bot", "ask", QUESTION],
        "articles": ["-m", "bot", "articles"],
        "--help": ["-m", "bot", "--help"],
    }
    environment = {**os.environ, "ONRECORD_INDEX__PATH": str(work / "ours")}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            started = time.perf_counter()
            process = subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL)
            _, status, usage = os.wait4(process.pid, 0)
            if status:
                raise SystemExit(f"{name} failed")
            taken[name].append((time.perf_counter() - started, usage.ru_utime + usage.ru_stime))
    return taken


def copied(index: Path, folder: Path) -> None:
    """Fills the tutorial's store with the passages and vectors of an index of ours."""
    archive = Archive(settings.load(index={"path": str(index)}))
    store = chromadb.PersistentClient(str(folder)).create_collection("tutorial")
    numbers = archive.catalog.passage_ids()
    for first in range(0, len(numbers), 5_000):  # more at once than Chroma takes
        entries = list(archive.catalog.entries(numbers[first : first + 5_000]))
        vectors = archive.vectors.get([entry.id for entry in entries])
        store.add(
            ids=[str(entry.id) for entry in entries],
            embeddings=np.stack([vectors[entry.id] for entry in entries]),
            documents=[entry.passage.text for entry in entries],
        )


def warm(index: Path, folder: Path, questions: Sequence[str]) -> dict[str, list[float]]:
    """The seconds that each question takes."""
    desk, store = bot.open(index), tutorial_store(folder)
    taken: dict[str, list[float]] = {"tutorial": [], "ours": []}
    for question in (QUESTION, *questions):
        started = time.perf_counter()
        store.similarity_search(question)
        middle = time.perf_counter()
        desk.ask(question)
        taken["tutorial"].append(middle - started)
        taken["ours"].append(time.perf_counter() - middle)
    return {name: seconds[1:] for name, seconds in taken.items()}  # the first loads the models


def main() -> None:
    """Indexes the articles with both, and prints ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("asked", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=50)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--cold", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.cold:
        tutorial_store(given.cold).similarity_search(QUESTION)
        return
    questions = [json.loads(line)["question"] for line in given.asked.read_text().splitlines()]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        articles = work / "articles"
        articles.mkdir()
        for file in sorted(given.folder.iterdir())[: given.articles]:
            shutil.copy(file, articles)
        tutorial(articles, work / "tutorial")
        ours(articles, work / "ours")
        started = {name: np.median(taken, axis=0) for name, taken in cold(work, given.rounds).items()}
        index, store = given.index or work / "ours", work / ("copied" if given.index else "tutorial")
        if given.index:
            copied(index, store)
        answered = warm(index, store, questions[: given.questions])
    print("cold, of the tutorial's      by the clock   by processor time")
    for name, (seconds, work_done) in started.items():
        print(f"{name:24} {seconds / started['tutorial'][0]:14.3f} {work_done / started['tutorial'][1]:14.3f}")
    half, most = (np.percentile(answered["ours"], share) for share in (50, 95))
    base = np.median(answered["tutorial"])
    print(f"warm answer: p50 {half / base:.2f} x the tutorial's similarity search, p95 {most / half:.2f} x its p50")


if __name__ == "__main__":
    main()
