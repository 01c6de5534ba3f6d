"""Scores conversations against an index: right answers by kind of follow-up, asked as follow-ups
and asked outright.

    python tests/benchmarks score_conversations CONVERSATIONS INDEX_FOLDER [--show]
    python tests/benchmarks score_conversations --news EVAL_FOLDER WORK_FOLDER
        [--split tune|report] [--show]

A conversation is {"id", "turns": [{"question", "kind", "standalone"?, "evidence": ["file:line",
…]}, …]}; a turn that the articles do not answer has {"unanswerable": true} instead of evidence.
`standalone` is the question as somebody would ask it who had said nothing before, where that is not
the question itself. An answer is right if one of its citations stands in a line that is evidence.

With --news they are those that we wrote about news articles, asked over all articles that we wrote
about and some others, as `score_questions` asks; an answer is right if it cites a sentence that
answers. Small talk is said and not scored. Beside the right answers it prints how many turns that
stand by themselves were left as they are.
"""

from __future__ import annotations

import argparse
import statistics
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jsonl import Row, read_rows
from quality.score_followups import folded
from quality.score_questions import indexed, meet
from training.resolution_examples import conversations

import bot
from bot.desk import Desk
from bot.types.answer import Answer

IsRight = Callable[[Row, Answer], bool]


def cites_line(turn: dict[str, Any], answer: Answer) -> bool:
    """Whether the answer cites a line that is evidence, or rightly says that there is none."""
    if turn.get("unanswerable"):
        return not answer.answered
    return any(
        f"{citation.source}:{citation.line}" in turn["evidence"] for citation in answer.citations
    )


def cites_sentence(turn: dict[str, Any], answer: Answer) -> bool:
    """Whether the answer cites a sentence that answers, or rightly says that there is none."""
    if turn.get("unanswerable"):
        return not answer.answered
    cited = [one for one in answer.citations if one.source.endswith(turn["file"])]
    return meet([(one.start, one.end) for one in cited], turn["answers"])


@dataclass
class Score:
    """Counts over all turns, by their kind."""

    asked: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    outright: Counter[str] = field(default_factory=Counter)
    alone: Counter[bool] = field(default_factory=Counter)
    """Of the follow-ups that stand by themselves: whether they were left as they are."""
    first_times: list[float] = field(default_factory=list)
    followup_times: list[float] = field(default_factory=list)
    """Seconds."""

    def add(
        self, turn: Row, answer: Answer, seconds: float, *, right: bool, outright: bool
    ) -> None:
        """Counts a turn."""
        is_first = turn["kind"] == "first"
        (self.first_times if is_first else self.followup_times).append(seconds)
        question = folded(turn["question"])
        if not is_first and folded(turn.get("standalone", "")) == question:
            self.alone[folded(answer.standalone_question) == question] += 1
        kind = f"{turn['kind']}{', no answer' if turn.get('unanswerable') else ''}"
        self.asked[kind] += 1
        self.right[kind] += right
        self.outright[kind] += outright

    def print(self) -> None:
        """Prints each kind of turn, then several together, then what else was counted."""
        print(f"{'kind':32} {'turns':>5} {'right':>6} {'':6} {'outright':>9}")
        for kind in sorted(self.asked):
            self._print(kind, [kind])
        followups = [kind for kind in self.asked if not kind.startswith("first")]
        self._print("follow-ups with an answer", [kind for kind in followups if "," not in kind])
        self._print("all follow-ups", followups)
        self._print("all turns", list(self.asked))
        left, of = self.alone[True], self.alone.total()
        print(f"left as they are, of those that stand by themselves: {left} of {of}")
        ratio = statistics.median(self.followup_times) / statistics.median(self.first_times)
        print(f"a follow-up takes {ratio:.2f} times a first question, at the median")

    def _print(self, name: str, kinds: Sequence[str]) -> None:
        counts = self.asked, self.right, self.outright
        asked, right, outright = (sum(count[kind] for kind in kinds) for count in counts)
        print(
            f"{name:32} {asked:>5} {right:>6} {right / max(1, asked):>6.2f} "
            f"{outright:>9} {outright / max(1, asked):>6.2f}"
        )


def score(desk: Desk, rows: Sequence[Row], is_right: IsRight, *, show: bool) -> None:
    """Asks every turn in its conversation and by itself, counts, prints."""
    found = Score()
    for conversation in rows:
        chat = desk.chat()
        for turn in conversation["turns"]:
            started = time.perf_counter()
            answer = chat.ask(turn["question"])
            seconds = time.perf_counter() - started
            if turn["kind"] == "small talk":
                continue
            right = is_right(turn, answer)
            outright = is_right(turn, desk.ask(turn.get("standalone", turn["question"])))
            found.add(turn, answer, seconds, right=right, outright=outright)
            if show and not right:
                _show(conversation["id"], turn, answer, outright)
    found.print()


def _show(name: str, turn: Row, answer: Answer, is_right_outright: bool) -> None:
    shown = ", ".join(f"{one.source}:{one.line}" for one in answer.citations) or "no answer"
    also = "right" if is_right_outright else "wrong too"
    print(f"{name} {turn['kind']}: {turn['question']} => {answer.standalone_question}")
    print(f"    meant {turn.get('standalone', '')}")
    wanted = turn.get("evidence") or turn.get("file") if not turn.get("unanswerable") else "none"
    print(f"    {wanted} -> {shown}; asked outright, {also}")


def main() -> None:
    """Opens the index, and scores."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="CONVERSATIONS")
    parser.add_argument("work", type=Path, metavar="INDEX_FOLDER")
    parser.add_argument("--news", action="store_true", help="those about news articles")
    parser.add_argument("--split", choices=("tune", "report"), default="tune")
    parser.add_argument("--others", type=int, default=650, help="articles beside ours")
    parser.add_argument("--show", action="store_true", help="print the turns that go wrong")
    given = parser.parse_args()
    desk = (
        Desk(indexed(given.folder, given.work, given.others))
        if given.news
        else bot.open(given.work)
    )
    desk.warm_up()
    rows = list(conversations(given.split)) if given.news else read_rows(given.folder)
    score(desk, rows, cites_sentence if given.news else cites_line, show=given.show)


if __name__ == "__main__":
    main()
