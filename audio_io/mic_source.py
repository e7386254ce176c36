"""A microphone as a source: it may go away and come back, and times stay true meanwhile."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk
from audio_io.chunker import Chunker
from audio_io.clock import Clock, sleep_unless
from audio_io.media_clock import MediaClock
from audio_io.mono import clean, to_mono
from audio_io.portaudio import DeviceStream, Inputs
from audio_io.resample import Resampler
from audio_io.ring import AudioRing, Block
from audio_io.source_event import SourceEvent
from configs.errors import DeviceError
from configs.schema import AudioConfig

__all__ = ["MicSource"]

_STALLED_S = 2.0
"""Some systems do not say that a device was unplugged: its sound just stops coming."""
_JUMP_S = 0.001
"""Blocks further apart than this do not follow each other."""


class MicSource:
    """Hands out what a microphone hears.

    Up to `audio.buffer_s` of sound waits for a slow consumer, then the oldest is dropped and a
    `gap` event tells. Raises `DeviceError` or `MissingPart` at once if there is no such device;
    one that is busy, or goes away later, is tried again every `audio.reconnect_s`.
    """

    def __init__(self, device: str, audio: AudioConfig, *, inputs: Inputs, clock: Clock) -> None:
        self.name = inputs.find(device)
        self._device = device
        self._audio = audio
        self._inputs = inputs
        self._clock = clock
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="microphone")
        self._ring = AudioRing(audio.buffer_s)
        self._media_clock = MediaClock()
        # Bounded: holds what one block made, and the next is taken when it is empty.
        self._waiting: deque[AudioChunk | SourceEvent] = deque()
        self._news = asyncio.Event()
        self._stopped = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stream: DeviceStream | None = None
        self._stream_is_new = False
        self._stream_ended = False
        self._lost = False
        self._over = False
        self._closed = False
        self._heard_s = 0.0
        self._resampler: Resampler | None = None
        self._chunker = Chunker(self._chunk_samples)

    def __aiter__(self) -> "MicSource":
        return self

    async def __anext__(self) -> AudioChunk | SourceEvent:
        self._loop = asyncio.get_running_loop()
        while not self._waiting:
            if self._over:
                raise StopAsyncIteration
            await self._advance()
        return self._waiting.popleft()

    def stop(self) -> None:
        """Listen no more; what was heard is still handed out."""
        self._stopped.set()
        self._news.set()

    async def aclose(self) -> None:
        """Free the device; the iteration is over."""
        if self._closed:
            return
        self._closed = self._over = True
        self.stop()
        self._waiting.clear()
        await self._in_thread(self._close_stream)
        self._executor.shutdown(wait=False)

    @property
    def _chunk_samples(self) -> int:
        return round(self._audio.chunk_s * SAMPLE_RATE_HZ)

    async def _advance(self) -> None:
        if self._stopped.is_set() and self._stream is not None:
            await self._in_thread(self._close_stream)
        self._news.clear()
        block = self._ring.take()
        if block is not None:
            self._hear(block)
        elif self._stopped.is_set():
            self._waiting.extend(self._finish_chunks())
            self._over = True
        elif self._stream is None:
            await self._connect()
        elif self._stream_ended:
            await self._lose("it stopped")
        else:
            await sleep_unless(self._news, self._clock, _STALLED_S)
            if not self._news.is_set():
                await self._lose("no sound comes from it")

    async def _connect(self) -> None:
        if self._lost:
            await sleep_unless(self._stopped, self._clock, self._audio.reconnect_s)
            if self._stopped.is_set():
                return
        try:
            await self._in_thread(self._open_stream)
        except DeviceError as error:
            self._say_lost(error.problem)

    async def _lose(self, problem: str) -> None:
        await self._in_thread(self._close_stream)
        self._say_lost(problem)

    def _say_lost(self, problem: str) -> None:
        if self._lost or self._over:
            return  # said already: attempts that fail are no news
        self._lost = True
        self._waiting.extend(self._finish_chunks())
        again_s = self._audio.reconnect_s
        message = f"{self.name}: {problem}; trying again every {again_s:g} s"
        self._waiting.append(SourceEvent("lost", message, self._heard_s, self._heard_s))

    def _hear(self, block: Block) -> None:
        jumped = block.start_s - self._heard_s > _JUMP_S
        resampler = self._resampler
        if resampler is None or self._lost or jumped:
            resampler = self._begin_again(block, jumped)
        samples, _ = clean(to_mono(block.samples.T, self._audio.channel))
        self._waiting.extend(self._chunker.push(resampler.push(samples)))
        self._heard_s = block.end_s

    def _begin_again(self, block: Block, jumped: bool) -> Resampler:
        self._waiting.extend(self._finish_chunks())
        missing = f"{block.start_s - self._heard_s:.1f} s were not heard"
        if self._lost:
            message = f"{self.name}: it is back; {missing}"
            self._waiting.append(SourceEvent("restored", message, self._heard_s, block.start_s))
        elif jumped:
            message = f"{self.name}: {missing}: the sound could not be taken in fast enough"
            self._waiting.append(SourceEvent("gap", message, self._heard_s, block.start_s))
        self._lost = False
        self._resampler = Resampler(block.sample_rate_hz, SAMPLE_RATE_HZ)
        self._chunker = Chunker(self._chunk_samples, block.start_s)
        return self._resampler

    def _finish_chunks(self) -> list[AudioChunk]:
        if self._resampler is None:
            return []
        tail = self._chunker.push(self._resampler.finish())
        self._resampler = None
        return [*tail, *self._chunker.finish()]

    async def _in_thread(self, work: Callable[[], None]) -> None:
        # Opening and closing a device can take long; one thread keeps them in order.
        await asyncio.get_running_loop().run_in_executor(self._executor, work)

    def _open_stream(self) -> None:
        self._stream_is_new, self._stream_ended = True, False
        self._stream = self._inputs.open(self._device, self._on_block, self._on_end)

    def _close_stream(self) -> None:
        stream, self._stream = self._stream, None
        if stream is not None:
            stream.close()

    def _on_block(self, samples: NDArray[np.float32], sample_rate_hz: int, lost: bool) -> None:
        start_s = self._media_clock.place(
            len(samples) / sample_rate_hz,
            self._clock.now_s(),
            after_break=lost or self._stream_is_new,
        )
        self._stream_is_new = False
        self._ring.put(Block(samples, sample_rate_hz, start_s))
        self._tell()

    def _on_end(self) -> None:
        self._stream_ended = True
        self._tell()

    def _tell(self) -> None:
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is gone: nobody is listening
                self._loop.call_soon_threadsafe(self._news.set)
