"""All cameras of a server."""

import asyncio

from configs.cores import cores
from server.access.rate import RateLimiter, address_key
from server.camera.camera import Camera
from server.camera.parts import CameraParts
from server.gateway.ice import rtc_servers
from server.gateway.logs import log
from server.gateway.services import Services
from server.media.errors import BadOffer
from server.media.mixing import MIX_HZ
from server.media.offer import parse_offer
from server.media.peer import Peer, PeerLimits
from server.media.sending import OutgoingSound
from server.media.voices import SpokenVoice
from server.refusal import Refused
from server.wire import camera as wire

__all__ = ["CameraDesk", "default_cameras"]

_PER_CORE = 2
"""At five pictures a second a camera takes about a tenth of a core, and its video as much."""
_ASKS_PER_MINUTE = 60
"""From one address."""
_RETRY_S = 10.0
_LIMITS = PeerLimits(channels=1, message_bytes=wire.MOST_MESSAGE_BYTES)


def default_cameras() -> int:
    """What a machine of this size is taken to bear."""
    return _PER_CORE * cores()


class CameraDesk:
    """Opens, finds and closes cameras."""

    def __init__(self, services: Services, parts: CameraParts | None = None) -> None:
        config = services.config
        self.parts = parts or CameraParts(services.pool, services.slots, config)
        self.most = config.server.max_cameras or default_cameras()
        self._services = services
        self._rate = RateLimiter(min(config.server.requests_per_minute, _ASKS_PER_MINUTE))
        self._cameras: dict[str, Camera] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        services.meters.watch("cameras", "Cameras that are narrated", lambda: len(self))

    def __len__(self) -> int:
        return len(self._cameras)

    def count(self, address: str) -> None:
        """One more request from an address. Raises `Refused` (rate)."""
        wait_s = self._rate.take(address_key(address), self.parts.clock.now_s())
        if wait_s:
            raise Refused("rate", "too many requests: wait a little", retry_s=wait_s)

    async def open(self, wanted: wire.OpenCamera) -> tuple[Camera, str]:
        """Take a camera; it and the answer to its offer. Raises `Refused` and `BadOffer`."""
        self._check_room()
        self.parts.check_language(wanted.language)
        _check_offer(wanted.sdp)
        spoken = SpokenVoice(MIX_HZ)
        peer = Peer(
            "camera",
            self._services.config.audio,
            sees=True,
            plays=OutgoingSound(spoken.pull, self._services.encoding),
            ice_servers=rtc_servers(self._services.config.server),
            limits=_LIMITS,
            ping=wire.PING,
        )
        camera = Camera(peer, spoken, wanted, self._services.config, self.parts)
        # Its place is taken before anything is waited for.
        self._cameras[camera.id] = camera
        try:
            answer = await peer.answer(wanted.sdp)
        except BaseException:
            del self._cameras[camera.id]
            await peer.close()
            raise
        log("camera opened", camera=camera.id[:6], language=wanted.language)
        self._tasks[camera.id] = asyncio.create_task(self._run(camera), name="camera")
        return camera, answer

    async def close(self, camera_id: str) -> bool:
        """End one; comes back when all of it is gone. Whether there was one."""
        camera, task = self._cameras.get(camera_id), self._tasks.get(camera_id)
        if camera is None:
            return False
        camera.over.set()
        if task is not None:
            await asyncio.wait((task,))
        return True

    async def finish(self) -> None:
        """The server drains: all are told, and end. There is nothing to be waited for."""
        for camera in self._cameras.values():
            camera.end("ending", "the server is about to end")
        if self._tasks:
            await asyncio.wait(self._tasks.values())

    async def close_all(self) -> None:
        """End all at once, and what they shared."""
        await asyncio.gather(*map(self.close, tuple(self._cameras)))
        self.parts.close()

    def _check_room(self) -> None:
        if self._services.lifecycle.is_draining:
            raise Refused("busy", "the server is about to end", retry_s=_RETRY_S)
        if len(self) >= self.most:
            message = f"the server looks through {self.most} cameras already"
            raise Refused("busy", message, retry_s=_RETRY_S)

    async def _run(self, camera: Camera) -> None:
        try:
            await camera.run()
        finally:
            del self._cameras[camera.id], self._tasks[camera.id]
            log("camera closed", camera=camera.id[:6])


def _check_offer(sdp: str) -> None:
    """Raises `BadOffer` for one that no camera makes."""
    offer = parse_offer(sdp)
    if offer.directions.get("video") not in ("sendonly", "sendrecv"):
        raise BadOffer("it sends no video")
    if "application" not in offer.kinds:
        raise BadOffer("it has no data channel, over which the narration goes")
