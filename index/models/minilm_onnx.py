"""The packaged model on ONNX Runtime.

It turns a few texts into vectors at once, without the seconds that PyTorch takes to load.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
import numpy.typing as npt

from index.models.minilm_files import EPSILON, HEADS, LAYERS, WIDTH, Floats, tensors, tokens
from index.models.onnx_graph import Graph

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

_ZERO = 128
"""What stands for zero in a matrix without signs."""

Shapes = Mapping[str, Sequence[int | str]]
"""Of the inputs or outputs of a graph, by name; a size that varies has a name."""

T = TypeVar("T")
R = TypeVar("R")


class QuantizedMatrix(NamedTuple):
    """A matrix in whole numbers of eight bits: row `n` is `whole[n] * scales[n]`."""

    whole: npt.NDArray[np.int8]
    scales: Floats


Weights = Mapping[str, Floats | QuantizedMatrix]
"""Arrays of the model by name; quantized ones are multiplied in integers, twice as fast."""


class Encoder:
    """The packaged model's layers on ONNX Runtime, with its own or other weights. Thread-safe."""

    def __init__(self, weights: Weights) -> None:
        self._words = _floats(weights, "embeddings.word_embeddings.weight")
        self._positions = _floats(weights, "embeddings.position_embeddings.weight")
        self._session = _session(weights)
        self._pool = ThreadPoolExecutor(os.cpu_count(), "embed")

    def states(self, ids: Sequence[int]) -> Floats:
        """What the last layer makes of a text's tokens: (tokens, 384)."""
        inputs = {
            "words": self._words[np.newaxis, list(ids)],
            "positions": self._positions[np.newaxis, : len(ids)],
        }
        [states] = self._session.run(None, inputs)
        return np.asarray(states[0], dtype=np.float32)

    def each(self, read: Callable[[T], R], texts: Sequence[T]) -> Iterable[R]:
        """The result of `read` for each text, in parallel.

        Each is read by itself, so that nothing depends on its neighbours.
        """
        return self._pool.map(read, texts) if len(texts) > 1 else map(read, texts)


@cache
def shared() -> MiniLM:
    """The model of this process."""
    return MiniLM()


class MiniLM:
    """Texts to vectors, from many threads."""

    def __init__(self) -> None:
        """Loads the model. Raises ModelError where it is absent or not its authors'."""
        self._encoder = Encoder(tensors())

    def encode(self, texts: Sequence[str]) -> Floats:
        """Vectors of shape (texts, 384), whose lengths differ.

        What is longer than the model reads is cut off.
        """
        read = [one.ids for one in tokens(texts)]
        return np.asarray(list(self._encoder.each(self._mean, read)), dtype=np.float32).reshape(
            -1, WIDTH
        )

    def _mean(self, ids: Sequence[int]) -> Floats:
        return np.asarray(self._encoder.states(ids).mean(axis=0), dtype=np.float32)


def _floats(weights: Weights, name: str) -> Floats:
    array = weights[name]
    assert not isinstance(array, QuantizedMatrix)
    return array


def _product(graph: Graph, value: str, matrix: QuantizedMatrix, *, is_signed: bool) -> str:
    """A value times a matrix of eight bits, which is handed over with signs or without."""
    scales = graph.constant(matrix.scales)
    whole = np.ascontiguousarray(matrix.whole.T)
    if is_signed:
        return graph.add("DynamicQuantizeMatMul", [value, graph.constant(whole), scales])
    shifted = (whole.astype(np.int16) + _ZERO).astype(np.uint8)
    zeros = graph.constant(np.full(len(matrix.scales), _ZERO, np.uint8))
    return graph.add("DynamicQuantizeMatMul", [value, graph.constant(shifted), scales, zeros])


@cache
def saturates() -> bool:
    """Whether this processor cuts off sums of products of eight bits with signs.

    Those without VNNI do: they add two products in sixteen bits. Without signs they are exact.
    """
    largest = QuantizedMatrix(np.full((WIDTH, WIDTH), 127, np.int8), np.ones(WIDTH, np.float32))
    product = products(np.ones((1, 1, WIDTH), np.float32), largest, is_signed=True)
    return bool(np.abs(product - 127 * WIDTH).max() > WIDTH)


def products(values: Floats, matrix: QuantizedMatrix, *, is_signed: bool) -> Floats:
    """Values (1, rows, 384) times an eight-bit matrix (columns, 384), as the model takes them."""
    graph = Graph()
    _product(graph, "words", matrix, is_signed=is_signed)
    shapes = {"words": (1, "tokens", WIDTH)}, {"value0": (1, "tokens", len(matrix.scales))}
    [found] = _loaded(graph, *shapes).run(None, {"words": values})
    return np.asarray(found, dtype=np.float32)


def _session(weights: Weights) -> InferenceSession:
    graph = Graph()
    _build(graph, weights)
    shape = (1, "tokens", WIDTH)
    return _loaded(graph, {"words": shape, "positions": shape}, {"states": shape})


def _loaded(graph: Graph, inputs: Shapes, outputs: Shapes) -> InferenceSession:
    os.environ["ORT_DISABLE_TELEMETRY"] = (
        "1"  # it keeps an id of this machine and reports to its makers otherwise
    )
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1  # texts are read side by side
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(array) for array in graph.constants.values()]
    options.add_external_initializers(list(graph.constants), values)
    model = graph.model(inputs, outputs)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _build(graph: Graph, weights: Weights) -> None:
    """BERT (Devlin et al. 2019): from the sum of a token's embeddings to its last state."""

    def constant(name: str) -> str:
        return graph.constant(_floats(weights, name))

    def linear(value: str, name: str) -> str:
        matrix = weights[f"{name}.weight"]
        if isinstance(matrix, QuantizedMatrix):
            return _product(graph, value, matrix, is_signed=not saturates())
        return graph.add("FusedMatMul", [value, graph.constant(matrix)], transB=1)

    def normal(value: str, other: str, bias: str, name: str, output: str | None = None) -> str:
        inputs = [value, other, constant(f"{name}.weight"), constant(f"{name}.bias"), bias]
        return graph.add("SkipLayerNormalization", inputs, output=output, epsilon=EPSILON)

    kind = graph.constant(_floats(weights, "embeddings.token_type_embeddings.weight")[0])
    state = normal("words", "positions", kind, "embeddings.LayerNorm")
    for number in range(LAYERS):
        layer = f"encoder.layer.{number}"
        parts = [f"{layer}.attention.self.{part}" for part in ("query", "key", "value")]
        biases = np.concatenate([_floats(weights, f"{part}.bias") for part in parts])
        seen = graph.add(
            "MultiHeadAttention",
            [*(linear(state, part) for part in parts), graph.constant(biases)],
            num_heads=HEADS,
        )
        out = f"{layer}.attention.output"
        state = normal(
            linear(seen, f"{out}.dense"), state, constant(f"{out}.dense.bias"), f"{out}.LayerNorm"
        )
        inner = linear(state, f"{layer}.intermediate.dense")
        inner = graph.add("BiasGelu", [inner, constant(f"{layer}.intermediate.dense.bias")])
        out, last = f"{layer}.output", number == LAYERS - 1
        inner = linear(inner, f"{out}.dense")
        state = normal(
            inner,
            state,
            constant(f"{out}.dense.bias"),
            f"{out}.LayerNorm",
            "states" if last else None,
        )
