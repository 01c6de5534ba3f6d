"""The vector store, on Chroma itself."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.embeddings import Vectors
from index.errors import StoreError
from index.vectors import VectorStore


@pytest.fixture
def store(tmp_path: Path) -> VectorStore:
    """An empty store."""
    return VectorStore(tmp_path / "chroma", None, "0123456789ab")


def unit(*numbers: int) -> Vectors:
    """Vectors of four dimensions, each in a direction of its own."""
    return np.eye(4, dtype=np.float32)[list(numbers)]


def test_the_nearest_come_first_with_their_cosines(store: VectorStore) -> None:
    store.add([10, 11, 12], unit(0, 1, 2))
    sought = np.array([0.8, 0.6, 0, 0], dtype=np.float32)
    found = store.search(sought, 2)
    assert [number for number, _ in found] == [10, 11]
    assert [cosine for _, cosine in found] == pytest.approx([0.8, 0.6], abs=1e-5)


def test_an_empty_store_finds_nothing(store: VectorStore) -> None:
    assert store.search(unit(0)[0], 5) == []
    assert store.count() == 0


def test_more_may_be_asked_for_than_there_are(store: VectorStore) -> None:
    store.add([1], unit(0))
    assert [number for number, _ in store.search(unit(0)[0], 50)] == [1]


def test_what_is_deleted_is_not_found(store: VectorStore) -> None:
    store.add([1, 2], unit(0, 1))
    store.delete([1, 99])
    assert [number for number, _ in store.search(unit(0)[0], 5)] == [2]


def test_adding_again_replaces(store: VectorStore) -> None:
    """As when a run that was killed is done again."""
    store.add([1], unit(0))
    store.add([1], unit(3))
    assert store.count() == 1
    assert np.allclose(store.get([1]), unit(3))


def test_more_than_a_batch_is_added_and_deleted(store: VectorStore) -> None:
    vectors = np.random.default_rng(0).normal(size=(600, 4)).astype(np.float32)
    store.add(range(600), vectors)
    assert store.count() == 600
    store.delete(range(1, 600))
    assert store.count() == 1


def test_vectors_come_back_in_the_order_asked_for(store: VectorStore) -> None:
    store.add([1, 2, 3], unit(0, 1, 2))
    assert np.allclose(store.get([3, 1]), unit(2, 0))


def test_a_store_is_there_again_when_opened_again(store: VectorStore, tmp_path: Path) -> None:
    store.add([7], unit(1))
    assert VectorStore(tmp_path / "chroma", None, "0123456789ab").search(unit(1)[0], 1)[0][0] == 7


def test_another_model_has_vectors_of_its_own(store: VectorStore, tmp_path: Path) -> None:
    """Of another dimension even."""
    store.add([7], unit(1))
    other = VectorStore(tmp_path / "chroma", None, "ba9876543210")
    other.add([8], np.ones((1, 6), dtype=np.float32))
    assert (other.count(), store.count()) == (1, 1)
    assert [number for number, _ in store.search(unit(1)[0], 5)] == [7]


WRITER = """
import sys; from pathlib import Path; import numpy
from index.vectors import VectorStore
VectorStore(Path(sys.argv[1]), None, "0123456789ab").add([2], numpy.eye(4, dtype="float32")[[1]])
"""


def test_what_another_process_adds_is_found_after_reopening(store: VectorStore, tmp_path: Path) -> None:
    store.add([1], unit(0))
    store.search(unit(0)[0], 1)
    subprocess.run([sys.executable, "-c", WRITER, tmp_path / "chroma"], check=True)
    store.reopen()
    assert store.search(unit(1)[0], 1)[0][0] == 2


def test_a_server_that_does_not_answer_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:9"):
        VectorStore(tmp_path, "http://127.0.0.1:9", "0123456789ab")


def test_a_store_that_is_damaged_is_named(tmp_path: Path) -> None:
    (tmp_path / "chroma").mkdir()
    (tmp_path / "chroma" / "chroma.sqlite3").write_bytes(b"no database" * 100)
    with pytest.raises(StoreError, match=f"{tmp_path}/chroma cannot be opened"):
        VectorStore(tmp_path / "chroma", None, "0123456789ab")
