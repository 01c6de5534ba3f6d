"""Runs every benchmark that measures, one after the other, and keeps what each prints.

    python tests/benchmarks run_all EVAL_FOLDER WORK_FOLDER [--only NAME...] [--list]

EVAL_FOLDER holds the evaluation data (see `quality/eval_sets.py`). WORK_FOLDER keeps archives,
indexes and, under results/, the output of each benchmark. Run nothing else beside it: it takes
most of a day on two cores, three quarters of an hour of that to index the news of 2022. Failures
are listed at the end, and the exit status is then 1.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

from quality.eval_sets import SETS, unpacked

HERE = Path(__file__).resolve().parent
QUESTIONS = HERE.parent / "questions"
CLAIMS = HERE.parent / "claims" / "samples.jsonl"
REPLIES = HERE.parent / "replies" / "samples.jsonl"
ARTICLES = HERE.parents[1] / "articles"


def commands(folder: Path, work: Path) -> dict[str, list[str]]:
    """Each run's name, and its benchmark with arguments.

    A run may use an index that an earlier one makes.
    """
    news = str(unpacked(folder, work, "news2022") / "articles")
    news_index = str(work / "index-news2022-articles")
    news_questions = str(work / "news2022-report.jsonl")
    samples = str(work / "samples")
    sample_questions = str(QUESTIONS / "samples.jsonl")
    conversations = str(QUESTIONS / "conversations.jsonl")
    picture = str(work / "results" / "growth.svg")
    plots = {name: str(work / "results" / f"{name}.png") for name in ("questions", *SETS)}
    runs = {
        f"eval-{name}": ["eval_sets", name, str(folder), str(work), "--plot", plots[name]]
        for name in SETS
    }
    report = [str(folder), str(work), "--split", "report"]
    return runs | {
        "questions": ["score_questions", *report, "--plot", plots["questions"]],
        "index_speed": ["index_speed", news],
        "start_speed": ["start_speed", news, news_questions, "--index", news_index],
        "growth": ["growth", news_index, news_questions, str(work / "growth"), "--plot", picture],
        "embedding_engines": ["embedding_engines", news, news_questions],
        "ablation": ["ablation", sample_questions, samples],
        "checks": ["score_checks", "--claims", str(CLAIMS), "--clapnq", str(folder / "clapnq")],
        "checks-news": ["score_checks", "--news", *report],
        "checks-sworn": ["score_checks", "--sworn"],
        "writer": ["score_writer", samples, sample_questions],
        "replies": ["score_replies", samples, str(REPLIES)],
        "conversations": ["score_conversations", conversations, samples],
        "conversations-news": ["score_conversations", "--news", *report],
        "followups": ["score_followups", "cast", str(folder / "followups")],
        "followups-ours": ["score_followups", "ours", *report],
        "smalltalk": ["fit_smalltalk"],
        "record": ["score_record"],
        "statements": ["score_statements"],
        "statements-speed": ["time_statements", news],
        "quotations": ["score_quotations", str(folder / "speakers")],
        "html": ["score_html", str(folder / "html")],
        "dates": ["score_dates", str(folder), str(work)],
        "cases": ["score_cases", str(folder.parent / "cases")],
        "telegram-crowd": ["telegram_load", "crowd", samples],
        "telegram-noise": ["telegram_load", "noise", samples],
        "kill_index": ["kill_index"],
        "fuzz": ["fuzz", "--seconds", "300"],
    }


def main() -> None:
    """Indexes the sample articles, runs each benchmark, and names those that failed."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--only", nargs="+", metavar="NAME")
    parser.add_argument("--list", action="store_true", help="print the names and stop")
    given = parser.parse_args()
    runs = commands(given.folder, given.work)
    if given.list:
        print(*runs, sep="\n")
        return
    unknown = set(given.only or ()) - runs.keys()
    if unknown:
        parser.error(f"no such benchmark: {', '.join(sorted(unknown))}; --list names them")
    results = given.work / "results"
    results.mkdir(parents=True, exist_ok=True)
    _index_samples(given.work / "samples")
    failed = [name for name in given.only or runs if not _run(name, runs[name], results)]
    if failed:
        raise SystemExit(f"failed: {', '.join(failed)}")


def _index_samples(folder: Path) -> None:
    environment = {**os.environ, "ONRECORD_INDEX__PATH": str(folder)}
    command = [sys.executable, "-m", "bot", "index", str(ARTICLES)]
    subprocess.run(command, env=environment, check=True)


def _run(name: str, command: list[str], results: Path) -> bool:
    """Whether a benchmark ends well; what it prints is shown and kept."""
    print(f"\n=== {name}", flush=True)
    started = time.monotonic()
    with (results / f"{name}.txt").open("w", encoding="utf-8") as kept:
        process = subprocess.Popen(
            [sys.executable, str(HERE), *command],
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
