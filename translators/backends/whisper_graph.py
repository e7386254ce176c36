"""A network of Whisper's kind as an ONNX graph, made from published weights.

What both halves need: weights in eight bits, normalization, attention with several heads. How the
eight bits are kept depends on how many rows are multiplied at once. For a few (tokens), reading the
weights is what takes time, and a scale for every few of them costs nothing (`linear`). For hundreds
(the sound), the products are: one scale for a column and one for a row takes a third less time
(`linear_of_many`), 80 against 130 ms for whisper tiny's encoder over 14 s on one core of an AMD
EPYC.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper

from translators.ctranslate2_weights import WhisperWeights
from translators.eight_bits import by_column, in_blocks, largest_weight
from translators.onnx_model import ONNX_RUNTIME, OnnxModel

__all__ = ["Array", "Graph", "floats"]

BLOCK = 64
"""Weights that share a scale, where few rows are multiplied."""
SMALLEST = np.array(1e-9, np.float32)
EIGHT_BIT_SUMS = 4
"""ONNX Runtime's `accuracy_level` at which products are of eight bits too."""
EPSILON = 1e-5

Array = NDArray[Any]


class Graph:
    """Nodes and constants of a graph while it is written."""

    def __init__(self, weights: WhisperWeights, side: str, name: str) -> None:
        """`side` is the encoder or the decoder, `name` the graph's own."""
        sizes = weights.sizes
        self.weights = weights
        self.layers = sizes[f"{side}_layers"]
        self.heads = sizes[f"{side}_attention_heads"]
        self.width = sizes["d_model"]
        self.size = self.width // self.heads
        self._alike: dict[str, tuple[str, str]] = {}
        self._model = OnnxModel(name)
        self._count = 0

    def array(self, name: str) -> Array:
        """One of the network's arrays, as float32."""
        return self.weights.arrays[name].astype(np.float32)

    def constant(self, array: Array) -> str:
        """The name of a value that never changes."""
        name = self._name()
        self._model.constant(name, np.ascontiguousarray(array))
        return name

    def add(self, kind: str, *inputs: str, gives: str = "", **attributes: Any) -> str:
        """Add an operation; the name of what it gives."""
        name = gives or self._name()
        self._model.node(kind, inputs, [name], **attributes)
        return name

    def split(self, value: str, parts: Sequence[str]) -> None:
        """Name the equal parts of each row."""
        self._model.node("Split", [value], parts, axis=-1, num_outputs=len(parts))

    def linear(self, value: str, weight: Array, bias: Array | None = None, gives: str = "") -> str:
        """A matrix for few rows; `weight` is [outputs, inputs], of any floats."""
        outputs, inputs = weight.shape
        packed, scales = in_blocks(weight, BLOCK)
        product = self.add(
            "MatMulNBits",
            value,
            self.constant(packed),
            self.constant(scales),
            gives=gives if bias is None else "",
            domain=ONNX_RUNTIME,
            K=inputs,
            N=outputs,
            bits=8,
            block_size=BLOCK,
            accuracy_level=EIGHT_BIT_SUMS,
        )
        return product if bias is None else self.add("Add", product, self.constant(bias))

    def linear_of_many(self, value: str, weight: Array, bias: Array) -> str:
        """The same for hundreds of rows."""
        alike, largest = self._made_alike(value)
        product = self.linear_of_even(alike, weight)
        return self.add("Add", self.add("Mul", product, largest), self.constant(bias))

    def linear_of_even(self, value: str, weight: Array, bias: Array | None = None) -> str:
        """The same for hundreds of rows of which none is much louder than the others."""
        packed, scales = by_column(weight, largest_weight())
        zeros = np.zeros(len(scales), packed.dtype)
        given = (packed, scales, zeros) if bias is None else (packed, scales, zeros, bias)
        constants = [self.constant(array) for array in given]
        return self.add("DynamicQuantizeMatMul", value, *constants, domain=ONNX_RUNTIME)

    def projection(self, value: str, name: str) -> str:
        """A matrix of the network with its bias."""
        return self.linear(value, self.array(f"{name}.weight"), self.array(f"{name}.bias"))

    def projection_of_many(self, value: str, name: str) -> str:
        """The same for hundreds of rows."""
        return self.linear_of_many(value, self.array(f"{name}.weight"), self.array(f"{name}.bias"))

    def joined(self, name: str) -> tuple[Array, Array]:
        """The weights and biases by which an attention makes query, key and value of one row."""
        weights = [self.array(f"{name}.{which}_proj.weight") for which in "qkv"]
        biases = [self.array(f"{name}.{which}_proj.bias") for which in "qv"]
        return np.concatenate(weights), np.concatenate(
            [biases[0], np.zeros(self.width, np.float32), biases[1]]
        )

    def norm(self, value: str, name: str, gives: str = "") -> str:
        """A layer normalization of the network."""
        scale, shift = (self.constant(self.array(f"{name}.{of}")) for of in ("weight", "bias"))
        kind = "LayerNormalization"
        return self.add(kind, value, scale, shift, gives=gives, axis=-1, epsilon=EPSILON)

    def by_head(self, value: str, order: Sequence[int], gives: str = "") -> str:
        """[rows, width] as [rows, heads, size] with its axes in this order."""
        shape = self.constant(np.array([0, self.heads, self.size]))
        return self.add("Transpose", self.add("Reshape", value, shape), gives=gives, perm=order)

    def serialized(self, inputs: Sequence[Any], outputs: Sequence[Any]) -> bytes:
        """The model with all that was added."""
        return self._model.serialized(inputs, outputs)

    def _made_alike(self, value: str) -> tuple[str, str]:
        """Rows of which the largest number is one, and what it was.

        All rows share the scale at which they are rounded: one loud row would cost the others their
        precision.
        """
        if value not in self._alike:
            last = self.constant(np.array([-1]))
            largest = self.add("ReduceMax", self.add("Abs", value), last, keepdims=1)
            largest = self.add("Max", largest, self.constant(SMALLEST))
            self._alike[value] = (self.add("Div", value, largest), largest)
        return self._alike[value]

    def _name(self) -> str:
        self._count += 1
        return f"value_{self._count}"


def floats(name: str, shape: Sequence[int | str]) -> Any:
    """The type of an input or output that has this name."""
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
