"""Tells how whole a good chat model's answers arrive, and whether anything false comes with them.

    python tests/benchmarks score_replies INDEX_FOLDER SAMPLES.jsonl [--show]

SAMPLES (tests/replies/samples.jsonl) has replies to questions about the sample articles, as good
models lay them out, half of them with a false sentence; of each sentence it is known whether it is
true and whether it answers. A server of our own, on loopback with OpenAI's protocol, gives them to
On Record as a chat model's; "{{file}}" becomes the number of that file's passage. INDEX_FOLDER is
an index of the sample articles.
"""

from __future__ import annotations

import argparse
import json
import re
import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from jsonl import Row, read_rows

import bot
from bot.desk import Desk
from bot.types.answer import Answer
from bot.writing.references import leans, leans_on_person
from config import settings

_PASSAGE = re.compile(r'<passage number="(\d+)">\nHeadline: (.*)')
_PLACE = re.compile(r"\{\{(.*?)\}\}")
_SAME = 0.8
"""The share of its words that a sentence of a sample has in one that is shown as written."""
_RAW = re.compile(r"\*\*|^#|\||^\s*[-*] |```", re.MULTILINE)
"""What no answer should look like."""


class Replies(ThreadingHTTPServer):
    """A chat model that says what it is told to."""

    daemon_threads = True

    def __init__(self, headlines: dict[str, str]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.headlines = headlines
        """Of each article, its source."""
        self.reply = ""


class _Handler(BaseHTTPRequestHandler):
    server: Replies

    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        numbers: dict[str, str] = {}
        for number, headline in _PASSAGE.findall(asked["messages"][-1]["content"]):
            numbers.setdefault(self.server.headlines.get(headline, ""), number)
        said = _PLACE.sub(lambda place: numbers.get(place[1], "99"), self.server.reply)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        for piece in re.findall(r"\S+\s*|\s+", said):
            delta = {"role": "assistant", "content": piece}
            choice = {"index": 0, "delta": delta, "finish_reason": None}
            event = {"id": "1", "object": "chat.completion.chunk", "created": 1, "model": "m"}
            self.wfile.write(f"data: {json.dumps({**event, 'choices': [choice]})}\n\n".encode())
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, *args: object) -> None:
        """Nothing."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A sentence of a sample beside the answer."""

    text: str
    is_true: bool
    is_right: bool
    """Whether it is true and answers the question."""
    is_shown: bool
    """Whether the answer has it as written."""

    @property
    def kind(self) -> str:
        """What it is counted as."""
        return "true" if self.is_true else "false"

    def __str__(self) -> str:
        return f"{self.kind}, {'' if self.is_shown else 'not '}shown: {self.text}"


@dataclass
class Score:
    """Counts over all replies."""

    counts: Counter[str] = field(default_factory=Counter)

    def add(self, sample: Row, answer: Answer) -> list[str]:
        """Counts an answer; returns what is wrong with it."""
        sentences = _compared(sample, answer)
        wrong = [one for one in sentences if one.is_shown != one.is_true]
        dangling = _dangling(answer)
        kept = _is_kept(sentences, answer)
        raw = bool(_RAW.search(answer.text)) and answer.engine != "quotes"
        whole = all(one.is_true for one in sentences) and not wrong
        found = {"kept": kept, "dangling": bool(dangling), "raw": raw, "whole": whole}
        self.counts.update(one.kind for one in sentences)
        self.counts.update(f"{one.kind} shown" for one in sentences if one.is_shown)
        self.counts.update(["reply", *(name for name, is_so in found.items() if is_so)])
        self.counts[f"engine {answer.engine}"] += 1
        faults = [*map(str, wrong), *(f"dangling: {text}" for text in dangling)]
        faults += ["raw markup"] if raw else []
        return faults + ([] if kept else ["what answers is lost"])

    def __str__(self) -> str:
        of = self.counts
        lines = [
            f"true sentences shown as written  {of['true shown'] / of['true']:.3f} of {of['true']}",
            f"false sentences shown            {of['false shown'] / of['false']:.3f}"
            f" of {of['false']}",
            f"answers that keep what answers   {of['kept'] / of['reply']:.3f} of {of['reply']}",
            f"answers whole                    {of['whole']}",
            f"with a dangling reference        {of['dangling']}",
            f"with a broken list               {of['raw']}",
            f"quoted instead                   {of['engine quotes']}",
        ]
        return "\n".join(lines)


def _compared(sample: Row, answer: Answer) -> list[Compared]:
    """The sentences of a sample, each beside the answer."""
    written = [one.text for one in answer.sentences if one.written_by != "quotes"]
    found = []
    for one in sample["sentences"]:
        is_shown = any(_is_same(one["text"], text) for text in written)
        is_right = one["true"] and one["answers"]
        found.append(Compared(one["text"], one["true"], is_right, is_shown))
    return found


def _is_kept(sentences: Sequence[Compared], answer: Answer) -> bool:
    """Whether a sentence that answers is shown, or articles are quoted instead."""
    if answer.engine == "quotes" or any(one.written_by == "quotes" for one in answer.sentences):
        return True
    return any(one.is_shown and one.is_right for one in sentences)


def _is_same(sentence: str, shown: str) -> bool:
    words = set(re.findall(r"\w+", sentence.casefold()))
    return len(words & set(re.findall(r"\w+", shown.casefold()))) >= _SAME * len(words)


def _dangling(answer: Answer) -> list[str]:
    """The sentences of the model that lean on one that is not shown."""
    first = [one.text for one in answer.sentences[:1] if one.written_by != "quotes"]
    known = " ".join(one.quote for one in answer.citations)
    above = {text: answer.text[: answer.text.find(text)] for text in first}
    return [
        text for text in first if leans(text) or leans_on_person(f"{above[text]} {text}", known)
    ]


def main() -> None:
    """Asks, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index")
    parser.add_argument("samples", type=Path)
    parser.add_argument("--show", action="store_true", help="print each answer and what is wrong")
    given = parser.parse_args()
    titles = {one.title: one.source for one in bot.open(given.index).articles()}
    server = Replies(titles)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    llm: dict[str, object] = {
        "model": "openai:local",
        "base_url": f"http://127.0.0.1:{server.server_port}/v1",
    }
    desk = Desk(settings.load(index={"path": given.index}, llm=llm))
    print(run(desk, server, read_rows(given.samples), show=given.show))


def run(desk: Desk, server: Replies, samples: list[Row], *, show: bool) -> Score:
    """The score of all samples."""
    score = Score()
    for sample in samples:
        server.reply = sample["reply"]
        answer = desk.ask(sample["question"])
        faults = score.add(sample, answer)
        if show:
            print(f"\n{sample['layout']} {sample['question']}\n{answer.text}")
            for one in answer.dropped:
                print(f"  dropped ({one.problem}): {one.text}")
            print(*(f"  ! {fault}" for fault in faults), sep="\n")
    return score


if __name__ == "__main__":
    main()
