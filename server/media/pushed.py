"""A source that others push sound into: a WebSocket, a WebRTC track."""

import asyncio
from collections import deque

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk, Samples
from audio_io.chunker import Chunker
from audio_io.mono import clean, to_float
from audio_io.resample import Resampler
from audio_io.source_event import SourceEvent
from configs.schema import AudioConfig

__all__ = ["PushedSource"]


class PushedSource:
    """Takes mono sound at one rate, hands out chunks at 16 kHz.

    Media time begins at 0 with the first sample that is pushed. Nobody who pushes ever waits:
    beyond `audio.buffer_s` of sound that nobody took, the oldest is dropped, and a `gap` event
    tells. Everything is called in the event loop.
    """

    def __init__(self, name: str, audio: AudioConfig, *, sample_rate_hz: int) -> None:
        self._name = name
        self._audio = audio
        self._rate_hz = sample_rate_hz
        self._pushed = 0
        """Samples pushed and skipped, at `sample_rate_hz`."""
        # Bounded by audio.buffer_s: the oldest goes first, and its times are told.
        self._items: deque[AudioChunk | SourceEvent] = deque()
        self._most_items = max(1, round(audio.buffer_s / audio.chunk_s))
        self._dropped_from_s: float | None = None
        self._news = asyncio.Event()
        self._ended = False
        self._resampler, self._chunker = self._begin(0.0)

    @property
    def name(self) -> str:
        """What a user calls it."""
        return self._name

    @property
    def end_s(self) -> float:
        """Media time just after the newest sample that was pushed."""
        return self._pushed / self._rate_hz

    @property
    def is_over(self) -> bool:
        """Whether it takes no more."""
        return self._ended

    @property
    def waiting_s(self) -> float:
        """About how much sound waits to be taken."""
        return len(self._items) * self._audio.chunk_s

    def push(self, samples: Samples) -> None:
        """Add float32[n]; what is not a number is silence."""
        if self._ended or not len(samples):
            return
        self._pushed += len(samples)
        finite, _ = clean(samples)
        self._put(self._chunker.push(self._resampler.push(finite)))

    def push_pcm(self, data: bytes) -> None:
        """Add 16-bit little-endian samples; half a sample at the end is left out."""
        whole = np.frombuffer(data[: len(data) // 2 * 2], "<i2")
        self.push(to_float(whole))

    def skip(self, duration_s: float, message: str, *, lost: bool) -> None:
        """The sound goes on so much later; `lost`: there was sound, but it is not here."""
        if self._ended:
            return
        self._finish_chunks()
        before_s = self.end_s
        self._pushed += round(duration_s * self._rate_hz)
        if lost:
            self._put([SourceEvent("gap", message, before_s, self.end_s)])
        else:  # nothing was missed, so the event is a point in time
            self._put([SourceEvent("restored", message, self.end_s, self.end_s)])
        self._resampler, self._chunker = self._begin(self.end_s)

    def end(self) -> None:
        """No more will come; what is there is still handed out."""
        if not self._ended:
            self._finish_chunks()
            self._ended = True
            self._news.set()

    def stop(self) -> None:
        """The same, asked for by who listens."""
        self.end()

    async def aclose(self) -> None:
        """Forget what waits; the iteration is over."""
        self.end()
        self._items.clear()
        self._dropped_from_s = None
        self._news.set()

    def __aiter__(self) -> "PushedSource":
        return self

    async def __anext__(self) -> AudioChunk | SourceEvent:
        while not self._items:
            if self._ended:
                raise StopAsyncIteration
            self._news.clear()
            await self._news.wait()
        if self._dropped_from_s is not None:
            return self._tell_dropped(self._dropped_from_s)
        return self._items.popleft()

    def _begin(self, start_s: float) -> tuple[Resampler, Chunker]:
        chunk_samples = round(self._audio.chunk_s * SAMPLE_RATE_HZ)
        return Resampler(self._rate_hz, SAMPLE_RATE_HZ), Chunker(chunk_samples, start_s)

    def _finish_chunks(self) -> None:
        tail = self._chunker.push(self._resampler.finish())
        self._put([*tail, *self._chunker.finish()])

    def _put(self, items: list[AudioChunk] | list[SourceEvent]) -> None:
        for item in items:
            self._items.append(item)
            if len(self._items) > self._most_items:
                oldest = self._items.popleft()
                if self._dropped_from_s is None:
                    self._dropped_from_s = oldest.start_s
        if items:
            self._news.set()

    def _tell_dropped(self, from_s: float) -> SourceEvent:
        self._dropped_from_s = None
        until_s = max(from_s, self._items[0].start_s)
        message = (
            f"{self._name}: {until_s - from_s:.1f} s were not heard: "
            "the sound could not be taken in fast enough"
        )
        return SourceEvent("gap", message, from_s, until_s)
