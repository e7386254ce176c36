"""The outgoing track: paced, contiguous, and never a burden to the event loop."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from aiortc.mediastreams import MediaStreamError

from audio_io.chunk import Samples
from server.media.opus_encoder import SILENT_FRAME
from server.media.opus_packet import opus_samples
from server.media.sending import QUIET_FRAMES, OutgoingSound


class ManualClock:
    """Sleeping takes as long as asked for, and `late_s` more once."""

    def __init__(self) -> None:
        self.at_s = 10.0
        self.late_s = 0.0

    def now_s(self) -> float:
        return self.at_s

    async def sleep_s(self, duration_s: float) -> None:
        self.at_s += duration_s + self.late_s
        self.late_s = 0.0


def make(samples: Samples | None = None) -> tuple[OutgoingSound, ManualClock, list[int]]:
    clock, pulled = ManualClock(), []

    def pull(count: int) -> Samples:
        at = sum(pulled)
        pulled.append(count)
        piece = np.zeros(0, np.float32) if samples is None else samples[at : at + count]
        return np.concatenate([piece, np.zeros(count - len(piece), np.float32)])

    return OutgoingSound(pull, ThreadPoolExecutor(1), clock=clock), clock, pulled


async def test_packets_follow_each_other_every_20_ms() -> None:
    track, clock, pulled = make()
    for number in range(100):
        packet = await track.recv()
        assert packet.pts == number * 960
        assert clock.at_s == pytest.approx(10.0 + number * 0.02)
    assert pulled == [960] * 100


async def test_silence_is_not_encoded_and_sound_is() -> None:
    loud = np.full(960 * 20, 0.3, np.float32)
    track, _, _ = make(np.concatenate([np.zeros(960 * 20, np.float32), loud]))
    payloads = [bytes(await track.recv()) for _ in range(80)]
    assert payloads[:20] == [SILENT_FRAME] * 20
    assert SILENT_FRAME not in payloads[20 : 40 + QUIET_FRAMES]
    assert payloads[40 + QUIET_FRAMES + 1 :] == [SILENT_FRAME] * (39 - QUIET_FRAMES)
    assert all(opus_samples(payload) == 960 for payload in payloads)
    assert track.encoding_s > 0


async def test_a_held_up_process_sends_no_burst() -> None:
    track, clock, _ = make()
    sent = []
    for number in range(60):
        if number == 20:
            clock.late_s = 1.0
        packet = await track.recv()
        sent.append(clock.at_s)
        assert packet.pts == number * 960, "what is sent stays contiguous"
    assert min(np.diff(sent)) >= 0.01 - 1e-9
    assert track.given_up_s == pytest.approx(1.0, abs=0.03)
    assert sent[-1] == pytest.approx(10.0 + 59 * 0.02 + 1.0, abs=0.05)


async def test_a_stopped_track_is_over() -> None:
    track, _, _ = make()
    await track.recv()
    track.stop()
    with pytest.raises(MediaStreamError):
        await track.recv()


async def test_a_busy_default_executor_does_not_delay_it() -> None:
    """aiortc's own encoding would wait behind these jobs."""
    loop, release = asyncio.get_running_loop(), asyncio.Event()
    blockers = ThreadPoolExecutor(1)
    loop.set_default_executor(blockers)
    hold = loop.create_future()

    def block() -> None:
        asyncio.run_coroutine_threadsafe(release.wait(), loop).result(30)

    stuck = loop.run_in_executor(None, block)
    track, _, _ = make(np.full(960 * 10, 0.3, np.float32))
    async with asyncio.timeout(10):
        payloads = [bytes(await track.recv()) for _ in range(10)]
    assert len(payloads) == 10
    assert not stuck.done()
    release.set()
    await stuck
    hold.cancel()
