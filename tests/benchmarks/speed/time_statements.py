"""Times the extraction of statements beside the embedding of the same articles.

    python tests/benchmarks time_statements FOLDER [--articles 40]

Prints tokens of the embedding model a second for both, and how many times as long statements take.
"""

from __future__ import annotations

import argparse
import time
from itertools import islice
from pathlib import Path

from config import settings
from index.articles.parse import parse
from index.articles.passages import passages
from index.errors import UnreadableError
from index.models.embeddings import Embeddings
from index.readers import text as reading
from index.statements.extract import extract
from index.types import Article


def read(folder: Path, count: int) -> list[Article]:
    """The first articles of a folder."""
    found = []
    for path in islice(sorted(folder.glob("**/*.txt")), count):
        try:
            found.append(parse(reading.read(path.read_bytes(), path.name)))
        except UnreadableError:
            continue
    return found


def main() -> None:
    """Embeds, extracts, prints."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=40)
    given = parser.parse_args()
    embeddings = Embeddings(settings.load().embeddings.model)
    read_articles = read(given.folder, given.articles)
    texts = [
        passage.embedded_text
        for article in read_articles
        for passage in passages(article, embeddings)
    ]
    tokens = sum(
        len(offsets)
        for offsets in embeddings.token_offsets([article.text for article in read_articles])
    )
    embeddings.encode_passages(texts[:8])
    extract(read_articles[0])
    started = time.perf_counter()
    embeddings.encode_passages(texts)
    embedded = time.perf_counter() - started
    started = time.perf_counter()
    for article in read_articles:
        extract(article)
    extracted = time.perf_counter() - started
    print(f"{len(read_articles)} articles, {len(texts)} passages, {tokens:,} tokens")
    print(
        f"embedding {tokens / embedded:,.0f} tokens a second, statements {tokens / extracted:,.0f}"
    )
    print(f"statements take {extracted / embedded:.2f} times as long as embedding")


if __name__ == "__main__":
    main()
