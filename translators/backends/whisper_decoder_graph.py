"""Whisper's decoder as two ONNX graphs.

CTranslate2 decodes a forced prefix token by token, though it is known beforehand, and computes what
the decoder needs of the encoder's answer once for the text and once more for its alignment. These
graphs take any number of tokens in one step, and give the attention that the alignment is made from
as they go.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from onnx import TensorProto, helper

from translators.backends.whisper_graph import Array, Graph, floats
from translators.ctranslate2_weights import WhisperWeights

__all__ = ["decoder_graph", "past_names", "seen_graph", "seen_names"]


def seen_names(layers: int) -> list[str]:
    """What the first graph gives and the second takes, in order."""
    return [f"seen_{what}_{layer}" for layer in range(layers) for what in ("keys", "values")]


def past_names(layers: int) -> list[str]:
    """The keys and values of the tokens before, in order."""
    return [f"past_{what}_{layer}" for layer in range(layers) for what in ("keys", "values")]


def seen_graph(weights: WhisperWeights) -> bytes:
    """A serialized model: `encoded` [positions, width] becomes each layer's keys
    [heads, size, positions] and values [heads, positions, size] of `seen_names`.

    `width`, `heads` and `size` (of a head) are the network's.
    """
    return _Seen(weights, "seen").model()


def decoder_graph(weights: WhisperWeights) -> bytes:
    """A serialized model that goes on with a text.

    It takes `states` [tokens, width] (tokens and places embedded), `mask` [tokens, all] to be added
    to the attention to the tokens so far, `wanted` [rows], the arrays of `seen_names`, and those of
    `past_names` with the tokens before. It gives `logits` [rows, vocabulary], `attention`
    [alignment heads, tokens, positions], and the arrays of the past with the new tokens.
    """
    return _Decoder(weights, "decoder").model()


class _DecoderGraph(Graph):
    """What both of the decoder's graphs need."""

    def __init__(self, weights: WhisperWeights, name: str) -> None:
        super().__init__(weights, "decoder", name)

    def keys_and_values(self, names: Sequence[str], rows: str) -> Iterator[Any]:
        """The types of `seen_names` or `past_names`."""
        keys: list[int | str] = [self.heads, self.size, rows]
        values: list[int | str] = [self.heads, rows, self.size]
        for place, name in enumerate(names):
            yield floats(name, values if place % 2 else keys)


class _Seen(_DecoderGraph):
    """Keys and values of what the encoder heard: once for a window, however long its text."""

    def model(self) -> bytes:
        names = seen_names(self.layers)
        for layer in range(self.layers):
            across = f"model.decoder.layers.{layer}.encoder_attn"
            weight = self.array(f"{across}.k_proj.weight")
            keys = self.linear_of_many("encoded", weight, np.zeros(self.width, np.float32))
            values = self.projection_of_many("encoded", f"{across}.v_proj")
            self.by_head(keys, (1, 2, 0), names[2 * layer])
            self.by_head(values, (1, 0, 2), names[2 * layer + 1])
        given = [floats("encoded", ["positions", self.width])]
        return self.serialized(given, list(self.keys_and_values(names, "positions")))


class _Decoder(_DecoderGraph):
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
        return self.serialized(list(self._inputs()), list(self._outputs()))

    def _attend_to_tokens(self, states: str, name: str, layer: int) -> str:
        own = f"{name}.self_attn"
        weight, bias = self.joined(own)
        for query in (weight[: self.width], bias[: self.width]):
            query[:] = self._scaled(query)
        value = self.linear(self.norm(states, f"{own}_layer_norm"), weight, bias)
        parts = [f"{name}.{which}" for which in "qkv"]
        self.split(value, parts)
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
        yield floats("states", ["tokens", self.width])
        yield floats("mask", ["tokens", "all"])
        yield helper.make_tensor_value_info("wanted", TensorProto.INT64, ["rows"])
        yield from self.keys_and_values(seen_names(self.layers), "positions")
        yield from self.keys_and_values(past_names(self.layers), "before")

    def _outputs(self) -> Iterator[Any]:
        words = self.weights.sizes["vocab_size"]
        yield floats("logits", ["rows", words])
        yield floats("attention", [len(self.weights.alignment_heads), "tokens", "positions"])
        yield from self.keys_and_values([_grown(name) for name in past_names(self.layers)], "all")


def _grown(name: str) -> str:
    return f"{name}_and_new"
