"""Scores conversations against an index: right answers by kind of follow-up, asked as follow-ups
and asked outright.

    python tests/benchmarks score_conversations CONVERSATIONS INDEX_FOLDER [--show]

A conversation is {"id", "turns": [{"question", "kind", "standalone"?, "evidence": ["file:line",
…]}, …]}; a turn that the articles do not answer has {"unanswerable": true} instead of evidence.
`standalone` is the question as somebody would ask it who had said nothing before, where that is not
the question itself. An answer is right if one of its citations stands in a line that is evidence.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

from jsonl import read_rows

import bot
from bot.types.answer import Answer


def is_right(turn: dict[str, Any], answer: Answer) -> bool:
    """Whether the answer cites a line that is evidence, or rightly says that there is none."""
    if turn.get("unanswerable"):
        return not answer.answered
    return any(
        f"{citation.source}:{citation.line}" in turn["evidence"] for citation in answer.citations
    )


def main() -> None:
    """Asks every turn in its conversation and by itself, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("conversations", type=Path)
    parser.add_argument("index")
    parser.add_argument("--show", action="store_true", help="print the turns that go wrong")
    given = parser.parse_args()
    desk = bot.open(given.index)
    desk.warm_up()
    asked, right, outright = Counter[str](), Counter[str](), Counter[str]()
    for conversation in read_rows(given.conversations):
        chat = desk.chat()
        for turn in conversation["turns"]:
            answer = chat.ask(turn["question"])
            by_itself = desk.ask(turn.get("standalone", turn["question"]))
            asked[turn["kind"]] += 1
            right[turn["kind"]] += is_right(turn, answer)
            outright[turn["kind"]] += is_right(turn, by_itself)
            if given.show and not is_right(turn, answer):
                shown = (
                    ", ".join(f"{one.source}:{one.line}" for one in answer.citations) or "no answer"
                )
                also = "right" if is_right(turn, by_itself) else "wrong too"
                print(
                    f"{conversation['id']} {turn['kind']}: {turn['question']} => "
                    f"{answer.standalone_question}"
                )
                print(
                    f"    {turn.get('evidence', 'unanswerable')} -> {shown}; asked outright, {also}"
                )
    print(f"{'kind':14} {'turns':>5} {'right':>6} {'':6} {'outright':>9}")
    for kind in sorted(asked):
        _print(kind, asked[kind], right[kind], outright[kind])
    followups = [kind for kind in asked if kind != "first"]
    _print(
        "all follow-ups",
        *(sum(count[kind] for kind in followups) for count in (asked, right, outright)),
    )
    _print("all turns", *(count.total() for count in (asked, right, outright)))


def _print(kind: str, asked: int, right: int, outright: int) -> None:
    print(
        f"{kind:14} {asked:>5} {right:>6} {right / asked:>6.2f} "
        f"{outright:>9} {outright / asked:>6.2f}"
    )


if __name__ == "__main__":
    main()
