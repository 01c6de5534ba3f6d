"""Compares the stores with the catalog, and repairs what differs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from index.stores.archive import Archive
from index.stores.catalog import Catalog
from index.stores.catalog_writer import CatalogWriter
from index.syncing.publishing import embedded
from index.types import Article, Entry, Passage

_BATCH = 256
"""Passages that are mended at a time."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How the stores differ from the catalog, in ids of passages."""

    vectors_missing: tuple[int, ...]
    vectors_extra: tuple[int, ...]
    words_missing: tuple[int, ...]
    """Among them those that are there more than once: they are taken out and put in again."""
    words_extra: tuple[int, ...]

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(
            self.vectors_missing or self.vectors_extra or self.words_missing or self.words_extra
        )


def sweep(archive: Archive) -> None:
    """Takes out of the stores what the catalog does not hold (any more)."""
    writer = CatalogWriter(archive.catalog)
    writer.discard_staged()
    ids = writer.garbage()
    if ids:
        archive.vectors.delete(ids)
        archive.words.delete(ids)
        writer.clear_garbage(ids)


def drift(archive: Archive) -> Drift:
    """How the stores differ from the catalog. For an index that nobody is writing."""
    published = set(archive.catalog.passage_ids())
    vectors = archive.vectors.ids()
    held = Counter(archive.words.ids())
    once = {number for number, times in held.items() if times == 1}
    return Drift(
        vectors_missing=tuple(sorted(published - vectors)),
        vectors_extra=tuple(sorted(vectors - published)),
        words_missing=tuple(sorted(published - once)),
        words_extra=tuple(sorted(held.keys() - (published & once))),
    )


def mend(archive: Archive) -> int:
    """Makes the stores hold what the catalog says. Returns how many passages it embedded again."""
    sweep(archive)
    writer = CatalogWriter(archive.catalog)
    count = archive.catalog.counts()[1]
    if archive.vectors.count() == archive.words.count() == count:
        return 0
    found = drift(archive)
    archive.vectors.delete(found.vectors_extra)
    archive.words.delete(found.words_extra)
    for ids in _batches(found.vectors_missing):
        entries = archive.catalog.entries(ids)
        made = embedded(_whole(entries, archive.catalog), archive.embeddings)
        archive.vectors.add(entries, np.asarray([one.passage for one in made]))
        writer.keep_sentences(
            {entry.id: one.sentences for entry, one in zip(entries, made, strict=True)}
        )
    for ids in _batches(found.words_missing):
        archive.words.add(archive.catalog.entries(ids))
    writer.publish([], [])  # for whoever has the stores open
    return len(found.vectors_missing)


def _whole(entries: Sequence[Entry], catalog: Catalog) -> list[Passage]:
    """The passages, with where the sentences that they hold, or parts of them, begin and end."""
    articles = {
        number: catalog.article(number) for number in {entry.article_id for entry in entries}
    }
    return [_with_sentences(entry.passage, articles[entry.article_id]) for entry in entries]


def _with_sentences(passage: Passage, article: Article | None) -> Passage:
    assert article is not None  # it has a passage
    found = [
        article.sentences[number] for number in article.sentences_in(passage.start, passage.end)
    ]
    within = tuple((max(one.start, passage.start), min(one.end, passage.end)) for one in found)
    return replace(passage, sentences=within)


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[first : first + _BATCH] for first in range(0, len(ids), _BATCH))
