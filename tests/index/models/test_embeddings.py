"""The model that is installed with us."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from index.errors import ModelError
from index.models.embeddings import Embeddings
from index.models.minilm_files import PACKAGED


def test_vectors_are_of_length_one_and_tell_meanings_apart(embeddings: Embeddings) -> None:
    vectors = embeddings.encode(
        ["Troops crossed the river.", "Soldiers went over the stream.", "The cake was sweet."]
    )
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
    assert all(
        one @ other > 0.999 for one, other in zip(found, embeddings.encode(texts), strict=True)
    )


def test_tokens_say_where_they_stand_however_long_the_text(embeddings: Embeddings) -> None:
    text = "Klimkin said no. " * 300
    [offsets] = embeddings.token_offsets([text])
    assert len(offsets) > embeddings.max_tokens
    assert "".join(text[start:end] for start, end in offsets) == text.replace(" ", "")


@pytest.mark.slow
def test_a_model_that_is_not_there_is_named(tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    with pytest.raises(
        ModelError, match=f'The embedding model "{tmp_path}/model" cannot be loaded'
    ):
        Embeddings(str(tmp_path / "model")).encode(["Hello."])


def test_models_have_fingerprints_of_their_own() -> None:
    assert Embeddings(PACKAGED).fingerprint == Embeddings(PACKAGED).fingerprint
    assert Embeddings(PACKAGED).fingerprint != Embeddings("another").fingerprint
    assert len(Embeddings(PACKAGED).fingerprint) == 12
