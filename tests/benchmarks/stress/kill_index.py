"""Kills `index` at random moments and has the next run make it good: is it the index of an
undisturbed run?

    python tests/benchmarks kill_index [FOLDER] [--kills 100]

The articles are those of FOLDER (default: the samples) and variations of them. Every other run
begins with nothing; the others bring an index up to date after articles changed, moved and went.
The moments are spread over the whole of a run, in which the embedding model is replaced by a table
of its vectors: so most of it is Chroma, Tantivy and SQLite writing. Exit status 1 unless every
index has the same articles and passages, in all three, and passages the same neighbours.
"""

from __future__ import annotations

import argparse
import random
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import numpy as np

from config import settings
from index.models.embeddings import Embeddings, Vectors
from index.models.minilm_files import PACKAGED
from index.models.minilm_openvino import Span
from index.readers import formats
from index.stores.archive import Archive
from index.syncing import publishing
from index.syncing.repair import drift
from index.syncing.sync import sync
from index.types import Document

SAMPLES = Path(__file__).parents[3] / "articles"
ARTICLES = 30
NEIGHBOURS = 10
LEAST = 0.98
"""Of the nearest neighbours of all passages that must be the same."""
BATCH = 24
"""Passages that are published together, so that a run of a few articles has several batches."""
PROCESSES = get_context("forkserver")

Place = tuple[str, int, int]
"""A passage by its source, start and end: ids differ from run to run."""


@dataclass(frozen=True)
class Contents:
    """What an index holds."""

    articles: dict[str, str]
    """Source -> SHA-256."""
    passages: dict[Place, str]
    neighbours: dict[Place, frozenset[Place]]
    is_whole: bool
    """Whether the stores hold what the catalog does and nothing else."""


class Table(Embeddings):
    """The packaged model's vectors, computed once and kept in a file."""

    def __init__(self, file: Path) -> None:
        super().__init__(PACKAGED)
        self._file = file
        self._known: dict[str, Vectors] = {}
        self._is_new = False
        if file.exists():
            with np.load(file) as kept:
                each = np.split(kept["vectors"], np.cumsum(kept["rows"])[:-1])
                self._known = dict(zip(kept["texts"].tolist(), each, strict=True))

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[Vectors]:
        """Vectors from the table; from the model, while there is none."""
        new = {
            text: ends for text, ends in zip(texts, parts, strict=True) if text not in self._known
        }
        if new:
            self._known |= zip(
                new, super().encode_parts(list(new), list(new.values())), strict=True
            )
            self._is_new = True
        return [self._known[text][: 1 + len(ends)] for text, ends in zip(texts, parts, strict=True)]

    def save(self) -> None:
        """Keeps what is known, if that is more than the file has."""
        if self._is_new:
            each = list(self._known.values())
            rows = [len(vectors) for vectors in each]
            np.savez(
                self._file,
                texts=np.array(list(self._known)),
                vectors=np.concatenate(each),
                rows=rows,
            )


def main() -> int:
    """The exit status."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", nargs="?", type=Path, default=SAMPLES)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--articles", type=int, default=ARTICLES)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    PROCESSES.set_forkserver_preload(
        ["chromadb.config", "chromadb.api.rust", "tantivy", "datasketch", "index.syncing.sync"]
    )
    with tempfile.TemporaryDirectory(prefix="kills-") as folder:
        return kill(
            Path(folder),
            options.folder,
            options.articles,
            options.kills,
            random.Random(options.seed),
        )


def kill(work: Path, samples: Path, count: int, kills: int, chance: random.Random) -> int:
    """Kills so many runs and prints what came out: the exit status."""
    write_articles(samples, work / "before", count, chance)
    change_articles(work / "before", work / "news", chance)
    swap(work)
    apart(index, work, "before")
    swap(work)
    apart(index, work, "undisturbed")  # now the table is full
    wanted: Contents = apart(contents, work, "undisturbed")
    seconds = [timed(work, begin) for begin in (None, "before")]
    in_time, same, shares = 0, 0, list[float]()
    for number in range(kills):
        start(work, "before" if number % 2 else None)
        in_time += killed(work, seconds[number % 2] * (number + chance.random()) / kills)
        apart(index, work, "disturbed")
        found: Contents = apart(contents, work, "disturbed")
        same += found.is_whole and (found.articles, found.passages) == (
            wanted.articles,
            wanted.passages,
        )
        shares.append(shared(wanted, found))
    print(
        f"{kills} kills, {in_time} before the run was done, "
        f"over {len(wanted.articles)} places of articles with {len(wanted.passages)} passages: "
        f"the same articles and passages after {same}; of the {NEIGHBOURS} nearest "
        f"neighbours of all passages the same {np.mean(shares):.4f}, at worst {min(shares):.4f}"
    )
    return 0 if same == kills and min(shares) >= LEAST else 1


def swap(work: Path) -> None:
    """Puts the articles as they were in the place of those as they are, or back: it must be the
    same root."""
    (work / "news").rename(work / "other")
    (work / "before").rename(work / "news")
    (work / "other").rename(work / "before")


def start(work: Path, begin: str | None) -> None:
    """Puts the index that is to be disturbed back to how it begins: a copy of another, or
    nothing."""
    shutil.rmtree(work / "index-disturbed", ignore_errors=True)
    if begin:
        shutil.copytree(work / f"index-{begin}", work / "index-disturbed")


def timed(work: Path, begin: str | None) -> float:
    """Seconds that a run takes that is not disturbed."""
    start(work, begin)
    process, _ = begun(index, work, "disturbed")
    started = time.monotonic()
    process.join()
    return time.monotonic() - started


def killed(work: Path, seconds: float) -> bool:
    """Begins a run and kills it after so many seconds: whether that was before its end."""
    process, _ = begun(index, work, "disturbed")
    process.join(seconds)
    process.kill()
    process.join()
    return process.exitcode != 0


# What happens in processes of their own.


def index(work: Path, name: str) -> None:
    """Brings an index of the articles up to date."""
    publishing._PASSAGES = BATCH
    archive = opened(work, name)
    sync(archive, [str(work / "news")])
    assert isinstance(archive.embeddings, Table)
    archive.embeddings.save()


def contents(work: Path, name: str) -> Contents:
    """What an index holds."""
    archive = opened(work, name)
    catalog, vectors = archive.catalog, archive.vectors
    passages = catalog.passages(catalog.passage_ids())
    places = {number: (one.source, one.start, one.end) for number, one in passages.items()}
    found = {
        number: [other for other, _ in vectors.search(vector, NEIGHBOURS)]
        for number, vector in vectors.get(list(places)).items()
    }
    return Contents(
        articles={listing.source: listing.sha256 for listing in catalog.articles()},
        passages={places[number]: one.text for number, one in passages.items()},
        neighbours={
            places[number]: frozenset(map(places.__getitem__, others))
            for number, others in found.items()
        },
        is_whole=not drift(archive),
    )


def opened(work: Path, name: str) -> Archive:
    """An index, with the table in place of the model."""
    loaded = settings.load(index={"path": str(work / f"index-{name}"), "statements": False})
    archive = Archive(loaded, create=True)
    archive.embeddings = Table(work / "table.npz")
    return archive


def begun(act: Callable[..., Any], *given: object) -> tuple[BaseProcess, Connection]:
    """A process that has begun to do something, and where it will tell the result."""
    here, there = PROCESSES.Pipe(duplex=False)
    process = PROCESSES.Process(target=told, args=(there, act, given))
    process.start()
    there.close()
    here.recv()
    return process, here


def told(results: Connection, act: Callable[..., Any], given: Sequence[object]) -> None:
    """Says that it has begun, and then the result."""
    results.send(None)
    results.send(act(*given))


def apart(act: Callable[..., Any], *given: object) -> Any:
    """What a function returns in a process of its own."""
    process, results = begun(act, *given)
    result = results.recv()
    process.join()
    return result


def shared(wanted: Contents, found: Contents) -> float:
    """The share of the nearest neighbours of all passages that are the same."""
    pairs = [
        (there, found.neighbours.get(place, frozenset()))
        for place, there in wanted.neighbours.items()
    ]
    return sum(len(there & here) for there, here in pairs) / sum(len(there) for there, _ in pairs)


# The articles.


def write_articles(samples: Path, folder: Path, count: int, chance: random.Random) -> None:
    """Writes so many articles: those of a folder, then variations of them in other words' order and
    with other figures."""
    files = [file for file in sorted(samples.iterdir()) if formats.is_readable(file.name)]
    read = [
        one for file in files for one in formats.documents(file, file.name, settings.load().jsonl)
    ]
    texts = [one.text for one in read if isinstance(one, Document)]
    folder.mkdir()
    for number in range(count):
        text = texts[number % len(texts)]
        (folder / f"{number}.txt").write_text(
            varied(text, chance) if number >= len(texts) else text, encoding="utf-8"
        )


def varied(text: str, chance: random.Random) -> str:
    """The text with its paragraphs in another order, some of them left out, and other figures."""
    headline, *paragraphs = [line for line in text.split("\n") if line.strip()]
    kept = chance.sample(paragraphs, max(1, len(paragraphs) * 3 // 4))
    return re.sub(r"\d", lambda _: str(chance.randint(1, 9)), "\n\n".join([headline, *kept, ""]))


def change_articles(before: Path, after: Path, chance: random.Random) -> None:
    """Writes the articles of a folder into another, some changed, some moved, some copied, some not
    at all."""
    (after / "moved").mkdir(parents=True)
    for number, file in enumerate(sorted(before.iterdir())):
        text = file.read_text(encoding="utf-8")
        if number % 5 == 0:
            (after / file.name).write_text(varied(text, chance), encoding="utf-8")
        elif number % 5 == 1:
            shutil.copy2(file, after / "moved" / file.name)
        elif number % 7:
            shutil.copy2(file, after / file.name)
        if number % 9 == 0:
            shutil.copy2(file, after / f"copy-{file.name}")


if __name__ == "__main__":
    sys.exit(main())
