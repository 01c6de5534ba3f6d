"""The packaged model on ONNX Runtime, held against sentence-transformers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from index.models import minilm_files
from index.models.minilm_files import Floats
from index.models.minilm_onnx import MiniLM, QuantizedMatrix, products, saturates

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

TEXTS = {
    "a question": "what did Lavrov say in Minsk?",
    "nothing": "",
    "a mark": "?",
    "accents": "Naïve cafés of ŁÓDŹ, São Paulo and Åre",
    "Cyrillic": "Что сказал министр на встрече в Минске?",
    "Greek": "Τι είπε ο υπουργός;",
    "Arabic": "ما الذي قاله الوزير في الاجتماع؟",
    "Hebrew": "מה אמר השר בפגישה?",
    "Devanagari": "मंत्री ने बैठक में क्या कहा?",
    "Chinese": "部长在会议上说了什么？",
    "Korean": "장관은 회의에서 무엇을 말했습니까?",
    "signs": "👍🏽 → 5.60 m\t€3,000 \u200b\u0000 end",
    "one long word": "moss" * 2_000,
    "a passage": "The river rose by a metre in the night, and the wall held. " * 12,
    "longer than the model reads": "Each word of this is read, but for those at its end. " * 60,
}


@pytest.fixture(scope="module")
def ours() -> MiniLM:
    return MiniLM()


@pytest.fixture(scope="module")
def theirs() -> SentenceTransformer:
    """In full precision, with no change to it."""
    from sentence_transformers import SentenceTransformer  # takes seconds

    return SentenceTransformer(str(minilm_files.folder()), device="cpu")


def cosine(one: Floats, other: Floats) -> float:
    return float(one @ other / np.linalg.norm(one) / np.linalg.norm(other))


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_vectors_are_those_of_sentence_transformers(
    text: str, ours: MiniLM, theirs: SentenceTransformer
) -> None:
    assert cosine(ours.encode([text])[0], theirs.encode([text])[0]) >= 0.99999


def test_texts_of_any_length_are_read_together_each_by_itself(ours: MiniLM) -> None:
    texts = list(TEXTS.values())
    alone = np.concatenate([ours.encode([text]) for text in texts])
    assert np.array_equal(ours.encode(texts), alone)


def test_no_text_gives_no_vector(ours: MiniLM) -> None:
    assert ours.encode([]).shape == (0, 384)


@pytest.mark.slow
def test_pytorch_is_not_loaded_for_it() -> None:
    script = (
        "import sys; from index.models.minilm_onnx import MiniLM; "
        "MiniLM().encode(['a']); sys.exit('torch' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", script]).returncode == 0


@pytest.mark.slow
def test_nothing_is_left_behind_or_reported_to_anybody(tmp_path: Path) -> None:
    """ONNX Runtime would keep an id of the machine in the user's cache folder, and send it what is
    run."""
    code = (
        "from index.models.embeddings import Embeddings; "
        "from index.models.minilm_files import PACKAGED; "
        "Embeddings(PACKAGED).encode(['hello'])"
    )
    home = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {
        "HOME": str(tmp_path)
    }
    subprocess.run([sys.executable, "-c", code], env=home, check=True)
    assert [
        path
        for path in tmp_path.rglob("*")
        if "microsoft" in str(path.relative_to(tmp_path)).lower()
    ] == []


def test_products_of_eight_bits_are_exact_on_this_processor() -> None:
    chance = np.random.default_rng(1)
    whole = chance.integers(-127, 128, (48, 384)).astype(np.int8)
    matrix = QuantizedMatrix(whole, np.full(48, 0.01, np.float32))
    values = chance.integers(0, 256, (1, 7, 384)).astype(np.float32)
    values[0, :, :2] = 0, 255  # so that they are quantized as they are
    exact = values @ whole.T.astype(np.float32) * 0.01
    found = products(values, matrix, is_signed=not saturates())
    assert np.allclose(found, exact, rtol=1e-4, atol=0.05)
    assert np.allclose(products(values, matrix, is_signed=False), exact, rtol=1e-4, atol=0.05)
