"""Scores the extraction of statements on direct quotations of news articles that people have
marked.

    python tests/benchmarks score_quotations SPEAKERS_FOLDER [--split dev] [--half 0|1] [--show]

The folder holds `direct_quotes.jsonl` and `text/` (PolNeAR). A quotation is found if the best
statement's span overlaps at least 0.8 of the longer of the two; its speaker is right if one mention
contains the other, case and punctuation aside.
"""

from __future__ import annotations

import argparse
import re
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from jsonl import read_rows

from index.articles.parse import parse
from index.statements.extract import extract
from index.types import Article, Document, Statement

OVERLAP = 0.8


def overlap(row: dict[str, Any], said: Statement) -> float:
    """The share of the longer span that both cover."""
    common = min(row["end"], said.end) - max(row["start"], said.start)
    return float(common / max(row["end"] - row["start"], said.end - said.start))


def same_mention(one: str, other: str) -> bool:
    """Whether one mention contains the other, case and punctuation aside."""
    first, second = (" ".join(re.findall(r"\w+", mention.lower())) for mention in (one, other))
    return bool(first and second) and (first in second or second in first)


def best(row: dict[str, Any], article: Article) -> Statement | None:
    """The statement that is the marked quotation, if one is."""
    found = max(article.statements, key=lambda said: overlap(row, said), default=None)
    return found if found is not None and overlap(row, found) >= OVERLAP else None


def read(folder: Path, name: str) -> Article:
    """An article of the folder, without its statements."""
    with (folder / "text" / name).open(encoding="utf-8", newline="") as file:
        return parse(Document(name, file.read(), "0" * 64))


def main() -> None:
    """Extracts, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--split", default="dev")
    parser.add_argument(
        "--half",
        type=int,
        choices=(0, 1),
        help="every other document only: look at one, report both",
    )
    parser.add_argument("--show", action="store_true", help="print the quotations that go wrong")
    given = parser.parse_args()
    marked = defaultdict(list)
    for row in read_rows(given.folder / "direct_quotes.jsonl"):
        if row["split"] == given.split:
            marked[row["doc"]].append(row)
    names = sorted(marked)[given.half or 0 :: 1 if given.half is None else 2]
    extract(read(given.folder, names[0]))
    total, found, right = Counter[str](), Counter[str](), Counter[str]()
    seconds, words = 0.0, 0
    for name in names:
        article = read(given.folder, name)
        started = time.perf_counter()
        article = extract(article)
        seconds += time.perf_counter() - started
        words += len(article.text.split())
        for row in marked[name]:
            kind = "pronoun" if row["source_is_pronoun"] else "named"
            said = best(row, article)
            is_right = said is not None and any(
                same_mention(one, said.speaker_mention) for one in row["source"]
            )
            total[kind] += 1
            found[kind] += said is not None
            right[kind] += is_right
            if given.show and not is_right:
                print(
                    f"{name}:{row['start']} {row['quote'][:90]!r} … {row['quote'][-40:]!r}\n"
                    f"    {row['source']} {row['cue']}"
                )
                near = max(article.statements, key=lambda one: overlap(row, one), default=None)
                if near:
                    print(
                        f"    -> {near.speaker_mention!r} {near.cue!r} "
                        f"{article.quote(near)[:90]!r} {overlap(row, near):.2f}"
                    )
    print(
        f"{len(names)} articles, {sum(total.values())} quotations, "
        f"{words / seconds:,.0f} words a second"
    )
    print("| source | quotations | found | speaker right, of the found |\n|---|---|---|---|")
    for kind in ("named", "pronoun"):
        print(
            f"| {kind} | {total[kind]} | {found[kind] / total[kind]:.3f} | "
            f"{right[kind] / max(1, found[kind]):.3f} |"
        )
    print(
        f"| all | {sum(total.values())} | {sum(found.values()) / sum(total.values()):.3f} | "
        f"{sum(right.values()) / max(1, sum(found.values())):.3f} |"
    )


if __name__ == "__main__":
    main()
