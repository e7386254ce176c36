"""Whisper in ONNX Runtime: a whole prefix in one step, with where the decoder looks."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from configs.errors import EngineError
from translators.backends.whisper_decoder_graph import (
    DecoderGraphs,
    decoder_graphs,
    past_names,
    seen_names,
)
from translators.backends.whisper_decoding import Step
from translators.backends.whisper_encoder_graph import encoder_graph
from translators.ctranslate2_weights import WhisperWeights, read_whisper
from translators.onnx_options import session_options

__all__ = ["Graphs", "OnnxDecoding", "OnnxWhisper", "load_whisper"]

Floats = NDArray[np.float32]

NOT_YET = np.float32(-1e9)
"""Added to the attention to tokens that come later."""


@dataclass(frozen=True, slots=True)
class Graphs:
    """Three serialized models."""

    encoder: bytes
    """See `whisper_encoder_graph.encoder_graph`."""
    decoder: DecoderGraphs


class OnnxWhisper:
    """A `DecodingNetwork` on the processor; several windows may be decoded at the same time."""

    def __init__(self, weights: WhisperWeights, graphs: Graphs, *, threads: int) -> None:
        sizes = weights.sizes
        self.words = sizes["vocab_size"]
        self.room = sizes["max_target_positions"]
        self.suppressed = weights.suppressed
        self.suppressed_first = weights.suppressed_first
        self.layers = sizes["decoder_layers"]
        self._size = sizes["d_model"] // sizes["decoder_attention_heads"]
        self._heads = sizes["decoder_attention_heads"]
        # Looked up in the file itself, which the system keeps in memory once for all.
        self._tokens = weights.arrays["model.decoder.embed_tokens.weight"]
        self._places = weights.arrays["model.decoder.embed_positions.weight"]
        self._encoder = _session(graphs.encoder, threads)
        self._seen = _session(graphs.decoder.seen, threads)
        self._decoder = _session(graphs.decoder.decoder, threads)

    def encode(self, features: Floats) -> Floats:
        """float32[mels, frames] as float32[frames / 2, width]."""
        encoded: Floats = self._encoder.run(None, {"features": features[np.newaxis]})[0]
        return encoded

    def decoding(self, encoded: Floats) -> "OnnxDecoding":
        """Begin to decode float32[positions, width]."""
        seen = self._seen.run(None, {"encoded": encoded})
        return OnnxDecoding(self, dict(zip(seen_names(self.layers), seen, strict=True)))

    def no_past(self) -> list[Floats]:
        """Keys and values of no tokens."""
        keys = np.zeros((self._heads, self._size, 0), np.float32)
        values = np.zeros((self._heads, 0, self._size), np.float32)
        return [keys, values] * self.layers

    def embedded(self, tokens: Sequence[int], place: int) -> Floats:
        """float32[tokens, width] for tokens of which the first has this place."""
        places = self._places[place : place + len(tokens)]
        return self._tokens[list(tokens)].astype(np.float32) + places.astype(np.float32)

    def run(self, inputs: dict[str, Floats | NDArray[np.int64]]) -> list[Floats]:
        """One step; see `whisper_decoder_graph.DecoderGraphs`."""
        outputs: list[Floats] = self._decoder.run(None, inputs)
        return outputs


class OnnxDecoding:
    """One text being decoded, token by token."""

    def __init__(self, network: OnnxWhisper, seen: dict[str, Floats]) -> None:
        self._network = network
        self._seen = seen
        self._past = network.no_past()
        self._count = 0

    def feed(self, tokens: Sequence[int], wanted: Sequence[int] = (-1,)) -> Step:
        """Take tokens; logits for what follows those at the places `wanted` (the last)."""
        past = dict(zip(past_names(self._network.layers), self._past, strict=True))
        logits, attention, *self._past = self._network.run(
            {
                "states": self._network.embedded(tokens, self._count),
                "mask": _mask(len(tokens), self._count),
                "wanted": np.array([place % len(tokens) for place in wanted]),
                **self._seen,
                **past,
            }
        )
        self._count += len(tokens)
        return Step(logits, attention)


def load_whisper(folder: Path, *, threads: int) -> OnnxWhisper:
    """The model of a folder in CTranslate2's format. Raises `EngineError`."""
    weights = read_whisper(folder)
    if not weights.alignment_heads:
        raise EngineError(f"{folder} does not tell which heads follow the speech")
    graphs = Graphs(encoder_graph(weights), decoder_graphs(weights))
    # Mapped anew: the pages that the graphs were made of, nearly the whole file, are let go.
    return OnnxWhisper(read_whisper(folder), graphs, threads=threads)


def _mask(tokens: int, before: int) -> Floats:
    """float32[tokens, before + tokens]: each token sees those before it, and itself."""
    mask = np.zeros((tokens, before + tokens), np.float32)
    mask[:, before:] = np.triu(np.full((tokens, tokens), NOT_YET), 1)
    return mask


def _session(model: bytes, threads: int) -> onnxruntime.InferenceSession:
    options = session_options(threads)
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
