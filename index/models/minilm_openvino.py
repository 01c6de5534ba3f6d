"""The packaged model in eight-bit integers on OpenVINO, four times as fast as PyTorch.

Weights are rounded beforehand, 64 to a scale, and what flows between them as it comes; the rest is
computed in bfloat16 where the processor can. A vector's cosine with that of full precision is .999.
OpenVINO's own converter would make the same of the model, and brings a dozen packages.
"""

from __future__ import annotations

import os
import sys
import threading
from bisect import bisect_left
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from index.models.minilm_files import EPSILON, HEADS, LAYERS, WIDTH, Floats, Tokens, tensors, tokens

if TYPE_CHECKING:
    from openvino import CompiledModel, Node

Span = tuple[int, int]
"""Where a part of a text begins and ends, in characters."""

_GROUP = 64
"""Numbers that share a scale."""
_MOST, _MIDDLE = 127, 128
"""The largest number of eight bits with a sign, and what zero is without one."""


class QuantizedMiniLM:
    """Passages to vectors, from many threads.

    Each is read by itself, so that nothing depends on its neighbours.
    """

    def __init__(self) -> None:
        """Loads the model. Raises ModelError where it is absent or not its authors'."""
        weights = tensors()
        kind = weights["embeddings.token_type_embeddings.weight"][0]
        self._words = weights["embeddings.word_embeddings.weight"]
        self._positions = weights["embeddings.position_embeddings.weight"] + kind
        self._model = _compiled(weights)
        self._own = threading.local()
        self._pool = ThreadPoolExecutor(os.cpu_count(), "embed", self._prepare)

    def encode(self, texts: Sequence[str], parts: Sequence[Sequence[Span]]) -> list[Floats]:
        """Of each text its vector and behind it those of its parts, of shape (1 + parts, 384).

        Their lengths differ.

        A part is given by its ends, in characters, and read where it stands: its vector is the mean
        of what the model makes of its tokens, as the text's is of all (late chunking: Günther et
        al. 2024, arXiv:2409.04701). What is longer than the model reads is cut off; a part without
        a token has a vector of zeros.
        """
        read = tokens(texts)
        order = sorted(
            range(len(read)), key=lambda number: len(read[number].ids)
        )  # another length is slower to begin
        made = self._pool.map(
            self._means, [read[number] for number in order], [parts[number] for number in order]
        )
        found = dict(zip(order, made, strict=True))
        return [found[number] for number in range(len(read))]

    def _prepare(self) -> None:
        self._own.request = self._model.create_infer_request()

    def _means(self, text: Tokens, parts: Sequence[Span]) -> Floats:
        embedded = self._words[text.ids] + self._positions[: len(text.ids)]
        states = self._own.request.infer([embedded[np.newaxis]])[0][0]
        means = np.zeros((1 + len(parts), WIDTH), dtype=np.float32)
        means[0] = states.mean(axis=0)
        for mean, (start, end) in zip(means[1:], parts, strict=True):
            first, last = bisect_left(text.starts, start), bisect_left(text.starts, end)
            if first < last:
                mean[:] = states[1 + first : 1 + last].mean(axis=0)  # behind the model's mark
        return means


def _compiled(weights: dict[str, Floats]) -> CompiledModel:
    openvino = _imported()
    ops = openvino.opset13

    read = ops.parameter([1, -1, WIDTH], np.float32)
    threads = os.cpu_count() or 1
    options = {
        "NUM_STREAMS": threads,
        "INFERENCE_NUM_THREADS": threads,
        "DYNAMIC_QUANTIZATION_GROUP_SIZE": _GROUP,
    }
    return openvino.Core().compile_model(
        openvino.Model([_states(read, weights)], [read]), "CPU", options
    )


def _imported() -> ModuleType:
    """OpenVINO without its converter, which reports its use to the makers when imported."""
    if "openvino" in sys.modules:
        return import_module("openvino")
    converter = "openvino.tools.ovc"
    sys.modules[converter] = None  # type: ignore[assignment]  # as if it were not installed
    try:
        return import_module("openvino")
    finally:
        del sys.modules[converter]


def _states(read: Node, weights: dict[str, Floats]) -> Node:
    """BERT (Devlin et al. 2019): from the sum of a token's embeddings to its last state."""
    from openvino import opset13 as ops

    def linear(value: Node, name: str) -> Node:
        return ops.add(
            ops.matmul(value, _rounded(weights[f"{name}.weight"]), False, True),
            weights[f"{name}.bias"],
        )

    def normal(value: Node, name: str) -> Node:
        even = ops.mvn(value, np.array([-1]), True, EPSILON, "inside_sqrt")
        return ops.add(ops.multiply(even, weights[f"{name}.weight"]), weights[f"{name}.bias"])

    def parted(value: Node) -> Node:
        """Of shape (1, heads, tokens, width of a head)."""
        return ops.transpose(
            ops.reshape(value, np.array([0, 0, HEADS, -1]), True), np.array([0, 2, 1, 3])
        )

    def joined(value: Node) -> Node:
        return ops.reshape(ops.transpose(value, np.array([0, 2, 1, 3])), np.array([0, 0, -1]), True)

    state = normal(read, "embeddings.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        heads = (
            parted(linear(state, f"{layer}.attention.self.{part}"))
            for part in ("query", "key", "value")
        )
        seen = linear(
            joined(ops.scaled_dot_product_attention(*heads)), f"{layer}.attention.output.dense"
        )
        state = normal(ops.add(seen, state), f"{layer}.attention.output.LayerNorm")
        inner = ops.gelu(linear(state, f"{layer}.intermediate.dense"), "erf")
        state = normal(
            ops.add(linear(inner, f"{layer}.output.dense"), state), f"{layer}.output.LayerNorm"
        )
    return state


def _rounded(weights: Floats) -> Node:
    """The weights as unsigned integers with scales, as OpenVINO computes them fast."""
    from openvino import opset13 as ops

    grouped = weights.reshape(len(weights), -1, _GROUP)
    scales = np.abs(grouped).max(axis=2, keepdims=True) / _MOST
    whole = np.uint8(np.rint(grouped / scales) + _MIDDLE)
    middle = ops.convert(ops.constant(np.full_like(scales, _MIDDLE, dtype=np.uint8)), "f32")
    exact = ops.multiply(
        ops.subtract(ops.convert(ops.constant(whole), "f32"), middle), ops.constant(scales)
    )
    return ops.reshape(exact, np.array(weights.shape), False)
