"""One process writes, others read or wait; a run that was killed is finished by the next."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from small_news import BRIDGE, MOSS, best, is_consistent, run, sources

from index.errors import IndexLockedError
from index.search.hybrid_search import Query, search
from index.stores.archive import Archive
from index.stores.write_lock import writing
from index.syncing.sync import forget

HOLD = "from index.stores.write_lock import writing; from pathlib import Path; import sys\n"
HOLD += "with writing(Path(sys.argv[1])): print('held', flush=True); sys.stdin.read()"


@pytest.fixture
def holder(archive: Archive) -> Iterator[subprocess.Popen[str]]:
    """Another process that writes the index until its standard input is closed."""
    command = [sys.executable, "-c", HOLD, str(archive.folder)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


def test_while_another_process_writes_it_says_who(
    archive: Archive, news: Path, holder: subprocess.Popen[str]
) -> None:
    with pytest.raises(
        IndexLockedError, match=rf"being written by process {holder.pid} since \d\d:\d\d:\d\d"
    ):
        run(archive, news)
    with pytest.raises(IndexLockedError):
        forget(archive, str(news))
    assert archive.catalog.roots() == []


def test_a_process_that_was_killed_leaves_the_index_open(
    archive: Archive, news: Path, holder: subprocess.Popen[str]
) -> None:
    holder.kill()
    holder.wait()
    assert run(archive, news).articles == 2


def test_one_who_only_reads_need_not_wait(archive: Archive, news: Path) -> None:
    run(archive, news)
    with writing(archive.folder):
        assert best(archive, "frozen moss") == "moss.txt"


KILLED = """
import os, signal, sys
from pathlib import Path
import numpy
from config import settings
from index.syncing import sync
from index.stores.archive import Archive
from index.stores.catalog_writer import CatalogWriter
from index.stores.vector_store import VectorStore
from index.stores.word_index import WordIndex

def dying(act, moment):
    def die(*args):
        if moment == "after":
            act(*args)
        os.kill(os.getpid(), signal.SIGKILL)
    return die

archive = Archive(settings.load(index={"path": sys.argv[1], "statements": False}), create=True)
archive.embeddings.encode = lambda texts: \
numpy.eye(384, dtype="float32")[: len(texts)]  # nobody sees these
where = {"vectors": VectorStore, "words": WordIndex, "catalog": CatalogWriter}[sys.argv[3]]
setattr(where, sys.argv[4], dying(getattr(where, sys.argv[4]), sys.argv[5]))
sync.sync(archive, [sys.argv[2]])
"""


@pytest.mark.parametrize(
    ("store", "step", "moment"),
    [
        ("vectors", "add", "before"),
        ("words", "add", "before"),
        ("catalog", "publish", "before"),
        ("catalog", "publish", "after"),
        ("vectors", "add", "after"),
        ("words", "add", "after"),
        ("vectors", "delete", "after"),
        ("words", "delete", "before"),
        ("words", "delete", "after"),
        ("catalog", "clear_garbage", "before"),
    ],
)
def test_a_run_that_was_killed_is_made_good_by_the_next(
    store: str, step: str, moment: str, archive: Archive, news: Path
) -> None:
    """Killed at any step of an update, the index answers as before or after it, and the next run
    finishes it."""
    run(archive, news)
    (news / "bridge.txt").write_text(BRIDGE)
    (news / "moss.txt").write_text(MOSS.replace("six", "seven"))
    done = subprocess.run(
        [sys.executable, "-c", KILLED, archive.folder, news, store, step, moment], check=False
    )
    assert done.returncode == -signal.SIGKILL
    assert set(sources(archive)) >= {"local/flood.txt", "moss.txt"}
    assert {hit.source for hit in search(archive, Query("frozen moss"), 5)} == set(sources(archive))
    assert run(archive).articles == 3
    article = archive.catalog.article_of("moss.txt")
    assert article is not None
    assert "seven" in article.text
    assert is_consistent(archive)
