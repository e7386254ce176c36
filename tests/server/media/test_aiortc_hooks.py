"""The hooks fit the installed aiortc, and say so where they do not."""

import asyncio
import importlib.metadata
import queue
from types import SimpleNamespace

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpReceiver
from aiortc.jitterbuffer import JitterBuffer
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from aiortc.rtp import RtpPacket

from server.media import aiortc_hooks
from server.media.aiortc_hooks import (
    MOST_UNDECODED,
    ask_no_consent,
    check_aiortc,
    gate_pictures,
    take_sound,
)
from server.media.errors import AiortcChanged
from server.media.packet_order import Packet
from server.media.video_gate import VideoGate

BUFFER = "_RTCRtpReceiver__jitter_buffer"


def receiver(kind: str) -> RTCRtpReceiver:
    made = RTCRtpReceiver(kind, SimpleNamespace(state="new"))  # type: ignore[arg-type]
    made._track = RemoteStreamTrack(kind)
    return made


def packet(number: int, payload: bytes = b"sound") -> RtpPacket:
    made = RtpPacket(payload_type=96, sequence_number=number, timestamp=number * 960)
    made.ssrc, made.payload = 5, payload
    made._data = payload  # type: ignore[attr-defined]
    return made


def test_the_installed_aiortc_fits() -> None:
    check_aiortc()


@pytest.mark.parametrize("version", ["1.15.2", "2.0", "0.9", "unknown"])
def test_another_version_is_refused(version: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.metadata, "version", lambda name: version)
    with pytest.raises(AiortcChanged, match="version"):
        check_aiortc()


def test_another_handler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def handler(self: object, packet: object, arrival_time_ms: int) -> None:
        return None

    monkeypatch.setattr(RTCRtpReceiver, "_handle_rtp_packet", handler)
    with pytest.raises(AiortcChanged, match="jitter_buffer"):
        check_aiortc()


def test_another_ice_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AiortcChanged, match="no ICE"):
        ask_no_consent(receiver("audio"))
    monkeypatch.setattr(aiortc_hooks, "Connection", JitterBuffer)
    with pytest.raises(AiortcChanged, match="consent"):
        check_aiortc()


async def test_no_consent_is_asked_for() -> None:
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    made = pc.addTransceiver("audio", "recvonly").receiver
    ask_no_consent(made)
    async with asyncio.timeout(1):
        await made.transport.transport._connection.query_consent()
    await pc.close()


def test_other_arguments_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(JitterBuffer, "add", lambda self, packet, now: None)
    with pytest.raises(AiortcChanged, match="arguments"):
        check_aiortc()


async def test_a_receiver_without_the_names_is_refused() -> None:
    for name in (BUFFER, "_RTCRtpReceiver__decoder_queue", "_RTCRtpReceiver__codecs"):
        changed = receiver("audio")
        delattr(changed, name)
        with pytest.raises(AiortcChanged, match=name):
            take_sound(changed, lambda packet: None)
    started = receiver("audio")
    started._RTCRtpReceiver__started = True
    with pytest.raises(AiortcChanged, match="started"):
        take_sound(started, lambda packet: None)
    trackless = receiver("video")
    trackless._track = None
    with pytest.raises(AiortcChanged, match="queue"):
        gate_pictures(trackless, VideoGate(lambda: 0.0), lambda: None, asyncio.Queue())


async def test_sound_goes_past_the_decoder(caplog: pytest.LogCaptureFixture) -> None:
    taken: list[Packet] = []
    tapped = receiver("audio")
    take_sound(tapped, taken.append)
    buffer = getattr(tapped, BUFFER)
    assert buffer.add(packet(1)) == (False, None)
    assert buffer.add(packet(2, b"")) == (False, None)
    assert taken == [Packet(5, 1, 960, b"sound")]

    def fail(packet: Packet) -> None:
        raise ValueError("no")

    take_sound(broken := receiver("audio"), fail)
    assert getattr(broken, BUFFER).add(packet(1)) == (False, None), "the connection lives on"
    assert "could not be taken" in caplog.text


async def test_pictures_pass_while_watched_and_never_pile_up() -> None:
    gated, gate, told = receiver("video"), VideoGate(lambda: 0.0), []
    gate_pictures(gated, gate, lambda: told.append(1), asyncio.Queue())
    gated._RTCRtpReceiver__codecs[96] = SimpleNamespace(name="VP8")
    buffer = getattr(gated, BUFFER)
    key, delta = b"\x10\x00", b"\x10\x01"
    assert buffer.add(packet(1, key)) == (False, None)
    gate.open()
    assert buffer.add(packet(2, delta)) == (True, None), "a whole picture is asked for"
    assert buffer.add(packet(3, key)) == (False, None)
    asks, picture = buffer.add(packet(4, delta))
    assert not asks
    assert picture is not None
    assert picture.data == key
    waiting: queue.Queue[object] = gated._RTCRtpReceiver__decoder_queue
    for _ in range(MOST_UNDECODED + 1):
        waiting.put(object())
    assert buffer.add(packet(5, delta)) == (False, None), "the decoder catches up first"
    assert len(told) == 5


def test_there_is_one_place_for_private_names() -> None:
    assert aiortc_hooks.__doc__ is not None
    assert "one place" in aiortc_hooks.__doc__
