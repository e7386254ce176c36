"""Where spoken sound goes: the Protocol of a sink, and the sink that swallows it."""

from typing import Protocol

from audio_io.chunk import Samples

__all__ = ["NullSink", "Sink"]


class Sink(Protocol):
    """Takes sound in the order in which it is to be heard."""

    @property
    def sample_rate_hz(self) -> int:
        """The rate of what is written."""
        ...

    @property
    def queued_s(self) -> float:
        """Seconds of sound that were written and not yet heard; above 0 while it plays."""
        ...

    async def write(self, samples: Samples) -> None:
        """Add float32[n] in [-1, 1]; waits while the sink is full, never blocks the event loop.

        Raises `OutputError` or `DeviceError` when the sound cannot go there any more.
        """
        ...

    def clear(self) -> None:
        """Fall silent now: forget what was written and not yet heard."""
        ...

    async def close(self) -> None:
        """Let what was written be heard, then end. Once is enough; no write may follow."""
        ...


class NullSink:
    """Takes everything at once and plays nothing."""

    queued_s = 0.0

    def __init__(self, sample_rate_hz: int) -> None:
        self.sample_rate_hz = sample_rate_hz

    async def write(self, samples: Samples) -> None:
        """Swallow it."""

    def clear(self) -> None:
        """Nothing ever waits here."""

    async def close(self) -> None:
        """Nothing is open."""
