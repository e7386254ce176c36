"""A track's packets become a source: on time, whole, bounded."""

import asyncio
import random
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from audio_io.chunk import AudioChunk, Samples
from audio_io.source_event import SourceEvent
from configs.schema import AudioConfig
from server.media.packet_order import Packet
from server.media.pushed import PushedSource
from server.media.receiving import RemoteSound
from tests.clocks import Clock
from tests.server.media.test_opus import packets, tone

AUDIO = AudioConfig()
SOUND = packets(tone(250))


def packet(number: int, payload: bytes | None = None) -> Packet:
    kept = SOUND[number % len(SOUND)] if payload is None else payload
    return Packet(7, (65_500 + number) % 65_536, (number * 960 - 5000) % (1 << 32), kept)


async def drain(source: PushedSource) -> list[AudioChunk | SourceEvent]:
    return [item async for item in source]


def check_contiguous(items: list[AudioChunk | SourceEvent], audio: AudioConfig = AUDIO) -> float:
    """Chunks follow each other, apart from events; the media time at the end."""
    at_s = 0.0
    for place, item in enumerate(items):
        if isinstance(item, SourceEvent):
            at_s = item.end_s
            continue
        assert item.start_s == pytest.approx(at_s, abs=1e-4)
        at_s = item.end_s
        follows = items[place + 1] if place + 1 < len(items) else None
        if isinstance(follows, AudioChunk):
            assert item.duration_s == pytest.approx(audio.chunk_s)
        assert item.samples.dtype == np.float32
        assert np.abs(item.samples).max() <= 1.0
    return at_s


async def play(loss: float, seconds: float = 4.0, seed: int = 3) -> tuple[RemoteSound, Samples]:
    """Packets at their pace on a clock of our own; all that comes out."""
    clock, dice = Clock(50.0), random.Random(seed)
    sound = RemoteSound("ana", AUDIO, now_s=clock)
    source = sound.source()
    heard: list[Samples] = []
    sound.listen(heard.append)
    for number in range(round(seconds * 50)):
        clock.at_s = 50.0 + number * 0.02
        sound.wake()
        if not number or dice.random() >= loss:
            sound.take(packet(number))
        behind_s = number * 0.02 - sound.position_s
        assert behind_s <= 0.12, "a loss never adds up to a lag"
    sound.end()
    items = await drain(source)
    assert check_contiguous(items) == pytest.approx(sound.position_s, abs=1e-4)
    assert not any(isinstance(item, SourceEvent) for item in items)
    return sound, np.concatenate(heard)


async def test_without_loss_everything_is_there() -> None:
    sound, heard = await play(0.0)
    assert len(heard) == 200 * 960
    assert sound.counters.received == 200


@pytest.mark.parametrize("loss", [0.01, 0.05, 0.3])
async def test_with_loss_the_length_stays(loss: float) -> None:
    sound, heard = await play(loss)
    assert len(heard) == pytest.approx(200 * 960, abs=5 * 960)
    counters = sound.counters
    assert counters.expected - counters.received > 0


async def test_an_end_of_packets_is_heard_as_silence() -> None:
    clock = Clock(50.0)
    sound = RemoteSound("ana", AUDIO, now_s=clock)
    source = sound.source()
    for number in range(50):
        clock.at_s = 50.0 + number * 0.02
        sound.take(packet(number))
    for tick in range(30):
        clock.at_s = 51.0 + tick * 0.1
        sound.wake()
    sound.end()
    items = await drain(source)
    samples = np.concatenate([item.samples for item in items if isinstance(item, AudioChunk)])
    assert len(samples) / 16_000 == pytest.approx(2.0, abs=0.03)
    assert not np.any(np.abs(samples[-12_000:]) > 1e-3)


async def test_a_long_hole_is_told() -> None:
    clock = Clock(50.0)
    sound = RemoteSound("ana", AUDIO, now_s=clock)
    source = sound.source()
    for number in [*range(50), *range(350, 400)]:
        clock.at_s = 50.0 + number * 0.02
        sound.take(packet(number))
    sound.end()
    items = await drain(source)
    (gap,) = [item for item in items if isinstance(item, SourceEvent)]
    assert gap.kind == "gap"
    assert "lost on the way" in gap.message
    assert check_contiguous(items) == pytest.approx(8.0, abs=0.01)


async def test_its_own_alarm_wakes_it() -> None:
    """With the real clock: a packet that is held back comes out without any further one."""
    sound = RemoteSound("ana", AUDIO)
    sound.take(packet(0))
    sound.take(packet(2))
    assert sound.position_s == pytest.approx(0.02)
    async with asyncio.timeout(10):
        while sound.position_s < 0.06:  # noqa: ASYNC110
            await asyncio.sleep(0)
    sound.end()


async def test_a_process_that_was_held_up_invents_no_silence() -> None:
    """The alarm is late, and the packets that came meanwhile are taken right after it."""
    sound = RemoteSound("ana", AUDIO)
    sound.take(packet(0))
    time.sleep(0.7)  # noqa: ASYNC251
    for _ in range(3):
        await asyncio.sleep(0)  # the alarm is rung here
    sound.take(packet(1))
    assert sound.position_s == pytest.approx(0.04)
    sound.end()


async def test_a_listener_that_fails_is_left_out(caplog: pytest.LogCaptureFixture) -> None:
    clock = Clock(50.0)
    sound = RemoteSound("ana", AUDIO, now_s=clock)
    heard: list[Samples] = []

    def fail(samples: Samples) -> None:
        raise RuntimeError("no")

    sound.listen(fail)
    leave = sound.listen(heard.append)
    for number in range(3):
        sound.take(packet(number))
    assert len(heard) == 3
    assert caplog.text.count("is left out") == 1
    leave()
    leave()
    sound.take(packet(3))
    assert len(heard) == 3
    sound.end()


async def test_a_source_taken_later_begins_at_zero_and_may_stop_alone() -> None:
    clock = Clock(50.0)
    sound = RemoteSound("ana", AUDIO, now_s=clock)
    first = sound.source()
    for number in range(10):
        sound.take(packet(number))
    second = sound.source()
    first.stop()
    for number in range(10, 20):
        sound.take(packet(number))
    sound.end()
    assert check_contiguous(await drain(first)) == pytest.approx(0.2, abs=1e-4)
    assert check_contiguous(await drain(second)) == pytest.approx(0.2, abs=1e-4)
    assert await drain(sound.source()) == []


@given(
    st.lists(
        st.tuples(
            st.integers(0, 2),
            st.integers(0, 65535),
            st.integers(0, (1 << 32) - 1),
            st.binary(max_size=20),
            st.floats(0, 0.5),
        ),
        max_size=60,
    )
)
def test_no_packets_whatever_stop_it(
    noise: list[tuple[int, int, int, bytes, float]],
) -> None:
    async def run() -> None:
        clock = Clock(50.0)
        sound = RemoteSound("ana", AUDIO, now_s=clock)
        source = sound.source()
        for ssrc, sequence, stamp, payload, step_s in noise:
            clock.at_s += step_s
            sound.wake()
            sound.take(Packet(ssrc, sequence, stamp, payload))
        for number in range(10):
            clock.at_s += 0.02
            sound.take(Packet(9, number, number * 960, SOUND[number]))
        sound.end()
        check_contiguous(await drain(source))

    asyncio.run(run())


def test_two_thousand_packets_of_noise() -> None:
    async def run() -> None:
        clock, dice = Clock(50.0), random.Random(11)
        sound = RemoteSound("ana", AUDIO, now_s=clock)
        source = sound.source()
        for number in range(2000):
            clock.at_s += 0.02
            sound.take(packet(number, dice.randbytes(dice.randrange(0, 200))))
            sound.wake()
        before = sound.position_s
        for number in range(2000, 2050):
            clock.at_s += 0.02
            sound.take(packet(number))
        sound.end()
        assert sound.position_s - before == pytest.approx(1.0, abs=0.5)
        check_contiguous(await drain(source))

    asyncio.run(run())
