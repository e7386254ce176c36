"""A sink that keeps what was heard, when it was heard."""

from collections.abc import Callable

import numpy as np

from audio_io.chunk import Samples
from audio_io.sink import Sink

__all__ = ["HeardSink"]

Place = Callable[[float, Samples], None]


class HeardSink:
    """Hands sound on to a loudspeaker, and to `place` once it was heard, with its media time.

    Without a loudspeaker it takes the time that one would take. What is cut off by `clear` is
    kept as far as it was heard.
    """

    def __init__(
        self,
        sample_rate_hz: int,
        place: Place,
        present_s: Callable[[], float],
        loudspeaker: Sink | None = None,
    ) -> None:
        self.sample_rate_hz = sample_rate_hz
        self._place = place
        self._present_s = present_s
        self._loudspeaker = loudspeaker
        self._pieces: list[Samples] = []
        self._length_s = 0.0
        self._begin_s = 0.0

    @property
    def queued_s(self) -> float:
        """Seconds that were written and not yet heard."""
        if self._loudspeaker is not None:
            return self._loudspeaker.queued_s
        return max(0.0, self._begin_s + self._length_s - self._present_s())

    async def write(self, samples: Samples) -> None:
        """Add float32[n]; waits where the loudspeaker does."""
        self.settle()
        if not self._pieces:
            self._begin_s = self._present_s()
        self._pieces.append(samples)
        self._length_s += len(samples) / self.sample_rate_hz
        if self._loudspeaker is not None:
            await self._loudspeaker.write(samples)

    def settle(self) -> None:
        """Keep what was said, if it was heard to its end."""
        if self._pieces and self.queued_s <= 0:
            self._keep(self._length_s)

    def clear(self) -> None:
        """Fall silent."""
        if self._pieces:
            self._keep(self._length_s - self.queued_s)
        if self._loudspeaker is not None:
            self._loudspeaker.clear()

    async def close(self) -> None:
        """Let the rest be heard, and keep it. The loudspeaker is closed, too."""
        if self._loudspeaker is not None:
            await self._loudspeaker.close()
        if self._pieces:
            self._keep(self._length_s)

    def _keep(self, heard_s: float) -> None:
        samples = np.concatenate(self._pieces)
        self._place(self._begin_s, samples[: max(0, round(heard_s * self.sample_rate_hz))])
        self._pieces.clear()
        self._length_s = 0.0
