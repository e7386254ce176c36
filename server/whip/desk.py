"""All publishers and players of a server."""

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass

from server.access.rate import RateLimiter, address_key
from server.access.tokens import Grant
from server.gateway.ice import rtc_servers
from server.gateway.logs import log
from server.gateway.services import Services
from server.media.mixing import Mixer
from server.media.offer import Offer
from server.media.peer import Peer, PeerLimits
from server.media.sending import OutgoingSound
from server.refusal import Refused
from server.rooms.person import Wishes
from server.rooms.room import Room
from server.rooms.viewer import Viewer
from server.whip.line import Line, Place, Player, Publisher, is_live
from server.whip.offers import Kind
from server.whip.session import WhipSession

__all__ = ["Comer", "Desk", "NothingLive"]

_ASKS_PER_MINUTE = 120
"""From one address, for all its sessions."""
GONE_S = 30.0
"""A publisher from whom nothing comes for so long, not even silence, is not there any more."""
_LIVE_RETRY_S = 5.0
_BUSY_RETRY_S = 10.0
_LIMITS = PeerLimits(channels=0)


class NothingLive(Exception):
    """Nobody speaks in the room, so there is nothing to play."""

    retry_s = _LIVE_RETRY_S


@dataclass(frozen=True, slots=True)
class Comer:
    """Who opens a session, and what for."""

    room: Room
    grant: Grant
    token: str
    wishes: Wishes
    offer: Offer


class Desk:
    """Opens, finds and closes sessions."""

    def __init__(self, services: Services, *, now_s: Callable[[], float] = time.monotonic) -> None:
        self._services = services
        self._now_s = now_s
        most = services.config.server.requests_per_minute
        self._rate = RateLimiter(min(most, _ASKS_PER_MINUTE))
        self._sessions: dict[str, WhipSession] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    def count(self, address: str) -> None:
        """One more request from an address. Raises `Refused` (rate)."""
        wait_s = self._rate.take(address_key(address), self._now_s())
        if wait_s:
            raise Refused("rate", "too many requests: wait a little", retry_s=wait_s)

    def find(self, room: str, session: str) -> WhipSession | None:
        """A session of a room that is not over."""
        found = self._sessions.get(session)
        return found if found is not None and found.place.room.name == room else None

    async def publish(self, comer: Comer) -> tuple[WhipSession, str]:
        """Take a broadcast in; the session and the answer. Raises `Refused`, `BadOffer`."""
        self._check_open()
        if comer.grant.role == "listener":
            raise Refused("no_microphone_right", "this token is for listeners")
        self._services.slots.check()
        place = self._enter(comer, speaks=True)
        # Video is taken as well, so that broadcasts need not be made without; nobody looks at it.
        peer = self._peer(comer, hears=True, sees=True)
        return await self._open("whip", comer, place, peer, Publisher(place, peer))

    async def play(self, comer: Comer) -> tuple[WhipSession, str]:
        """Play a room; the session and the answer. Raises as `publish`, and `NothingLive`."""
        self._check_open()
        if not is_live(comer.room):
            raise NothingLive
        place = self._enter(comer, speaks=False)
        mixer = Mixer("original")
        plays = OutgoingSound(mixer.pull, self._services.encoding)
        peer = self._peer(comer, hears=False, plays=plays)
        return await self._open("whep", comer, place, peer, Player(place, mixer))

    async def close(self, session: WhipSession) -> None:
        """End one session; returns when everything of it is gone."""
        task = self._tasks.get(session.id)
        session.over.set()
        if task is not None:
            await asyncio.wait((task,))

    async def finish(self) -> None:
        """The server drains: return when all are gone. They go as their rooms end."""
        while self._tasks:
            await asyncio.wait(self._tasks.values())

    async def close_all(self) -> None:
        """End all sessions at once."""
        await asyncio.gather(*map(self.close, tuple(self._sessions.values())))

    def _check_open(self) -> None:
        if self._services.lifecycle.is_draining:
            raise Refused("busy", "the server is about to end", retry_s=_BUSY_RETRY_S)

    def _enter(self, comer: Comer, *, speaks: bool) -> Place:
        room = comer.room
        person = room.join(comer.grant, comer.wishes)
        try:
            if speaks:
                room.mute(person.id, muted=False)
        except Refused:
            room.leave(person.id)
            raise
        place = Place(room, person.id, Viewer(render=lambda entry: None))
        room.sit(person.id, place.viewer)
        return place

    def _peer(
        self,
        comer: Comer,
        *,
        hears: bool,
        sees: bool = False,
        plays: OutgoingSound | None = None,
    ) -> Peer:
        config = self._services.config
        return Peer(
            comer.wishes.name,
            config.audio,
            hears=hears,
            sees=sees,
            plays=plays,
            ice_servers=rtc_servers(config.server),
            limits=_LIMITS,
            # Encoders do not all answer; whether they are still there is told by what they send.
            asks_consent=plays is not None,
        )

    async def _open(
        self, kind: Kind, comer: Comer, place: Place, peer: Peer, line: Line
    ) -> tuple[WhipSession, str]:
        session = WhipSession(
            place,
            peer,
            line,
            token=comer.token,
            ice_user=comer.offer.ice_user,
            idle_s=GONE_S if kind == "whip" else self._services.config.server.idle_s,
            now_s=self._now_s,
        )
        try:
            answer = await peer.answer(comer.offer.sdp)
        except BaseException:
            await session.leave()
            raise
        log("joined", room=place.room.name, person=place.person_id, way=kind)
        self._sessions[session.id] = session
        self._tasks[session.id] = asyncio.create_task(self._run(session), name=f"{kind} session")
        return session, answer

    async def _run(self, session: WhipSession) -> None:
        try:
            await session.run()
        finally:
            del self._sessions[session.id], self._tasks[session.id]
            log("left", room=session.place.room.name, person=session.place.person_id)
