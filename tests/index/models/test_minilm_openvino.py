"""The packaged model in integers of eight bits, held against full precision."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from index.models.minilm_files import Floats, tokens
from index.models.minilm_onnx import MiniLM
from index.models.minilm_openvino import QuantizedMiniLM
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def quantized() -> QuantizedMiniLM:
    return QuantizedMiniLM()


def _whole(quantized: QuantizedMiniLM, texts: list[str]) -> Floats:
    """The vectors of texts without parts."""
    return np.concatenate(quantized.encode(texts, [()] * len(texts)))


def _unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))


def test_passages_keep_their_meaning_and_their_neighbours(quantized: QuantizedMiniLM) -> None:
    paragraphs = [
        text
        for file in sorted((ROOT / "articles").glob("*.txt"))
        for text in file.read_text(errors="replace").split("\n\n")
        if text
    ]
    exact, rounded = _unit(MiniLM().encode(paragraphs)), _unit(_whole(quantized, paragraphs))
    assert np.min(np.sum(exact * rounded, axis=1)) > 0.995
    nearest = [np.argsort(-(exact @ vectors.T), axis=1)[:, :10] for vectors in (exact, rounded)]
    assert (
        np.mean([np.isin(mine, theirs).mean() for mine, theirs in zip(*nearest, strict=True)])
        > 0.95
    )


def test_a_passage_does_not_depend_on_its_neighbours(quantized: QuantizedMiniLM) -> None:
    texts = [f"The river rose by {number} metres. " * (number % 5 + 1) for number in range(40)]
    among = _whole(quantized, texts)
    assert np.allclose(among[7], _whole(quantized, texts[7:8])[0], atol=1e-3)


def test_what_is_longer_than_the_model_reads_is_cut_off(quantized: QuantizedMiniLM) -> None:
    longer, longest = _whole(quantized, ["The river rose. " * 100, "The river rose. " * 1000])
    assert np.allclose(longer, longest, atol=1e-3)


def test_a_part_is_the_mean_of_its_tokens_where_it_stands(quantized: QuantizedMiniLM) -> None:
    text = "Head\nThe river rose. Tea was served. " + "It went on. " * 200
    ends = [(5, 20), (21, 36), (len(text) - 12, len(text)), (5, 36)]
    [[whole, river, tea, behind, both]] = quantized.encode([text], [ends])
    exact, starts = MiniLM()._encoder.states(tokens([text])[0].ids), tokens([text])[0].starts
    for found, (start, end) in ((river, ends[0]), (tea, ends[1])):
        inside = [1 + number for number, place in enumerate(starts) if start <= place < end]
        assert (
            _unit(found[np.newaxis])[0] @ _unit(exact[inside].mean(axis=0, keepdims=True))[0] > 0.99
        )
    assert not behind.any()  # the model does not read so far
    assert np.allclose(both, (river + tea) / 2, atol=1e-5)  # of as many tokens
    assert _unit(river[np.newaxis])[0] @ _unit(tea[np.newaxis])[0] < 0.9
    assert np.array_equal(whole, quantized.encode([text], [()])[0][0])


def test_no_text_is_no_vector(quantized: QuantizedMiniLM) -> None:
    assert quantized.encode([], []) == []


@pytest.mark.slow
def test_pytorch_is_not_loaded_and_nothing_left_behind_or_reported(tmp_path: Path) -> None:
    script = (
        "import sys; from index.models.minilm_openvino import QuantizedMiniLM; "
        "QuantizedMiniLM().encode(['a'], [()]); print(*sys.modules)"
    )
    home = {name: value for name, value in os.environ.items() if not name.startswith("XDG_")} | {
        "HOME": str(tmp_path)
    }
    done = subprocess.run(
        [sys.executable, "-c", script], env=home, capture_output=True, text=True, check=True
    )
    assert "openvino" in done.stdout.split()
    assert not {"torch", "openvino_telemetry"} & set(done.stdout.split())
    assert not list(tmp_path.iterdir())
