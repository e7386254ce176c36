import asyncio
from functools import partial

from server.camera.track_sink import TrackSink
from server.media.voices import MOST_SPEECH_S, SpokenVoice
from tests import sounds
from tests.streaming.narrating.fakes import VirtualClock

MIX_HZ = 48_000
RATE_HZ = 24_000
tone = partial(sounds.tone, rate_hz=RATE_HZ, level=0.3)
PACKET = 960


def drained(spoken: SpokenVoice, sink: TrackSink) -> float:
    """How long it plays, in seconds."""
    packets = 0
    while sink.queued_s > 0:
        spoken.pull(PACKET)
        packets += 1
    return packets * PACKET / MIX_HZ


async def test_it_is_busy_until_the_last_sample_was_sent() -> None:
    spoken = SpokenVoice(MIX_HZ)
    sink = TrackSink(spoken, RATE_HZ, VirtualClock())
    assert sink.queued_s == 0
    await sink.write(tone(0.5))
    assert 0.4 < sink.queued_s <= 0.5
    assert abs(drained(spoken, sink) - 0.5) <= 2 * PACKET / MIX_HZ


async def test_silence_within_two_packets() -> None:
    spoken = SpokenVoice(MIX_HZ)
    sink = TrackSink(spoken, RATE_HZ, VirtualClock())
    await sink.write(tone(5.0))
    spoken.pull(PACKET)
    sink.clear()
    assert drained(spoken, sink) <= 2 * PACKET / MIX_HZ
    assert not spoken.pull(PACKET).any()


async def test_who_speaks_faster_than_it_is_heard_waits() -> None:
    spoken, clock = SpokenVoice(MIX_HZ), VirtualClock()
    sink = TrackSink(spoken, RATE_HZ, clock)
    await sink.write(tone(MOST_SPEECH_S - 1))
    passing = asyncio.create_task(clock.run())
    writing = asyncio.create_task(sink.write(tone(2.0)))
    await asyncio.sleep(0.01)
    assert not writing.done()
    for _ in range(100):
        spoken.pull(PACKET)
    await asyncio.wait_for(writing, 1)
    passing.cancel()
