import asyncio

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from audio_io.device_sink import PlayQueue, open_device_sink
from configs.errors import DeviceError
from tests.audio_io.fakes import FakeOutputs, noise


@settings(deadline=None)
@given(puts=st.lists(st.integers(0, 300), max_size=10), fills=st.lists(st.integers(1, 200)))
def test_the_queue_gives_every_sample_once_then_silence(puts: list[int], fills: list[int]) -> None:
    sound = noise(sum(puts)) + np.float32(10.0)  # no sample is 0
    queue, at = PlayQueue(), 0
    for count in puts:
        queue.put(sound[at : at + count])
        at += count
    outs = []
    for count in [*fills, at + 1]:
        out = np.full((count, 1), np.nan, dtype=np.float32)
        queue.fill(out)
        outs.append(out[:, 0])
    played = np.concatenate(outs)
    assert np.array_equal(played[:at], sound)
    assert not played[at:].any()
    assert len(queue) == 0


async def test_write_waits_while_enough_is_queued() -> None:
    outputs = FakeOutputs()
    sink = await open_device_sink("", 16_000, queue_s=0.5, outputs=outputs)
    await sink.write(noise(8_000))
    assert sink.queued_s == 0.5
    waiting = asyncio.create_task(sink.write(noise(100, seed=1)))
    for _ in range(3):
        await asyncio.sleep(0)
    assert not waiting.done()
    outputs.play(160)
    await waiting
    assert sink.queued_s == pytest.approx((8_000 - 160 + 100) / 16_000)
    closing = asyncio.create_task(sink.close())
    await asyncio.sleep(0)
    assert not closing.done()
    outputs.play(8_000)
    await closing
    played = np.concatenate(outputs.played)
    assert np.array_equal(played[:8_100], np.concatenate([noise(8_000), noise(100, seed=1)]))
    assert outputs.stream is not None
    assert outputs.stream.closed


async def test_the_device_keeps_its_own_rate() -> None:
    outputs = FakeOutputs(48_000)
    sink = await open_device_sink("", 24_000, queue_s=5.0, outputs=outputs)
    for piece in np.array_split(noise(24_000), 7):
        await sink.write(piece)
    assert sink.queued_s == pytest.approx(1.0, abs=0.01)
    closing = asyncio.create_task(sink.close())
    await asyncio.sleep(0)
    played = outputs.play(50_000)
    await closing
    assert played[:48_000].any()
    assert not played[48_000:].any()


async def test_clear_silences_at_once_and_lets_writers_go_on() -> None:
    outputs = FakeOutputs()
    sink = await open_device_sink("", 16_000, queue_s=0.5, outputs=outputs)
    await sink.write(noise(16_000))
    waiting = asyncio.create_task(sink.write(np.ones(10, dtype=np.float32)))
    await asyncio.sleep(0)
    sink.clear()
    assert not outputs.play(160).any()
    await waiting
    assert outputs.play(20).sum() == 10
    await sink.close()


async def test_a_device_that_goes_away() -> None:
    outputs = FakeOutputs()
    sink = await open_device_sink("", 16_000, queue_s=0.1, outputs=outputs)
    await sink.write(noise(16_000))
    waiting = asyncio.create_task(sink.write(noise(10)))
    await asyncio.sleep(0)
    assert outputs.stream is not None
    outputs.stream.on_end()
    with pytest.raises(DeviceError, match="Fake Loudspeaker: it stopped"):
        await waiting
    await sink.close()


async def test_a_device_that_is_not_there() -> None:
    with pytest.raises(DeviceError):
        await open_device_sink("absent", 16_000, queue_s=1.0, outputs=FakeOutputs())
