import asyncio
import os
import threading
from pathlib import Path

import pytest

from audio_io.byte_source import LocalFile, StandardInput
from audio_io.chunk import AudioChunk
from audio_io.decoder import Decoder
from audio_io.file_source import FileSource
from audio_io.pace import Pace
from configs.errors import BadAudio
from configs.schema import AudioConfig
from tests.audio_io.fakes import (
    JumpingClock,
    ManualClock,
    joined,
    listen,
    noise,
    s16,
    wav_bytes,
    write,
)


@pytest.fixture
def path(tmp_path: Path) -> str:
    return write(tmp_path / "noise.wav", wav_bytes(s16(noise(16_100))))


def file_source(
    path: str, pace: Pace = "fast", clock: JumpingClock | ManualClock | None = None
) -> FileSource:
    decoder = Decoder(LocalFile(path), AudioConfig())
    return FileSource(decoder, pace=pace, clock=clock or JumpingClock())


async def test_fast_waits_for_nobody(path: str) -> None:
    clock = JumpingClock()
    source = file_source(path, clock=clock)
    chunks, events = await listen(source)
    await source.aclose()
    assert len(joined(chunks)) == 16_100
    assert [len(chunk.samples) for chunk in chunks] == [512] * 31 + [228]
    assert not events
    assert clock.time_s == 100.0


async def test_realtime_hands_out_when_the_last_sample_was_heard(path: str) -> None:
    clock = JumpingClock()
    source = file_source(path, "realtime", clock)
    slow = 0.0
    async for item in source:
        assert clock.time_s == pytest.approx(max(100.0 + item.end_s, slow))
        if item.start_s == pytest.approx(0.32):
            clock.time_s += 0.3  # a slow consumer: what is due meanwhile comes at once
            slow = clock.time_s
    await source.aclose()
    assert clock.time_s == pytest.approx(101.00625)


async def test_decoding_keeps_off_the_event_loop(path: str) -> None:
    threads: set[str] = set()

    class Watched(Decoder):
        def read(self) -> list:  # type: ignore[type-arg]
            threads.add(threading.current_thread().name)
            return super().read()

    source = FileSource(Watched(LocalFile(path), AudioConfig()), pace="fast", clock=JumpingClock())
    await listen(source)
    await source.aclose()
    assert len(threads) == 1
    assert threads.pop().startswith("decode")


async def test_stop_ends_a_sleep_and_then_the_iteration(path: str) -> None:
    clock = ManualClock()
    source = file_source(path, "realtime", clock)
    listening = asyncio.create_task(listen(source))
    await clock.until_somebody_sleeps(0.032)
    source.stop()
    chunks, events = await listening
    assert 0 < len(joined(chunks)) <= 8 * 512
    assert not events
    await source.aclose()


async def test_stop_wakes_a_read_of_standard_input() -> None:
    read_end, write_end = os.pipe()
    os.write(write_end, s16(noise(2048)))
    decoder = Decoder(StandardInput(read_end), AudioConfig())
    source = FileSource(decoder, pace="fast", clock=JumpingClock())
    assert isinstance(await anext(source), AudioChunk)
    listening = asyncio.create_task(listen_from(source))
    source.stop()
    assert await listening <= 4
    await source.aclose()
    os.close(read_end)
    os.close(write_end)


async def listen_from(source: FileSource) -> int:
    return len([item async for item in source])


async def test_a_consumer_that_gives_up_waiting_loses_nothing() -> None:
    read_end, write_end = os.pipe()
    decoder = Decoder(StandardInput(read_end), AudioConfig())
    source = FileSource(decoder, pace="fast", clock=JumpingClock())
    for _ in range(3):
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(anext(source), timeout=0.001)
    os.write(write_end, s16(noise(3000)))
    os.close(write_end)
    chunks, _ = await listen(source)
    assert len(joined(chunks)) == 3000
    await source.aclose()
    os.close(read_end)


async def test_aclose_while_somebody_listens() -> None:
    read_end, write_end = os.pipe()
    decoder = Decoder(StandardInput(read_end), AudioConfig())
    source = FileSource(decoder, pace="fast", clock=JumpingClock())
    listening = asyncio.create_task(listen(source))
    await asyncio.sleep(0)
    await source.aclose()
    await source.aclose()
    assert await listening == ([], [])
    os.close(read_end)
    os.close(write_end)


async def test_bad_audio_is_raised_and_the_source_can_be_closed(tmp_path: Path) -> None:
    source = file_source(write(tmp_path / "bad.wav", b"text"))
    with pytest.raises(BadAudio):
        await anext(source)
    with pytest.raises(StopAsyncIteration):
        await anext(source)
    await source.aclose()
