"""Three short articles and a small index of them: what the tests of index/syncing share."""

from __future__ import annotations

from pathlib import Path

from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter
from index.syncing import sync as module
from index.syncing.repair import drift
from index.syncing.sync import Report, sync

MOSS = (
    "A moss has begun to grow again\n\n"
    "The moss was frozen for six centuries, researchers said on Tuesday.\n"
)
FLOOD = (
    "The river tops its walls\n\n"
    "The river rose to a height of six metres on Sunday. Nobody was hurt.\n"
)
BRIDGE = "An engineer is cleared\n\nThe engineer of the bridge was acquitted on Friday.\n"


def run(archive: Archive, *paths: Path) -> Report:
    return sync(archive, [str(path) for path in paths])


def sources(archive: Archive) -> list[str]:
    return [listing.source for listing in archive.catalog.articles()]


def best(archive: Archive, question: str) -> str:
    return search(archive, Query(question), 1)[0].source


def is_consistent(archive: Archive) -> bool:
    """Whether the stores hold the passages that the catalog has published, and it their sentences'
    vectors; nothing else."""
    archive.refresh()
    published = archive.catalog.passage_ids()
    kept = [number for (number,) in archive.catalog.rows("SELECT passage_id FROM sentence_vectors")]
    return (
        not drift(archive)
        and CatalogWriter(archive.catalog).garbage() == []
        and sorted(kept) == sorted(published)
    )


def stop_at(step: int) -> module.Progress:
    """Ctrl-C at a file."""

    def stop(done: int, total: int, name: str) -> None:
        if done == step:
            raise KeyboardInterrupt

    return stop
