"""Scores the extraction of statements on the articles in tests/statements/, each with its
statements in a file beside it.

    python tests/benchmarks score_statements [--show]

A statement is found if a span overlaps at least 0.8 of the longer of the two, and cue and kind do
not matter. Speakers, places and dates are counted over the statements that are found.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from quality.score_quotations import OVERLAP, overlap

from index.articles.parse import parse
from index.language.stems import fold
from index.statements.extract import extract
from index.types import Document, Statement

FOLDER = Path(__file__).parents[2] / "statements"


def pairs(
    rows: list[dict[str, Any]], said: list[Statement]
) -> Iterator[tuple[dict[str, Any], Statement]]:
    """Each marked statement with the one found that overlaps it most, neither twice."""
    near = [
        (overlap(row, one), number, at)
        for number, row in enumerate(rows)
        for at, one in enumerate(said)
    ]
    taken: set[int] = set()
    used: set[int] = set()
    for share, number, at in sorted(near, reverse=True):
        if share >= OVERLAP and number not in taken and at not in used:
            taken.add(number)
            used.add(at)
            yield rows[number], said[at]


def is_same(kind: str, row: dict[str, Any], said: Statement) -> bool:
    """Whether a field of both says the same."""
    found = getattr(said, kind)
    return bool(found == row[kind] or (kind == "speaker" and fold(found) == fold(row[kind])))


def main() -> None:
    """Extracts, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--show", action="store_true", help="print what goes wrong")
    given = parser.parse_args()
    marked, found, right = Counter[str](), Counter[str](), Counter[str]()
    for path in sorted(FOLDER.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        rows = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        said = list(extract(parse(Document(path.name, text, "0" * 64))).statements)
        both = list(pairs(rows, said))
        marked["statement"] += len(rows)
        found["statement"] += len(said)
        right["statement"] += len(both)
        for kind in ("speaker", "place", "date", "direct"):
            for row, one in both:
                marked[kind] += row[kind] is not None
                found[kind] += getattr(one, kind) is not None
                right[kind] += row[kind] is not None and is_same(kind, row, one)
        if given.show:
            _show(path.name, rows, said, both)
    print("| | marked | found | precision | recall |\n|---|---|---|---|---|")
    for kind in marked:
        shares = (right[kind] / max(1, found[kind]), right[kind] / max(1, marked[kind]))
        print(f"| {kind} | {marked[kind]} | {found[kind]} | {shares[0]:.3f} | {shares[1]:.3f} |")


def _show(
    name: str,
    rows: list[dict[str, Any]],
    said: list[Statement],
    both: list[tuple[dict[str, Any], Statement]],
) -> None:
    print(f"== {name}")
    for row in rows:
        if all(row is not mine for mine, _ in both):
            print(f"  missed {row['speaker_mention']} {row['cue']}: {row['text']!r}")
    for one in said:
        if all(one is not theirs for _, theirs in both):
            print(f"  extra  {one.speaker_mention} {one.cue}: {one.direct} {one.start}-{one.end}")
    for row, one in both:
        for kind in ("speaker", "place", "date", "direct"):
            if not is_same(kind, row, one):
                print(f"  {kind}: {getattr(one, kind)!r} for {row[kind]!r} in {row['text'][:50]!r}")


if __name__ == "__main__":
    main()
