"""A second real peer in the same process, over the network of this machine."""

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from aioice.ice import get_host_addresses
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from audio_io.chunk import Samples
from server.media.peer import Peer

MIX_HZ = 48_000


def need_network() -> None:
    """aioice leaves out 127.0.0.1, so a machine with nothing else cannot connect to itself."""
    if not get_host_addresses(use_ipv4=True, use_ipv6=True):
        pytest.skip("this machine has no address besides 127.0.0.1, and ICE needs one")


async def until(happened: Callable[[], bool], patience_s: float = 20.0) -> None:
    """Let the event loop run until something is so; the network runs on real time."""
    async with asyncio.timeout(patience_s):
        while not happened():  # noqa: ASYNC110
            await asyncio.sleep(0.005)


class Playback:
    """Gives samples piece by piece, then silence."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples
        self.at = 0

    def play(self, samples: Samples) -> None:
        """Begin with these now."""
        self._samples = np.concatenate([np.zeros(self.at, np.float32), samples])

    def pull(self, count: int) -> Samples:
        piece = self._samples[self.at : self.at + count]
        self.at += count
        return np.concatenate([piece, np.zeros(count - len(piece), np.float32)])


class Losses:
    """Loses packets of sound on their way out of a connection; may be changed at any time."""

    def __init__(self, pc: RTCPeerConnection, share: float, seed: int = 1) -> None:
        self.share = share
        self.lost = self.sent = 0
        self._dice = random.Random(seed)
        transport = pc.getSenders()[0].transport
        self._send, transport.transport._send = transport.transport._send, self._lossy

    async def _lossy(self, data: bytes) -> None:
        is_rtp = 127 < data[0] < 192 and not 192 <= data[1] <= 223
        self.sent += is_rtp
        if is_rtp and self._dice.random() < self.share:
            self.lost += 1
            return
        await self._send(data)


class Caller:
    """The browser's side: offers."""

    def __init__(self) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.executor = ThreadPoolExecutor(1)

    async def call(self, peer: Peer) -> None:
        """Connect; returns when both ends are connected."""
        await self.pc.setLocalDescription(await self.pc.createOffer())
        answer = await peer.answer(self.pc.localDescription.sdp)
        await self.pc.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await until(lambda: self.pc.connectionState == peer.state == "connected")

    async def close(self) -> None:
        await self.pc.close()
        self.executor.shutdown()


@contextlib.asynccontextmanager
async def closing(*ends: "Peer | Caller") -> AsyncIterator[None]:
    try:
        yield
    finally:
        for end in ends:
            await end.close()
