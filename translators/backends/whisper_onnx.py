"""Whisper in ONNX Runtime: a whole prefix in one step, with where the decoder looks."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import onnxruntime
from numpy.typing import NDArray

from configs.errors import EngineError
from translators.backends.whisper_decoder_graph import (
    decoder_graph,
    past_names,
    seen_graph,
    seen_names,
)
from translators.backends.whisper_decoding import Step
from translators.backends.whisper_encoder_graph import encoder_graph
from translators.ctranslate2_weights import WhisperWeights, read_whisper
from translators.onnx_options import session_options

__all__ = ["OnnxDecoding", "OnnxWhisper", "Sessions", "load_whisper"]

Floats = NDArray[np.float32]

NOT_YET = np.float32(-1e9)
"""Added to the attention to tokens that come later."""


@dataclass(frozen=True, slots=True)
class Sessions:
    """The three parts of a network, ready to run."""

    encoder: onnxruntime.InferenceSession
    """See `whisper_encoder_graph.encoder_graph`."""
    seen: onnxruntime.InferenceSession
    """See `whisper_decoder_graph.seen_graph`."""
    decoder: onnxruntime.InferenceSession
    """See `whisper_decoder_graph.decoder_graph`."""


class OnnxWhisper:
    """A `DecodingNetwork` on the processor; several windows may be decoded at the same time."""

    def __init__(self, weights: WhisperWeights, sessions: Sessions) -> None:
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
        self._sessions = sessions

    def encode(self, features: Floats) -> Floats:
        """float32[mels, frames] as float32[frames / 2, width]."""
        encoded: Floats = self._sessions.encoder.run(None, {"features": features[np.newaxis]})[0]
        return encoded

    def decoding(self, encoded: Floats) -> "OnnxDecoding":
        """Begin to decode float32[positions, width]."""
        seen = self._sessions.seen.run(None, {"encoded": encoded})
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
        """One step; see `whisper_decoder_graph.decoder_graph`."""
        outputs: list[Floats] = self._sessions.decoder.run(None, inputs)
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
    # One after the other, and each from the file mapped anew: neither a graph that is in use by now
    # nor the pages that it was made of, together the whole file, are in memory with the next.
    parts = [
        _session(graph(read_whisper(folder)), threads)
        for graph in (encoder_graph, seen_graph, decoder_graph)
    ]
    return OnnxWhisper(weights, Sessions(*parts))


def _mask(tokens: int, before: int) -> Floats:
    """float32[tokens, before + tokens]: each token sees those before it, and itself."""
    mask = np.zeros((tokens, before + tokens), np.float32)
    mask[:, before:] = np.triu(np.full((tokens, tokens), NOT_YET), 1)
    return mask


def _session(model: bytes, threads: int) -> onnxruntime.InferenceSession:
    """By way of a file: a session keeps the bytes that it was made from as long as it lives."""
    options, providers = session_options(threads), ["CPUExecutionProvider"]
    # Where nothing can be written, it works as well and only takes more memory.
    with suppress(OSError), TemporaryDirectory(prefix="dragoman-") as folder:
        path = Path(folder, "model.onnx")
        path.write_bytes(model)
        return onnxruntime.InferenceSession(path, options, providers=providers)
    return onnxruntime.InferenceSession(model, options, providers=providers)
