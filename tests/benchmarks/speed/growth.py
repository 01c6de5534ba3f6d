"""How an index grows: what ten times the passages cost in disk, memory and time; prints a table,
and draws it.

    python tests/benchmarks growth INDEX QUESTIONS.jsonl WORK
        [--sizes 1000 10000 100000 1000000] [--plot docs/pictures/growth.svg]

INDEX is an index of real articles, which is only read: each size takes its articles, passages and
vectors from there as far as they go. Beyond, an article is made up of two real ones of as many
passages: each of its passages has the sentences of one of them and of the other in turn, its vector
is the mean of theirs and noise of length .3, brought to length one, and its sentences' vectors are
its own with more such noise. They are written straight to the stores, so that nothing is embedded.
WORK keeps the indexes; what is there already is not made again. A million passages take three
quarters of an hour to make, 10 GB of disk and 5 of memory.

Each index is asked, then brought up to date, in a process of its own. Times are those of the
processor, in all threads, so that what else the machine does counts little. A search is
`index.ranking.search`, the question's vector given; an answer is a whole one, verified. Recall is
that of Chroma's approximate index against all cosines.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count, islice, pairwise
from pathlib import Path

import numpy as np
from jsonl import read_rows

import bot
from config import settings
from index.models.embeddings import Embeddings, Vector, Vectors
from index.models.packed_vectors import packed
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter, File, Place
from index.syncing.sync import recipe_of, sync
from index.types import Article, Entry, Passage, Sentence

Measured = dict[str, float]

NOISE = 0.3
BATCH = 200
"""Articles that are written together."""
ROUNDS = 3
VECTORS = "vectors.npy"
NEWS = (
    "The bridge is opened\n\n"
    "MARSTOW, May 4, 2021 - "
    "The bridge over the river Elder was opened on Tuesday, the mayor said.\n"
)

COLUMNS = {
    "disk": "MB on disk",
    "memory": "MB to ask",
    "search": "search p50 ms",
    "search95": "search p95 ms",
    "answer": "answer p50 ms",
    "answer95": "answer p95 ms",
    "recall": "recall@10",
    "update": "one article s",
    "unchanged": "no change s",
}


@dataclass(frozen=True, slots=True)
class Made:
    """An article with its passages, their vectors and those of their sentences."""

    article: Article
    passages: list[Passage]
    vectors: Vectors
    sentences: list[bytes]


def real(archive: Archive) -> Iterator[Made]:
    """The articles of an index."""
    catalog = archive.catalog
    for listing in catalog.articles():
        number, article = catalog.article_id(listing.source), catalog.article_of(listing.source)
        if article is None or listing.copies_of:
            continue
        rows = catalog.rows("SELECT id FROM passages WHERE article_id = ?", number)
        entries = catalog.entries([passage for (passage,) in rows])
        found = archive.vectors.get([entry.id for entry in entries])
        if entries and len(found) == len(entries):
            vectors = np.array([found[entry.id] for entry in entries])
            inside = catalog.sentence_vectors([entry.id for entry in entries])
            passages = [entry.passage for entry in entries]
            yield Made(
                replace(article, statements=()),
                passages,
                vectors,
                [inside[entry.id] for entry in entries],
            )


def made_up(known: Sequence[Made]) -> Iterator[Made]:
    """Articles made of two known ones each, without end."""
    chance = np.random.default_rng(9)
    alike: dict[int, list[Made]] = {}
    for one in known:
        alike.setdefault(len(one.passages), []).append(one)
    while True:
        one = known[int(chance.integers(len(known)))]
        others = alike[len(one.passages)]
        other = others[int(chance.integers(len(others)))]
        vectors = _shaken((one.vectors + other.vectors) * np.float32(0.5), chance)
        parts = [
            _in_turn(mine.text, theirs.text)
            for mine, theirs in zip(one.passages, other.passages, strict=True)
        ]
        repeated = [
            np.tile(vector, (len(part), 1)) for vector, part in zip(vectors, parts, strict=True)
        ]
        yield Made(
            *_composed(one.article, parts),
            vectors,
            [packed(_shaken(rows, chance)) for rows in repeated],
        )


def _shaken(vectors: Vectors, chance: np.random.Generator) -> Vectors:
    """Vectors with noise, brought to length one."""
    noise = chance.standard_normal(vectors.shape).astype(np.float32)
    vectors = vectors + noise * (NOISE / np.linalg.norm(noise, axis=1, keepdims=True))
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def _in_turn(one: str, other: str) -> list[str]:
    """The first sentence of one text, the second of the other, and so on."""
    pairs = zip(re.split(r"(?<=[.!?]) ", one), re.split(r"(?<=[.!?]) ", other), strict=False)
    return [pair[number % 2] for number, pair in enumerate(pairs)]


def _composed(model: Article, parts: Sequence[Sequence[str]]) -> tuple[Article, list[Passage]]:
    """An article with another's headline, of passages, each a paragraph of these sentences."""
    text = f"{model.title}\n\n"
    passages, sentences = list[Passage](), list[Sentence]()
    for paragraph, part in enumerate(parts):
        first = len(text)
        for sentence in part:
            sentences.append(Sentence(len(text), len(text) + len(sentence), paragraph))
            text += f"{sentence} "
        passages.append(Passage(first, len(text), text[first:], model.title))
        text += "\n"
    return replace(
        model, text=text, sentences=tuple(sentences), pages=(), title_start=0, people=()
    ), passages


def articles(source: Archive, size: int) -> Iterator[Made]:
    """Articles of so many passages together."""
    known: list[Made] = []
    passages = 0
    for made in real(source):
        if passages >= size:
            return
        known.append(made)
        passages += len(made.passages)
        yield made
    for made in made_up(known):
        if passages >= size:
            return
        passages += len(made.passages)
        yield made


def build(index: Path, size: int, folder: Path) -> None:
    """Makes an index of so many passages, the files of its articles, and a table of its vectors."""
    archive = _opened(folder, create=True)
    (folder / "articles").mkdir()
    CatalogWriter(archive.catalog).add_root(str(folder / "articles"))
    source = articles(Archive(settings.load(index={"path": str(index)})), size)
    vectors = []
    for number in count(0, BATCH):
        batch = {f"{number + i:07}.txt": made for i, made in enumerate(islice(source, BATCH))}
        if not batch:
            break
        _write(archive, folder / "articles", batch)
        vectors += [made.vectors for made in batch.values()]
    np.save(folder / VECTORS, np.concatenate(vectors))


def _write(archive: Archive, root: Path, batch: dict[str, Made]) -> None:
    """Files and index entries of articles, by name."""
    writer, entries, places = (
        CatalogWriter(archive.catalog),
        list[Entry](),
        list[tuple[Place, int]](),
    )
    staged = []
    for name, made in batch.items():
        (root / name).write_text(made.article.text, encoding="utf-8")
        status = (root / name).stat()
        place = Place(File(str(root), name, status.st_size, status.st_mtime_ns), name)
        kept = writer.stage(
            name, replace(made.article, source=name), made.passages, os.urandom(512)
        )
        told = made.article.published, made.article.language
        ids = zip(kept.passage_ids, made.passages, strict=True)
        entries += [Entry(number, kept.article_id, passage, *told) for number, passage in ids]
        staged.append(kept)
        places.append((place, kept.article_id))
    archive.vectors.add(entries, np.concatenate([made.vectors for made in batch.values()]))
    archive.words.add(entries)
    inside = [vectors for made in batch.values() for vectors in made.sentences]
    writer.keep_sentences(
        {entry.id: vectors for entry, vectors in zip(entries, inside, strict=True)}
    )
    recipe = recipe_of(archive)
    writer.publish(
        staged, places, finished=[(p.file, recipe, frozenset({p.name})) for p, _ in places]
    )


class Remembered(Embeddings):
    """Embeddings that are asked for a question's vector beforehand."""

    def __init__(self, model: str, questions: Sequence[str]) -> None:
        super().__init__(model)
        self._known = {
            question: super(Remembered, self).encode_question(question) for question in questions
        }

    def encode_question(self, question: str) -> Vector:
        """What was remembered."""
        return self._known[question]


def asked(folder: Path, questions: Sequence[str]) -> Measured:
    """Searches and answers, and the memory of a process that asks."""
    desk = bot.open(folder)
    desk.ask(questions[0])
    answers = [_seconds(desk.ask, question) for question in questions]
    archive = _opened(folder)
    archive.embeddings = Remembered(archive.embeddings.model, questions)
    search(archive, Query(questions[0]), 8)
    searches = [_seconds(search, archive, Query(question), 8) for question in questions]
    found: Measured = {}
    for name, taken in (("search", searches), ("answer", answers)):
        found |= {
            name: float(np.median(taken)) * 1e3,
            f"{name}95": float(np.percentile(taken, 95)) * 1e3,
        }
    return found


def recall(folder: Path, questions: Sequence[str]) -> Measured:
    """Of the ten nearest by all cosines, how many Chroma finds."""
    archive = _opened(folder)
    wanted = np.array([archive.embeddings.encode_question(question) for question in questions])
    vectors = np.load(folder / VECTORS, mmap_mode="r")
    ids = np.array(sorted(archive.catalog.passage_ids())[: len(vectors)])
    cosines = np.concatenate(
        [wanted @ vectors[i : i + 50_000].T for i in range(0, len(vectors), 50_000)], axis=1
    )
    nearest = np.argpartition(-cosines, 10, axis=1)[:, :10]
    found = [{number for number, _ in archive.vectors.search(vector, 10)} for vector in wanted]
    return {
        "recall": float(
            np.mean(
                [len(one & set(ids[best])) / 10 for one, best in zip(found, nearest, strict=True)]
            )
        )
    }


def updated(folder: Path, _: Sequence[str]) -> Measured:
    """`onrecord index` where an article has come."""
    number = len(list((folder / "articles").glob("news-*")))
    (folder / "articles" / f"news-{number}.txt").write_text(
        f"{NEWS}It is the bridge of number {number}.\n"
    )
    return {"update": _synced(folder)}


def unchanged(folder: Path, _: Sequence[str]) -> Measured:
    """`onrecord index` where nothing has."""
    return {"unchanged": _synced(folder)}


def _synced(folder: Path) -> float:
    archive = _opened(folder)
    archive.embeddings.encode_passages(["warm up"])
    return _seconds(sync, archive, [])


def _opened(folder: Path, *, create: bool = False) -> Archive:
    return Archive(settings.load(index={"path": str(folder), "statements": False}), create=create)


def _seconds(done: Callable[..., object], *given: object) -> float:
    """How long it takes, by the processor's time in all threads."""
    started = time.process_time()
    done(*given)
    return time.process_time() - started


STEPS = {step.__name__: step for step in (asked, recall, updated, unchanged)}


def measure(given: argparse.Namespace, folder: Path) -> Measured:
    """All figures of one index."""
    disk = sum(
        file.stat().st_size
        for file in folder.rglob("*")
        if file.parent.name != "articles" and file.is_file()
    )
    found = {"disk": (disk - (folder / VECTORS).stat().st_size) / 1e6}
    for name in STEPS:
        rounds = [
            _run(given, name, folder)
            for _ in range(ROUNDS if name in ("updated", "unchanged") else 1)
        ]
        found |= {key: float(np.median([one[key] for one in rounds])) for key in rounds[0]}
    return found


def _run(given: argparse.Namespace, step: str, folder: Path) -> Measured:
    command = [
        sys.executable,
        str(Path(__file__).parents[1]),
        "growth",
        *map(str, (given.index, given.asked, folder)),
        "--step",
        step,
    ]
    process = subprocess.Popen(
        [*command, "--questions", str(given.questions)], stdout=subprocess.PIPE, text=True
    )
    output = process.stdout.read() if process.stdout else ""
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"{step} failed")
    found: Measured = json.loads(output.splitlines()[-1])
    return found | ({"memory": usage.ru_maxrss / 1e3} if step == "asked" else {})


def table(measured: dict[int, Measured]) -> str:
    """The figures, and behind each how many times that of the smallest index and of the one before
    it is."""
    lines = [
        f"| |{'|'.join(f' {size:,} passages ' for size in measured)}|",
        "|---" * (len(measured) + 1) + "|",
    ]
    rows = list(measured.values())
    for name, told in COLUMNS.items():
        cells = [_short(rows[0][name])]
        cells += [
            f"{_short(row[name])} ({row[name] / rows[0][name]:.2f}, {row[name] / before[name]:.2f})"
            for before, row in pairwise(rows)
        ]
        lines.append(f"| {told} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _short(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def draw(measured: dict[int, Measured], file: Path) -> None:
    """Each figure against that of the smallest index."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    sizes = list(measured)
    for name, told in COLUMNS.items():
        if not name.endswith("95") and name != "recall":
            values = [row[name] / measured[sizes[0]][name] for row in measured.values()]
            axes.loglog(sizes, values, marker="o", label=re.sub(r" (?:MB|ms|s)$|^MB ", "", told))
    axes.loglog(
        sizes,
        [size / sizes[0] for size in sizes],
        color="grey",
        linestyle=":",
        label="in proportion",
    )
    axes.set(xlabel="passages", ylabel=f"times that of {sizes[0]:,}")
    axes.legend(fontsize="small")
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    """Makes the indexes, measures each, prints the table and draws it."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("index", type=Path)
    parser.add_argument("asked", type=Path)
    parser.add_argument("work", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1_000, 10_000, 100_000, 1_000_000])
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.step:
        questions = [row["question"] for row in read_rows(given.asked)]
        print(json.dumps(STEPS[given.step](given.work, questions[: given.questions])))
        return
    measured: dict[int, Measured] = {}
    for size in given.sizes:
        folder = given.work / str(size)
        if not (folder / VECTORS).exists():
            build(given.index, size, folder)
        measured[size] = measure(given, folder)
        print(size, json.dumps(measured[size]), file=sys.stderr)
    print(table(measured))
    if given.plot:
        draw(measured, given.plot)


if __name__ == "__main__":
    main()
