"""Runs every benchmark that measures, one after the other, and keeps what each prints.

    python tests/benchmarks/run_all.py EVAL_FOLDER WORK_FOLDER [--only NAME...] [--list]

EVAL_FOLDER holds the evaluation data (see `eval_sets`); WORK_FOLDER keeps archives, indexes and, under results/, what was
printed. Nothing else should run beside it: it takes most of a day on two cores, the news of 2022 three quarters of an
hour of it to index. What fails is told at the end, and the exit status is 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from eval_sets import SETS, unpacked

HERE = Path(__file__).parent
QUESTIONS = HERE.parent / "questions"


def commands(folder: Path, work: Path) -> dict[str, list[str]]:
    """Each benchmark's name, and its arguments; an index that one makes is used by those after it."""
    news = unpacked(folder, work, "news2022") / "articles"
    index = str(work / "index-news2022-articles")
    samples = str(work / "samples")
    asked = [str(QUESTIONS / "samples.jsonl")]
    return {
        **{f"eval-{name}": ["eval_sets.py", name, str(folder), str(work)] for name in SETS},
        "index_speed": ["index_speed.py", str(news)],
        "start_speed": [
            "start_speed.py",
            str(news),
            str(work / "news2022-report.jsonl"),
            "--index",
            index,
        ],
        "growth": [
            *("growth.py", index, str(work / "news2022-report.jsonl"), str(work / "growth")),
            *("--plot", str(work / "results" / "growth.svg")),
        ],
        "embedding_engines": [
            "embedding_engines.py",
            str(news),
            str(work / "news2022-report.jsonl"),
        ],
        "ablation": ["ablation.py", *asked, samples],
        "checks": ["score_checks.py", "--claims", str(HERE.parent / "claims" / "samples.jsonl")],
        "checks-sworn": ["score_checks.py", "--sworn"],
        "writer": ["score_writer.py", samples, *asked],
        "conversations": [
            "score_conversations.py",
            str(QUESTIONS / "conversations.jsonl"),
            samples,
        ],
        "followups": ["score_followups.py", str(folder / "followups")],
        "record": ["score_record.py"],
        "statements": ["score_statements.py"],
        "statements-speed": ["time_statements.py", str(news)],
        "quotations": ["score_quotations.py", str(folder / "speakers")],
        "html": ["score_html.py", str(folder / "html")],
        "telegram-crowd": ["telegram_load.py", "crowd", samples],
        "telegram-noise": ["telegram_load.py", "noise", samples],
        "kill_index": ["kill_index.py"],
        "fuzz": ["fuzz.py", "--seconds", "300"],
    }


def main() -> None:
    """Makes the samples' index, runs each, tells what failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--only", nargs="+", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    given = parser.parse_args()
    results = given.work / "results"
    results.mkdir(parents=True, exist_ok=True)
    every = commands(given.folder, given.work)
    if given.list:
        print(*every, sep="\n")
        return
    if unknown := set(given.only or ()) - every.keys():
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; --list names them")
    environment = {**os.environ, "ONRECORD_INDEX__PATH": str(given.work / "samples")}
    articles = HERE.parents[1] / "articles"
    subprocess.run(
        [sys.executable, "-m", "bot", "index", str(articles)], env=environment, check=True
    )
    failed = [
        name
        for name, command in every.items()
        if name in (given.only or every) and not _run(name, command, results)
    ]
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


def _run(name: str, command: list[str], results: Path) -> bool:
    """Runs a benchmark, shows what it prints, and keeps it."""
    print(f"\n=== {name}", flush=True)
    started = time.monotonic()
    with (results / f"{name}.txt").open("w", encoding="utf-8") as kept:
        process = subprocess.Popen(
            [sys.executable, str(HERE / command[0]), *command[1:]],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            kept.write(line)
    print(f"=== {name}: {time.monotonic() - started:.0f} s, status {process.wait()}", flush=True)
    return process.returncode == 0


if __name__ == "__main__":
    main()
