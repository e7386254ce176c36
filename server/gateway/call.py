"""A person's WebRTC connection: microphone in, the mix that they hear out, captions beside."""

import asyncio
from concurrent.futures import Executor

from configs.schema import Config
from server.gateway.ice import rtc_servers
from server.media.channel import DataChannel
from server.media.errors import BadCandidate, BadOffer
from server.media.mixing import Mixer
from server.media.offer import parse_offer
from server.media.peer import Peer, PeerLimits, PeerState
from server.media.quality import ConnectionQuality
from server.media.sending import OutgoingSound
from server.refusal import Refused
from server.rooms.log import LogEntry
from server.rooms.mixed_ear import MixedEar
from server.rooms.person import Person
from server.rooms.room import Room
from server.rooms.track_microphone import TrackMicrophone
from server.rooms.viewer import Viewer, as_message
from server.wire import room as wire

__all__ = ["Call"]

_EVENTS = "events"
"""The data channel that captions go over."""
_MOST_SIGNALS = 128
_AGAIN_S = 30.0
"""When the channel breaks, what was sent over it in this time is sent over the socket too."""


class Call:
    """Answers offers, one after the other, and connects the sound with the room."""

    def __init__(
        self, room: Room, person: Person, viewer: Viewer, config: Config, encoding: Executor
    ) -> None:
        self._room = room
        self._person = person
        self._viewer = viewer
        self._config = config
        self._encoding = encoding
        self._signals: asyncio.Queue[wire.Offer | wire.Candidate] = asyncio.Queue(_MOST_SIGNALS)
        self._line: _Line | None = None
        self._ice_user = ""

    def signal(self, told: wire.Offer | wire.Candidate) -> None:
        """An offer or a candidate came. Raises `Refused` where too many wait."""
        try:
            self._signals.put_nowait(told)
        except asyncio.QueueFull as error:
            raise Refused("rate", "too many offers and candidates") from error

    async def run(self) -> None:
        """Answer until cancelled; then the connection is closed."""
        try:
            while True:
                told = await self._signals.get()
                try:
                    await self._take(told)
                except (BadOffer, BadCandidate) as error:
                    self._viewer.tell("error", code="bad_message", message=str(error), fatal=False)
        finally:
            await self._hang_up()

    async def _take(self, told: wire.Offer | wire.Candidate) -> None:
        if isinstance(told, wire.Offer):
            sdp = await self._answer(told.sdp)
            self._viewer.tell("answer", sdp=sdp)
        elif self._line is not None:
            await self._line.peer.add_candidate(told.candidate, told.sdpMid)

    async def _answer(self, sdp: str) -> str:
        """A first offer, a change of it, or a new connection of the same person."""
        ice_user = parse_offer(sdp).ice_user
        if self._line is not None and (self._line.is_over or ice_user != self._ice_user):
            await self._hang_up()
        if self._line is None:
            self._line = _Line(self._room, self._person, self._viewer, self._config, self._encoding)
            self._ice_user = ice_user
        try:
            return await self._line.peer.answer(sdp)
        except BadOffer:
            if self._line.peer.state == "new":
                await self._hang_up()
            raise

    async def _hang_up(self) -> None:
        line, self._line = self._line, None
        if line is not None:
            await line.hang_up()


class _Line(TrackMicrophone):
    """One connection of one person: a microphone that knows how well it is connected, an ear and
    a channel beside it.
    """

    def __init__(
        self, room: Room, person: Person, viewer: Viewer, config: Config, encoding: Executor
    ) -> None:
        mixer = Mixer("original")
        self.peer = Peer(
            person.name,
            config.audio,
            plays=OutgoingSound(mixer.pull, encoding),
            ice_servers=rtc_servers(config.server),
            limits=PeerLimits(message_bytes=config.server.max_message_kb * 1024),
        )
        super().__init__(room, person.id, self.peer.sound)
        self._viewer = viewer
        self._ear = MixedEar(mixer)
        self._quality = ConnectionQuality()
        self._told = "good"
        self.peer.on_state = self._on_state
        self.peer.on_channel = self._on_channel

    @property
    def is_over(self) -> bool:
        """Whether nothing can come of it any more."""
        return self.peer.state in ("failed", "closed")

    async def hang_up(self) -> None:
        """End it; what was said over it still gets its finals."""
        self._detach()
        await self.peer.close()

    def tick(self, now_s: float) -> None:
        """A second passed: how is the connection?"""
        if self.peer.sound.last_packet_s is None or self.peer.state != "connected":
            return
        super().tick(now_s)
        quality = self._quality.update(self.peer.sound.counters, now_s)
        if quality.state != self._told:
            self._told = quality.state
            self._viewer.tell("quality", state=quality.state, loss=round(quality.loss, 3))

    def _on_state(self, state: PeerState) -> None:
        if state == "connected":
            self._room.open_microphone(self._id, self._viewer, self)
            self._room.open_ear(self._id, self._viewer, self._ear)
        elif state in ("failed", "closed"):
            self._detach()
            self._viewer.tell("quality", state="lost", loss=1.0)

    def _on_channel(self, channel: DataChannel) -> None:
        if channel.label != _EVENTS:
            return
        first = self._room.log.seq + 1
        self._viewer.divert(lambda entry: self._send(channel, entry))
        self._viewer.tell("captions_over", **{"way": "channel", "from": first})

    def _send(self, channel: DataChannel, entry: LogEntry) -> bool:
        if channel.send(as_message(entry)):
            return True
        if entry.lasts or not channel.is_open:
            self._back_to_socket()
            return False
        return True  # a draft that the channel has no room for: a newer one follows

    def _back_to_socket(self) -> None:
        """Nobody knows what of the newest still arrived; who gets it twice goes by its number."""
        self._viewer.divert(None)
        self._viewer.tell("captions_over", **{"way": "socket", "from": self._room.log.seq + 1})
        self._room.chronicle.show_recent(self._viewer, _AGAIN_S)

    def _detach(self) -> None:
        self.close()
        if self._viewer.is_diverted:
            self._back_to_socket()
        for line in (self, self._ear):
            self._room.close_line(self._id, line)
