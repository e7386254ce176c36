"""One client with a WebRTC connection, as a page has it, that costs as little as may be.

It sends silent packets as a muted browser does, takes the mix without decoding it, and events over
the data channel.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from fractions import Fraction
from typing import Any

from aiortc import MediaStreamTrack, RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from av import Packet

from bench.load.member import Member, OnEvent, member
from configs.errors import DragomanError
from server.media.aiortc_hooks import take_sound
from server.media.opus_encoder import FRAME_SAMPLES, SILENT_FRAME
from server.media.pacing import FramePacer

__all__ = ["Caller", "caller"]

RATE_HZ = 48_000
FRAME_S = FRAME_SAMPLES / RATE_HZ
PATIENCE_S = 60.0


class SilentMicrophone(MediaStreamTrack):
    """A packet of silence every 20 ms."""

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self._pacer = FramePacer(FRAME_S)
        self._pts = 0

    async def recv(self) -> "Packet[Any]":
        """The next one, when it is due."""
        loop = asyncio.get_running_loop()
        wait_s = self._pacer.wait_s(loop.time())
        if wait_s > 0:
            await asyncio.sleep(wait_s)
            self._pacer.sent(loop.time())
        packet = Packet(SILENT_FRAME)
        packet.pts, packet.time_base = self._pts, Fraction(1, RATE_HZ)
        self._pts += FRAME_SAMPLES
        return packet


class Caller:
    """A member of a room with a connection of its own."""

    def __init__(self, on_event: OnEvent | None) -> None:
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.packets = 0
        """Of sound, that came."""
        self.messages = 0
        """Over the data channel."""
        self._on_event = on_event
        self._answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._connected = asyncio.Event()
        self.pc.on("connectionstatechange", self._on_state)

    def on_message(self, message: dict[str, Any]) -> None:
        """A message of the socket."""
        if message["type"] == "answer" and not self._answer.done():
            self._answer.set_result(message["sdp"])

    async def connect(self, somebody: Member) -> None:
        """Offer, and wait until it is connected. Raises `DragomanError`."""
        channel = self.pc.createDataChannel("events")
        channel.on("message", self._on_data)
        self.pc.addTrack(SilentMicrophone())
        (transceiver,) = self.pc.getTransceivers()
        take_sound(transceiver.receiver, self._on_packet)
        await self.pc.setLocalDescription(await self.pc.createOffer())
        await somebody.send("offer", sdp=self.pc.localDescription.sdp)
        try:
            async with asyncio.timeout(PATIENCE_S):
                answer = RTCSessionDescription(await self._answer, "answer")
                await self.pc.setRemoteDescription(answer)
                await self._connected.wait()
        except TimeoutError as error:
            raise DragomanError("a caller could not connect in time") from error

    def _on_state(self) -> None:
        if self.pc.connectionState == "connected":
            self._connected.set()

    def _on_packet(self, packet: object) -> None:
        self.packets += 1

    def _on_data(self, text: str) -> None:
        self.messages += 1
        if self._on_event is not None:
            message = json.loads(text)
            if message["type"] == "event":
                self._on_event(message["event"], time.time())


@contextlib.asynccontextmanager
async def caller(
    url: str, room: str, *, on_event: OnEvent | None = None, **hello: Any
) -> AsyncIterator[tuple[Caller, Member]]:
    """Join a room with sound; hangs up and leaves at the end of the block."""
    calling = Caller(on_event)
    try:
        joining = member(
            url, room, on_event=on_event, on_message=calling.on_message, audio="webrtc", **hello
        )
        async with joining as somebody:
            await calling.connect(somebody)
            yield calling, somebody
    finally:
        await calling.pc.close()
