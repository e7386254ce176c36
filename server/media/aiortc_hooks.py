"""The one place that reaches into aiortc.

aiortc's receiver sorts audio packets in a buffer that turns one lost packet into 280 ms of silence
and a lag that stays, and it decodes every picture of a video that nobody looks at. Both sit behind
one object, the receiver's jitter buffer: every packet is handed to its `add`, after aiortc has
authenticated, counted and unwrapped it. What is put in its place here takes audio packets out, and
lets video pass only while somebody looks.

The names are private, so each is looked at before it is touched: `AiortcChanged` says what is
missing. `check_aiortc` does that when a server starts.
"""

import asyncio
import importlib.metadata
import inspect
import logging
import queue
from collections.abc import Callable
from typing import Any

from aioice import Connection
from aiortc import RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer, JitterFrame
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from aiortc.rtp import RtpPacket

from server.media.errors import AiortcChanged
from server.media.packet_order import Packet
from server.media.video_gate import VideoGate

__all__ = ["ask_no_consent", "check_aiortc", "gate_pictures", "take_sound"]

logger = logging.getLogger(__name__)

_BUFFER = "_RTCRtpReceiver__jitter_buffer"
_DECODER_QUEUE = "_RTCRtpReceiver__decoder_queue"
_CODECS = "_RTCRtpReceiver__codecs"
_STARTED = "_RTCRtpReceiver__started"
_HANDLER = "_handle_rtp_packet"
_VIDEO_CAPACITY = 512
MOST_UNDECODED = 8
"""Pictures that wait for the decoder; with more, it is let catch up until the next whole one."""


def check_aiortc() -> None:
    """See whether the installed aiortc has what the hooks need; raises `AiortcChanged`."""
    version = importlib.metadata.version("aiortc")
    numbers = tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
    if not (1, 16) <= numbers < (2,):
        raise AiortcChanged(version, "its version is not between 1.16 and 2")
    if list(inspect.signature(JitterBuffer.add).parameters) != ["self", "packet"]:
        raise AiortcChanged(version, "JitterBuffer.add takes other arguments")
    if "create_task(self.query_consent())" not in inspect.getsource(Connection):
        raise AiortcChanged(version, "aioice asks for consent in another way")
    handler = inspect.getsource(getattr(RTCRtpReceiver, _HANDLER))
    for used in ("self.__jitter_buffer.add(packet)", "self.__decoder_queue.put"):
        if used not in handler:
            raise AiortcChanged(version, f"RTCRtpReceiver.{_HANDLER} has no {used!r}")


def take_sound(receiver: RTCRtpReceiver, on_packet: Callable[[Packet], None]) -> None:
    """Hand an audio receiver's packets to `on_packet`; aiortc decodes none of them.

    Must be called before the connection starts. Raises `AiortcChanged`.
    """
    _check_receiver(receiver)
    setattr(receiver, _BUFFER, _SoundTap(on_packet))


def gate_pictures(
    receiver: RTCRtpReceiver,
    gate: VideoGate,
    on_packet: Callable[[], None],
    frames: "asyncio.Queue[Any]",
) -> None:
    """Let video packets through to the decoder only as `gate` says; pictures go into `frames`.

    `frames` is given what aiortc's decoder puts: pictures, and None at the end. `on_packet` is
    called for each packet that comes. Must be called before the connection starts. Raises
    `AiortcChanged`.
    """
    _check_receiver(receiver)
    track = receiver.track
    if not isinstance(track, RemoteStreamTrack) or not isinstance(
        getattr(track, "_queue", None), asyncio.Queue
    ):
        raise AiortcChanged(importlib.metadata.version("aiortc"), "a track has no queue")
    track._queue = frames
    setattr(receiver, _BUFFER, _PictureTap(receiver, gate, on_packet))


def ask_no_consent(receiver: RTCRtpReceiver) -> None:
    """Have the receiver's ICE connection last although the peer answers no STUN requests.

    Consent (RFC 7675) is for who sends much; an encoder such as FFmpeg's reads nothing once it
    is connected, and would be thrown out after half a minute. Whoever calls this must look
    themselves whether packets still come. Must be called before the connection starts. Raises
    `AiortcChanged`.
    """
    ice = getattr(getattr(receiver.transport, "transport", None), "_connection", None)
    if not isinstance(ice, Connection):
        raise AiortcChanged(importlib.metadata.version("aiortc"), "a receiver has no ICE")

    async def nothing() -> None:
        """Instead of asking every five seconds."""

    setattr(ice, "query_consent", nothing)  # noqa: B010 - a method may not be assigned to


def _check_receiver(receiver: RTCRtpReceiver) -> None:
    expected: tuple[tuple[str, type], ...] = (
        (_BUFFER, JitterBuffer),
        (_DECODER_QUEUE, queue.Queue),
        (_CODECS, dict),
        (_STARTED, bool),
    )
    version = importlib.metadata.version("aiortc")
    for name, kind in expected:
        if not isinstance(getattr(receiver, name, None), kind):
            raise AiortcChanged(version, f"RTCRtpReceiver has no {name} of type {kind.__name__}")
    if getattr(receiver, _STARTED):
        raise AiortcChanged(version, "the receiver started before its packets could be taken")


class _SoundTap(JitterBuffer):
    def __init__(self, on_packet: Callable[[Packet], None]) -> None:
        super().__init__(capacity=2)
        self._on_packet = on_packet

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        if packet.payload:
            taken = Packet(packet.ssrc, packet.sequence_number, packet.timestamp, packet.payload)
            try:
                self._on_packet(taken)
            except Exception:
                # An exception here would end the whole connection.
                logger.exception("a packet of sound could not be taken")
        return False, None


class _PictureTap(JitterBuffer):
    def __init__(
        self, receiver: RTCRtpReceiver, gate: VideoGate, on_packet: Callable[[], None]
    ) -> None:
        super().__init__(capacity=_VIDEO_CAPACITY, is_video=True)
        self._undecoded: queue.Queue[Any] = getattr(receiver, _DECODER_QUEUE)
        self._codec_of: dict[int, Any] = getattr(receiver, _CODECS)
        self._gate = gate
        self._tell = on_packet

    def add(self, packet: RtpPacket) -> tuple[bool, JitterFrame | None]:
        self._tell()
        codec = self._codec_of.get(packet.payload_type)
        if self._undecoded.qsize() > MOST_UNDECODED:
            self._gate.wait_for_whole()
        verdict = self._gate.judge("" if codec is None else codec.name, packet.payload)
        if not verdict.passes:
            return verdict.asks, None
        if verdict.is_first:
            super().__init__(capacity=_VIDEO_CAPACITY, is_video=True)
        wants_whole, picture = super().add(packet)
        return wants_whole or verdict.asks, picture
