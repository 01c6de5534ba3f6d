"""Scores a question file against an index: right answers, and unanswerable questions left alone.

    python tests/benchmarks/score_questions.py QUESTIONS INDEX_FOLDER [--show]

A question is {"question", "history"?, "evidence": ["file:line", …]} or {"question", "unanswerable": true}. An answer is
right if one of its citations stands in a line that is evidence.
"""

from __future__ import annotations

import argparse
import json
import statistics
from collections import Counter
from pathlib import Path
from typing import Any

import bot
from bot.desk import Desk
from bot.types import Answer


def ask(desk: Desk, row: dict[str, Any]) -> Answer:
    """The answer to a question after those before it."""
    chat = desk.chat()
    for earlier in row.get("history", []):
        chat.ask(earlier)
    return chat.ask(row["question"])


def is_right(row: dict[str, Any], answer: Answer) -> bool:
    """Whether the answer cites a line that is evidence, or rightly says that there is none."""
    if row.get("unanswerable"):
        return not answer.answered
    return any(f"{citation.source}:{citation.line}" in row["evidence"] for citation in answer.citations)


def main() -> None:
    """Asks, counts, prints."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("questions", type=Path)
    parser.add_argument("index")
    parser.add_argument("--show", action="store_true", help="print the questions that go wrong")
    given = parser.parse_args()
    desk = bot.open(given.index)
    desk.warm_up()
    asked, right, words = Counter[bool](), Counter[bool](), []
    for line in given.questions.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        answer = ask(desk, row)
        unanswerable = bool(row.get("unanswerable"))
        asked[unanswerable] += 1
        right[unanswerable] += is_right(row, answer)
        if answer.answered:
            words.append(len(answer.text.split()))
        if given.show and not is_right(row, answer):
            shown = ", ".join(f"{one.source}:{one.line}" for one in answer.citations) or "no answer"
            print(
                f"{row.get('id', '')} {answer.standalone_question}\n    {row.get('evidence', 'unanswerable')} -> {shown}"
            )
    print(f"answerable: {right[False]}/{asked[False]} cite the evidence ({right[False] / max(1, asked[False]):.2f})")
    print(f"unanswerable: {right[True]}/{asked[True]} not answered ({right[True] / max(1, asked[True]):.2f})")
    print(f"words shown: median {statistics.median(words or [0]):.0f}")


if __name__ == "__main__":
    main()
