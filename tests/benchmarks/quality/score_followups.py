"""Scores the standalone questions of follow-ups against those that people wrote (TREC CAsT 2019).

    python tests/benchmarks score_followups FOLDER [--topics odd|even] [--show]

FOLDER holds cast2019_test.jsonl ({"id": "topic_turn", "history", "raw", "resolved"}) and, to set
beside ours, rewriters' outputs as *.jsonlines ({"topic_number", "query_number", "output"}). Scored
are the words that a rewrite takes from the history: words of earlier turns that are not in the raw
turn and not mere grammar; right are those that the person took.
"""

from __future__ import annotations

import argparse
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jsonl import read_rows

from bot.conversation.standalone import standalone
from bot.types.answer import Turn

_GRAMMAR = frozenset(
    """
    a about above after again against all also am an and any are as at be because been before being
    below between both but by can could did do does doing don down during each few for from further
    get had has have having he her here hers herself him himself his how i if in into is it its
    itself just ll m may me might more most much must my myself no nor not now of off on once only
    or other our ours ourselves out over own re s same shall she should so some such t tell than
    that the their theirs them themselves then there these they this those through to too under
    until up ve very was we were what when where which while who whom whose why will with would you
    your yours yourself yourselves
    """.split()
)
_WORD = re.compile(r"[a-z0-9]+")


@dataclass(frozen=True, slots=True)
class Score:
    """How well one way of rewriting does."""

    precision: float
    recall: float
    left_alone: float
    """Of the turns that people left as they were, how many it left so."""

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def words(text: str) -> set[str]:
    """The words of a text that are more than grammar."""
    return set(_WORD.findall(text.lower())) - _GRAMMAR


def folded(text: str) -> str:
    """A question without what makes no difference: case, spaces, punctuation."""
    return " ".join(re.findall(r"\w+", text.lower()))


def taken(row: dict[str, Any], rewrite: str) -> set[str]:
    """The words of the history that a rewrite adds to the raw turn."""
    return words(rewrite) & (words(" ".join(row["history"])) - words(row["raw"]))


def score(rows: Sequence[dict[str, Any]], rewrites: Sequence[str]) -> Score:
    """The rewrites of the rows held against people's."""
    wanted = [taken(row, row["resolved"]) for row in rows]
    given = [taken(row, rewrite) for row, rewrite in zip(rows, rewrites, strict=True)]
    right = sum(len(a & b) for a, b in zip(wanted, given, strict=True))
    alone = [
        (row, rewrite) for row, rewrite in zip(rows, rewrites, strict=True) if is_standalone(row)
    ]
    return Score(
        right / max(1, sum(map(len, given))),
        right / max(1, sum(map(len, wanted))),
        sum(folded(row["raw"]) == folded(rewrite) for row, rewrite in alone) / max(1, len(alone)),
    )


def is_standalone(row: dict[str, Any]) -> bool:
    """Whether people left the turn as it was."""
    return folded(row["raw"]) == folded(row["resolved"])


def ours(row: dict[str, Any]) -> str:
    """Our standalone question; earlier turns are as we understood them."""
    turns: list[Turn] = []
    for question in row["history"]:
        turns.append(Turn(question, standalone(question, turns)))
    return standalone(row["raw"], turns)


def main() -> None:
    """Rewrites, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--topics", choices=("odd", "even"), help="only these conversations")
    parser.add_argument("--show", action="store_true", help="print the rewrites that go wrong")
    given = parser.parse_args()
    rows = [row for row in read_rows(given.folder / "cast2019_test.jsonl") if row["history"]]
    if given.topics:
        rows = [row for row in rows if int(row["id"].split("_")[0]) % 2 == (given.topics == "odd")]
    rewrites = [ours(row) for row in rows]
    for row, rewrite in zip(rows, rewrites, strict=True):
        if given.show and taken(row, rewrite) != taken(row, row["resolved"]):
            print(
                f"{row['id']} {row['raw'].strip()}\n"
                f"    ours  {rewrite}\n"
                f"    human {row['resolved'].strip()}"
            )
    print(
        f"{len(rows)} turns with history, {sum(map(is_standalone, rows))} "
        "left as they were by people"
    )
    _print("on record", score(rows, rewrites))
    _print(
        "first and previous turn",
        score(rows, [f"{row['history'][0]} {row['history'][-1]}" for row in rows]),
    )
    for file in sorted(given.folder.glob("*.jsonlines")):
        outputs = {
            f"{line['topic_number']}_{line['query_number']}": line["output"]
            for line in read_rows(file)
        }
        _print(file.stem, score(rows, [outputs[row["id"]] for row in rows]))


def _print(name: str, found: Score) -> None:
    print(
        f"{name}: F1 {found.f1:.3f} (precision {found.precision:.3f}, recall {found.recall:.3f}); "
        f"standalone turns left alone {found.left_alone:.3f}"
    )


if __name__ == "__main__":
    main()
