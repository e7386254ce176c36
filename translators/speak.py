"""Text to speech: what a synthesizer is given, what it answers, and what it must be able to do."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from audio_io.chunk import Samples

__all__ = ["SpeechRequest", "Synthesizer", "SynthesizerTraits", "Voice"]


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice and the languages it speaks."""

    name: str
    languages: frozenset[str]
    """ISO 639-1 codes."""


@dataclass(frozen=True, slots=True)
class SpeechRequest:
    """A clause or a sentence to be spoken."""

    text: str
    language: str
    """ISO 639-1 code."""
    voice: str | None = None
    """A name from the traits; None takes the engine's best voice for the language."""
    rate: float = 1.0
    """1.0 is the voice's own speed, 1.3 is 30 % faster."""
    slack_s: float = 0.0
    """How long its first sound may take: with time to spare it need not begin with a short piece,
    which costs more and sounds less well."""


@dataclass(frozen=True, slots=True)
class SynthesizerTraits:
    """What an engine can do with what is installed."""

    name: str
    sample_rate_hz: int
    voices: tuple[Voice, ...]

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes of every language that some voice speaks."""
        return frozenset(code for voice in self.voices for code in voice.languages)


@runtime_checkable
class Synthesizer(Protocol):
    """Speaks one text at a time. Calls may come from any thread, one at a time."""

    @property
    def traits(self) -> SynthesizerTraits:
        """What this engine can do."""
        ...

    def speak(self, request: SpeechRequest) -> Iterator[Samples]:
        """Yield the speech in pieces (float32[n] at the traits' rate), the first one early.

        A text without a speakable character yields nothing. Closing the iterator stops the work.
        Raises `UnsupportedLanguage`, or `EngineError` when synthesis fails.
        """
        ...

    def close(self) -> None:
        """Free the model and end the processes. No call may follow."""
        ...
