"""Any other embedding model, by its name on Hugging Face or its folder."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.errors import ModelError
from index.models.minilm_files import Floats

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_BATCH = 16


class Transformer:
    """Texts to vectors, from many threads."""

    def __init__(self, model: str) -> None:
        """Loads the model. Raises ModelError where it cannot be had."""
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault(
            "OMP_WAIT_POLICY", "PASSIVE"
        )  # threads that spin slow a busy machine down many times
        from sentence_transformers import SentenceTransformer
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            transformer = SentenceTransformer(model, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(f'The embedding model "{model}" cannot be loaded: {error}') from None
        import torch

        # Where the processor computes in bfloat16, twice as fast or more; the vectors differ by
        # less than .001.
        can = torch.cpu.get_capabilities()
        self._model = (
            transformer.bfloat16() if can.get("avx512_bf16") or can.get("amx_bf16") else transformer
        )
        self._lock = threading.Lock()

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of shape (texts, the model's dimensions).

        What is longer than the model reads is cut off.
        """
        with self._lock:
            found = self._model.encode(
                list(texts), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(found, dtype=np.float32)

    @property
    def max_tokens(self) -> int:
        """The most tokens of a text that the model reads, its own marks included."""
        return int(self._model.max_seq_length or 512)

    @cached_property
    def tokenizer(self) -> Tokenizer:
        """The model's tokenizer, which neither cuts nor pads."""
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._model.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer
