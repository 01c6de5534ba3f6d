"""Runs `onrecord eval` on a set of evaluation data.

    python tests/benchmarks eval_sets SET EVAL_FOLDER WORK_FOLDER
        [--half tune|report] [--most N] [eval's options]

SET is squad (the first or the last eight articles; every question of that half), news2022 (even or
odd questions, the whole folder), news2022-pages (the same, each question asked only of the pages
that a web search gave), other-years (the questions of 2023, asked of the articles of 2022: none
should be answered), or clapnq (even or odd lines, each question asked of its own passage).
WORK_FOLDER keeps the articles and the index from one run to the next; statements are off.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from jsonl import Row, is_odd, read_rows

from index.articles.parse import parse
from index.errors import UnreadableError
from index.readers import text as reading
from index.statements.extract import extract
from index.types import Article, Document, Sentence


def squad(folder: Path, work: Path, *, report: bool) -> tuple[Path, list[Row]]:
    """SQuAD 2.0: the articles' folder and the questions of a half."""
    rows = read_rows(folder / "squad2" / "questions.jsonl")
    files = sorted({row["file"] for row in rows})
    half = set(files[8:] if report else files[:8])
    return folder / "squad2" / "articles", [
        {**row, "gold_files": [row["file"]]} for row in rows if row["file"] in half
    ]


def news2022(folder: Path, work: Path, *, report: bool) -> tuple[Path, list[Row]]:
    """RealTimeQA 2022, asked of all its articles."""
    rows = read_rows(unpacked(folder, work, "news2022") / "questions.jsonl")
    half = [row for row in rows if is_odd(row) == report]
    articles = unpacked(folder, work, "news2022") / "articles"
    return articles, [
        {**row, "answers": row["answer"], "evidence": []} for row in half
    ]  # theirs is a text, ours lines


def news2022_pages(folder: Path, work: Path, *, report: bool) -> tuple[Path, list[Row]]:
    """RealTimeQA 2022, each question asked of the pages that the published systems had."""
    articles, rows = news2022(folder, work, report=report)
    return articles, [
        {**row, "sources": row["gcs_files"], "gold_files": []} for row in rows if row["gcs_files"]
    ]


def other_years(folder: Path, work: Path, *, report: bool) -> tuple[Path, list[Row]]:
    """Questions about another year's news."""
    rows = read_rows(unpacked(folder, work, "news2023") / "questions.jsonl")
    half = [row for row in rows if is_odd(row) == report]
    articles = unpacked(folder, work, "news2022") / "articles"
    return articles, [{"question": row["question"], "unanswerable": True} for row in half]


def clapnq(folder: Path, work: Path, *, report: bool) -> tuple[Path, list[Row]]:
    """CLAPNQ, each question asked of its own passage; an answer is right where it cites a sentence
    that people chose."""
    articles, asked = work / "clapnq", []
    articles.mkdir(exist_ok=True)
    for kind in ("answerable", "unanswerable"):
        for row in read_rows(folder / "clapnq" / f"clapnq_dev_{kind}.jsonl")[int(report) :: 2]:
            [passage] = row["passages"]
            name = f"{row['id']}.txt"
            (articles / name).write_text(
                f"# {passage['title']}\n\n{passage['text']}\n", encoding="utf-8"
            )
            chosen = (
                row["output"][0].get("selected_sentences") or [] if kind == "answerable" else []
            )
            asked.append(
                {
                    "question": row["input"],
                    "sources": [name],
                    "answers": chosen,
                    "unanswerable": kind == "unanswerable",
                }
            )
    return articles, asked


SETS = {
    "squad": squad,
    "news2022": news2022,
    "news2022-pages": news2022_pages,
    "other-years": other_years,
    "clapnq": clapnq,
}


def clapnq_answers(file: Path) -> Iterator[tuple[int, bool, str, Article]]:
    """CLAPNQ's answers, each with its own passage and with that of the line after next.

    Number of the line, whether the passage is its own, the answer, the passage.
    """
    rows = read_rows(file)
    passages = [
        _article(row["passages"][0]["title"], row["passages"][0]["sentences"]) for row in rows
    ]
    for number, row in enumerate(rows):
        answer = row["output"][0]["answer"]
        yield number, True, answer, passages[number]
        yield number, False, answer, passages[(number + 2) % len(rows)]


def _article(title: str, sentences: Sequence[str]) -> Article:
    spans, at = [], 0
    for sentence in sentences:
        spans.append(Sentence(at, at + len(sentence), 0))
        at += len(sentence) + 1
    text = " ".join(sentences)
    return Article(
        title, title, text, title, None, None, None, None, None, None, "en", tuple(spans)
    )


def english(folder: Path) -> Iterator[Article]:
    """The English articles of a folder, with their statements."""
    for file in sorted(folder.iterdir()):
        try:
            found = parse(Document(file.name, reading.decode(file.read_bytes())[0], file.name))
        except UnreadableError:
            continue
        if found.language == "en":
            yield extract(found)


def main() -> None:
    """Prepares the set, indexes its articles, asks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", choices=SETS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--half", choices=("tune", "report"), default="report")
    parser.add_argument("--most", type=int, help="ask only so many, drawn by chance")
    given, options = parser.parse_known_args()
    given.work.mkdir(parents=True, exist_ok=True)
    articles, rows = SETS[given.set](given.folder, given.work, report=given.half == "report")
    if given.most:
        rows = random.Random(0).sample(rows, min(given.most, len(rows)))
    questions = given.work / f"{given.set}-{given.half}.jsonl"
    questions.write_text("".join(f"{json.dumps(row)}\n" for row in rows), encoding="utf-8")
    index = given.work / f"index-{articles.parent.name}-{articles.name}"
    environment = {
        **os.environ,
        "ONRECORD_INDEX__PATH": str(index),
        "ONRECORD_INDEX__STATEMENTS": "false",
    }
    onrecord = [sys.executable, "-m", "bot"]
    subprocess.run(
        [*onrecord, "index", str(articles)], env=environment, check=True, stdout=subprocess.DEVNULL
    )
    print(f"{given.set}, {given.half} half, {len(rows)} questions", flush=True)
    subprocess.run([*onrecord, "eval", str(questions), *options], env=environment, check=True)


def unpacked(folder: Path, work: Path, name: str) -> Path:
    """The folder of a year of RealTimeQA, unpacked into `work`."""
    if not (work / name).exists():
        with tarfile.open(folder / f"{name}.tar.xz") as archive:
            nested = all(Path(member).parts[0] == name for member in archive.getnames())
            archive.extractall(work if nested else work / name, filter="data")
    return work / name


if __name__ == "__main__":
    main()
