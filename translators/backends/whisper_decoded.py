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
    prefix: Sequence[int]
    """What the tokens follow: the prefix that was asked for, or what of it still stands."""
    times: Any
    """As `translators.alignment.aligned_words` takes it; None without tokens."""
    average_log_probability: float
    no_speech_probability: float
    complete: bool
    """The decoder stopped by itself."""
    begun: str = ""
    """What the prefix lacks of the last word that was asked for; the tokens begin with it."""


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
