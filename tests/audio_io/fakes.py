"""A clock, sound devices and recordings that tests can steer."""

import asyncio
import struct
from collections.abc import AsyncIterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import AudioChunk, Samples
from audio_io.portaudio import OnBlock, OnEnd, OnFill
from audio_io.source_event import SourceEvent
from configs.errors import DeviceError
from tests import sounds


class JumpingClock:
    """Sleeping takes no time at all, but the clock says it did."""

    def __init__(self) -> None:
        self.time_s = 100.0

    def now_s(self) -> float:
        return self.time_s

    async def sleep_s(self, duration_s: float) -> None:
        self.time_s += duration_s
        await asyncio.sleep(0)


class ManualClock:
    """Time passes only when a test says so."""

    def __init__(self) -> None:
        self.time_s = 100.0
        self._sleepers: list[tuple[float, float, asyncio.Event]] = []
        self._new_sleeper = asyncio.Event()

    def now_s(self) -> float:
        return self.time_s

    async def sleep_s(self, duration_s: float) -> None:
        done = asyncio.Event()
        sleeper = (self.time_s + duration_s, duration_s, done)
        self._sleepers.append(sleeper)
        self._new_sleeper.set()
        try:
            await done.wait()
        finally:
            if sleeper in self._sleepers:
                self._sleepers.remove(sleeper)

    def advance(self, duration_s: float) -> None:
        self.time_s += duration_s
        for sleeper in list(self._sleepers):
            if sleeper[0] <= self.time_s + 1e-9:
                self._sleepers.remove(sleeper)
                sleeper[2].set()

    async def until_somebody_sleeps(self, duration_s: float) -> None:
        while not any(abs(asked - duration_s) < 1e-6 for _, asked, _ in self._sleepers):
            self._new_sleeper.clear()
            await self._new_sleeper.wait()


class FakeStream:
    """A device; a test plays the part of its thread."""

    def __init__(self, name: str, sample_rate_hz: int, on_end: OnEnd) -> None:
        self.name = name
        self.sample_rate_hz = sample_rate_hz
        self.latency_s = 0.1
        self.on_end = on_end
        self.closed = False

    def close(self) -> None:
        self.closed = True
        self.on_end()


class FakeInputs:
    """One microphone, which may be absent or busy."""

    def __init__(self, sample_rate_hz: int = 16_000) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.problems: list[str] = []
        self.streams: list[FakeStream] = []
        self._on_block: OnBlock | None = None

    def find(self, spec: str) -> str:
        if spec == "absent":
            raise DeviceError(spec, "no such sound input")
        return spec or "Fake Mic"

    def open(self, spec: str, on_block: OnBlock, on_end: OnEnd) -> FakeStream:
        if self.problems:
            raise DeviceError(spec, self.problems.pop(0))
        self._on_block = on_block
        stream = FakeStream(self.find(spec), self.sample_rate_hz, on_end)
        self.streams.append(stream)
        return stream

    async def until_opened(self, times: int = 1) -> None:
        while len(self.streams) < times:  # noqa: ASYNC110 - opened in a thread that knows no loop
            await asyncio.sleep(0)

    def hear(self, samples: Samples, *, lost: bool = False) -> None:
        assert self._on_block is not None
        self._on_block(samples[:, np.newaxis].copy(), self.sample_rate_hz, lost)


class FakeOutputs:
    """One loudspeaker, which plays when a test says so."""

    def __init__(self, sample_rate_hz: int = 16_000) -> None:
        self.sample_rate_hz = sample_rate_hz
        self.played: list[NDArray[np.float32]] = []
        self.stream: FakeStream | None = None
        self._on_fill: OnFill | None = None

    def open(self, spec: str, on_fill: OnFill, on_end: OnEnd) -> FakeStream:
        if spec == "absent":
            raise DeviceError(spec, "no such sound output")
        self._on_fill = on_fill
        self.stream = FakeStream("Fake Loudspeaker", self.sample_rate_hz, on_end)
        return self.stream

    def play(self, count: int) -> Samples:
        assert self._on_fill is not None
        out = np.full((count, 2), np.nan, dtype=np.float32)
        self._on_fill(out)
        assert (out[:, 0] == out[:, 1]).all()
        self.played.append(out[:, 0])
        return out[:, 0]


def tone(count: int, rate_hz: int = 16_000) -> Samples:
    return sounds.tone(count / rate_hz, rate_hz)


def noise(count: int, level: float = 0.1, seed: int = 0) -> Samples:
    return (np.random.default_rng(seed).standard_normal(count) * level).astype(np.float32)


def wav_bytes(
    data: bytes,
    *,
    rate_hz: int = 16_000,
    channels: int = 1,
    bits: int = 16,
    tag: int = 1,
    announced: int | None = None,
) -> bytes:
    """A WAV stream, which may say anything about itself."""
    frame_bytes = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate_hz, rate_hz * frame_bytes, frame_bytes, bits)
    size = len(data) if announced is None else announced
    head = struct.pack("<4sI4s4sI", b"RIFF", (36 + size) & 0xFFFFFFFF, b"WAVE", b"fmt ", 16)
    return head + form + struct.pack("<4sI", b"data", size) + data


def s16(samples: Samples) -> bytes:
    return np.rint(samples * 32767).astype("<i2").tobytes()


def write(path: Path, content: bytes) -> str:
    path.write_bytes(content)
    return str(path)


async def listen(
    source: AsyncIterable[AudioChunk | SourceEvent],
) -> tuple[list[AudioChunk], list[SourceEvent]]:
    """Everything a source gives, and the check that its times are contiguous but for events."""
    chunks: list[AudioChunk] = []
    events: list[SourceEvent] = []
    end_s = 0.0
    async for item in source:
        if isinstance(item, SourceEvent):
            events.append(item)
            end_s = max(end_s, item.end_s) if item.kind in ("gap", "restored") else end_s
        else:
            assert abs(item.start_s - end_s) < 1e-6
            assert item.samples.dtype == np.float32
            assert item.sample_rate_hz == 16_000
            chunks.append(item)
            end_s = item.end_s
    return chunks, events


def joined(chunks: list[AudioChunk]) -> Samples:
    return np.concatenate([chunk.samples for chunk in chunks] or [np.zeros(0, dtype=np.float32)])
