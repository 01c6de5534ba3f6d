"""Finds the sentences that compete to answer each of our questions, as a user's search would.

    python tests/benchmarks find_groups EVAL_FOLDER WORK_FOLDER [--others N]

Our questions, and of the train split those of conversations, are asked over an index of the
articles that `score_questions` has and those of the conversations. Of each, the sentences that the
rules would give the reader are kept, and those that answer: WORK_FOLDER/groups.jsonl, for
`train_reader` and `find_disputed`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

from jsonl import Row, read_rows
from quality.score_questions import indexed, meet, parser_of, rows_of, settings_of
from training.reader_groups import GROUPS, on_one_line
from written import CONVERSATIONS, Library, file_of, split_of

from bot.answering.quote_selection import MOST_READ, Candidate, as_read, candidates
from bot.answering.scoped_index import Inquiry
from bot.answering.sentence_features import View, view
from bot.questions.question import Question
from index.stores.archive import Archive
from index.types import Article

_PROCESSES = 2
_SPLITS = ("train", "tune", "report")
"""The last for `find_disputed` alone."""


def _sentence(row: Row, seen: View, number: int, own: Article) -> Row:
    """A sentence as the reader sees it, whether it answers, and by which words.

    `answers` is null where another article has the words that answer: they may be right there, too.
    """
    context, text = as_read(seen, number)
    sentence = seen.article.sentences[number]
    file = "/".join(Path(seen.article.source).parts[-2:])
    place = sentence.start, sentence.end
    found: Row = {"file": file, "place": place, "context": context, "sentence": text}
    words = row.get("words")
    if file != row["file"]:
        has_words = words and own.text[slice(*words)].lower() in text.lower()
        return {**found, "answers": None if has_words else False}
    found["answers"] = meet([place], row.get("answers", ()))
    if found["answers"] and words and sentence.start <= words[0] < words[1] <= sentence.end:
        found["words"] = on_one_line(own.text, sentence.start, words)
    return found


def unread(asked: Question, inquiry: Inquiry, most: int = MOST_READ) -> Sequence[Candidate]:
    """The sentences that a search brings for the reader, before it reads, the likeliest first."""
    hits = inquiry.search(asked)
    means = replace(inquiry.means(asked, inquiry.recurs), read=None, most_read=most)
    return candidates(asked, hits, inquiry.articles(hits), means)


def group(row: Row, inquiry: Inquiry, own: Article) -> Row:
    """A question with the sentences that compete, the likeliest first."""
    found = unread(inquiry.analyse(row["question"]), inquiry)
    sentences = [_sentence(row, one.seen, one.number, own) for one in found]
    kept = {one.number for one in found if one.seen.article.source.endswith(row["file"])}
    missed = (n for n in range(len(own.sentences)) if n not in kept)
    answering = (_sentence(row, view(own), number, own) for number in missed)
    sentences += [one for one in answering if one["answers"]]
    kept_of_row = {key: row[key] for key in ("id", "file", "question", "split")}
    return {**kept_of_row, "sentences": sentences}


def _part(given: tuple[Path, Path, int]) -> list[Row]:
    """The questions of one process."""
    folder, work, part = given
    loaded = settings_of(work)
    inquiry = Inquiry(Archive(loaded), loaded.answers)
    library = Library(folder, work)
    rows = _rows()[part::_PROCESSES]
    return [group(row, inquiry, library.article(row["file"])) for row in rows]


def _rows() -> list[Row]:
    questions = [{**row, "split": split} for split in _SPLITS for row in rows_of(split)]
    return [*questions, *_turns()]


def _turns() -> Iterator[Row]:
    """The questions of conversations of the train split, each as it stands by itself."""
    for file in sorted(CONVERSATIONS.glob("*.jsonl")):
        for row in read_rows(file):
            for number, turn in enumerate(row["turns"]):
                articles = {turn.get("file"), file_of(row)}
                if "standalone" in turn and {split_of(one) for one in articles} == {"train"}:
                    name = f"{row['id']}-{number}"
                    yield {**turn, "id": name, "question": turn["standalone"], "split": "train"}


def main() -> None:
    given = parser_of(__doc__).parse_args()
    work = given.work / "training"
    work.mkdir(parents=True, exist_ok=True)
    told = {row["file"] for row in _turns()}
    indexed(given.folder, work, given.others, told)
    parts = [(given.folder, work, part) for part in range(_PROCESSES)]
    with (
        get_context("spawn").Pool(_PROCESSES) as pool,
        (given.work / GROUPS).open("w", encoding="utf-8") as lines,
    ):
        for rows in pool.imap(_part, parts):
            lines.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


if __name__ == "__main__":
    main()
