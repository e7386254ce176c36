"""How one person hears the others: what a room needs of it."""

from collections.abc import Iterable
from typing import Protocol

from audio_io.chunk import Samples
from server.rooms.person import Person
from streaming.speech import SpokenAudio

__all__ = ["Ear"]


class Ear(Protocol):
    """Plays to one person. Nothing here waits."""

    def original(self, speaker_id: str, samples: Samples, sample_rate_hz: int) -> None:
        """Somebody's own voice, float32[n]."""
        ...

    def speech(self, speaker_id: str, spoken: SpokenAudio) -> bool:
        """Translated speech of somebody; False if too much of it waits already."""
        ...

    def follow(self, me: Person, people: Iterable[Person]) -> None:
        """Somebody came or went, or wishes changed."""
        ...

    def tick(self, now_s: float) -> None:
        """A second passed, on a monotonic clock."""
        ...
