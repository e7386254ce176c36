import asyncio

from audio_io.clock import SystemClock, sleep_unless
from tests.audio_io.fakes import JumpingClock, ManualClock


async def test_sleeps_its_time() -> None:
    clock = JumpingClock()
    await sleep_unless(asyncio.Event(), clock, 3.0)
    assert clock.now_s() == 103.0


async def test_the_event_ends_the_sleep_early() -> None:
    clock, event = ManualClock(), asyncio.Event()
    sleeping = asyncio.create_task(sleep_unless(event, clock, 1e6))
    await clock.until_somebody_sleeps(1e6)
    assert not sleeping.done()
    event.set()
    await sleeping
    assert clock.now_s() == 100.0


async def test_no_sleep_when_there_is_nothing_to_wait_for() -> None:
    clock, event = JumpingClock(), asyncio.Event()
    await sleep_unless(event, clock, 0.0)
    event.set()
    await sleep_unless(event, clock, 1e6)
    assert clock.now_s() == 100.0


async def test_the_system_clock_goes_forward() -> None:
    clock = SystemClock()
    before_s = clock.now_s()
    await clock.sleep_s(0.0)
    assert clock.now_s() >= before_s
