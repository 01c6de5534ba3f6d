"""An ONNX graph written down in memory: the few messages of the format that a model takes.

The package `onnx` would do it, and takes longer to import than the graph takes to make and load.
Field numbers are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto, the wire format
is that of Protocol Buffers.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

_IR_VERSION, _OPSET = 10, 20
_KINDS = {"float32": 1, "uint8": 2, "int8": 3}
"""The format's numbers of the types of arrays."""
_EXTERNAL = 1
_MICROSOFT = "com.microsoft"
"""ONNX Runtime's own operators, which do in one step what takes several of the standard's."""


Array = npt.NDArray[np.float32] | npt.NDArray[np.int8] | npt.NDArray[np.uint8]


class Graph:
    """Operations on arrays of floats, one after another; constants may be of eight bits.

    Arrays that never change are handed to the runtime as they lie.
    """

    def __init__(self) -> None:
        self.constants: dict[str, Array] = {}
        self._nodes: list[bytes] = []

    def constant(self, values: Array) -> str:
        """The name of an array that never changes."""
        name = f"constant{len(self.constants)}"
        self.constants[name] = values
        return name

    def add(
        self,
        operator: str,
        inputs: Sequence[str],
        *,
        output: str | None = None,
        **attributes: float,
    ) -> str:
        """The name of what an operator of ONNX Runtime makes of its inputs.

        An attribute is an int or a float.
        """
        output = output or f"value{len(self._nodes)}"
        self._nodes.append(
            b"".join(_field(1, name) for name in inputs)
            + _field(2, output)
            + _field(4, operator)
            + b"".join(_field(5, _attribute(name, value)) for name, value in attributes.items())
            + _field(7, _MICROSOFT)
        )
        return output

    def model(
        self, inputs: Mapping[str, Sequence[int | str]], outputs: Mapping[str, Sequence[int | str]]
    ) -> bytes:
        """The graph as a model with inputs and outputs of these shapes; names vary."""
        graph = (
            b"".join(_field(1, node) for node in self._nodes)
            + _field(2, "graph")
            + b"".join(_field(5, _tensor(name, values)) for name, values in self.constants.items())
            + b"".join(_field(11, _value(name, shape)) for name, shape in inputs.items())
            + b"".join(_field(12, _value(name, shape)) for name, shape in outputs.items())
        )
        operators = (("", _OPSET), (_MICROSOFT, 1))
        sets = b"".join(
            _field(8, _field(1, domain) + _field(2, version)) for domain, version in operators
        )
        return _field(1, _IR_VERSION) + sets + _field(7, graph)


def _field(number: int, value: bytes | str | float) -> bytes:
    if isinstance(value, int):
        return _varint(number << 3) + _varint(value)
    if isinstance(value, float):
        return _varint(number << 3 | 5) + struct.pack("<f", value)
    data = value.encode() if isinstance(value, str) else value
    return _varint(number << 3 | 2) + _varint(len(data)) + data


def _varint(number: int) -> bytes:
    """Seven bits a byte, the least first."""
    made = bytearray()
    while number > 127:
        made.append(number & 127 | 128)
        number >>= 7
    return bytes([*made, number])


def _attribute(name: str, value: float) -> bytes:
    is_int = isinstance(value, int)
    return _field(1, name) + _field(3 if is_int else 2, value) + _field(20, 2 if is_int else 1)


def _tensor(name: str, values: Array) -> bytes:
    """A constant whose numbers are handed over beside the model."""
    dimensions = b"".join(_field(1, size) for size in values.shape)
    location = _field(13, _field(1, "location") + _field(2, name))
    return (
        dimensions
        + _field(2, _KINDS[values.dtype.name])
        + _field(8, name)
        + location
        + _field(14, _EXTERNAL)
    )


def _value(name: str, shape: Sequence[int | str]) -> bytes:
    dimensions = b"".join(
        _field(1, _field(2 if isinstance(size, str) else 1, size)) for size in shape
    )
    return _field(1, name) + _field(
        2, _field(1, _field(1, _KINDS["float32"]) + _field(2, dimensions))
    )
