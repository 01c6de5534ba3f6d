"""Scores the standalone questions of follow-ups against those that people wrote.

    python tests/benchmarks score_followups cast FOLDER [--show]
    python tests/benchmarks score_followups rewrites TRAIN_FOLDER [--show]
    python tests/benchmarks score_followups ours EVAL_FOLDER WORK_FOLDER [--split tune|report]

`cast` is TREC CAsT 2019, for reporting alone: FOLDER holds cast2019_test.jsonl ({"id":
"topic_turn", "history", "raw", "resolved"}) and, to set beside ours, rewriters' outputs as
*.jsonlines ({"topic_number", "query_number", "output"}). `rewrites` is the tenth of CANARD that no
model has learnt from, `ours` our conversations about news articles; both have answers too. Behind
ours are also put questions that have nothing to do with them, which should stay as they are.

Scored are the words that a rewrite takes from the history: words of earlier turns that are not in
the follow-up and not mere grammar; right are those that the person took.
"""

from __future__ import annotations

import argparse
import random
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from jsonl import read_rows
from training import resolution_examples
from training.resolution_examples import Followup
from written import Library

from bot.conversation.standalone import standalone
from bot.models.query_resolution import Said
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
_OFF_TOPIC = 150
"""Questions that are put behind conversations that they have nothing to do with."""
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


def taken(followup: Followup, rewrite: str) -> set[str]:
    """The words of the history that a rewrite adds to the follow-up."""
    history = " ".join(text for turn in followup.history for text in turn)
    return words(rewrite) & (words(history) - words(followup.question))


def score(followups: Sequence[Followup], rewrites: Sequence[str]) -> Score:
    """The rewrites of follow-ups held against people's."""
    wanted = [taken(one, one.standalone) for one in followups]
    given = [taken(one, rewrite) for one, rewrite in zip(followups, rewrites, strict=True)]
    right = sum(len(a & b) for a, b in zip(wanted, given, strict=True))
    alone = [
        (one, rewrite)
        for one, rewrite in zip(followups, rewrites, strict=True)
        if is_standalone(one)
    ]
    return Score(
        right / max(1, sum(map(len, given))),
        right / max(1, sum(map(len, wanted))),
        sum(folded(one.question) == folded(rewrite) for one, rewrite in alone) / max(1, len(alone)),
    )


def is_standalone(followup: Followup) -> bool:
    """Whether people left the question as it was."""
    return folded(followup.question) == folded(followup.standalone)


def ours(followup: Followup) -> str:
    """Our standalone question."""
    turns = [Turn(said.question, said.question, said.answer) for said in followup.history]
    return standalone(followup.question, turns)


def cast(folder: Path) -> dict[str, Followup]:
    """TREC CAsT's follow-ups by their ids; earlier turns as we understand them."""
    found: dict[str, Followup] = {}
    for row in read_rows(folder / "cast2019_test.jsonl"):
        if not row["history"]:
            continue
        turns: list[Turn] = []
        for question in row["history"]:
            turns.append(Turn(question, standalone(question, turns)))
        history = tuple(Said(turn.standalone_question, "") for turn in turns)
        found[row["id"]] = Followup(row["raw"], history, row["resolved"])
    return found


def main() -> None:
    """Rewrites, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("set", choices=("cast", "rewrites", "ours"))
    parser.add_argument("folder", type=Path)
    parser.add_argument("work", type=Path, nargs="?", help="where archives are unpacked")
    parser.add_argument("--split", choices=("tune", "report"), default="tune")
    parser.add_argument("--show", action="store_true", help="print the rewrites that go wrong")
    given = parser.parse_args()
    if given.set == "cast":
        by_id = cast(given.folder)
        followups = list(by_id.values())
    elif given.set == "rewrites":
        followups = list(resolution_examples.canard(given.folder, held_out=True))
    else:
        library = Library(given.folder, given.work)
        turns = resolution_examples.ours(library, given.split)
        followups = [turn for turn in turns if turn.history]
    rewrites = [ours(one) for one in followups]
    if given.show:
        _show_wrong(followups, rewrites)
    print(
        f"{len(followups)} turns with history, {sum(map(is_standalone, followups))} "
        "left as they were by people"
    )
    _print("on record", score(followups, rewrites))
    ends = [f"{one.history[0].question} {one.history[-1].question}" for one in followups]
    _print("first and previous turn", score(followups, ends))
    if given.set == "ours":
        others = resolution_examples.off_topic(followups, given.split, _OFF_TOPIC, random.Random(1))
        alone = [folded(ours(one)) == folded(one.question) for one in others]
        print(f"questions off topic: {sum(alone)} of {len(alone)} left alone")
    if given.set == "cast":
        _print_rewriters(given.folder, by_id)


def _show_wrong(followups: Sequence[Followup], rewrites: Sequence[str]) -> None:
    """Prints the rewrites that take other words than people did."""
    for one, rewrite in zip(followups, rewrites, strict=True):
        if taken(one, rewrite) != taken(one, one.standalone):
            print(f"{one.question}\n    ours  {rewrite}\n    human {one.standalone}")


def _print_rewriters(folder: Path, by_id: Mapping[str, Followup]) -> None:
    """Prints how well other rewriters do, whose outputs stand beside TREC CAsT."""
    for file in sorted(folder.glob("*.jsonlines")):
        outputs = {
            f"{line['topic_number']}_{line['query_number']}": line["output"]
            for line in read_rows(file)
        }
        _print(file.stem, score(list(by_id.values()), [outputs[name] for name in by_id]))


def _print(name: str, found: Score) -> None:
    print(
        f"{name}: F1 {found.f1:.3f} (precision {found.precision:.3f}, recall {found.recall:.3f}); "
        f"standalone turns left alone {found.left_alone:.3f}"
    )


if __name__ == "__main__":
    main()
