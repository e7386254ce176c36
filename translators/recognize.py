"""Speech to text: what a recognizer is given, what it answers, and what it must be able to do.

Three kinds of engine fit here. One decodes a window of audio again and again as it grows
(`Recognizer`); one of those may also tell how far into the audio each word looked
(`Word.attended_s`, `RecognizerTraits.attends`); and one keeps state of its own and hands out
partial hypotheses as audio is fed (`StreamingRecognizer`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, runtime_checkable

from audio_io.chunk import Samples

__all__ = [
    "BatchRecognizer",
    "Hypothesis",
    "RecognitionStream",
    "Recognizer",
    "RecognizerTraits",
    "StreamingRecognizer",
    "Task",
    "Window",
    "Word",
]

Task = Literal["transcribe", "translate"]
"""`translate` means: into English, by the recognizer itself."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word as it is written, with its place in the stream."""

    text: str
    """With its own leading space where the language writes one: joined words are the text. Without
    one it goes on from the word before."""
    start_s: float
    end_s: float
    probability: float
    """0..1, the engine's own belief."""
    attended_s: float | None = None
    """Media time of the audio the word was read from, where the engine exposes attention."""


@dataclass(frozen=True, slots=True)
class Hypothesis:
    """What an engine believes was said in a window, after the window's forced prefix."""

    words: tuple[Word, ...]
    language: str
    """ISO 639-1 code."""
    language_probability: float = 1.0
    average_log_probability: float = 0.0
    """Mean natural logarithm of the tokens' probabilities."""
    no_speech_probability: float = 0.0
    complete: bool = True
    """False when decoding was cut off by its token limit: the tail is not to be trusted."""
    stopped_short: bool = False
    """True when the engine made use of `Window.goes_on`: the window's end is still to be heard."""
    settled: int = 0
    """How many of the leading words the engine itself promises not to take back."""

    @property
    def text(self) -> str:
        """The words as one string."""
        return "".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """The audio of one pass, and what is known about it."""

    samples: Samples
    """float32[n] in [-1, 1], mono, at the engine's sample rate."""
    start_s: float
    """Media time of the first sample."""
    language: str | None = None
    """ISO 639-1 code, or None to have it detected."""
    prompt: str = ""
    """Text said before the window."""
    prefix: tuple[Word, ...] = ()
    """Words at the window's beginning that are already settled; decoding goes on after them, or
    with the rest of the last one, where that is a longer word than it seemed."""
    hotwords: str = ""
    """Names and terms to expect."""
    task: Task = "transcribe"
    goes_on: bool = False
    """Speech may go on after the window: an engine that attends may stop short of its end."""


@dataclass(frozen=True, slots=True)
class RecognizerTraits:
    """What an engine can do."""

    name: str
    languages: frozenset[str]
    """ISO 639-1 codes."""
    sample_rate_hz: int = 16_000
    window_s: float = 30.0
    """The longest window it takes."""
    forces_prefix: bool = False
    attends: bool = False
    """Words carry `attended_s`."""
    translates: bool = False
    """Knows the task `translate`."""
    max_batch: int = 1
    """Windows worth decoding together here; above 1 it is a `BatchRecognizer`."""
    parallel: int = 1
    """Calls that it takes at the same time, each from a thread of its own."""
    shareable: bool = True
    """False where it remembers the last window, so that it serves one stream of speech only."""


@runtime_checkable
class Recognizer(Protocol):
    """Decodes a window at a time. Calls may come from any thread, `traits.parallel` at a time."""

    @property
    def traits(self) -> RecognizerTraits:
        """What this engine can do."""
        ...

    def recognize(self, window: Window) -> Hypothesis:
        """Answer with the words after `window.prefix`.

        Raises `UnsupportedLanguage` for a language outside the traits, `EngineError` when
        decoding fails.
        """
        ...

    def detect_language(self, samples: Samples) -> Mapping[str, float]:
        """Probability by ISO 639-1 code; empty when the engine cannot tell."""
        ...

    def close(self) -> None:
        """Free the model. No call may follow."""
        ...


@runtime_checkable
class BatchRecognizer(Recognizer, Protocol):
    """A recognizer that can decode several windows, of several streams, in one go."""

    def recognize_batch(self, windows: Sequence[Window]) -> list[Hypothesis]:
        """What `recognize` would answer to each window, in their order.

        Raises what `recognize` raises, for all of them together.
        """
        ...


@runtime_checkable
class RecognitionStream(Protocol):
    """One utterance inside an engine that keeps its own state."""

    def feed(self, samples: Samples) -> Hypothesis | None:
        """Take more audio; the hypothesis for all of it so far, or None if nothing changed."""
        ...

    def finish(self) -> Hypothesis:
        """The last word on everything fed; the stream is over."""
        ...


@runtime_checkable
class StreamingRecognizer(Protocol):
    """An engine that streams natively."""

    @property
    def traits(self) -> RecognizerTraits:
        """What this engine can do."""
        ...

    def open(self, window: Window) -> RecognitionStream:
        """Begin an utterance; `window` gives language, prompt and hotwords, and may hold audio."""
        ...

    def close(self) -> None:
        """Free the model. No call may follow."""
        ...
