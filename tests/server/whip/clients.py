"""A WHIP encoder that others made (FFmpeg's, in PyAV), and a WHEP player made of aiortc."""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from audio_io.chunk import Samples
from tests.certificates import make_certificate

PROJECT = Path(__file__).parents[3]
SDP = {"content-type": "application/sdp"}


@contextlib.asynccontextmanager
async def broadcast(
    url: str, samples: Samples, folder: Path, *options: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    """FFmpeg's encoder sends float32[n] at 16 kHz; killed at the end if it still does."""
    certificate, key = make_certificate(folder)
    np.save(folder / "samples.npy", samples)
    told = (url, folder / "samples.npy", certificate, key, *options)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.server.whip.encoder",
        *map(str, told),
        cwd=PROJECT,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.communicate()


async def ended(process: asyncio.subprocess.Process, patience_s: float = 60.0) -> str:
    """Wait for the encoder's own end; what it complained of."""
    async with asyncio.timeout(patience_s):
        _, complaint = await process.communicate()
    return complaint.decode() if process.returncode else ""


@dataclass
class Player:
    """What a WHEP page does."""

    http: httpx.AsyncClient
    pc: RTCPeerConnection
    heard: list[Samples] = field(default_factory=list)
    """Pieces of float32[n] at 48 kHz."""
    created: httpx.Response | None = None

    async def offer(self) -> str:
        self.pc.addTransceiver("audio", "recvonly")
        await self.pc.setLocalDescription(await self.pc.createOffer())
        return str(self.pc.localDescription.sdp)

    async def play(self, path: str, **headers: str) -> None:
        self.created = await self.http.post(
            path, content=await self.offer(), headers={**SDP, **headers}
        )
        assert self.created.status_code == 201, self.created.text
        await self.pc.setRemoteDescription(RTCSessionDescription(self.created.text, "answer"))

    async def hear(self, track: Any) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                self.heard.append(frame.to_ndarray().reshape(-1)[::2].astype(np.float32) / 32768)

    @property
    def loudness(self) -> float:
        """Of the newest second."""
        newest = np.concatenate(self.heard[-50:]) if self.heard else np.zeros(1)
        return float(np.sqrt(np.mean(np.square(newest))))


@contextlib.asynccontextmanager
async def player(http: httpx.AsyncClient) -> AsyncIterator[Player]:
    made = Player(http, RTCPeerConnection(RTCConfiguration(iceServers=[])))
    hearing: list[asyncio.Task[None]] = []
    made.pc.on("track", lambda track: hearing.append(asyncio.create_task(made.hear(track))))
    try:
        yield made
    finally:
        await made.pc.close()
        for task in hearing:
            task.cancel()
        await asyncio.gather(*hearing, return_exceptions=True)
