import asyncio

import numpy as np
import pytest

from audio_io.chunk import AudioChunk
from audio_io.mic_source import MicSource
from audio_io.source_event import SourceEvent
from configs.errors import DeviceError
from configs.schema import AudioConfig
from tests.audio_io.fakes import FakeInputs, ManualClock, joined, listen, noise

AUDIO = AudioConfig(reconnect_s=0.7)


class Bench:
    """A source on a microphone that the test holds in its hand."""

    def __init__(self, *, rate_hz: int = 16_000, audio: AudioConfig = AUDIO) -> None:
        self.clock = ManualClock()
        self.inputs = FakeInputs(rate_hz)
        self.source = MicSource("", audio, inputs=self.inputs, clock=self.clock)

    async def connect(self) -> asyncio.Task[tuple[list[AudioChunk], list[SourceEvent]]]:
        listening = asyncio.create_task(listen(self.source))
        await self.inputs.until_opened()
        return listening

    def hear(self, sound: np.ndarray, *, lost: bool = False) -> None:
        self.clock.advance(len(sound) / self.inputs.sample_rate_hz)
        self.inputs.hear(sound, lost=lost)


async def test_hands_out_what_it_hears_and_the_tail_after_stop() -> None:
    bench = Bench()
    listening = await bench.connect()
    sound = noise(16_100)
    for piece in np.array_split(sound, 20):
        bench.hear(piece)
    bench.source.stop()
    chunks, events = await listening
    await bench.source.aclose()
    assert np.array_equal(joined(chunks), sound)
    assert not events
    assert bench.inputs.streams[0].closed


async def test_another_rate_is_resampled() -> None:
    bench = Bench(rate_hz=44_100)
    listening = await bench.connect()
    bench.hear(noise(44_100))
    bench.source.stop()
    chunks, _ = await listening
    assert len(joined(chunks)) == 16_000
    await bench.source.aclose()


async def test_a_slow_consumer_loses_the_oldest_and_is_told() -> None:
    bench = Bench(audio=AudioConfig(buffer_s=1.0))
    connecting = asyncio.create_task(anext(bench.source))
    await bench.inputs.until_opened()
    bench.hear(noise(512))
    assert (await connecting).start_s == 0.0
    for _ in range(30):
        bench.hear(noise(1600))
    bench.source.stop()
    gap = await anext(bench.source)
    assert isinstance(gap, SourceEvent)
    assert gap.kind == "gap"
    assert gap.start_s == pytest.approx(0.032)
    assert gap.end_s == pytest.approx(0.032 + 2.0, abs=0.11)
    chunks = [item async for item in bench.source]
    assert chunks[0].start_s == gap.end_s
    assert chunks[-1].end_s == pytest.approx(3.032)
    await bench.source.aclose()


async def test_sound_that_the_device_lost_shifts_the_times() -> None:
    bench = Bench()
    listening = await bench.connect()
    bench.hear(noise(512))
    bench.clock.advance(0.5)
    bench.hear(noise(512), lost=True)
    bench.source.stop()
    chunks, (gap,) = await listening
    assert (gap.kind, gap.end_s) == ("gap", pytest.approx(0.532))
    assert chunks[1].start_s == pytest.approx(0.532)
    await bench.source.aclose()


async def test_an_unplugged_microphone_comes_back_with_true_times() -> None:
    bench = Bench()
    listening = await bench.connect()
    bench.hear(noise(600))
    bench.inputs.problems = ["Device unavailable"] * 2
    bench.inputs.streams[0].on_end()
    for _ in range(3):
        await bench.clock.until_somebody_sleeps(0.7)
        bench.clock.advance(0.7)
    await bench.inputs.until_opened(2)
    bench.hear(noise(512))
    bench.source.stop()
    chunks, events = await listening
    assert [event.kind for event in events] == ["lost", "restored"]
    assert "trying again every 0.7 s" in events[0].message
    assert events[0].start_s == pytest.approx(600 / 16_000)
    assert [len(chunk.samples) for chunk in chunks] == [512, 88, 512]
    assert chunks[-1].start_s == pytest.approx(600 / 16_000 + 2.1)
    assert all(stream.closed for stream in bench.inputs.streams)
    await bench.source.aclose()


async def test_a_microphone_that_falls_silent_counts_as_gone() -> None:
    bench = Bench()
    listening = await bench.connect()
    await bench.clock.until_somebody_sleeps(2.0)
    bench.clock.advance(2.0)
    await bench.clock.until_somebody_sleeps(0.7)
    bench.source.stop()
    _, (event,) = await listening
    assert (event.kind, event.start_s) == ("lost", 0.0)
    assert "no sound comes from it" in event.message
    await bench.source.aclose()


async def test_a_busy_microphone_is_an_event_and_its_first_sample_is_zero() -> None:
    bench = Bench()
    bench.inputs.problems = ["Device unavailable"]
    listening = asyncio.create_task(listen(bench.source))
    await bench.clock.until_somebody_sleeps(0.7)
    bench.clock.advance(0.7)
    await bench.inputs.until_opened()
    bench.hear(noise(512))
    bench.source.stop()
    chunks, events = await listening
    assert [event.kind for event in events] == ["lost", "restored"]
    assert "Device unavailable" in events[0].message
    assert chunks[0].start_s == 0.0
    await bench.source.aclose()


async def test_a_microphone_that_does_not_exist_is_an_error_at_once() -> None:
    with pytest.raises(DeviceError):
        MicSource("absent", AUDIO, inputs=FakeInputs(), clock=ManualClock())


async def test_closing_ends_the_iteration_and_frees_the_device() -> None:
    bench = Bench()
    listening = await bench.connect()
    await bench.clock.until_somebody_sleeps(2.0)
    await bench.source.aclose()
    await bench.source.aclose()
    assert await listening == ([], [])
    assert bench.inputs.streams[0].closed


async def test_a_cancelled_consumer_leaves_no_open_device() -> None:
    bench = Bench()
    listening = asyncio.create_task(listen(bench.source))
    await asyncio.sleep(0)
    listening.cancel()
    with pytest.raises(asyncio.CancelledError):
        await listening
    await bench.source.aclose()
    assert all(stream.closed for stream in bench.inputs.streams)
