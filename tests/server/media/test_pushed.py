"""A source that is pushed into: exact, bounded, never in anybody's way."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import AudioChunk
from audio_io.source_event import SourceEvent
from configs.schema import AudioConfig
from server.media.pushed import PushedSource

AUDIO = AudioConfig()


async def drain(source: PushedSource) -> list[AudioChunk | SourceEvent]:
    return [item async for item in source]


@given(
    pieces=st.lists(st.integers(0, 4000), max_size=20),
    rate_hz=st.sampled_from([8_000, 16_000, 24_000, 48_000]),
)
async def test_every_sample_comes_out(pieces: list[int], rate_hz: int) -> None:
    source = PushedSource("socket", AUDIO, sample_rate_hz=rate_hz)
    for piece in pieces:
        source.push(np.full(piece, 0.5, np.float32))
    source.end()
    chunks = [item for item in await drain(source) if isinstance(item, AudioChunk)]
    assert sum(len(c.samples) for c in chunks) == round(sum(pieces) * 16_000 / rate_hz)
    at_s = 0.0
    for chunk in chunks:
        assert chunk.start_s == pytest.approx(at_s)
        at_s = chunk.end_s


async def test_pcm_bytes() -> None:
    source = PushedSource("socket", AUDIO, sample_rate_hz=16_000)
    source.push_pcm(np.array([0, 16384, -32768], "<i2").tobytes() + b"\x01")
    source.end()
    (chunk,) = await drain(source)
    assert isinstance(chunk, AudioChunk)
    assert chunk.samples.tolist() == [0.0, 0.5, -1.0]


async def test_what_nobody_takes_is_dropped_and_told() -> None:
    audio = AudioConfig(buffer_s=1.0)
    source = PushedSource("socket", audio, sample_rate_hz=16_000)
    for second in range(5):
        source.push(np.full(16_000, second / 10, np.float32))
        assert source.waiting_s <= 1.0
    source.end()
    first, *chunks = await drain(source)
    assert isinstance(first, SourceEvent)
    assert first.kind == "gap"
    assert first.start_s == 0.0
    assert first.end_s == pytest.approx(4.0, abs=0.05)
    assert isinstance(chunks[0], AudioChunk)
    assert chunks[0].start_s == first.end_s
    assert chunks[-1].end_s == pytest.approx(5.0)


async def test_skips_are_told_as_what_they_are() -> None:
    source = PushedSource("socket", AUDIO, sample_rate_hz=48_000)
    source.push(np.zeros(48_000, np.float32))
    source.skip(2.0, "lost", lost=True)
    source.push(np.zeros(48_000, np.float32))
    source.skip(3.0, "silent", lost=False)
    source.push(np.zeros(48_000, np.float32))
    source.end()
    items = await drain(source)
    events = [item for item in items if isinstance(item, SourceEvent)]
    assert [(e.kind, e.start_s, e.end_s) for e in events] == [
        ("gap", 1.0, 3.0),
        ("restored", 7.0, 7.0),
    ]
    last = items[-1]
    assert last.end_s == pytest.approx(8.0)
    starts = [items[items.index(event) + 1].start_s for event in events]
    assert starts == [3.0, 7.0]


async def test_after_the_end_nothing_is_taken() -> None:
    source = PushedSource("socket", AUDIO, sample_rate_hz=16_000)
    source.end()
    source.push(np.zeros(1600, np.float32))
    source.skip(1.0, "late", lost=True)
    assert await drain(source) == []
    await source.aclose()


async def test_closing_forgets_what_waits() -> None:
    source = PushedSource("socket", AUDIO, sample_rate_hz=16_000)
    source.push(np.zeros(16_000, np.float32))
    await source.aclose()
    assert await drain(source) == []


async def test_what_is_not_a_number_is_silence() -> None:
    source = PushedSource("socket", AUDIO, sample_rate_hz=16_000)
    source.push(np.array([np.nan, np.inf, 3.0, 0.5], np.float32))
    source.end()
    (chunk,) = await drain(source)
    assert isinstance(chunk, AudioChunk)
    assert chunk.samples.tolist() == [0.0, 0.0, 1.0, 0.5]
