import asyncio

import numpy as np
import pytest

from audio_io.paced_sink import BLOCK_S, PacedSink
from configs.errors import OutputError
from tests.audio_io.fakes import ManualClock, noise

RATE_HZ = 1000


async def pass_time(clock: ManualClock, seconds: float) -> None:
    for _ in range(round(seconds / BLOCK_S)):
        await clock.until_somebody_sleeps(BLOCK_S)
        clock.advance(BLOCK_S)
        for _ in range(8):  # the sink wakes, hands on a block and sleeps again
            await asyncio.sleep(0)


async def test_sound_is_heard_at_its_own_pace():
    clock, heard = ManualClock(), []
    sink = PacedSink(RATE_HZ, heard.append, clock)
    sound = noise(500)
    await sink.write(sound)
    assert sink.queued_s == 0.5
    await pass_time(clock, 0.3)
    assert sum(map(len, heard)) == 350, "the block that is being heard counts"
    closing = asyncio.create_task(sink.close())
    await pass_time(clock, 0.2)
    await closing
    assert np.array_equal(np.concatenate(heard), sound)


async def test_what_is_cleared_is_heard_by_nobody():
    clock, heard = ManualClock(), []
    sink = PacedSink(RATE_HZ, heard.append, clock)
    await sink.write(noise(1000))
    await pass_time(clock, 0.1)
    sink.clear()
    assert sink.queued_s == 0
    count = sum(map(len, heard))
    await sink.write(noise(50, seed=2))
    await pass_time(clock, 0.1)
    await sink.close()
    assert sum(map(len, heard)) == count + 50


async def test_write_waits_while_enough_is_queued():
    clock, heard = ManualClock(), []
    sink = PacedSink(RATE_HZ, heard.append, clock, queue_s=0.2)
    await sink.write(noise(300))
    writing = asyncio.create_task(sink.write(noise(100)))
    await pass_time(clock, 0.05)
    assert not writing.done()
    await pass_time(clock, 0.1)
    await writing
    sink.clear()
    closing = asyncio.create_task(sink.close())
    await pass_time(clock, BLOCK_S)
    await closing


async def test_who_listens_may_fail_and_the_writer_is_told():
    def broken(block: object) -> None:
        raise OutputError("spoken.wav", "no space left on device")

    sink = PacedSink(RATE_HZ, broken, ManualClock())
    await sink.write(noise(10))
    await asyncio.sleep(0)
    clock_task = asyncio.create_task(sink.close())
    await asyncio.sleep(0)
    with pytest.raises(OutputError, match="no space"):
        await sink.write(noise(10))
    clock_task.cancel()
