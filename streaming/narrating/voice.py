"""Our own voice: announcements as sound, in a sink that can fall silent at once.

A narrator says the same things again and again, so what was synthesised is kept: it costs no
second synthesis, and comes without delay.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncGenerator, Iterator

import numpy as np

from audio_io.chunk import Samples
from audio_io.clock import Clock
from audio_io.sink import Sink
from captions.announcing.announcement import Announcement, Priority
from streaming.narrating.earcons import earcon
from streaming.stage import Worker
from translators.speak import SpeechRequest, Synthesizer

__all__ = ["Speech", "Voice"]

KEPT = 64
KEPT_S = 8.0
"""Only what is short comes again."""
HAZARD_RATE = 1.25
SLOWEST_POLL_S = 0.05


class Speech:
    """Makes the sound of announcements, in a thread of its synthesizer's own."""

    def __init__(
        self,
        synthesizer: Synthesizer,
        worker: Worker,
        *,
        voice: str | None = None,
        rate: float = 1.0,
        earcons: bool = True,
    ) -> None:
        self._synthesizer = synthesizer
        self._worker = worker
        self._voice = voice
        self._rate = rate
        self._earcons = earcons
        self._kept: OrderedDict[tuple[str, str, float], Samples] = OrderedDict()

    @property
    def sample_rate_hz(self) -> int:
        """Of what is made."""
        return self._synthesizer.traits.sample_rate_hz

    async def pieces(self, announcement: Announcement) -> AsyncGenerator[Samples, None]:
        """The sound of an announcement, piece by piece, the earcon first. Raises `EngineError`."""
        if self._earcons and len(lead := earcon(announcement.priority, self.sample_rate_hz)):
            yield lead
        key = self._key(announcement)
        if key in self._kept:
            self._kept.move_to_end(key)
            yield self._kept[key]
            return
        text, language, rate = key
        request = SpeechRequest(text, language, self._voice, rate)
        pieces, _ = await self._worker.call(self._synthesizer.speak, request)
        made: list[Samples] = []
        while (piece := (await self._worker.call(_next, pieces))[0]) is not None:
            made.append(piece)
            yield piece
        if made:
            self._keep(key, np.concatenate(made))

    async def whole(self, announcement: Announcement) -> Samples:
        """All of it: float32[n]. Raises `EngineError`."""
        made = [piece async for piece in self.pieces(announcement)]
        return np.concatenate(made) if made else np.zeros(0, np.float32)

    def _key(self, announcement: Announcement) -> tuple[str, str, float]:
        """What makes two announcements sound alike."""
        is_hazard = announcement.priority is Priority.HAZARD
        rate = self._rate * (HAZARD_RATE if is_hazard else 1.0)
        return announcement.text, announcement.language, rate

    def _keep(self, key: tuple[str, str, float], samples: Samples) -> None:
        if len(samples) <= KEPT_S * self.sample_rate_hz:
            self._kept[key] = samples
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)


class Voice:
    """An announcer that plays speech in a sink, and waits until it was heard."""

    name = "voice"

    def __init__(self, speech: Speech, sink: Sink, clock: Clock) -> None:
        self._speech = speech
        self._sink = sink
        self._clock = clock
        self._hushed = asyncio.Event()

    async def say(self, announcement: Announcement) -> None:
        """Speak; comes back when the last sample was heard."""
        self._hushed.clear()
        async for piece in self._speech.pieces(announcement):
            if self._hushed.is_set():
                return
            await self._sink.write(piece)
        while self._sink.queued_s > 0 and not self._hushed.is_set():
            await self._clock.sleep_s(min(SLOWEST_POLL_S, self._sink.queued_s))

    async def hush(self) -> None:
        """Silence, within a block of the sink."""
        self._hushed.set()
        self._sink.clear()

    async def close(self) -> None:
        """Silence; the sink and the synthesizer are their owners' to close."""
        await self.hush()


def _next(pieces: Iterator[Samples]) -> Samples | None:
    return next(pieces, None)
