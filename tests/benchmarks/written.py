"""What we wrote about other people's articles: shows articles, adds rows, checks and counts them.

Questions (tests/questions/news), claims (tests/claims/news) and conversations
(tests/conversations/news).

    python tests/benchmarks written show EVAL_FOLDER WORK_FOLDER FILE...
    python tests/benchmarks written add EVAL_FOLDER WORK_FOLDER ROWS OUT
    python tests/benchmarks written check EVAL_FOLDER WORK_FOLDER [FILE...]

The articles are other people's, so we keep no text of theirs: a row names the article's file,
places in it (characters of the decoded text) and our own words. FILE is such as
"news2023/NAME.txt".

`show` prints an article's sentences with their numbers. Whoever writes names sentences by number
and copies the words that answer; `add` turns both into places and refuses rows that do not fit. A
claim is true or false; of a false one `wrong` is where its false words stand, and `instead` where
the article has others. A conversation is turns: questions, each with the question that stands by
itself, and small talk. `check` reads what we keep (or the files named) and prints how many rows
there are for each split and kind.

An article belongs to one split, by a hash of its file's name, for questions, claims and
conversations alike; a conversation to that of its first article. Articles that an odd question of
2022 names belong to the report split or to none.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Literal

from jsonl import Row, is_odd, read_rows
from quality.eval_sets import unpacked

from index.articles.parse import parse
from index.readers.text import decode
from index.types import Article, Document

_TESTS = Path(__file__).resolve().parents[1]
QUESTIONS = _TESTS / "questions" / "news"
JUDGED = _TESTS / "questions" / "judged.jsonl"
CLAIMS = _TESTS / "claims" / "news"
CONVERSATIONS = _TESTS / "conversations" / "news"
KEPT = (QUESTIONS, CLAIMS, CONVERSATIONS)
"""Where the rows are."""
MAX_RUN = 12
"""Words in a row that a row may have in common with its article."""
Place = tuple[str, str, int, int]
"""A question's id, and a sentence of any article: its file, where it begins and ends."""
Split = Literal["train", "tune", "report"]


def split_of(file: str) -> Split:
    """The split of an article, by its file's name: six tenths train, two tune, two report."""
    name = file.rpartition("/")[2]
    tenth = int(sha256(name.encode()).hexdigest()[:8], 16) % 10
    return "train" if tenth < 6 else "tune" if tenth < 8 else "report"


def judgements() -> dict[Place, bool | None]:
    """Whether sentences answer that the author of a question had not marked; None if disputed."""
    rows = read_rows(JUDGED)
    return {(row["question"], row["file"], *row["place"]): row["answers"] for row in rows}


class Library:
    """The articles of the news sets."""

    def __init__(self, folder: Path, work: Path) -> None:
        self._folder, self._work = folder, work
        self._read: dict[str, Article] = {}

    def article(self, file: str) -> Article:
        """An article by its set and name, as "news2023/NAME.txt"."""
        if file not in self._read:
            self._read[file] = parse(Document(file, self.text(file), ""))
        return self._read[file]

    def text(self, file: str) -> str:
        """The decoded text of an article."""
        year, _, name = file.partition("/")
        path = unpacked(self._folder, self._work, year) / "articles" / name
        return decode(path.read_bytes())[0]

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


def placed(row: Row, library: Library) -> Row:
    """A written row with places instead of numbers and copied words.

    Raises ValueError for one that does not fit.
    """
    if "turns" in row:
        return {"turns": [_placed_turn(turn, library) for turn in row["turns"]]}
    article = library.article(row["file"])
    return _placed_claim(row, article) if "claim" in row else _placed_question(row, article)


def _placed_question(row: Row, article: Article) -> Row:
    kind, *style = [part.strip() for part in row["kind"].split(",")]
    made: Row = {"file": row["file"], "kind": kind, "question": _own(row["question"], article)}
    if style:
        made["style"] = sorted(set(style))
    return {**made, **_placed_answer(row, article)}


def _placed_answer(row: Row, article: Article) -> Row:
    if row.get("unanswerable"):
        return {"unanswerable": True}
    made: Row = {"answers": _sentences(row, article)}
    if row.get("together"):
        made["together"] = True
    if row.get("answer"):
        made["words"] = _among(row["answer"], made["answers"], article)
    return made


def _placed_claim(row: Row, article: Article) -> Row:
    claim = _own(row["claim"], article)
    made = {key: row[key] for key in ("file", "kind", "voice", "label")}
    made |= {"claim": claim, "sentences": _sentences(row, article)}
    if row["label"] not in ("true", "false"):
        raise ValueError(f"is neither true nor false: {row['label']}")
    if row["label"] == "false":
        at = claim.find(row["wrong"])
        if at < 0:
            raise ValueError(f"has no such words: {row['wrong']}")
        made["wrong"] = [at, at + len(row["wrong"])]
        if row.get("instead"):
            made["instead"] = _among(row["instead"], made["sentences"], article)
    return made


def _placed_turn(turn: Row, library: Library) -> Row:
    if "standalone" not in turn:
        return {"kind": turn["kind"], "question": " ".join(turn["question"].split())}
    article = library.article(turn["file"])
    made = {"kind": turn["kind"], "file": turn["file"]}
    made |= {key: _own(turn[key], article) for key in ("question", "standalone")}
    return {**made, **_placed_answer(turn, article)}


def _own(text: str, article: Article) -> str:
    """A text on one line; ValueError if it has too much of the article."""
    text = " ".join(text.split())
    if run := _longest_run(text, article):
        raise ValueError(f"has {MAX_RUN} words in a row of the article: {run}")
    return text


def _sentences(row: Row, article: Article) -> list[list[int]]:
    sentences = [article.sentences[number] for number in row["sentences"]]
    if not sentences:
        raise ValueError("names no sentence")
    return [[one.start, one.end] for one in sentences]


def _among(words: str, places: Sequence[Sequence[int]], article: Article) -> list[int]:
    """Where words stand in one of some sentences."""
    found = (_found(words, article, start, end) for start, end in places)
    at = next(filter(None, found), None)
    if at is None:
        raise ValueError(f"has words that stand in none of its sentences: {words}")
    return at


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


def file_of(row: Row) -> str:
    """The article that decides to which split a row belongs."""
    file: str = next(turn["file"] for turn in row.get("turns", [row]) if "file" in turn)
    return file


def text_of(row: Row) -> str:
    """What a row asks or claims."""
    turns = row.get("turns", [row])
    return " / ".join(turn.get("claim") or turn["question"] for turn in turns)


def problems(row: Row, library: Library, reserved: frozenset[str]) -> Iterator[str]:
    """What is wrong with a row that we keep."""
    for turn in row.get("turns", [row]):
        if "file" not in turn:
            continue
        article = library.article(turn["file"])
        places = turn.get("answers") or turn.get("sentences") or ()
        yield from _misplaced(turn, places, article)
        if split_of(file_of(row)) != "report" and turn["file"].rpartition("/")[2] in reserved:
            yield "its article is reserved for reporting"
        if any(_longest_run(turn.get(key, ""), article) for key in ("question", "claim")):
            yield "it has too many words in a row of the article"


def _misplaced(turn: Row, places: Sequence[Sequence[int]], article: Article) -> Iterator[str]:
    bounds = {(one.start, one.end) for one in article.sentences}
    if any(tuple(place) not in bounds for place in places):
        yield "an answer is no sentence of the article"
    if bool(places) == bool(turn.get("unanswerable")):
        yield "it must have answers, or be unanswerable"
    words = turn.get("words") or turn.get("instead")
    if words and not any(start <= words[0] < words[1] <= end for start, end in places):
        yield "the words that answer stand in none of its sentences"


def show(library: Library, files: Sequence[str]) -> None:
    """Prints articles with numbered sentences."""
    for file in files:
        print("\n".join(numbered(library.article(file))), end="\n\n")


def add(library: Library, rows: Path, out: Path) -> None:
    """Appends the rows that fit, each with an id, and prints what is wrong with the others."""
    known = {text_of(row).lower() for row in read_rows(out)} if out.exists() else set[str]()
    kept = list[Row]()
    for number, row in enumerate(read_rows(rows), 1):
        try:
            made = placed(row, library)
            if text_of(made).lower() in known:
                raise ValueError("is there already")
        except (ValueError, KeyError, IndexError) as error:
            print(f"{rows.name}:{number} {text_of(row)}: {error}")
            continue
        known.add(text_of(made).lower())
        kept.append({"id": f"{out.stem}-{len(known):04}", **made})
    with out.open("a", encoding="utf-8") as lines:
        lines.writelines(f"{json.dumps(row, ensure_ascii=False)}\n" for row in kept)
    print(f"{out.name}: {len(kept)} rows added")


def check(library: Library, files: Sequence[Path]) -> int:
    """Prints what is wrong and how many rows each split has; returns the number of faults."""
    reserved, faults = library.reserved(), 0
    for folder in sorted({file.parent for file in files}):
        rows = [row for file in files if file.parent == folder for row in read_rows(file)]
        for row in rows:
            for problem in problems(row, library, reserved):
                print(f"{row['id']} {text_of(row)}: {problem}")
                faults += 1
        print(f"{folder.relative_to(_TESTS.parent)}: {len(rows)} rows")
        _print_counts(rows)
    return faults


def _print_counts(rows: Sequence[Row]) -> None:
    for split in ("train", "tune", "report"):
        own = [row for row in rows if split_of(file_of(row)) == split]
        turns = [turn for row in own for turn in row.get("turns", [row])]
        labels = Counter(_label(turn) for turn in turns)
        articles = {turn["file"] for turn in turns if "file" in turn}
        counted = ", ".join(f"{count} {label}" for label, count in sorted(labels.items()))
        print(f"  {split:6} {len(own):5} rows, {len(articles):4} articles: {counted}")
    kinds = Counter(turn["kind"] for row in rows for turn in row.get("turns", [row]))
    print("  " + ", ".join(f"{kind} {count}" for kind, count in kinds.most_common()))


def _label(turn: Row) -> str:
    if "label" in turn:
        return str(turn["label"])
    if "file" not in turn:
        return "small talk"
    return "unanswerable" if turn.get("unanswerable") else "answerable"


def kept_files() -> list[Path]:
    """The files of rows that we keep."""
    return [file for folder in KEPT for file in sorted(folder.glob("*.jsonl"))]


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
    elif check(library, [Path(file).resolve() for file in given.files] or kept_files()):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
