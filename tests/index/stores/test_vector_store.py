"""The vector store, on Chroma itself."""

from __future__ import annotations

import gc
import subprocess
import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import numpy as np
import pytest

from index.errors import StoreError
from index.models.embeddings import Vectors
from index.stores.numeric_filters import numeric_filters
from index.stores.vector_store import Server, VectorStore
from index.types import Entry, Filters, Passage


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    """An empty store."""
    return VectorStore(tmp_path / "chroma", None, "0123456789ab")


@pytest.mark.parametrize(
    ("url", "at"),
    [
        ("http://chroma.example", Server("chroma.example", 8000, is_secure=False)),
        ("http://chroma.example:80/", Server("chroma.example", 80, is_secure=False)),
        ("HTTPS://chroma.example", Server("chroma.example", 443, is_secure=True)),
        ("http://[::1]:8001", Server("::1", 8001, is_secure=False)),
    ],
)
def test_the_server_is_the_same_for_all_who_ask_it(url: str, at: Server) -> None:
    assert Server.at(url) == at
    assert Server.at(at.url) == at


def unit(*numbers: int) -> Vectors:
    """Vectors of four dimensions, each in a direction of its own."""
    return np.eye(4, dtype=np.float32)[list(numbers)]


def add(
    store: VectorStore, ids: Sequence[int], vectors: Vectors, published: date | None = None
) -> None:
    """Adds vectors, each of an article of its own."""
    store.add(
        [Entry(number, 100 + number, Passage(0, 1, "a", "b"), published) for number in ids], vectors
    )


def test_the_nearest_come_first_with_their_cosines(store: VectorStore) -> None:
    add(store, [10, 11, 12], unit(0, 1, 2))
    sought = np.array([0.8, 0.6, 0, 0], dtype=np.float32)
    found = store.search(sought, 2)
    assert [number for number, _ in found] == [10, 11]
    assert [cosine for _, cosine in found] == pytest.approx([0.8, 0.6], abs=1e-5)


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.search(unit(0)[0], 5) == []
    assert store.count() == 0


def test_more_may_be_asked_for_than_there_are(store: VectorStore) -> None:
    add(store, [1], unit(0))
    assert [number for number, _ in store.search(unit(0)[0], 50)] == [1]


def test_what_is_deleted_is_not_found(store: VectorStore) -> None:
    add(store, [1, 2], unit(0, 1))
    store.delete([1, 99])
    assert [number for number, _ in store.search(unit(0)[0], 5)] == [2]


def test_adding_again_replaces(store: VectorStore) -> None:
    """As when a run that was killed is done again."""
    add(store, [1], unit(0))
    add(store, [1], unit(3))
    assert store.count() == 1
    assert np.allclose(store.get([1])[1], unit(3)[0])


def test_more_than_a_batch_is_added_and_deleted(store: VectorStore) -> None:
    vectors = np.random.default_rng(0).normal(size=(600, 4)).astype(np.float32)
    add(store, range(600), vectors)
    assert store.count() == 600
    store.delete(range(1, 600))
    assert store.count() == 1


def test_vectors_come_back_by_id_those_that_are_there(store: VectorStore) -> None:
    add(store, [1, 2, 3], unit(0, 1, 2))
    found = store.get([3, 1, 99])
    assert set(found) == {1, 3}
    assert np.allclose(found[3], unit(2)[0])
    assert store.ids() == {1, 2, 3}


def test_more_may_be_fetched_than_a_query_takes_values(store: VectorStore) -> None:
    add(store, [1], unit(0))
    assert set(store.get(range(50_000))) == {1}


@pytest.mark.parametrize(
    ("filters", "articles", "expected"),
    [
        (Filters(after=date(2016, 1, 1)), None, {1, 2}),
        (Filters(after=date(2016, 1, 2)), None, {2}),
        (Filters(before=date(2016, 1, 2)), None, {1}),
        (Filters(after=date(2016, 1, 1), before=date(2016, 1, 2)), None, {1}),
        (Filters(publisher="post"), [101, 103], {1, 3}),
        (Filters(after=date(2016, 1, 1), publisher="post"), [101, 103], {1}),
        (Filters(publisher="post"), list(range(103, 60_000)), {3}),
        (Filters(), None, {1, 2, 3}),
    ],
)
def test_a_search_is_narrowed_to_days_and_articles(
    filters: Filters, articles: list[int] | None, expected: set[int], store: VectorStore
) -> None:
    """An article without a date is in no range of dates."""
    add(store, [1], unit(0), date(2016, 1, 1))
    add(store, [2], unit(1), date(2016, 1, 2))
    add(store, [3], unit(2))
    assert {
        number for number, _ in store.search(unit(0)[0], 9, numeric_filters(filters, articles))
    } == expected


def test_a_store_that_was_cleared_is_empty(store: VectorStore) -> None:
    add(store, [1], unit(0))
    store.clear()
    assert store.ids() == set()
    add(store, [2], unit(1))
    assert store.ids() == {2}


def test_a_store_is_there_again_when_opened_again(store: VectorStore, tmp_path: Path) -> None:
    add(store, [7], unit(1))
    assert VectorStore(tmp_path / "chroma", None, "0123456789ab").search(unit(1)[0], 1)[0][0] == 7


def test_another_model_has_vectors_of_its_own(store: VectorStore, tmp_path: Path) -> None:
    """Of another dimension even."""
    add(store, [7], unit(1))
    other = VectorStore(tmp_path / "chroma", None, "ba9876543210")
    add(other, [8], np.ones((1, 6), dtype=np.float32))
    assert (other.count(), store.count()) == (1, 1)
    assert [number for number, _ in store.search(unit(1)[0], 5)] == [7]


WRITER = """
import sys; from pathlib import Path; import numpy
from index.types import Entry, Passage
from index.stores.vector_store import VectorStore
entry = Entry(2, 102, Passage(0, 1, "a", "b"), None)
VectorStore(Path(sys.argv[1]), None, "0123456789ab").add([entry], \
numpy.eye(4, dtype="float32")[[1]])
"""


@pytest.mark.slow
def test_what_another_process_adds_is_found_after_reopening(
    store: VectorStore, tmp_path: Path
) -> None:
    add(store, [1], unit(0))
    store.search(unit(0)[0], 1)
    subprocess.run([sys.executable, "-c", WRITER, tmp_path / "chroma"], check=True)
    store.reopen()
    assert store.search(unit(1)[0], 1)[0][0] == 2


def test_threads_may_search_while_another_reopens(store: VectorStore) -> None:
    add(store, range(4), unit(0, 1, 2, 3))

    def nearest(number: int) -> int:
        if number == 0:
            store.reopen()
        return store.search(unit(number)[0], 1)[0][0]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(nearest, [0, 1, 2, 3] * 10)) == [0, 1, 2, 3] * 10


def open_files() -> list[Path]:
    return list(Path("/proc/self/fd").iterdir())


def test_a_store_that_was_reopened_many_times_holds_no_more_files(store: VectorStore) -> None:
    """A bot that runs while articles come in would run out of them, and of memory."""
    add(store, range(4), unit(0, 1, 2, 3))
    store.search(unit(0)[0], 1)
    held = len(open_files())
    gc.disable()
    try:
        for _ in range(20):
            store.reopen()
            store.search(unit(0)[0], 1)
        assert len(open_files()) < held + 20
    finally:
        gc.enable()


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:9"):
        VectorStore(tmp_path, "http://127.0.0.1:9", "0123456789ab")


def test_a_store_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 100)
    message = rf'{tmp_path}/chroma cannot be opened: .*; "onrecord index --rebuild" makes it again'
    with pytest.raises(StoreError, match=message):
        VectorStore(tmp_path / "chroma", None, "0123456789ab")
