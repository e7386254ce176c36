"""Our own voice into a track that a page plays."""

from audio_io.chunk import Samples
from audio_io.clock import Clock
from server.media.voices import SpokenVoice

__all__ = ["TrackSink"]

FULL_S = 0.1
"""How long to wait before it is tried again to add to a full queue."""
LEAST_S = 0.02
"""One packet: what is held back for the filter is heard with the next one."""


class TrackSink:
    """A `Sink` for one voice; the track takes what it plays from `SpokenVoice.pull`."""

    def __init__(self, spoken: SpokenVoice, sample_rate_hz: int, clock: Clock) -> None:
        self.sample_rate_hz = sample_rate_hz
        self._spoken = spoken
        self._clock = clock

    @property
    def queued_s(self) -> float:
        """Seconds that wait to be sent."""
        return 0.0 if self._spoken.is_over else max(LEAST_S, self._spoken.queued_s)

    async def write(self, samples: Samples) -> None:
        """Add float32[n]; waits while a minute waits already."""
        while not self._spoken.push(samples, self.sample_rate_hz):
            await self._clock.sleep_s(FULL_S)

    def clear(self) -> None:
        """Fall silent with the next packet."""
        self._spoken.clear()

    async def close(self) -> None:
        """The track is its owner's to end."""
