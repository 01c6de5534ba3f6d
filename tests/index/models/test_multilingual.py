"""The multilingual model, which is an extra."""

from __future__ import annotations

import importlib.util
import sys

import numpy as np
import pytest

from index.errors import ModelError
from index.models.embeddings import Embeddings
from index.models.multilingual import NAME

needs_model = pytest.mark.skipif(
    importlib.util.find_spec(NAME) is None,
    reason=f'the package {NAME} is not installed: the extra "multilingual"',
)


@needs_model
def test_a_question_in_russian_is_nearest_to_its_answer_in_english() -> None:
    embeddings = Embeddings(NAME)
    question = embeddings.encode_question("Когда откроют новый мост?")
    passages = embeddings.encode(
        ["The new bridge will open in May.", "The school choir sang.", "Bread costs more."]
    )
    assert passages.shape == (3, 384)
    assert np.allclose(np.linalg.norm(passages, axis=1), 1, atol=1e-3)
    assert int(np.argmax(passages @ question)) == 0


@needs_model
def test_unlike_texts_are_far_apart_as_with_the_packaged_model() -> None:
    vectors = Embeddings(NAME).encode(
        ["The new bridge will open in May.", "A choir sang.", "The bridge opens in May."]
    )
    assert vectors[0] @ vectors[1] < 0.4 < 0.6 < vectors[0] @ vectors[2]


def test_without_the_package_the_error_says_what_brings_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, NAME, None)
    with pytest.raises(ModelError, match=r"onrecord\[multilingual\]"):
        Embeddings(NAME).encode(["Hello."])
