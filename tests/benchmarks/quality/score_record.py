"""Scores questions of what was said, of conflicting accounts and wider ones, in
tests/questions/record.jsonl, by kind.

    python tests/benchmarks score_record [--index FOLDER] [--show]

They are asked over articles/, tests/statements/ and tests/accounts/. An answer is right if it cites
each line that is wanted ("a|b" is either), if no other article but those is cited, if no speaker is
another than those named, and if it comes in order where that is asked for; where no line is wanted,
if there is none.
"""

from __future__ import annotations

import argparse
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jsonl import read_rows

from bot.desk import Desk
from bot.types.answer import Answer
from config import settings
from index.stores.archive import Archive
from index.syncing.sync import sync

TESTS = Path(__file__).parents[2]
QUESTIONS = TESTS / "questions" / "record.jsonl"


def desk_over(folder: Path) -> Desk:
    """A desk over the articles that the questions are about, indexed in a folder."""
    loaded = settings.load(index={"path": str(folder)})
    roots = [
        TESTS.parent / "articles",
        TESTS / "accounts",
        *sorted((TESTS / "statements").glob("*.txt")),
    ]
    sync(Archive(loaded, create=True), [str(root) for root in roots])
    return Desk(loaded)


def is_right(row: dict[str, Any], answer: Answer) -> bool:
    """Whether an answer is as its row wants it."""
    cited = [f"{citation.source}:{citation.line}" for citation in answer.citations]
    places = [_first(cited, wanted.split("|")) for wanted in row["cites"]]
    known = {line.split(":")[0] for wanted in row["cites"] for line in wanted.split("|")}
    speakers = {citation.speaker for citation in answer.citations}
    return (
        None not in places
        and {line.split(":")[0] for line in cited} <= known
        and ("speakers" not in row or speakers <= set(row["speakers"]))
        and (
            not row.get("ordered")
            or places == sorted(place for place in places if place is not None)
        )
    )


def _first(cited: Sequence[str], wanted: Sequence[str]) -> int | None:
    return next((at for at, line in enumerate(cited) if line in wanted), None)


def main() -> None:
    """Indexes, asks, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--index", type=Path, help="keep the index in this folder")
    parser.add_argument("--show", action="store_true", help="print what goes wrong")
    given = parser.parse_args()
    asked, right = Counter[str](), Counter[str]()
    with tempfile.TemporaryDirectory() as temporary:
        desk = desk_over(given.index or Path(temporary))
        for row in read_rows(QUESTIONS):
            answer = desk.ask(row["question"])
            asked[row["kind"]] += 1
            right[row["kind"]] += is_right(row, answer)
            if given.show and not is_right(row, answer):
                lines = "\n".join(
                    f"    {c.source}:{c.line} {c.speaker}: {c.quote}" for c in answer.citations
                )
                print(
                    f"{row['id']} {row['question']}\n  wanted {row['cites']}\n"
                    f"{lines or '    no answer'}"
                )
    print("| kind | questions | right |\n|---|---|---|")
    for kind in asked:
        print(f"| {kind} | {asked[kind]} | {right[kind] / asked[kind]:.2f} |")
    print(f"| all | {asked.total()} | {right.total() / asked.total():.2f} |")


if __name__ == "__main__":
    main()
