"""Whisper's encoder as an ONNX graph."""

import numpy as np

from translators.backends.whisper_graph import Graph, floats
from translators.ctranslate2_weights import WhisperWeights
from translators.onnx_model import ONNX_RUNTIME

__all__ = ["encoder_graph"]

END = np.iinfo(np.int64).max
"""All rows to the last."""
ONLY = 0
"""The place of the one window in a batch."""


def encoder_graph(weights: WhisperWeights) -> bytes:
    """A serialized model: `features` [1, mels, frames] become `encoded` [frames / 2, width]."""
    return _Encoder(weights, "encoder", "encoder").model()


class _Encoder(Graph):
    def model(self) -> bytes:
        states = self._placed(self._convolved("features"))
        for layer in range(self.layers):
            name = f"model.encoder.layers.{layer}"
            states = self._attend(states, name)
            inner = self.norm(states, f"{name}.final_layer_norm")
            inner = self.add("Gelu", self.projection_of_many(inner, f"{name}.fc1"))
            states = self.add("Add", states, self.projection_of_many(inner, f"{name}.fc2"))
        self.norm(states, "model.encoder.layer_norm", gives="encoded")
        given = [floats("features", [1, self.weights.sizes["num_mel_bins"], "frames"])]
        return self.serialized(given, [floats("encoded", ["positions", self.width])])

    def _convolved(self, features: str) -> str:
        """[positions, width]: two frames make a position.

        A convolution over three neighbours is a matrix for the three side by side.
        """
        frames = self._single(self.add("Transpose", features, perm=(0, 2, 1)))
        before, after = self._neighbours(frames)
        states = self._mixed("model.encoder.conv1", before, frames, after)
        # Of every two, the second is in the middle of nothing: it is the next one's neighbour.
        even, odd = (self._part(states, start, END, step=2) for start in (0, 1))
        return self._mixed("model.encoder.conv2", self._neighbours(odd)[0], even, odd)

    def _neighbours(self, rows: str) -> tuple[str, str]:
        """The rows before and after each; zeros where there are none."""
        none = self.add("Mul", self._part(rows, 0, 1), self.constant(np.zeros(1, np.float32)))
        before = self.add("Concat", none, self._part(rows, 0, -1), axis=0)
        return before, self.add("Concat", self._part(rows, 1, END), none, axis=0)

    def _mixed(self, name: str, *neighbours: str) -> str:
        kernel = self.array(f"{name}.weight")
        weight = np.concatenate(np.moveaxis(kernel, -1, 0), axis=1)
        rows = self.add("Concat", *neighbours, axis=1)
        return self.add("Gelu", self.linear_of_even(rows, weight, self.array(f"{name}.bias")))

    def _part(self, rows: str, start: int, end: int, step: int = 1) -> str:
        bounds = [self.constant(np.array([number])) for number in (start, end, 0, step)]
        return self.add("Slice", rows, *bounds)

    def _placed(self, states: str) -> str:
        """With what tells where in the window a position is."""
        count = self.add("Shape", states, start=0, end=1)
        places = self.constant(self.array("model.encoder.embed_positions.weight"))
        start = self.constant(np.array([0]))
        return self.add("Add", states, self.add("Slice", places, start, count, start))

    def _attend(self, states: str, name: str) -> str:
        own = f"{name}.self_attn"
        value = self.linear_of_many(self.norm(states, f"{own}_layer_norm"), *self.joined(own))
        parts = [f"{name}.{which}" for which in "qkv"]
        self.split(value, parts)
        # One operation, which never holds what every position gives every other.
        value = self.add(
            "MultiHeadAttention",
            *(self._batched(part) for part in parts),
            domain=ONNX_RUNTIME,
            num_heads=self.heads,
        )
        value = self.projection_of_many(self._single(value), f"{own}.out_proj")
        return self.add("Add", states, value)

    def _batched(self, value: str) -> str:
        return self.add("Unsqueeze", value, self.constant(np.array([ONLY])))

    def _single(self, value: str) -> str:
        return self.add("Squeeze", value, self.constant(np.array([ONLY])))
