"""Sound that a program sends over a socket, as fast as it likes; nothing of it is dropped."""

import asyncio

import numpy as np

from audio_io.chunk import AudioChunk, Samples
from audio_io.source_event import SourceEvent
from configs.schema import AudioConfig
from server.media.pushed import PushedSource
from streaming.session import Session

__all__ = ["AppendedSource"]

_MOST_WAITING_S = 8.0
_MOST_BACKLOG_S = 8.0
_PIECE_S = 0.5
_POLL_S = 0.02


class AppendedSource(PushedSource):
    """A source for what comes faster than it was spoken: who appends waits until there is room.

    At most some seconds wait here, and some more in the session that `follow` names. `pause` puts
    silence in between, which is no time for the client, and `mark` a sign that the session says
    again, in its place, as a warning with this text.
    """

    def __init__(self, name: str, audio: AudioConfig, *, sample_rate_hz: int) -> None:
        super().__init__(name, audio, sample_rate_hz=sample_rate_hz)
        self._most_waiting_s = min(_MOST_WAITING_S, audio.buffer_s / 2)
        self._piece = max(1, round(min(_PIECE_S, audio.buffer_s / 4) * sample_rate_hz))
        self._sample_rate_hz = sample_rate_hz
        self._session: Session | None = None
        self._taken = asyncio.Event()
        self._pauses: list[tuple[float, float]] = []
        """Where silence was put in, and how much of it."""

    def follow(self, session: Session) -> None:
        """Hand out no more than this session can hear."""
        self._session = session

    async def append(self, samples: Samples) -> None:
        """Add float32[n]; waits while there is no room."""
        for at in range(0, len(samples), self._piece):
            await self._room()
            self.push(samples[at : at + self._piece])

    def pause(self, duration_s: float) -> None:
        """Put silence in, so that what was said before it is finished."""
        self._pauses.append((self.end_s, duration_s))
        self.push(np.zeros(round(duration_s * self._sample_rate_hz), dtype=np.float32))

    def mark(self, text: str) -> None:
        """Have the session say this once it has heard everything before it."""
        self.skip(0.0, text, lost=False)

    def client_s(self, media_s: float) -> float:
        """Seconds of the client's own sound before a media time."""
        inserted_s = sum(
            min(length_s, media_s - at_s) for at_s, length_s in self._pauses if at_s < media_s
        )
        return media_s - inserted_s

    async def __anext__(self) -> AudioChunk | SourceEvent:
        while self._session is not None and self._session.backlog_s > _MOST_BACKLOG_S:
            if self.is_over and not self.waiting_s:
                break
            await asyncio.sleep(_POLL_S)  # a session tells nobody when it has caught up
        item = await super().__anext__()
        self._taken.set()
        return item

    async def aclose(self) -> None:
        """Forget what waits; who waits for room has it."""
        await super().aclose()
        self._taken.set()

    async def _room(self) -> None:
        while self.waiting_s > self._most_waiting_s and not self.is_over:
            self._taken.clear()
            await self._taken.wait()
