"""Dumps what the program answers, or compares two dumps: for changes that must change no answer.

    python tests/benchmarks answers_dump dump FOLDER [--shared ../shared]
    python tests/benchmarks answers_dump compare BEFORE AFTER [--show]

`dump` indexes the sample articles, the five real articles and the articles of record.jsonl into FOLDER, asks all that
tests/questions holds, checks tests/claims, and lists the statements of each test article. It asks through the command
line, whose JSON is a contract, so dumps of different versions compare. `compare` counts the objects that differ.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
NOW = "2026-11-20"
"""The day of asking, so that a dump of tomorrow is the same."""
NOT_COMPARED = ("seconds",)


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
    claims = (
        {"id": str(n), "claim": row["claim"]}
        for n, row in enumerate(rows(TESTS / "claims" / "samples.jsonl"))
    )
    run(samples, ["check", "--jsonl"], claims, folder / "claims.jsonl")
    environment = {**os.environ, "ONRECORD_INDEX__PATH": str(record)}
    said = subprocess.run(
        command("said", "--json"),
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
        check=True,
    )
    with (folder / "said.jsonl").open("w", encoding="utf-8") as out:
        for one in json.loads(said.stdout):
            place = f"{one['source']}:{one['start']}-{one['end']}"
            out.write(json.dumps({"id": place, "said": one}) + "\n")
    if not (shared / "articles").is_dir():
        print("No shared articles here: five_* are left out.", file=sys.stderr)
        return
    five = index(folder / "five.index", [shared / "articles"])
    for name in ("five_tuning.jsonl", "five_heldout.jsonl"):
        ask(five, rows(questions / name), folder / name)


def rows(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a JSON Lines file."""
    with path.open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def turns(conversations: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Each turn of the conversations with the questions before it."""
    for conversation in conversations:
        asked = [turn["question"] for turn in conversation["turns"]]
        for number, question in enumerate(asked):
            yield {
                "id": f"{conversation['id']}.{number}",
                "question": question,
                "history": asked[:number],
            }


def command(*words: str) -> list[str]:
    """The command line of the code beside this file."""
    return [sys.executable, "-m", "bot", *words]


def index(path: Path, roots: list[Path]) -> Path:
    """An index of these roots, made where it is not there yet."""
    if not path.exists():
        subprocess.run(
            command("index", *map(str, roots)),
            check=True,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            env={**os.environ, "ONRECORD_INDEX__PATH": str(path)},
        )
    return path


def ask(path: Path, asked: Iterable[dict[str, Any]], out: Path) -> None:
    """Writes the answers of an index to questions."""
    wanted = (narrowed(row, ("id", "question", "history")) for row in asked)
    run(path, ["ask", "--jsonl", "--now", NOW], wanted, out)


def narrowed(row: dict[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """The object with these keys alone."""
    return {key: row[key] for key in keys if key in row}


def run(path: Path, words: list[str], objects: Iterable[dict[str, Any]], out: Path) -> None:
    """Runs a command that reads and writes JSON Lines over an index."""
    lines = "".join(f"{json.dumps(one)}\n" for one in objects)
    environment = {**os.environ, "ONRECORD_INDEX__PATH": str(path)}
    with out.open("w", encoding="utf-8") as written:
        subprocess.run(
            command(*words),
            input=lines,
            stdout=written,
            text=True,
            cwd=ROOT,
            env=environment,
            check=True,
        )
    print(out.name, file=sys.stderr)


def compare(before: Path, after: Path, *, show: bool) -> int:
    """Prints, for each file, how many objects differ; 1 if any does."""
    total = different = 0
    for old in sorted(before.glob("*.jsonl")):
        ours = {row["id"]: row for row in rows(old)}
        theirs = {row["id"]: row for row in rows(after / old.name)}
        changed = [key for key in ours if compared(ours[key]) != compared(theirs.get(key))]
        total, different = total + len(ours), different + len(changed)
        print(f"{old.name:24} {len(changed):4} of {len(ours):4} differ  {' '.join(changed[:12])}")
        if show:
            for key in changed:
                print(f"--- {key}\n  before {shown(ours[key])}\n  after  {shown(theirs.get(key))}")
    print(f"{'all':24} {different:4} of {total:4} differ ({different / max(total, 1):.1%})")
    return int(different > 0)


def compared(row: dict[str, Any] | None) -> dict[str, Any] | None:
    """An object without what differs from run to run."""
    return row and {key: value for key, value in row.items() if key not in NOT_COMPARED}


def shown(row: dict[str, Any] | None) -> str:
    """An object on one line, the part that people read first."""
    if row is None:
        return "missing"
    return json.dumps(
        {key: row[key] for key in ("standalone_question", "text", "problems", "said") if key in row}
    )[:600]


if __name__ == "__main__":
    main()
