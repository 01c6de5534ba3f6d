"""Dumps what the program answers, or compares two dumps: for changes that must change no answer.

    python tests/benchmarks answers_dump dump FOLDER [--shared ../shared]
    python tests/benchmarks answers_dump compare BEFORE AFTER [--show]

`dump` indexes the sample articles, the five real articles and the articles of record.jsonl in
FOLDER, asks all questions in tests/questions, checks tests/claims, and lists the statements of
each test article. It runs the command line, whose JSON is a contract, so dumps of different
versions compare. `compare` counts the objects that differ.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
NOW = "2026-11-20"
"""The day of asking, so that tomorrow's dump is the same."""
JsonObject = dict[str, Any]


def main() -> None:
    """Dumps or compares."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    dumping = commands.add_parser("dump")
    dumping.add_argument("folder", type=Path)
    dumping.add_argument("--shared", type=Path, default=ROOT.parent / "shared")
    comparing = commands.add_parser("compare")
    comparing.add_argument("before", type=Path)
    comparing.add_argument("after", type=Path)
    comparing.add_argument(
        "--show", action="store_true", help="print both of each pair that differs"
    )
    given = parser.parse_args()
    if given.command == "dump":
        dump(given.folder, given.shared)
    else:
        sys.exit(compare(given.before, given.after, show=given.show))


def dump(folder: Path, shared: Path) -> None:
    """Writes a JSON Lines file for each set of questions."""
    folder.mkdir(parents=True, exist_ok=True)
    statements = sorted((TESTS / "statements").glob("*.txt"))
    samples = index(folder / "samples.index", [ROOT / "articles"])
    record = index(folder / "record.index", [ROOT / "articles", TESTS / "accounts", *statements])
    questions = TESTS / "questions"
    ask(samples, rows(questions / "samples.jsonl"), folder / "samples.jsonl")
    ask(record, rows(questions / "record.jsonl"), folder / "record.jsonl")
    ask(samples, turns(rows(questions / "conversations.jsonl")), folder / "conversations.jsonl")
    claims: list[JsonObject] = []
    for number, row in enumerate(rows(TESTS / "claims" / "samples.jsonl")):
        claims.append({"id": str(number), "claim": row["claim"]})
    run_lines(samples, ["check", "--jsonl"], claims, folder / "claims.jsonl")
    sayings: list[JsonObject] = []
    for saying in json.loads(run(record, ["said", "--json"])):
        place = f"{saying['source']}:{saying['start']}-{saying['end']}"
        sayings.append({"id": place, "said": saying})
    write(sayings, folder / "said.jsonl")
    if not (shared / "articles").is_dir():
        print("No shared articles here: five_* are left out.", file=sys.stderr)
        return
    five = index(folder / "five.index", [shared / "articles"])
    for name in ("five_tuning.jsonl", "five_heldout.jsonl"):
        ask(five, rows(questions / name), folder / name)


def rows(path: Path) -> Iterator[JsonObject]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def write(objects: Iterable[JsonObject], path: Path) -> None:
    """Writes objects as JSON Lines."""
    path.write_text("".join(f"{json.dumps(one)}\n" for one in objects), encoding="utf-8")


def turns(conversations: Iterable[JsonObject]) -> Iterator[JsonObject]:
    """Each question of the conversations with the earlier ones."""
    for conversation in conversations:
        asked = [turn["question"] for turn in conversation["turns"]]
        for number, question in enumerate(asked):
            yield {
                "id": f"{conversation['id']}.{number}",
                "question": question,
                "history": asked[:number],
            }


def index(path: Path, roots: list[Path]) -> Path:
    """An index of these roots. If it exists, it is used as it is."""
    if not path.exists():
        run(path, ["index", *map(str, roots)])
    return path


def ask(path: Path, questions: Iterable[JsonObject], out: Path) -> None:
    """Writes the answers of an index to questions."""
    run_lines(path, ["ask", "--jsonl", "--now", NOW], map(request, questions), out)


def request(row: JsonObject) -> JsonObject:
    """A question without the answer that is expected."""
    return {key: row[key] for key in ("id", "question", "history") if key in row}


def run_lines(path: Path, words: list[str], objects: Iterable[JsonObject], out: Path) -> None:
    """Writes what a command over an index replies to objects, one a line."""
    lines = "".join(f"{json.dumps(one)}\n" for one in objects)
    out.write_text(run(path, words, lines), encoding="utf-8")
    print(out.name, file=sys.stderr)


def run(path: Path, words: list[str], lines: str = "") -> str:
    """What a command of the code beside this file prints, over an index."""
    done = subprocess.run(
        [sys.executable, "-m", "bot", *words],
        input=lines,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "ONRECORD_INDEX__PATH": str(path)},
        check=True,
    )
    return done.stdout


def compare(before: Path, after: Path, *, show: bool) -> int:
    """Prints for each file how many objects differ. Returns 1 if any does, else 0."""
    total = different = 0
    for old in sorted(before.glob("*.jsonl")):
        olds = {row["id"]: row for row in rows(old)}
        news = {row["id"]: row for row in rows(after / old.name)}
        changed = [key for key in olds if compared(olds[key]) != compared(news.get(key))]
        total += len(olds)
        different += len(changed)
        print(f"{old.name:24} {len(changed):4} of {len(olds):4} differ  {' '.join(changed[:12])}")
        for key in changed if show else ():
            print(f"--- {key}\n  before {shown(olds[key])}\n  after  {shown(news.get(key))}")
    print(f"{'all':24} {different:4} of {total:4} differ ({different / max(total, 1):.1%})")
    return int(different > 0)


def compared(row: JsonObject | None) -> JsonObject | None:
    """An object without its seconds, which differ from run to run."""
    return row and {key: value for key, value in row.items() if key != "seconds"}


def shown(row: JsonObject | None) -> str:
    """An object on one line: the keys that people read first."""
    if row is None:
        return "missing"
    keys = ("standalone_question", "text", "problems", "said")
    return json.dumps({key: row[key] for key in keys if key in row})[:600]


if __name__ == "__main__":
    main()
