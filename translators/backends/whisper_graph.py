"""Whisper's decoder as two ONNX graphs, made from published weights.

CTranslate2 decodes a forced prefix token by token, though it is known beforehand, and computes what
the decoder needs of the encoder's answer once for the text and once more for its alignment. These
graphs take any number of tokens in one step, and give the attention that the alignment is made from
as they go. Weights are kept in eight bits with a scale for every few of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from translators.ctranslate2_weights import WhisperWeights

__all__ = ["DecoderGraphs", "decoder_graphs", "past_names", "seen_names"]

BLOCK = 64
"""Weights that share a scale."""
MIDDLE = 128
ROWS_AT_ONCE = 1024
EIGHT_BIT_SUMS = 4
"""ONNX Runtime's `accuracy_level` at which products are of eight bits too."""
EPSILON = 1e-5
OPSET, IR_VERSION = 21, 10
ONNX_RUNTIME = "com.microsoft"

Array = NDArray[Any]


@dataclass(frozen=True, slots=True)
class DecoderGraphs:
    """Two serialized models; `width`, `heads` and `size` (of a head) are the network's."""

    seen: bytes
    """`encoded` [positions, width] becomes each layer's keys [heads, size, positions] and values
    [heads, positions, size] of `seen_names`."""
    decoder: bytes
    """Takes `states` [tokens, width] (tokens and places embedded), `mask` [tokens, all] to be added
    to the attention to the tokens so far, `wanted` [rows], the arrays of `seen_names`, and those of
    `past_names` with the tokens before. Gives `logits` [rows, vocabulary], `attention`
    [alignment heads, tokens, positions], and the arrays of the past with the new tokens."""


def seen_names(layers: int) -> list[str]:
    """What the first graph gives and the second takes, in order."""
    return [f"seen_{what}_{layer}" for layer in range(layers) for what in ("keys", "values")]


def past_names(layers: int) -> list[str]:
    """The keys and values of the tokens before, in order."""
    return [f"past_{what}_{layer}" for layer in range(layers) for what in ("keys", "values")]


def decoder_graphs(weights: WhisperWeights) -> DecoderGraphs:
    """Both graphs for a network."""
    return DecoderGraphs(_Seen(weights).model(), _Decoder(weights).model())


class _Graph:
    """Nodes and constants of a graph while it is written."""

    def __init__(self, weights: WhisperWeights) -> None:
        sizes = weights.sizes
        self.weights = weights
        self.layers = sizes["decoder_layers"]
        self.heads = sizes["decoder_attention_heads"]
        self.width = sizes["d_model"]
        self.size = self.width // self.heads
        self._nodes: list[Any] = []
        self._constants: list[Any] = []
        self._count = 0

    def array(self, name: str) -> Array:
        """One of the network's arrays, as float32."""
        return self.weights.arrays[name].astype(np.float32)

    def constant(self, array: Array) -> str:
        """The name of a value that never changes."""
        name = self._name()
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(array), name))
        return name

    def add(self, kind: str, *inputs: str, gives: str = "", **attributes: Any) -> str:
        """Add an operation; the name of what it gives."""
        name = gives or self._name()
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def linear(self, value: str, weight: Array, bias: Array | None = None, gives: str = "") -> str:
        """A matrix in eight bits; `weight` is [outputs, inputs], of any floats."""
        outputs, inputs = weight.shape
        packed, scales = _eight_bits(weight)
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

    def projection(self, value: str, name: str) -> str:
        """A matrix of the network with its bias."""
        return self.linear(value, self.array(f"{name}.weight"), self.array(f"{name}.bias"))

    def norm(self, value: str, name: str) -> str:
        """A layer normalization of the network."""
        scale, shift = (self.constant(self.array(f"{name}.{of}")) for of in ("weight", "bias"))
        return self.add("LayerNormalization", value, scale, shift, axis=-1, epsilon=EPSILON)

    def by_head(self, value: str, order: Sequence[int], gives: str = "") -> str:
        """[rows, width] as [rows, heads, size] with its axes in this order."""
        shape = self.constant(np.array([0, self.heads, self.size]))
        return self.add("Transpose", self.add("Reshape", value, shape), gives=gives, perm=order)

    def serialized(self, name: str, inputs: Sequence[Any], outputs: Sequence[Any]) -> bytes:
        """The model with all that was added."""
        graph = helper.make_graph(self._nodes, name, inputs, outputs, self._constants)
        opsets = [helper.make_opsetid("", OPSET), helper.make_opsetid(ONNX_RUNTIME, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=IR_VERSION)
        serialized: bytes = model.SerializeToString()
        return serialized

    def keys_and_values(self, names: Sequence[str], rows: str) -> Iterator[Any]:
        """The types of `seen_names` or `past_names`."""
        keys: list[int | str] = [self.heads, self.size, rows]
        values: list[int | str] = [self.heads, rows, self.size]
        for place, name in enumerate(names):
            yield _floats(name, values if place % 2 else keys)

    def _name(self) -> str:
        self._count += 1
        return f"value_{self._count}"


class _Seen(_Graph):
    """Keys and values of what the encoder heard: once for a window, however long its text."""

    def model(self) -> bytes:
        names = seen_names(self.layers)
        for layer in range(self.layers):
            across = f"model.decoder.layers.{layer}.encoder_attn"
            keys = self.linear("encoded", self.array(f"{across}.k_proj.weight"))
            values = self.projection("encoded", f"{across}.v_proj")
            self.by_head(keys, (1, 2, 0), names[2 * layer])
            self.by_head(values, (1, 0, 2), names[2 * layer + 1])
        given = [_floats("encoded", ["positions", self.width])]
        return self.serialized("seen", given, list(self.keys_and_values(names, "positions")))


class _Decoder(_Graph):
    """Tokens in, logits out."""

    def model(self) -> bytes:
        states = "states"
        looks: list[str] = []
        for layer in range(self.layers):
            name = f"model.decoder.layers.{layer}"
            states = self._attend_to_tokens(states, name, layer)
            states = self._attend_to_sound(states, name, layer, looks)
            inner = self.norm(states, f"{name}.final_layer_norm")
            inner = self.add("Gelu", self.projection(inner, f"{name}.fc1"))
            states = self.add("Add", states, self.projection(inner, f"{name}.fc2"))
        self.add("Concat", *looks, gives="attention", axis=0)
        last = self.norm(self.add("Gather", states, "wanted", axis=0), "model.decoder.layer_norm")
        self.linear(last, self.weights.arrays["proj_out.weight"], gives="logits")
        return self.serialized("decoder", list(self._inputs()), list(self._outputs()))

    def _attend_to_tokens(self, states: str, name: str, layer: int) -> str:
        own = f"{name}.self_attn"
        weight = [self.array(f"{own}.{which}_proj.weight") for which in "qkv"]
        bias = [self.array(f"{own}.q_proj.bias"), np.zeros(self.width, np.float32)]
        bias.append(self.array(f"{own}.v_proj.bias"))
        weight[0], bias[0] = self._scaled(weight[0]), self._scaled(bias[0])
        value = self.norm(states, f"{own}_layer_norm")
        value = self.linear(value, np.concatenate(weight), np.concatenate(bias))
        parts = [f"{name}.{which}" for which in "qkv"]
        self._nodes.append(helper.make_node("Split", [value], parts, axis=-1, num_outputs=3))
        past_keys, past_values = past_names(self.layers)[2 * layer : 2 * layer + 2]
        keys, values = _grown(past_keys), _grown(past_values)
        self.add("Concat", past_keys, self.by_head(parts[1], (1, 2, 0)), gives=keys, axis=2)
        self.add("Concat", past_values, self.by_head(parts[2], (1, 0, 2)), gives=values, axis=1)
        match = self.add("MatMul", self.by_head(parts[0], (1, 0, 2)), keys)
        shares = self.add("Softmax", self.add("Add", match, "mask"), axis=-1)
        return self._attended(states, shares, values, own)

    def _attend_to_sound(self, states: str, name: str, layer: int, looks: list[str]) -> str:
        across = f"{name}.encoder_attn"
        value = self.norm(states, f"{across}_layer_norm")
        weight = self._scaled(self.array(f"{across}.q_proj.weight"))
        query = self.linear(value, weight, self._scaled(self.array(f"{across}.q_proj.bias")))
        keys, values = seen_names(self.layers)[2 * layer : 2 * layer + 2]
        match = self.add("MatMul", self.by_head(query, (1, 0, 2)), keys)
        shares = self.add("Softmax", match, axis=-1)
        watched = [head for of, head in self.weights.alignment_heads if of == layer]
        if watched:
            looks.append(self.add("Gather", shares, self.constant(np.array(watched)), axis=0))
        return self._attended(states, shares, values, across)

    def _attended(self, states: str, shares: str, values: str, name: str) -> str:
        value = self.add("Transpose", self.add("MatMul", shares, values), perm=(1, 0, 2))
        value = self.add("Reshape", value, self.constant(np.array([0, self.width])))
        return self.add("Add", states, self.projection(value, f"{name}.out_proj"))

    def _scaled(self, query: Array) -> Array:
        """Attention divides by the root of a head's size."""
        return query * np.float32(self.size**-0.5)

    def _inputs(self) -> Iterator[Any]:
        yield _floats("states", ["tokens", self.width])
        yield _floats("mask", ["tokens", "all"])
        yield helper.make_tensor_value_info("wanted", TensorProto.INT64, ["rows"])
        yield from self.keys_and_values(seen_names(self.layers), "positions")
        yield from self.keys_and_values(past_names(self.layers), "before")

    def _outputs(self) -> Iterator[Any]:
        words = self.weights.sizes["vocab_size"]
        yield _floats("logits", ["rows", words])
        yield _floats("attention", [len(self.weights.alignment_heads), "tokens", "positions"])
        yield from self.keys_and_values([_grown(name) for name in past_names(self.layers)], "all")


def _grown(name: str) -> str:
    return f"{name}_and_new"


def _floats(name: str, shape: Sequence[int | str]) -> Any:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)


def _eight_bits(weight: Array) -> tuple[Array, Array]:
    """uint8[outputs, blocks, BLOCK] around `MIDDLE`, and float32[outputs, blocks] scales."""
    outputs, inputs = weight.shape
    blocks = -(-inputs // BLOCK)
    packed = np.full((outputs, blocks, BLOCK), MIDDLE, np.uint8)
    scales = np.empty((outputs, blocks), np.float32)
    # A vocabulary at once would need several copies of it in float32.
    for start in range(0, outputs, ROWS_AT_ONCE):
        rows = slice(start, min(start + ROWS_AT_ONCE, outputs))
        part = np.pad(weight[rows].astype(np.float32), ((0, 0), (0, blocks * BLOCK - inputs)))
        part = part.reshape(-1, blocks, BLOCK)
        largest = np.abs(part).max(axis=-1)
        scales[rows] = np.where(largest > 0, largest / (MIDDLE - 1), 1.0)
        np.divide(part, scales[rows, :, np.newaxis], out=part)
        packed[rows] = np.rint(part, out=part) + MIDDLE
    return packed, scales
