"""What a peer hears: an outgoing track, paced by the clock and fed by whoever mixes."""

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import Executor
from fractions import Fraction
from typing import Any

import numpy as np
from aiortc import MediaStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import Packet

from audio_io.chunk import Samples
from audio_io.clock import Clock, SystemClock
from server.media.opus_encoder import FRAME_SAMPLES, SILENT_FRAME, OpusEncoder
from server.media.opus_packet import OPUS_HZ
from server.media.pacing import FramePacer

__all__ = ["OutgoingSound", "Pull"]

Pull = Callable[[int], Samples]
"""Gives the next float32[count] at 48 kHz; `Mixer.pull` is one. Called in the event loop."""

QUIET_PEAK = 1.0 / 32768
"""Less than the smallest step of 16 bits."""
QUIET_FRAMES = 10
"""So much silence is encoded, so that the encoder ends what it was saying."""
FRAME_S = FRAME_SAMPLES / OPUS_HZ
_TIME_BASE = Fraction(1, OPUS_HZ)


class OutgoingSound(MediaStreamTrack):
    """Asks `pull` for 20 ms every 20 ms and hands aiortc packets that are encoded already.

    aiortc would encode in the default executor, which anything slow in the process delays.
    Silence costs nothing: one known packet stands for it. `executor` encodes; it should do
    nothing but media.
    """

    kind = "audio"

    def __init__(self, pull: Pull, executor: Executor, *, clock: Clock | None = None) -> None:
        super().__init__()
        self._pull = pull
        self._executor = executor
        self._clock = clock or SystemClock()
        self._pacer = FramePacer(FRAME_S)
        self._encoder: OpusEncoder | None = None
        self._quiet_frames = QUIET_FRAMES
        self._pts = 0
        self.encoding_s = 0.0
        """Time spent encoding, since the start."""

    @property
    def given_up_s(self) -> float:
        """Time for which nothing could be sent because the process was held up."""
        return self._pacer.given_up_s

    async def recv(self) -> "Packet[Any]":
        """The next 20 ms, when they are due."""
        wait_s = self._pacer.wait_s(self._clock.now_s())
        if wait_s > 0:
            await self._clock.sleep_s(wait_s)
            self._pacer.sent(self._clock.now_s())
        if self.readyState != "live":
            raise MediaStreamError
        payload = await self._encode(self._pull(FRAME_SAMPLES))
        packet = Packet(payload)
        packet.pts = self._pts
        packet.time_base = _TIME_BASE
        self._pts += FRAME_SAMPLES
        return packet

    async def _encode(self, samples: Samples) -> bytes:
        if float(np.abs(samples).max()) >= QUIET_PEAK:
            self._quiet_frames = 0
        elif self._quiet_frames >= QUIET_FRAMES:
            return SILENT_FRAME
        else:
            self._quiet_frames += 1
        if self._encoder is None:
            self._encoder = OpusEncoder()
        started_s = time.perf_counter()
        payload = await asyncio.get_running_loop().run_in_executor(
            self._executor, self._encoder.encode, samples
        )
        self.encoding_s += time.perf_counter() - started_s
        return payload
