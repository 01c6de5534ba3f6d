"""Finds sentences that may answer one of our questions though its author did not mark them.

    python tests/benchmarks find_disputed show WORK_FOLDER SPLIT OUT_FOLDER [--surest N] [--least L]
    python tests/benchmarks find_disputed take WORK_FOLDER FOLDER

Whoever wrote a question marked what answers it in one article; others may answer it as well, and so
may a sentence overlooked. To learn that these are wrong teaches a wrong thing. `show` has the
reader read what `find_groups` found, and writes the surest sentences that are not marked into
numbered files, for people to read. They write beside each file NN.show a file NN.judged, a line for
each question: its id, and for each sentence its letter and yes, no or unsure:

    00-0012 a yes b no

`take` adds the judgements to tests/questions/judged.jsonl.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from string import ascii_lowercase

from jsonl import Row
from training import reader_groups
from written import JUDGED, Place, judgements

from bot.models import span_reader

_JUDGEMENTS = {"yes": True, "no": False, "unsure": None}
_IN_A_FILE = 130
"""Questions."""


def disputed(row: Row, surest: int, least: float) -> list[Row]:
    """The surest sentences of a question that nobody has marked or judged."""
    read = span_reader.shared().read
    pairs = [(one["context"], one["sentence"]) for one in row["sentences"]]
    log_odds = [reading.log_odds for reading in read(row["question"], pairs)]
    order = sorted(range(len(pairs)), key=lambda number: -log_odds[number])
    unmarked = (n for n in order if log_odds[n] >= least and not row["sentences"][n]["answers"])
    found = [row["sentences"][n] for n in list(unmarked)[:surest]]
    return [one for one in found if not one["is_judged"]]


def shown(row: Row, sentences: Sequence[Row]) -> Iterator[str]:
    """A question with its marked and its disputed sentences, for people."""
    yield f"{row['id']}  {row['question']}"
    marked = [one for one in row["sentences"] if one["answers"]]
    for one in marked:
        yield f"    marked: {one['context']} || {one['sentence']}"
    if not marked:
        yield f"    marked: none; asked of {row['file'].rpartition('/')[2]}"
    for letter, one in zip(ascii_lowercase, sentences, strict=False):
        yield f"    {letter}: {one['context']} || {one['sentence']}"


def show(work: Path, split: str, out: Path, surest: int, least: float) -> None:
    """Writes what is disputed, and a key to it, into numbered files."""
    out.mkdir(parents=True, exist_ok=True)
    found = [
        (row, sentences)
        for row in reader_groups.found(work)
        if row["split"] == split and (sentences := disputed(row, surest, least))
    ]
    for number, first in enumerate(range(0, len(found), _IN_A_FILE)):
        part = found[first : first + _IN_A_FILE]
        name = f"{split}-{number:02}"
        text = "\n\n".join("\n".join(shown(row, sentences)) for row, sentences in part)
        (out / f"{name}.show").write_text(f"{text}\n", encoding="utf-8")
        key = {
            row["id"]: [{"file": one["file"], "place": one["place"]} for one in sentences]
            for row, sentences in part
        }
        (out / f"{name}.key").write_text(json.dumps(key), encoding="utf-8")
    count = sum(len(sentences) for _, sentences in found)
    print(f"{len(found)} questions, {count} sentences")


def judged(file: Path) -> Iterator[tuple[Place, bool | None]]:
    """The judgements of a file NN.judged; ValueError for a line that does not fit."""
    key = json.loads(file.with_suffix(".key").read_text(encoding="utf-8"))
    for line in filter(str.strip, file.read_text(encoding="utf-8").splitlines()):
        name, *words = line.split()
        if len(words) != 2 * len(key.get(name, ())):
            raise ValueError(f"{file.name} does not judge what was shown: {line}")
        for one, letter, word in zip(key[name], words[::2], words[1::2], strict=True):
            if letter not in ascii_lowercase or word not in _JUDGEMENTS:
                raise ValueError(f"{file.name} has neither yes, no nor unsure: {line}")
            yield (name, one["file"], *one["place"]), _JUDGEMENTS[word]


def take(folder: Path) -> None:
    """Adds all judgements of a folder to those that we keep."""
    known = judgements()
    before = len(known)
    for file in sorted(folder.glob("*.judged")):
        known = {**dict(judged(file)), **known}
    rows = (
        {"question": name, "file": file, "place": place, "answers": answers}
        for (name, file, *place), answers in sorted(known.items(), key=lambda one: one[0])
    )
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    JUDGED.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    print(f"{len(known) - before} judgements added to {before}")


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    of_show = commands.add_parser("show", help="write what is to be judged")
    of_show.add_argument("work", type=Path, metavar="WORK_FOLDER")
    of_show.add_argument("split", choices=("train", "tune", "report"))
    of_show.add_argument("out", type=Path, metavar="OUT_FOLDER")
    of_show.add_argument("--surest", type=int, default=2, help="sentences of a question")
    of_show.add_argument("--least", type=float, default=1.0, help="log-odds of the reader")
    of_take = commands.add_parser("take", help="keep what was judged")
    of_take.add_argument("folder", type=Path, metavar="FOLDER")
    given = parser.parse_args()
    if given.command == "show":
        show(given.work, given.split, given.out, given.surest, given.least)
    else:
        take(given.folder)


if __name__ == "__main__":
    main()
