"""Scores the text that is taken from web pages against what people marked as the article.

    python tests/benchmarks score_html FOLDER

FOLDER holds `ground-truth.json` (name -> {"articleBody": text}) and `pages/NAME.html.gz`. Text is
held against text by its shingles, runs of four words, each as often as it stands there: the metric
of the article extraction benchmark (github.com/scrapinghub/article-extraction-benchmark). Precision
and recall are means over pages; F1 is that of the means.
"""

from __future__ import annotations

import argparse
import gzip
import json
import re
import statistics
from collections import Counter
from pathlib import Path

from index.errors import UnreadableError
from index.readers import html

SHINGLE = 4


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words in a text; all of it where it is shorter."""
    words = re.findall(r"\w+", text)
    return Counter(
        tuple(words[at : at + SHINGLE])
        for at in range(max(len(words) - SHINGLE + 1, min(1, len(words))))
    )


def ratio(part: int, whole: int, *, otherwise: bool) -> float:
    """How much of the whole a part is; of nothing, all if there is nothing to find either, else
    none."""
    return part / whole if whole else float(otherwise)


def extracted(page: Path) -> str:
    """What is read from a page; nothing where it cannot be."""
    try:
        return html.read(gzip.decompress(page.read_bytes()), page.name).text
    except UnreadableError as error:
        print(f"{page.name}: {error}")
        return ""


def main() -> None:
    """Reads, counts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    precision, recall = [], []
    for name, truth in json.loads(
        (folder / "ground-truth.json").read_text(encoding="utf-8")
    ).items():
        expected = shingles(truth["articleBody"])
        found = shingles(extracted(folder / "pages" / f"{name}.html.gz"))
        shared = (expected & found).total()
        precision.append(ratio(shared, found.total(), otherwise=not expected))
        recall.append(ratio(shared, expected.total(), otherwise=not found))
    both = statistics.mean(precision), statistics.mean(recall)
    print(f"pages: {len(precision)}")
    print(
        f"precision {both[0]:.4f}  recall {both[1]:.4f}  F1 {2 * both[0] * both[1] / sum(both):.4f}"
    )


if __name__ == "__main__":
    main()
