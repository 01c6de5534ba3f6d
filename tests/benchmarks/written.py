"""What we wrote about other people's articles: shows articles, adds rows, checks and counts them.

    python tests/benchmarks written show EVAL_FOLDER WORK_FOLDER FILE...
    python tests/benchmarks written add EVAL_FOLDER WORK_FOLDER ROWS OUT
    python tests/benchmarks written check EVAL_FOLDER WORK_FOLDER [FILE...]

The articles are other people's, so we keep no text of theirs: a row names the article's file,
places in it (characters of the decoded text) and our own words. FILE is such as
"news2023/NAME.txt".

`show` prints an article's sentences with their numbers. Whoever writes questions names sentences by
number and copies the words that answer; `add` turns both into places and refuses rows that do not
fit. `check` reads tests/questions/news (or the files named) and prints how many rows there are for
each split and kind.

An article belongs to one split, by a hash of its file's name, for questions, claims and
conversations alike. Articles that an odd question of 2022 names belong to the report split or to
none.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Literal

from jsonl import Row, is_odd, read_rows
from quality.eval_sets import unpacked

from index.articles.parse import parse
from index.readers.text import decode
from index.types import Article, Document

QUESTIONS = Path(__file__).resolve().parents[1] / "questions" / "news"
MAX_RUN = 12
"""Words in a row that a row may have in common with its article."""
Split = Literal["train", "tune", "report"]


def split_of(file: str) -> Split:
    """The split of an article, by its file's name: six tenths train, two tune, two report."""
    name = file.rpartition("/")[2]
    tenth = int(sha256(name.encode()).hexdigest()[:8], 16) % 10
    return "train" if tenth < 6 else "tune" if tenth < 8 else "report"


class Library:
    """The articles of the news sets."""

    def __init__(self, folder: Path, work: Path) -> None:
        self._folder, self._work = folder, work

    @cache  # noqa: B019  # lives as long as the program
    def article(self, file: str) -> Article:
        """An article by its set and name, as "news2023/NAME.txt"."""
        year, _, name = file.partition("/")
        path = unpacked(self._folder, self._work, year) / "articles" / name
        return parse(Document(file, decode(path.read_bytes())[0], ""))

    def reserved(self) -> frozenset[str]:
        """Names of the files that odd questions of 2022 name: none of them may be trained or tuned
        on."""
        rows = read_rows(unpacked(self._folder, self._work, "news2022") / "questions.jsonl")
        odd = [row for row in rows if is_odd(row)]
        named = [
            name
            for row in odd
            for key in ("gold_files", "gcs_files")
            for name in row.get(key) or ()
        ]
        return frozenset(named)


def numbered(article: Article) -> Iterator[str]:
    """The lines of an article for whoever writes about it."""
    yield f"FILE: {article.source}"
    yield f"TITLE: {article.title}"
    yield f"DATE: {article.published}"
    yield f"SOURCE: {article.publisher}"
    for number, sentence in enumerate(article.sentences):
        yield f"[{number}] {' '.join(article.quote(sentence).split())}"


def placed(row: Row, article: Article) -> Row:
    """A written row with places instead of numbers and copied words.

    Raises ValueError for one that does not fit.
    """
    kind, *style = [part.strip() for part in row["kind"].split(",")]
    made: Row = {"file": row["file"], "kind": kind, "question": " ".join(row["question"].split())}
    if style:
        made["style"] = sorted(set(style))
    if run := _longest_run(made["question"], article):
        raise ValueError(f"has {MAX_RUN} words in a row of the article: {run}")
    if row.get("unanswerable"):
        return {**made, "unanswerable": True}
    sentences = [article.sentences[number] for number in row["sentences"]]
    if not sentences:
        raise ValueError("names no sentence")
    made["answers"] = [[one.start, one.end] for one in sentences]
    if row.get("together"):
        made["together"] = True
    if row.get("answer"):
        made["words"] = next(
            filter(None, (_found(row["answer"], article, *at) for at in made["answers"])), None
        )
        if made["words"] is None:
            raise ValueError(f"has words that stand in none of its sentences: {row['answer']}")
    return made


def _found(words: str, article: Article, start: int, end: int) -> list[int] | None:
    """Where words stand between two places of an article, whatever space is between them."""
    pattern = r"\s+".join(re.escape(word) for word in words.split())
    found = re.compile(pattern).search(article.text, start, end)
    return list(found.span()) if found else None


def _longest_run(question: str, article: Article) -> str:
    """Words in a row of a question that its article has too, if they are too many; else an empty
    string."""
    words, text = _words(question), f" {' '.join(_words(article.text))} "
    for first in range(len(words) - MAX_RUN + 1):
        run = " ".join(words[first : first + MAX_RUN])
        if f" {run} " in text:
            return run
    return ""


def _words(text: str) -> list[str]:
    return re.findall(r"[\w’']+", text.lower())


def problems(row: Row, article: Article, reserved: frozenset[str]) -> Iterator[str]:
    """What is wrong with a row that we keep."""
    bounds = {(one.start, one.end) for one in article.sentences}
    if any(tuple(place) not in bounds for place in row.get("answers", ())):
        yield "an answer is no sentence of the article"
    if bool(row.get("answers")) == bool(row.get("unanswerable")):
        yield "it must have answers, or be unanswerable"
    words = row.get("words")
    if words and not any(start <= words[0] < words[1] <= end for start, end in row["answers"]):
        yield "the words that answer stand in none of its sentences"
    if split_of(row["file"]) != "report" and row["file"].rpartition("/")[2] in reserved:
        yield "its article is reserved for reporting"
    if _longest_run(row["question"], article):
        yield "it has too many words in a row of the article"


def show(library: Library, files: Sequence[str]) -> None:
    """Prints articles with numbered sentences."""
    for file in files:
        print("\n".join(numbered(library.article(file))), end="\n\n")


def add(library: Library, rows: Path, out: Path) -> None:
    """Appends the rows that fit, each with an id, and prints what is wrong with the others."""
    known = {row["question"].lower() for row in read_rows(out)} if out.exists() else set[str]()
    kept = list[Row]()
    for number, row in enumerate(read_rows(rows), 1):
        try:
            made = placed(row, library.article(row["file"]))
            if made["question"].lower() in known:
                raise ValueError("was asked already")
        except (ValueError, KeyError, IndexError) as error:
            print(f"{rows.name}:{number} {row.get('question')}: {error}")
            continue
        known.add(made["question"].lower())
        kept.append({"id": f"{out.stem}-{len(known):04}", **made})
    with out.open("a", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in kept)
    print(f"{out.name}: {len(kept)} rows added")


def check(library: Library, files: Sequence[Path]) -> int:
    """Prints what is wrong and how many rows each split has; returns the number of faults."""
    reserved, faults = library.reserved(), 0
    splits, kinds = dict[str, Counter[str]](), Counter[str]()
    for file in files:
        for row in read_rows(file):
            for problem in problems(row, library.article(row["file"]), reserved):
                print(f"{row['id']} {row['question']}: {problem}")
                faults += 1
            kinds[row["kind"]] += 1
            counted = splits.setdefault(split_of(row["file"]), Counter())
            counted["unanswerable" if row.get("unanswerable") else "answerable"] += 1
            counted[f"article {row['file']}"] += 1
    for split, counted in sorted(splits.items()):
        articles = sum(key.startswith("article ") for key in counted)
        print(
            f"{split:8} {counted['answerable']:5} answerable {counted['unanswerable']:5} not, "
            f"{articles:4} articles"
        )
    print(", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))
    return faults


def main() -> None:
    """Shows, adds or checks."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=("show", "add", "check"))
    parser.add_argument("folder", type=Path, help="the evaluation data")
    parser.add_argument("work", type=Path, help="where archives are unpacked; kept from run to run")
    parser.add_argument("files", nargs="*")
    given = parser.parse_args()
    given.work.mkdir(parents=True, exist_ok=True)
    library = Library(given.folder, given.work)
    if given.command == "show":
        show(library, given.files)
    elif given.command == "add":
        rows, out = map(Path, given.files)
        add(library, rows, out)
    elif check(library, [Path(file) for file in given.files] or sorted(QUESTIONS.glob("*.jsonl"))):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
