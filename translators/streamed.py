"""An engine that streams natively, in the place of one that decodes windows.

The pipeline asks for growing windows. Here each window's new samples are fed to the engine's own
stream, and what the engine says is cut to the words after the window's prefix.
"""

from collections.abc import Mapping
from dataclasses import replace

from audio_io.chunk import Samples
from translators.recognize import (
    Hypothesis,
    RecognitionStream,
    RecognizerTraits,
    StreamingRecognizer,
    Window,
    Word,
)

__all__ = ["StreamedRecognizer"]

SAME_SOUND_S = 0.005
"""Windows that begin closer to where the last one ended than this go on with its sound."""


class StreamedRecognizer:
    """Gives a `StreamingRecognizer` the face of a `Recognizer`. One stream of speech at a time."""

    def __init__(self, engine: StreamingRecognizer) -> None:
        self._engine = engine
        self._stream: RecognitionStream | None = None
        self._fed_from_s = 0.0
        self._fed_until_s = 0.0
        self._latest = Hypothesis((), "und")

    @property
    def traits(self) -> RecognizerTraits:
        """The engine's own, but that it goes on with the stream it has begun."""
        return replace(self._engine.traits, shareable=False)

    def recognize(self, window: Window) -> Hypothesis:
        """Feed what is new in the window; see `Recognizer.recognize`."""
        rate_hz = self.traits.sample_rate_hz
        until_s = window.start_s + len(window.samples) / rate_hz
        if self._stream is None or not self._goes_on(window, until_s):
            self._stream = self._engine.open(window)
            self._fed_from_s = self._fed_until_s = window.start_s
            self._latest = Hypothesis((), window.language or "und")
        fresh = window.samples[round((self._fed_until_s - window.start_s) * rate_hz) :]
        if len(fresh):
            self._latest = self._stream.feed(fresh) or self._latest
            self._fed_until_s = until_s
        return _after(window.prefix, self._latest)

    def detect_language(self, samples: Samples) -> Mapping[str, float]:
        """A stream tells its language with its hypotheses; there is nothing to ask beforehand."""
        return {}

    def close(self) -> None:
        """Free the engine."""
        self._engine.close()

    def _goes_on(self, window: Window, until_s: float) -> bool:
        begins_inside = (
            self._fed_from_s - SAME_SOUND_S <= window.start_s <= self._fed_until_s + SAME_SOUND_S
        )
        return begins_inside and until_s >= self._fed_until_s - SAME_SOUND_S


def _after(prefix: tuple[Word, ...], hypothesis: Hypothesis) -> Hypothesis:
    """The words that follow the prefix in time, and how many of them the engine will not undo."""
    if not prefix:
        return hypothesis
    skipped = sum((word.start_s + word.end_s) / 2 < prefix[-1].end_s for word in hypothesis.words)
    return Hypothesis(
        words=hypothesis.words[skipped:],
        language=hypothesis.language,
        language_probability=hypothesis.language_probability,
        average_log_probability=hypothesis.average_log_probability,
        no_speech_probability=hypothesis.no_speech_probability,
        complete=hypothesis.complete,
        settled=max(0, hypothesis.settled - skipped),
    )
