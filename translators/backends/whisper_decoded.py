"""What Whisper makes of windows, and who makes it: CTranslate2, or ONNX Runtime."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from translators.backends.whisper_ask import Ask

__all__ = ["Decoded", "WhisperEngine"]


@dataclass(frozen=True, slots=True, eq=False)
class Decoded:
    """The text of a window."""

    tokens: Sequence[int]
    """After the prefix, up to a loop."""
    times: Any
    """As `translators.alignment.aligned_words` takes it; None without tokens."""
    average_log_probability: float
    no_speech_probability: float
    complete: bool
    """The decoder stopped by itself."""


class WhisperEngine(Protocol):
    """A network that hears and writes."""

    def encode(self, asks: Sequence[Ask]) -> Any:
        """What the encoder makes of asks of one kind."""
        ...

    def languages(self, encoded: Any) -> dict[str, float]:
        """Probability by language, of the first ask that was encoded."""
        ...

    def texts(self, asks: Sequence[Ask], encoded: Any, tokenizer: Any) -> list[Decoded]:
        """The text of each."""
        ...
