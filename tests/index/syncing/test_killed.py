"""An index that was killed at random moments is made good by the next run; see
benchmarks/stress/kill_index.py."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest

from index.models.embeddings import Embeddings, Vectors
from index.stores.archive import Archive
from index.syncing.repair import drift
from index.syncing.sync import sync

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
STORY = (
    "A harbour is dredged for boat number {0}\n\n"
    "Boat number {0} left the harbour on Sunday with {0} crates of pears.\n"
)


@pytest.mark.slow
def test_runs_that_are_killed_at_random_are_made_good_by_the_next() -> None:
    done = subprocess.run(
        [sys.executable, BENCHMARKS, "kill_index", "--kills", "3", "--articles", "6"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "the same articles and passages after 3" in done.stdout


class Quick(Embeddings):
    """Vectors of no meaning."""

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.random.default_rng(0).normal(size=(len(texts), 384)).astype(np.float32)


FULL = """
import resource, sys
import numpy
from config import settings
from index.syncing import publishing
from index.stores.archive import Archive
from index.errors import StoreError
from index.syncing.sync import sync

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[3]), int(sys.argv[3])))
publishing._PASSAGES = 4
try:
    archive = Archive(settings.load(index={"path": sys.argv[1], "statements": False}), create=True)
    archive.embeddings.encode = lambda texts: \
numpy.eye(384, dtype="float32")[: len(texts)]  # nobody sees these
    sync(archive, [sys.argv[2]])
except StoreError as error:
    sys.exit(str(error))
"""


@pytest.mark.parametrize("size", [0, 100_000, 240_000])
def test_where_there_is_no_room_it_says_so_and_the_next_run_goes_on(
    size: int, make_archive: Callable[..., Archive], tmp_path: Path
) -> None:
    """No file of the index may grow larger than so many bytes: each store meets that at another of
    them."""
    news, folder = tmp_path / "news", tmp_path / "index"
    news.mkdir()
    for number in range(30):
        (news / f"{number}.txt").write_text(STORY.format(number) + " ".join(map(str, range(400))))
    command = [sys.executable, "-c", FULL, str(folder), str(news), str(size)]
    uncounted = {
        name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")
    }  # it has no room, either
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=uncounted)
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "cannot be" in done.stderr
    archive = make_archive(folder)
    archive.embeddings = Quick(archive.embeddings.model)
    assert sync(archive, [str(news)]).articles == 30
    assert not drift(archive)
