"""A sink that takes as long as a loudspeaker, without being one."""

import asyncio
from collections.abc import Callable

import numpy as np

from audio_io.chunk import Samples
from audio_io.clock import Clock, sleep_unless

__all__ = ["PacedSink"]

BLOCK_S = 0.05


class PacedSink:
    """Hands on each block when it would be heard; what is cleared is handed to nobody.

    For recordings of what a listener hears, and for listeners elsewhere. `write` waits while
    `queue_s` of sound or more is waiting: at most that and one piece is held. `heard` gets each
    block of at most 50 ms.
    """

    def __init__(
        self,
        sample_rate_hz: int,
        heard: Callable[[Samples], None],
        clock: Clock,
        *,
        queue_s: float = 2.0,
    ) -> None:
        self.sample_rate_hz = sample_rate_hz
        self._heard = heard
        self._clock = clock
        self._queue_s = queue_s
        self._waiting: Samples = np.zeros(0, np.float32)
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()
        self._failure: Exception | None = None
        self._playing = asyncio.create_task(self._play())

    @property
    def queued_s(self) -> float:
        """Seconds of sound that nobody has heard yet."""
        return len(self._waiting) / self.sample_rate_hz

    async def write(self, samples: Samples) -> None:
        """Add float32[n]; raises what `heard` raised."""
        while len(self._waiting) and self.queued_s >= self._queue_s and self._failure is None:
            self._changed.clear()
            await self._changed.wait()
        if self._failure is not None:
            raise self._failure
        self._waiting = np.concatenate([self._waiting, samples])
        self._changed.set()

    def clear(self) -> None:
        """Forget what was not heard yet."""
        self._waiting = np.zeros(0, np.float32)
        self._changed.set()

    async def close(self) -> None:
        """Let what was written be heard, then end."""
        self._closing.set()
        self._changed.set()
        await self._playing

    async def _play(self) -> None:
        never = asyncio.Event()
        free_s = self._clock.now_s()
        while not (self._closing.is_set() and not len(self._waiting)) and self._failure is None:
            if not len(self._waiting):
                self._changed.clear()
                await self._changed.wait()
                free_s = max(free_s, self._clock.now_s())
                continue
            count = round(BLOCK_S * self.sample_rate_hz)
            block, self._waiting = self._waiting[:count], self._waiting[count:]
            try:
                self._heard(block)
            except Exception as error:  # whatever it is, the writer must know
                self._failure = error
            free_s += len(block) / self.sample_rate_hz
            await sleep_unless(never, self._clock, free_s - self._clock.now_s())
            self._changed.set()
