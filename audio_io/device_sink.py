"""A loudspeaker as a sink."""

import asyncio
import contextlib
import threading
from collections import deque
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import Samples
from audio_io.portaudio import DeviceStream, Outputs, PortAudioOutputs
from audio_io.resample import Resampler
from configs.errors import DeviceError

__all__ = ["DeviceSink", "PlayQueue", "open_device_sink"]


class PlayQueue:
    """Sound on its way to a device's thread. Any thread may put, fill and clear."""

    def __init__(self) -> None:
        self._pieces: deque[Samples] = deque()
        self._queued = 0
        self._lock = threading.Lock()

    def __len__(self) -> int:
        """Samples that wait."""
        return self._queued

    def put(self, samples: Samples) -> None:
        """Add at the end."""
        with self._lock:
            self._pieces.append(samples)
            self._queued += len(samples)

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._pieces.clear()
            self._queued = 0

    def fill(self, out: NDArray[np.float32]) -> None:
        """Move the oldest samples into float32[n, channels], and silence where there are none."""
        at = 0
        with self._lock:
            while self._pieces and at < len(out):
                piece = self._pieces.popleft()
                part = piece[: len(out) - at]
                out[at : at + len(part)] = part[:, np.newaxis]
                at += len(part)
                if len(part) < len(piece):
                    self._pieces.appendleft(piece[len(part) :])
            self._queued -= at
        out[at:] = 0.0


class DeviceSink:
    """Plays through a sound device, which sets the pace.

    `write` waits while `queue_s` of sound or more is waiting to be played: at most that and one
    piece is ever held, and nothing is dropped.
    """

    def __init__(self, sample_rate_hz: int, *, queue_s: float) -> None:
        self.sample_rate_hz = sample_rate_hz
        self._queue_s = queue_s
        self._queue = PlayQueue()
        self._device_rate_hz = sample_rate_hz
        self._resampler = Resampler(sample_rate_hz, sample_rate_hz)
        self._stream: DeviceStream | None = None
        self._moved = asyncio.Event()
        self._ended = False
        self._loop = asyncio.get_running_loop()
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="loudspeaker")

    async def open(self, device: str, outputs: Outputs) -> None:
        """Begin to play. Raises `DeviceError` or `MissingPart`."""
        try:
            stream = await self._loop.run_in_executor(
                self._executor, outputs.open, device, self._fill, self._on_end
            )
        except BaseException:
            self._executor.shutdown(wait=False)
            raise
        self._stream = stream
        self._device_rate_hz = stream.sample_rate_hz
        self._resampler = Resampler(self.sample_rate_hz, self._device_rate_hz)

    @property
    def queued_s(self) -> float:
        """Seconds of sound that wait to be played."""
        return len(self._queue) / self._device_rate_hz

    async def write(self, samples: Samples) -> None:
        """Add float32[n]. Raises `DeviceError` when the device went away."""
        await self._wait_below(self._queue_s)
        self._check()
        self._queue.put(self._resampler.push(samples))

    def clear(self) -> None:
        """Fall silent within one block of the device."""
        self._queue.clear()
        self._resampler = Resampler(self.sample_rate_hz, self._device_rate_hz)
        self._moved.set()

    async def close(self) -> None:
        """Play to the end, then free the device."""
        stream, self._stream = self._stream, None
        if stream is None:
            return
        try:
            self._queue.put(self._resampler.finish())
            await self._wait_below(0.0)
        finally:
            await self._loop.run_in_executor(self._executor, stream.close)
            self._executor.shutdown(wait=False)

    def _check(self) -> None:
        if self._ended:
            raise DeviceError(self._stream.name if self._stream else "default", "it stopped")

    async def _wait_below(self, limit_s: float) -> None:
        while len(self._queue) and self.queued_s >= limit_s and not self._ended:
            self._moved.clear()
            await self._moved.wait()

    def _fill(self, out: NDArray[np.float32]) -> None:
        self._queue.fill(out)
        self._tell()

    def _on_end(self) -> None:
        self._ended = True
        self._tell()

    def _tell(self) -> None:
        with contextlib.suppress(RuntimeError):  # the loop is gone: nobody waits
            self._loop.call_soon_threadsafe(self._moved.set)


async def open_device_sink(
    device: str, sample_rate_hz: int, *, queue_s: float, outputs: Outputs | None = None
) -> DeviceSink:
    """Open a loudspeaker by name or index; empty takes the default one.

    `sample_rate_hz` is the rate of what will be written; the device keeps its own. Raises
    `DeviceError` or `MissingPart`.
    """
    sink = DeviceSink(sample_rate_hz, queue_s=queue_s)
    await sink.open(device, outputs or PortAudioOutputs())
    return sink
