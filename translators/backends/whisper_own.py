"""Windows encoded in ONNX Runtime, and decoded greedily."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from translators.backends.whisper_ask import Ask
from translators.backends.whisper_decoded import Decoded
from translators.backends.whisper_greedy import GreedyDecoder
from translators.backends.whisper_languages import language_tokens
from translators.backends.whisper_onnx import OnnxWhisper, load_whisper
from translators.backends.whisper_sound import padded

__all__ = ["OwnWhisper", "load_own"]


class OwnWhisper:
    """A `WhisperEngine` on the processor, one window after the other."""

    def __init__(self, network: OnnxWhisper, hf_tokenizer: Any) -> None:
        self._network = network
        eot = hf_tokenizer.token_to_id("<|endoftext|>")
        self._decoder = GreedyDecoder(network, eot, None)
        self._sot = hf_tokenizer.token_to_id("<|startoftranscript|>")
        self._languages = language_tokens(hf_tokenizer)

    def encode(self, asks: Sequence[Ask]) -> list[NDArray[np.float32]]:
        """What the encoder makes of each, float32[positions, width]."""
        return [self._network.encode(padded([ask.features], ask.encoded_s)[0]) for ask in asks]

    def languages(self, encoded: Sequence[NDArray[np.float32]]) -> dict[str, float]:
        """Probability by language, of the first ask that was encoded."""
        return self._decoder.languages(encoded[0], self._sot, self._languages)

    def texts(
        self, asks: Sequence[Ask], encoded: Sequence[NDArray[np.float32]], tokenizer: Any
    ) -> list[Decoded]:
        """The text of each."""
        return [self._text(ask, heard, tokenizer) for ask, heard in zip(asks, encoded, strict=True)]

    def _text(self, ask: Ask, heard: NDArray[np.float32], tokenizer: Any) -> Decoded:
        spoken = min(ask.features.shape[1] // 2, len(heard))
        text = self._decoder.decode(heard, ask.window, tokenizer, ask.prefix, spoken)
        return Decoded(
            text.tokens,
            text.prefix,
            text.times() if text.tokens else None,
            text.average_log_probability,
            text.no_speech_probability,
            text.complete,
            text.begun,
        )


def load_own(folder: Path, hf_tokenizer: Any, *, threads: int) -> OwnWhisper:
    """The model of a folder in CTranslate2's format. Raises `EngineError`."""
    return OwnWhisper(load_whisper(folder, threads=threads), hf_tokenizer)
