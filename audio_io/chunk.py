"""A piece of a stream of sound."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["SAMPLE_RATE_HZ", "AudioChunk", "Samples"]

SAMPLE_RATE_HZ = 16_000
"""What every source hands on: the rate that recognizers and voice detectors work at."""

Samples = NDArray[np.float32]
"""float32[n], mono, in [-1, 1]."""


@dataclass(frozen=True, slots=True, eq=False)
class AudioChunk:
    """Mono sound with its place in the stream."""

    samples: Samples
    """float32[n] in [-1, 1]."""
    sample_rate_hz: int
    start_s: float
    """Media time of the first sample: seconds since the stream's first sample."""

    @property
    def duration_s(self) -> float:
        """Seconds of sound in this chunk."""
        return len(self.samples) / self.sample_rate_hz

    @property
    def end_s(self) -> float:
        """Media time just after the last sample."""
        return self.start_s + self.duration_s
