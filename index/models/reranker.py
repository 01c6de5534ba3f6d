"""A cross-encoder that reads question and passage together, and orders by that what was found."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

from index.errors import ModelError
from index.types import Hit

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

DEPTH = 24
"""Hits that are read."""
_BATCH = 8


class Reranker:
    """Any sentence-transformers CrossEncoder, by name or folder.

    Loaded on first use, in any thread.
    """

    def __init__(self, model: str, seconds: float) -> None:
        """`seconds`: how long it may read for a question; loading it aside."""
        self.model = model
        self.seconds = seconds
        self._lock = threading.Lock()

    def reranked(self, question: str, hits: Sequence[Hit]) -> list[Hit]:
        """The hits, the first of them by what the model says.

        As they stand, where it is not done in time.

        Raises ModelError where the model cannot be loaded.
        """
        first, rest = hits[:DEPTH], hits[DEPTH:]
        scores = self._scores(question, first)
        if len(scores) < len(first):
            return list(hits)
        order = sorted(range(len(first)), key=lambda at: -scores[at])
        ranked = [
            replace(first[at], score=place.score) for at, place in zip(order, first, strict=True)
        ]
        return [*ranked, *rest]

    def _scores(self, question: str, hits: Sequence[Hit]) -> list[float]:
        """A score for each hit, or for the first of them when the time is over."""
        with self._lock:
            model = self._encoder
        until = time.monotonic() + self.seconds
        scores: list[float] = []
        for start in range(0, len(hits), _BATCH):
            if time.monotonic() >= until:
                break
            pairs = [(question, hit.text) for hit in hits[start : start + _BATCH]]
            scores += map(float, model.predict(pairs, batch_size=_BATCH, show_progress_bar=False))
        return scores if time.monotonic() < until else []

    @cached_property
    def _encoder(self) -> CrossEncoder:
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        from sentence_transformers import CrossEncoder
        from transformers.utils.logging import disable_progress_bar

        disable_progress_bar()  # type: ignore[no-untyped-call]
        try:
            model: CrossEncoder = CrossEncoder(self.model, device="cpu")
        except (OSError, ValueError) as error:
            raise ModelError(f'The reranker "{self.model}" cannot be loaded: {error}') from None
        if model.num_labels != 1:
            raise ModelError(
                f'The reranker "{self.model}" gives {model.num_labels} values for a passage, '
                "not one."
            )
        return model
