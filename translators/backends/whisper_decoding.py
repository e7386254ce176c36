"""What decodes a window with Whisper, token by token: torch's network, or ONNX Runtime's."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from translators.attention import Attention

__all__ = ["Decoding", "DecodingNetwork", "Step"]


@dataclass(frozen=True, slots=True, eq=False)
class Step:
    """What the decoder made of the tokens it was fed."""

    logits: NDArray[np.float32]
    """float32[wanted, vocabulary], one row for each position that was asked for."""
    attention: Attention
    """For every token fed, where the decoder looked when it had read it."""


class Decoding(Protocol):
    """One text being decoded."""

    def feed(self, tokens: Sequence[int], wanted: Sequence[int] = (-1,)) -> Step:
        """Take tokens; logits for what follows those at the places `wanted` (the last)."""
        ...


class DecodingNetwork(Protocol):
    """Whisper's decoder."""

    @property
    def words(self) -> int:
        """Tokens of the vocabulary."""
        ...

    @property
    def room(self) -> int:
        """The most tokens that a text may have, what precedes it included."""
        ...

    @property
    def suppressed(self) -> Sequence[int]:
        """Tokens that are never said."""
        ...

    @property
    def suppressed_first(self) -> Sequence[int]:
        """Tokens that nothing begins with."""
        ...

    def decoding(self, encoded: Any) -> Decoding:
        """Begin to decode what the encoder gave for one window."""
        ...
