"""Where speech begins, pauses and ends: hysteresis over voice probabilities.

Sans-I/O: each chunk's times and voice probability in, boundaries out, in order.
"""

from dataclasses import dataclass
from enum import StrEnum

from configs.schema import SegmenterConfig

__all__ = ["Boundary", "BoundaryKind", "Segmenter"]

PAUSE_S = 0.16
"""Silence after which a final is worth preparing, in case the silence lasts."""
PATIENT_SHARE = 0.5
"""Up to this share of the longest segment only a full silence ends it; then ever shorter ones."""
SHORTEST_SILENCE_S = 0.2


class BoundaryKind(StrEnum):
    """What happened to the voice."""

    STARTED = "started"
    PAUSED = "paused"
    RESUMED = "resumed"
    STOPPED = "stopped"


@dataclass(frozen=True, slots=True)
class Boundary:
    """A change in the voice, at a media time."""

    kind: BoundaryKind
    at_s: float
    """STARTED and RESUMED: first voiced sample; PAUSED and STOPPED: last voiced sample."""


class Segmenter:
    """Turns voice probabilities into STARTED, (PAUSED, RESUMED)*, STOPPED, and again."""

    def __init__(self, config: SegmenterConfig) -> None:
        self._config = config
        self._started_s: float | None = None
        self._onset_s: float | None = None
        self._voice_end_s = 0.0
        self._paused = False

    def push(self, start_s: float, end_s: float, probability: float) -> tuple[Boundary, ...]:
        """Take the voice probability of the sound between two media times."""
        if self._started_s is None:
            return self._while_silent(start_s, end_s, probability)
        return self._while_speaking(start_s, end_s, probability)

    def restart(self, at_s: float) -> None:
        """A segment was cut at `at_s` for its length, and a new one begins there."""
        self._started_s = at_s

    def finish(self) -> tuple[Boundary, ...]:
        """The input is over."""
        if self._started_s is None:
            return ()
        return (self._stop(),)

    def _while_silent(
        self, start_s: float, end_s: float, probability: float
    ) -> tuple[Boundary, ...]:
        if probability < self._config.start_probability:
            if probability < self._config.end_probability:
                self._onset_s = None
            return ()
        if self._onset_s is None:
            self._onset_s = start_s
        self._voice_end_s = end_s
        if end_s - self._onset_s < self._config.min_speech_s:
            return ()
        self._started_s = self._onset_s
        self._paused = False
        return (Boundary(BoundaryKind.STARTED, self._onset_s),)

    def _while_speaking(
        self, start_s: float, end_s: float, probability: float
    ) -> tuple[Boundary, ...]:
        bar = self._config.start_probability if self._paused else self._config.end_probability
        if probability >= bar:
            self._voice_end_s = end_s
            if self._paused:
                self._paused = False
                return (Boundary(BoundaryKind.RESUMED, start_s),)
            return ()
        silence_s = end_s - self._voice_end_s
        if silence_s >= self._silence_needed_s():
            return (self._stop(),)
        if silence_s >= PAUSE_S and not self._paused:
            self._paused = True
            return (Boundary(BoundaryKind.PAUSED, self._voice_end_s),)
        return ()

    def _silence_needed_s(self) -> float:
        """Less and less as the segment grows, so that long speech is cut in a real pause."""
        assert self._started_s is not None
        length_s = self._voice_end_s - self._started_s
        longest_s = self._config.max_segment_s
        patient_s = longest_s * PATIENT_SHARE
        full_s = self._config.min_silence_s
        if length_s <= patient_s:
            return full_s
        share = min(1.0, (length_s - patient_s) / (longest_s - patient_s))
        return full_s - share * max(0.0, full_s - SHORTEST_SILENCE_S)

    def _stop(self) -> Boundary:
        self._started_s = None
        self._onset_s = None
        self._paused = False
        return Boundary(BoundaryKind.STOPPED, self._voice_end_s)
