"""One publisher or player, from the answer to its offer until it is gone."""

import asyncio
import hashlib
import hmac
import time
from collections.abc import Callable
from secrets import token_urlsafe

from server.access.rate import RateLimiter
from server.media.errors import BadCandidate, BadOffer
from server.media.peer import Peer, PeerState
from server.refusal import Refused
from server.rooms.outbox import Closed
from server.whip.line import Line, Place
from server.wire.whip import Fragment

__all__ = ["WhipSession", "token_digest"]

CONNECTING_S = 30.0
"""Who is not connected after so long does not come any more."""
_LOOK_S = 1.0
_ADDRESSES_S = 10.0
"""How long a host name among the candidates (mDNS) may take to become an address."""
_CHANGES_PER_MINUTE = 60


def token_digest(token: str) -> bytes:
    """What is kept of the token that a session was made with."""
    return hashlib.sha256(token.encode()).digest()


class WhipSession:
    """Keeps a person in a room as long as the connection lasts; `run` is its life.

    It ends when the peer goes or never comes, when nothing comes from a publisher or a player had
    nothing to hear for too long, when a host removes the person, when the room ends, and when it
    is told to.
    """

    def __init__(
        self,
        place: Place,
        peer: Peer,
        line: Line,
        *,
        token: str,
        ice_user: str,
        idle_s: float,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`token` is what the client came with, `ice_user` the one of its offer; after `idle_s`
        without use it ends.
        """
        self.id = token_urlsafe(18)
        self.etag = token_urlsafe(9)
        self.place = place
        self.over = asyncio.Event()
        self._peer = peer
        self._line = line
        self._owner = token_digest(token)
        self._ice_user = ice_user
        self._idle_s = idle_s
        self._now_s = now_s
        self._began_s = now_s()
        self._rate = RateLimiter(_CHANGES_PER_MINUTE)
        peer.on_state = self._on_state

    def is_of(self, token: str) -> bool:
        """Whether this token made the session; it may have expired since."""
        return hmac.compare_digest(token_digest(token), self._owner)

    async def add(self, fragment: Fragment) -> None:
        """Take candidates. Raises `BadOffer` for a restart, `BadCandidate`, `Refused` (rate)."""
        wait_s = self._rate.take("", self._now_s())
        if wait_s:
            raise Refused("rate", "too many candidates: wait a little", retry_s=wait_s)
        if fragment.ice_user not in ("", self._ice_user):
            raise BadOffer("ICE cannot be restarted; make a new connection")
        try:
            async with asyncio.timeout(_ADDRESSES_S):
                for mid, candidate in fragment.candidates:
                    await self._peer.add_candidate(candidate, mid)
        except TimeoutError as error:
            raise BadCandidate("its address was not found in time") from error
        if fragment.is_last:
            await self._peer.add_candidate(None)

    async def run(self) -> None:
        """Stay until it is over, then leave; what was said still gets its finals."""
        reading = asyncio.create_task(self._read_notices())
        try:
            while not self.over.is_set() and not self._is_idle():
                try:
                    async with asyncio.timeout(_LOOK_S):
                        await self.over.wait()
                except TimeoutError:
                    continue
        finally:
            reading.cancel()
            await asyncio.gather(reading, self.leave(), return_exceptions=True)

    async def leave(self) -> None:
        """Free everything."""
        self._line.end()
        self.place.room.leave(self.place.person_id)
        await self._peer.close()

    async def _read_notices(self) -> None:
        """Nobody reads what the room tells; its goodbye counts."""
        try:
            while True:
                await self.place.viewer.outbox.take()
        except (Closed, Refused):
            self.over.set()

    def _is_idle(self) -> bool:
        now_s = self._now_s()
        if self._peer.state != "connected":
            return now_s - self._began_s > CONNECTING_S
        return self._line.unused_s(now_s) > self._idle_s

    def _on_state(self, state: PeerState) -> None:
        if state == "connected":
            self._line.begin()
        elif state in ("failed", "closed"):
            self.over.set()
