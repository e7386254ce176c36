"""Sizes of published Whisper models, for networks with random weights: speed needs no others."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Any

__all__ = ["SHAPES", "Shape", "random_whisper"]


@dataclass(frozen=True, slots=True)
class Shape:
    """What decides the cost of a Whisper network."""

    mels: int
    width: int
    encoder_layers: int
    decoder_layers: int
    heads: int
    words: int
    followers: int
    """The decoder's heads that follow the speech."""

    def settings(self) -> dict[str, int]:
        """For `transformers.WhisperConfig`."""
        return {
            "num_mel_bins": self.mels,
            "d_model": self.width,
            "encoder_layers": self.encoder_layers,
            "decoder_layers": self.decoder_layers,
            "encoder_attention_heads": self.heads,
            "decoder_attention_heads": self.heads,
            "encoder_ffn_dim": 4 * self.width,
            "decoder_ffn_dim": 4 * self.width,
            "vocab_size": self.words,
            "max_source_positions": 1500,
            "max_target_positions": 448,
        }


SHAPES: Mapping[str, Shape] = {
    "tiny": Shape(80, 384, 4, 4, 6, 51_865, 6),
    "base": Shape(80, 512, 6, 6, 8, 51_865, 8),
    "small": Shape(80, 768, 12, 12, 12, 51_865, 10),
    "medium": Shape(80, 1024, 24, 24, 16, 51_865, 6),
    "large-v3": Shape(128, 1280, 32, 32, 20, 51_866, 10),
    "large-v3-turbo": Shape(128, 1280, 32, 4, 20, 51_866, 6),
}


def random_whisper(shape: Shape) -> Any:
    """A `WhisperForConditionalGeneration` of this shape. Raises `ImportError` without the extra."""
    transformers: Any = import_module("transformers")
    config = transformers.WhisperConfig(
        **shape.settings(), suppress_tokens=None, begin_suppress_tokens=None
    )
    model = transformers.WhisperForConditionalGeneration(config)
    # Two of the last layers have them, as in the published models more or less.
    model.generation_config.alignment_heads = [
        [shape.decoder_layers - 1 - number % 2, number] for number in range(shape.followers)
    ]
    return model
