"""Fits what tells furniture from text (`index/articles/furniture.py`), and scores it.

    python tests/benchmarks fit_furniture EVAL_FOLDER WORK_FOLDER [--score] [--write]

It learns from lines that we wrote (tests/furniture), of both kinds; from lines of other people's
articles, by place, that we read and labelled (tests/furniture/labelled.jsonl), those of which an
earlier model was not sure; and from paragraphs of news articles of the train split, which are
nearly all text. A tenth of what we wrote is for the report, and so are web pages whose article
people marked. Headlines of other stories and captions make those figures worse than they are.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch
from zlib import crc32

import numpy as np
import numpy.typing as npt
from jsonl import read_rows
from quality.eval_sets import unpacked
from quality.score_html import shingles
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from written import Library, split_of

from index.articles import furniture
from index.models.minilm_files import Floats
from index.readers import markup
from index.readers.html import decode

Values = npt.NDArray[np.float64]
WRITTEN = Path(__file__).resolve().parents[2] / "furniture"
LABELLED = WRITTEN / "labelled.jsonl"
_ARTICLES = 120
"""News articles whose paragraphs are taken for text."""
_STRENGTH = 0.5
"""Inverse of the regularisation."""
_OF_NEWS = 0.4
"""What a line counts that nobody has read: one that we wrote or read counts 1."""
_SHARE = 0.7
"""Of the runs of words of a page's line: so many are the article's if it is text."""
_LEAST_WORDS = 4
_LEAST = (0.3, 0.5, 0.7, 0.9)
_PARTS = 3
"""Of the labelled lines, by article, for cross-validation."""
_REPORTED = 10


class Line(NamedTuple):
    """A paragraph, and what it is."""

    text: str
    is_furniture: bool
    weight: float = 1.0


def written(*, is_report: bool) -> Iterator[Line]:
    """The lines that we wrote."""
    for file in sorted(WRITTEN.glob("[0-9]*.jsonl")):
        for row in read_rows(file):
            if (crc32(row["text"].encode()) % _REPORTED == 0) == is_report:
                yield Line(row["text"], row["furniture"])


def labelled(library: Library) -> Iterator[tuple[str, Line]]:
    """The lines of news articles that we read, each with its file."""
    for row in read_rows(LABELLED):
        text = " ".join(library.text(row["file"])[slice(*row["place"])].split())
        yield row["file"], Line(text, row["kind"] == "furniture")


def of_pages(folder: Path) -> Iterator[Line]:
    """Lines of web pages at odd positions; the article's are those whose words people marked."""
    truth = json.loads((folder / "html" / "ground-truth.json").read_text(encoding="utf-8"))
    for name in sorted(truth)[1::2]:
        page = gzip.decompress((folder / "html" / "pages" / f"{name}.html.gz").read_bytes())
        article = shingles(truth[name]["articleBody"])
        for line in dict.fromkeys(markup.lines(markup.parse(decode(page)))):
            own = shingles(line)
            share = sum((own & article).values()) / max(1, own.total())
            if len(line.split()) >= _LEAST_WORDS and (share >= _SHARE or share == 0):
                yield Line(line, share == 0)


def of_news(folder: Path, work: Path) -> Iterator[Line]:
    """Paragraphs of news articles of the train split."""
    articles = unpacked(folder, work, "news2023") / "articles"
    files = [file for file in sorted(articles.iterdir()) if split_of(file.name) == "train"]
    for file in random.Random(3).sample(files, _ARTICLES):
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
        own = (" ".join(line.split()) for line in lines[6:])
        yield from (Line(line, False, _OF_NEWS) for line in own if len(line.split()) > _LEAST_WORDS)


class Parts(NamedTuple):
    """Lines as the models read them."""

    parts: csr_matrix
    """Of shape (lines, FEATURES)."""
    vectors: csr_matrix
    """Of shape (lines, 384)."""

    @classmethod
    def of(cls, lines: Sequence[Line]) -> Parts:
        """Reads them."""
        texts = [line.text for line in lines]
        rows = [furniture.features(text) for text in texts]
        columns = np.concatenate(rows)
        starts = np.cumsum([0, *map(len, rows)])
        shape = len(rows), furniture.FEATURES
        parts = csr_matrix((np.ones(len(columns)), columns, starts), shape=shape)
        return cls(parts, csr_matrix(furniture.vectors(texts)))


def fitted(lines: Sequence[Line]) -> dict[str, Floats]:
    """The two models, as they ship."""
    read = Parts.of(lines)
    labels = [line.is_furniture for line in lines]
    weights = [line.weight for line in lines]
    found: dict[str, Floats] = {}
    for name, values in (("parts", read.parts), ("all", hstack(read).tocsr())):
        model = LogisticRegression(C=_STRENGTH, max_iter=300, tol=1e-3)
        model.fit(values, labels, sample_weight=weights)
        own = model.coef_[0].astype(np.float16)
        found["parts" if name == "parts" else "all_parts"] = own[: furniture.FEATURES]
        if name == "all":
            found["all_vector"] = own[furniture.FEATURES :]
        found[f"{name}_bias"] = model.intercept_[0]
    return found


def log_odds(lines: Sequence[Line], arrays: dict[str, Floats]) -> Values:
    """How surely the models take each for furniture."""
    as_floats = {name: np.asarray(array, np.float32) for name, array in arrays.items()}
    with patch.object(furniture, "_weights", lambda: as_floats):
        return np.array([furniture.log_odds(line.text) for line in lines])


def crossed(read: Sequence[tuple[str, Line]], rest: Sequence[Line]) -> Values:
    """The same of the lines that we read, each by models of the lines of other articles."""
    parts = np.array([crc32(file.encode()) % _PARTS for file, _ in read])
    found = np.zeros(len(read))
    for part in range(_PARTS):
        others = [line for (_, line), own in zip(read, parts, strict=True) if own != part]
        own = [line for (_, line), one in zip(read, parts, strict=True) if one == part]
        found[parts == part] = log_odds(own, fitted([*rest, *others]))
    return found


def score(name: str, lines: Sequence[Line], values: Values) -> None:
    """Prints how much of the furniture is found, and how much text is taken for it."""
    is_furniture = np.array([line.is_furniture for line in lines])
    lengths = np.array([len(line.text) for line in lines])
    for least in _LEAST:
        told = 1 / (1 + np.exp(-values)) >= least
        lost = told & ~is_furniture
        print(
            f"{name}, from {least}: {told[is_furniture].mean():.3f} of {is_furniture.sum()} found; "
            f"{lost.sum() / (~is_furniture).sum():.4f} of {(~is_furniture).sum()} texts lost, "
            f"{lengths[lost].sum() / lengths[~is_furniture].sum():.4f} of their characters"
        )


def main() -> None:
    """Fits, scores, writes."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path, metavar="EVAL_FOLDER")
    parser.add_argument("work", type=Path, metavar="WORK_FOLDER")
    parser.add_argument("--score", action="store_true", help="cross-validate on the lines we read")
    parser.add_argument("--write", action="store_true", help="replace the weights")
    given = parser.parse_args()
    read = list(labelled(Library(given.folder, given.work)))
    rest = [
        *written(is_report=False),
        *of_news(given.folder, given.work),
    ]
    if given.score:
        score("read, cross-validated", [line for _, line in read], crossed(read, rest))
    arrays = fitted([*rest, *(line for _, line in read)])
    for name, lines in (
        ("written", list(written(is_report=True))),
        ("pages", list(of_pages(given.folder))),
    ):
        score(name, lines, log_odds(lines, arrays))
    if given.write:
        np.savez_compressed(furniture.WEIGHTS, allow_pickle=False, **arrays)


if __name__ == "__main__":
    main()
