"""A telephone at the other end: pictures out, words and a voice in."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Callable, Iterator
from fractions import Fraction
from typing import Any

import httpx
import numpy as np
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription, VideoStreamTrack
from aiortc.mediastreams import MediaStreamError
from av import VideoFrame as AvFrame

from server.media.sending import OutgoingSound
from tests.server.media.peers import Caller, Playback
from tests.streaming.narrating.fakes import TEXTURE
from video_io.frame import Pixels

PATIENCE_S = 25.0
Pictures = Iterator[Pixels]


def lively() -> Pictures:
    """A room in which something always moves."""
    number = 0
    while True:
        picture = TEXTURE[:240, :320].copy()
        picture[:64, :64] = np.roll(TEXTURE[:64, 64:128], 4 * number, axis=0)
        number += 1
        yield picture


class PictureTrack(VideoStreamTrack):
    """Shows pictures, ten a second."""

    def __init__(self, pictures: Pictures) -> None:
        super().__init__()
        self._pictures = pictures
        self._pts = 0

    async def recv(self) -> AvFrame:
        await asyncio.sleep(0.1)
        picture = next(self._pictures, None)
        if picture is None or self.readyState != "live":
            raise MediaStreamError
        frame = AvFrame.from_ndarray(picture, format="rgb24")
        frame.pts, frame.time_base = self._pts, Fraction(1, 90_000)
        self._pts += 9000
        return frame


class Phone(Caller):
    """A `Caller` with a camera, a microphone, and the page's data channel."""

    def __init__(self, pictures: Pictures | None = None, *, label: str = "narration") -> None:
        super().__init__()
        self.pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.video = self.pc.addTrack(PictureTrack(pictures or lively()))
        self.microphone = Playback(np.zeros(0, np.float32))
        self.pc.addTrack(OutgoingSound(self.microphone.pull, self.executor))
        self.channel = self.pc.createDataChannel(label)
        self.channel.on("message", self._on_message)
        self.got: list[dict[str, Any]] = []
        self.heard: list[Any] = []
        self.session = ""
        self.patience_s = PATIENCE_S
        self._news = asyncio.Event()
        self._hearing: asyncio.Task[None] | None = None
        self.pc.on("track", self._on_track)

    async def ask(self, http: httpx.AsyncClient, **wishes: Any) -> httpx.Response:
        """Ask the server to take the camera."""
        if self.pc.localDescription is None:
            await self.pc.setLocalDescription(await self.pc.createOffer())
        headers = {"Authorization": f"Bearer {token}"} if (token := wishes.pop("token", "")) else {}
        body = {"sdp": self.pc.localDescription.sdp, **wishes}
        return await http.post("/v1/camera", json=body, headers=headers)

    async def connect(self, http: httpx.AsyncClient, **wishes: Any) -> None:
        """The same, and it must."""
        answer = await self.ask(http, **wishes)
        assert answer.status_code == 201, answer.text
        self.session = answer.json()["session"]
        description = RTCSessionDescription(answer.json()["sdp"], "answer")
        await self.pc.setRemoteDescription(description)
        await self.until(lambda: self.channel.readyState == "open" or self.got)

    def send(self, kind: str, **fields: Any) -> None:
        self.channel.send(json.dumps({"type": kind, **fields}))

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [each for each in self.got if each["type"] == kind]

    def scenes(self, state: str = "started") -> list[dict[str, Any]]:
        events = [each["event"] for each in self.of("event")]
        return [event for event in events if event["state"] == state]

    def texts(self) -> list[str]:
        return [scene["text"] for scene in self.scenes()]

    async def until(self, happened: Callable[[], Any]) -> Any:
        """Wait for something that a message or the network brings."""
        try:
            async with asyncio.timeout(self.patience_s):
                while not (found := happened()):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
        except TimeoutError:
            raise AssertionError(f"it never came; last: {self.got[-5:]}") from None
        return found

    async def told(self, kind: str) -> dict[str, Any]:
        found: dict[str, Any] = await self.until(
            lambda: next((each for each in self.got if each["type"] == kind), None)
        )
        return found

    def heard_sound(self) -> bool:
        """Whether anything but silence came in the last tenth of a second."""
        return any(np.abs(piece).max() > 300 for piece in self.heard[-5:])

    async def close(self) -> None:
        if self._hearing is not None:
            self._hearing.cancel()
            await asyncio.gather(self._hearing, return_exceptions=True)
        await super().close()

    def _on_message(self, text: str) -> None:
        message = json.loads(text)
        self.got.append(message)
        if message["type"] == "ping":
            self.send("pong")

    def _on_track(self, track: Any) -> None:
        self._hearing = asyncio.ensure_future(self._hear(track))

    async def _hear(self, track: Any) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                self.heard.append(frame.to_ndarray())


@contextlib.asynccontextmanager
async def phone(
    http: httpx.AsyncClient,
    pictures: Pictures | None = None,
    *,
    patience_s: float = PATIENCE_S,
    **wishes: Any,
) -> AsyncIterator[Phone]:
    """A telephone whose camera is told; it hangs up at the end of the block."""
    made = Phone(pictures)
    made.patience_s = patience_s
    try:
        await made.connect(http, **wishes)
        yield made
    finally:
        await made.close()
