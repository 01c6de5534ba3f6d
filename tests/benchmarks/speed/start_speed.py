"""From the shell to an answer, and from a question to its answer, side by side with two peers (see
index_speed.py); ratios.

    python tests/benchmarks start_speed FOLDER QUESTIONS.jsonl
        [--articles 100] [--rounds 5] [--questions 100] [--index INDEX]

Cold is a new process over an index that is there: `onrecord ask` and `onrecord --help` against
loading the tutorial pipeline and one similarity search. Warm is a whole answer, verified, with and
without the reader, against the tutorial's bare similarity search, all in one process, question by
question. They take turns; ours with and without share the questions, since what one has read for a
question the other would not read again. A ratio is that of the medians. With INDEX, warm questions
go to that index, and the peers are given its passages and vectors: to embed those of thousands of
articles would take them an hour.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import chromadb
import numpy as np
from jsonl import read_rows
from speed.index_speed import TABLE, ours, table, table_search, tutorial, tutorial_store

import bot
from bot.desk import Desk
from config import settings
from index.stores.archive import Archive

OURS = "ask", "ask, without the reader"
QUESTION = "what did the minister say about the talks?"


def cold(work: Path, rounds: int) -> dict[str, list[tuple[float, float]]]:
    """For each command, its time by the clock and by the processor, in seconds, a round each."""
    peer = [str(Path(__file__).parents[1]), "start_speed", "--cold"]
    commands = {
        "tutorial": [*peer, str(work / "tutorial")],
        "table": [*peer, str(work / "table")],
        "ask": ["-m", "bot", "ask", QUESTION],
        "articles": ["-m", "bot", "articles"],
        "--help": ["-m", "bot", "--help"],
    }
    environment = {**os.environ, "ONRECORD_INDEX__PATH": str(work / "ours")}
    taken: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            started = time.perf_counter()
            process = subprocess.Popen(
                [sys.executable, *command], env=environment, stdout=subprocess.DEVNULL
            )
            _, status, usage = os.wait4(process.pid, 0)
            if status:
                raise SystemExit(f"{name} failed")
            taken[name].append((time.perf_counter() - started, usage.ru_utime + usage.ru_stime))
    return taken


def copied(index: Path, folder: Path) -> None:
    """Fills the peers' stores with the passages and vectors of an index of ours."""
    archive = Archive(settings.load(index={"path": str(index)}))
    store = chromadb.PersistentClient(str(folder)).create_collection("tutorial")
    numbers, table = archive.catalog.passage_ids(), []
    for first in range(0, len(numbers), 5_000):  # more at once than Chroma takes
        entries = list(archive.catalog.entries(numbers[first : first + 5_000]))
        found = archive.vectors.get([entry.id for entry in entries])
        vectors = np.stack([found[entry.id] for entry in entries])
        store.add(
            ids=[str(entry.id) for entry in entries],
            embeddings=vectors,
            documents=[entry.passage.text for entry in entries],
        )
        table.append(vectors)
    np.save(folder / TABLE, np.concatenate(table))


def warm(index: Path, store: Path, table: Path, questions: Sequence[str]) -> dict[str, list[float]]:
    """The seconds that each question takes."""
    rules = Desk(settings.load(index={"path": str(index)}, reader={"enabled": False}))
    asked: dict[str, Callable[[str], object]] = {
        "tutorial": tutorial_store(store).similarity_search,
        "table": table_search(table),
        OURS[0]: bot.open(index).ask,
        OURS[1]: rules.ask,
    }
    for ask in asked.values():
        ask(QUESTION)  # which loads the models
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for number, question in enumerate(questions):
        for name, ask in asked.items():
            if name != OURS[number % 2]:
                started = time.perf_counter()
                ask(question)
                taken[name].append(time.perf_counter() - started)
    return taken


def main() -> None:
    """Indexes the articles with both, and prints ratios."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("asked", type=Path, nargs="?")
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--index", type=Path)
    parser.add_argument("--cold", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.cold:
        (
            table_search(given.cold)
            if (given.cold / TABLE).exists()
            else tutorial_store(given.cold).similarity_search
        )(QUESTION)
        return
    questions = [row["question"] for row in read_rows(given.asked)]
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        articles = work / "articles"
        articles.mkdir()
        for file in sorted(given.folder.iterdir())[: given.articles]:
            shutil.copy(file, articles)
        tutorial(articles, work / "tutorial")
        table(articles, work / "table")
        ours(articles, work / "ours")
        started = {
            name: np.median(taken, axis=0) for name, taken in cold(work, given.rounds).items()
        }
        index, stores = given.index or work / "ours", (work / "tutorial", work / "table")
        if given.index:
            stores = (work / "copied", work / "copied")
            copied(index, work / "copied")
        answered = warm(index, *stores, questions[: given.questions])
    print("cold, of the tutorial's      by the clock   by processor time")
    for name, (seconds, work_done) in started.items():
        print(
            f"{name:24} {seconds / started['tutorial'][0]:14.3f} "
            f"{work_done / started['tutorial'][1]:14.3f}"
        )
    base = np.median(answered["tutorial"])
    print(
        "warm                         p50, of the tutorial's   p95, of its own p50   "
        "p50, in milliseconds here"
    )
    for name, taken in answered.items():
        half, most = np.percentile(taken, (50, 95))
        print(f"{name:24} {half / base:27.2f} {most / half:21.2f} {half * 1e3:26.0f}")


if __name__ == "__main__":
    main()
