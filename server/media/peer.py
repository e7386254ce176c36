"""A browser or another program at the other end of a WebRTC connection."""

import asyncio
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from aiortc import (
    RTCConfiguration,
    RTCDataChannel,
    RTCIceServer,
    RTCPeerConnection,
    RTCRtpReceiver,
    RTCRtpTransceiver,
    RTCSessionDescription,
)

from configs.schema import AudioConfig
from server.media.aiortc_hooks import ask_no_consent, gate_pictures, take_sound
from server.media.channel import DataChannel, OnMessage
from server.media.errors import BadCandidate, BadOffer, MediaError
from server.media.offer import MOST_CANDIDATES, OPUS, Offer, parse_candidate, parse_offer
from server.media.packet_order import Packet
from server.media.pictures import FramesOfTrack
from server.media.receiving import RemoteSound
from server.media.sending import OutgoingSound

__all__ = ["Peer", "PeerLimits", "PeerState"]

logger = logging.getLogger(__name__)

PeerState = Literal["new", "connecting", "connected", "failed", "closed"]
"""failed: it never came about, or nothing was heard from the other end for too long."""

_STATES: dict[str, PeerState] = {
    "new": "new",
    "connecting": "connecting",
    "connected": "connected",
    "failed": "failed",
    "closed": "closed",
}
_CLOSE_S = 5.0
_APPLY_S = 10.0


@dataclass(frozen=True, slots=True)
class PeerLimits:
    """What one peer may ask of us."""

    channels: int = 4
    message_bytes: int = 64 * 1024
    """Of one message on a data channel; a longer one closes the channel."""
    buffered_bytes: int = 1024 * 1024
    """What may wait to be sent on a data channel."""
    ping_s: float = 3.0
    silent_s: float = 12.0
    """A peer that is pinged and says nothing for so long is gone."""


class Peer:
    """Answers a peer's offers; everything is called in the event loop.

    `hears`: take in the peer's sound, as `sound`. `sees`: take in its video, as `pictures`.
    `plays`: what the peer hears. Callbacks may be set before the first `answer`. `ping` is a
    message sent on each open data channel every `ping_s`; the other end must send something back.
    Without `asks_consent` the peer need not answer STUN requests once it is connected, and the
    connection lasts until it is closed: see `silent_s`.
    """

    def __init__(
        self,
        name: str,
        audio: AudioConfig,
        *,
        hears: bool = True,
        sees: bool = False,
        plays: OutgoingSound | None = None,
        ice_servers: Sequence[RTCIceServer] = (),
        limits: PeerLimits | None = None,
        ping: str | None = None,
        asks_consent: bool = True,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name = name
        self.on_state: Callable[[PeerState], None] = lambda state: None
        self.on_channel: Callable[[DataChannel], None] = lambda channel: None
        self.on_message: OnMessage = lambda channel, message: None
        self.sound = RemoteSound(name, audio, now_s=now_s)
        self.pictures = FramesOfTrack(now_s=now_s) if sees else None
        self._hears = hears
        self._plays = plays
        self._limits = limits or PeerLimits()
        self._ping = ping
        self._asks_consent = asks_consent
        self._now_s = now_s
        self._state: PeerState = "new"
        self._channels: list[DataChannel] = []
        self._hooked: set[RTCRtpReceiver] = set()
        self._candidates = 0
        self._ice_user: str | None = None
        self._last_heard_s: float | None = None
        self._alarm: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None
        # No list would mean a public STUN server of aiortc's choice.
        self._pc = RTCPeerConnection(RTCConfiguration(iceServers=list(ice_servers)))
        self._pc.on("connectionstatechange", self._on_connection_state)
        self._pc.on("datachannel", self._on_data_channel)

    @property
    def state(self) -> PeerState:
        """How the connection is."""
        return self._state

    @property
    def channels(self) -> tuple[DataChannel, ...]:
        """The data channels that the peer has opened."""
        return tuple(self._channels)

    @property
    def silent_s(self) -> float:
        """Seconds since a packet of media or a message came; 0 before the connection."""
        return 0.0 if self._last_heard_s is None else self._now_s() - self._last_heard_s

    async def answer(self, sdp: str) -> str:
        """Answer an offer, the first or a later one; the answer holds all our ICE candidates.

        Raises `BadOffer`; after one for the first offer the peer can only be closed.
        """
        offer = parse_offer(sdp)
        if self._closing is not None or self._state in ("failed", "closed"):
            raise BadOffer("the connection is over")
        if self._ice_user not in (None, offer.ice_user):
            raise BadOffer("ICE cannot be restarted; make a new connection")
        if self._ice_user is None:
            self._prepare(offer)
        try:
            async with asyncio.timeout(_APPLY_S):
                return await self._apply(offer)
        except MediaError:
            raise
        except Exception as error:
            # Whatever aiortc raises for a description that could be read: it cannot be had.
            logger.info("an offer could not be applied: %s", type(error).__name__)
            raise BadOffer("its parameters cannot be used") from error

    async def add_candidate(
        self, candidate: str | None, sdp_mid: str | None = None, sdp_line: int | None = None
    ) -> None:
        """Take a trickled ICE candidate; None or an empty one ends them. Raises `BadCandidate`."""
        if self._closing is not None:
            return
        if self._ice_user is None:
            raise BadCandidate("it came before the offer")
        parsed = parse_candidate(candidate, sdp_mid, sdp_line) if candidate else None
        self._candidates += 1
        if self._candidates > MOST_CANDIDATES:
            raise BadCandidate(f"there are more than {MOST_CANDIDATES}")
        try:
            await self._pc.addIceCandidate(parsed)
        except (ValueError, OSError) as error:
            raise BadCandidate("its address cannot be used") from error

    async def close(self) -> None:
        """End the connection and all that belongs to it; sources end after what they hold."""
        if self._closing is None:
            self._closing = asyncio.ensure_future(self._close())
        await asyncio.shield(self._closing)

    def _prepare(self, offer: Offer) -> None:
        """Set up what we send before the offer is applied, so that it finds its place in it."""
        if "audio" not in offer.kinds:
            return
        if self._plays is not None:
            direction = "sendrecv" if self._hears else "sendonly"
            transceiver = self._pc.addTransceiver(self._plays, direction)
        else:
            direction = "recvonly" if self._hears else "inactive"
            transceiver = self._pc.addTransceiver("audio", direction)
        known = RTCRtpReceiver.getCapabilities("audio")
        assert known is not None, "aiortc knows audio"
        transceiver.setCodecPreferences([c for c in known.codecs if c.mimeType.lower() == OPUS])

    async def _apply(self, offer: Offer) -> str:
        await self._pc.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
        # Nothing has started yet: it does when there is an answer.
        self._ice_user = offer.ice_user
        self._candidates += offer.candidates
        for transceiver in self._pc.getTransceivers():
            self._hook(transceiver)
        await self._pc.setLocalDescription(await self._pc.createAnswer())
        self._watch()
        return str(self._pc.localDescription.sdp)

    def _hook(self, transceiver: RTCRtpTransceiver) -> None:
        receiver = transceiver.receiver
        if not self._asks_consent:
            ask_no_consent(receiver)
        if transceiver.kind == "video" and self.pictures is None:
            transceiver.direction = "inactive"
        if receiver.track is None or receiver in self._hooked:
            return
        if transceiver.kind == "audio":
            take_sound(receiver, self._on_packet)
        elif self.pictures is not None:
            gate_pictures(receiver, self.pictures.gate, self._heard_from, self.pictures.queue)
        self._hooked.add(receiver)

    def _on_packet(self, packet: Packet) -> None:
        self._heard_from()
        if self._hears:
            self.sound.take(packet)

    def _heard_from(self) -> None:
        self._last_heard_s = self._now_s()

    def _on_data_channel(self, channel: RTCDataChannel) -> None:
        if len(self._channels) >= self._limits.channels:
            channel.close()
            return
        wrapped = DataChannel(
            channel,
            most_message_bytes=self._limits.message_bytes,
            most_buffered_bytes=self._limits.buffered_bytes,
            on_message=self._on_channel_message,
            on_close=self._on_channel_close,
        )
        self._channels.append(wrapped)
        self._heard_from()
        self._call(self.on_channel, wrapped)

    def _on_channel_message(self, channel: DataChannel, message: str | bytes) -> None:
        self._heard_from()
        self.on_message(channel, message)

    def _on_channel_close(self, channel: DataChannel) -> None:
        if channel in self._channels:
            self._channels.remove(channel)

    def _on_connection_state(self) -> None:
        state = self._pc.connectionState
        if state == "connected":
            self._heard_from()
        self._become(_STATES[state])

    def _become(self, state: PeerState) -> None:
        if state == self._state or self._state in ("failed", "closed"):
            return
        self._state = state
        if state in ("failed", "closed"):
            self._end_media()
        self._call(self.on_state, state)

    def _end_media(self) -> None:
        self.sound.end()
        if self.pictures is not None:
            self.pictures.end()
        if self._plays is not None:
            self._plays.stop()
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None

    def _watch(self) -> None:
        """Ping, and see whether anything came."""
        if self._ping is None or self._closing is not None or self._state in ("failed", "closed"):
            return
        if self._alarm is not None:
            self._alarm.cancel()
        open_channels = [channel for channel in self._channels if channel.is_open]
        for channel in open_channels:
            channel.send(self._ping)
        if open_channels and self.silent_s > self._limits.silent_s:
            self._become("failed")
            return
        loop = asyncio.get_running_loop()
        self._alarm = loop.call_later(self._limits.ping_s, self._watch)

    async def _close(self) -> None:
        self._end_media()
        try:
            async with asyncio.timeout(_CLOSE_S):
                await self._pc.close()
        except TimeoutError:
            logger.warning("a connection could not be closed in %s s", _CLOSE_S)
        except Exception:
            # Half a description may be all that aiortc has; who closes cannot help that.
            logger.exception("a connection could not be closed in good order")
        self._become("closed")

    @staticmethod
    def _call(callback: Callable[..., None], *arguments: object) -> None:
        try:
            callback(*arguments)
        except Exception:
            # An exception here would end up in aiortc, in the middle of its own work.
            logger.exception("a callback of a peer failed")
