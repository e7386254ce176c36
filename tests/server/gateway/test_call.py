import asyncio
import contextlib
import json
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError

from audio_io.chunk import Samples
from audio_io.resample import Resampler
from server.media.sending import OutgoingSound
from tests.fakes import FakeSynthesizer, sentences, talk
from tests.server.media.peers import Losses, Playback, need_network, until
from tests.server.pools import Fakes
from tests.server.site import Member, Site, member, settled, site
from tests.sung import PitchRecognizer, sung
from translators.speak import SpeechRequest

SAID = sentences(8.0)
MIX_HZ = 48_000


class Singer(FakeSynthesizer):
    """Opus leaves out what is not heard, such as a constant: this voice can be heard."""

    def speak(self, request: SpeechRequest) -> Iterator[Samples]:
        at = 0
        for piece in super().speak(request):
            time_s = np.arange(at, at + len(piece)) / self.traits.sample_rate_hz
            at += len(piece)
            yield (0.3 * np.sin(2 * np.pi * 330 * time_s)).astype(np.float32)


def at_48k(samples: Samples) -> Samples:
    resampler = Resampler(16_000, MIX_HZ)
    return np.concatenate([resampler.push(samples), resampler.finish()])


@dataclass
class Browser:
    """What a browser does: sends a microphone, hears the mix, reads a data channel."""

    me: Member
    pc: RTCPeerConnection
    playback: Playback
    channel: Any
    heard: list[Samples] = field(default_factory=list)
    sent: list[dict[str, Any]] = field(default_factory=list)
    """What came over the data channel."""

    async def say(self, samples: Samples) -> None:
        """Unmute and speak: a session counts its time from there."""
        await self.me.send("mute", muted=False)
        self.playback.play(at_48k(samples))

    @property
    def loudness(self) -> float:
        """Of the newest second."""
        newest = np.concatenate(self.heard[-50:]) if self.heard else np.zeros(1)
        return float(np.sqrt(np.mean(np.square(newest))))

    @property
    def loudest(self) -> float:
        return max((float(np.abs(piece).max()) for piece in self.heard), default=0.0)

    def events(self, kind: str) -> list[dict[str, Any]]:
        told = [each["event"] for each in self.sent if each["type"] == "event"]
        both = [*told, *self.me.events()]
        return [event for event in both if event["type"].startswith(kind)]

    async def hear(self, track: Any) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                frame = await track.recv()
                left = frame.to_ndarray().reshape(-1)[::2].astype(np.float32) / 32768
                self.heard.append(left)


@contextlib.asynccontextmanager
async def browser(where: Site, room: str, **hello: Any) -> AsyncIterator[Browser]:
    need_network()
    executor = ThreadPoolExecutor(1)
    async with member(where, room, audio="webrtc", **hello) as me:
        pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        playback = Playback(np.zeros(0, np.float32))
        pc.addTrack(OutgoingSound(playback.pull, executor))
        made = Browser(me, pc, playback, pc.createDataChannel("events"))
        made.channel.on("message", lambda text: made.sent.append(json.loads(text)))
        hearing: list[asyncio.Task[None]] = []
        pc.on("track", lambda track: hearing.append(asyncio.create_task(made.hear(track))))
        await pc.setLocalDescription(await pc.createOffer())
        await me.send("offer", sdp=pc.localDescription.sdp)
        answer = await me.told("answer")
        await pc.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
        await until(lambda: pc.connectionState == "connected")
        try:
            yield made
        finally:
            await pc.close()
            for task in hearing:
                task.cancel()
            await asyncio.gather(*hearing, return_exceptions=True)
    executor.shutdown()


def finals(side: Browser, kind: str) -> list[str]:
    return [event["stable"].strip() for event in side.events(kind) if event["stable"].strip()]


@pytest.mark.slow
async def test_two_people_talk_each_in_their_language() -> None:
    fakes = Fakes(PitchRecognizer())
    voice = Singer(sample_rate_hz=16_000, letter_s=0.02)
    fakes.pool._synthesizers = {"pt": voice}
    async with site(pool=fakes.pool) as where:
        room = await where.room()
        ana_wants = {"name": "Ana", "speaks": "en", "original": "none"}
        ben_wants = {"name": "Ben", "speaks": "es", "reads": ["pt"], "hears": "pt"}
        async with (
            browser(where, room, **ana_wants) as ana,
            browser(where, room, original="none", **ben_wants) as ben,
        ):
            await ana.say(sung(8.0))
            await until(lambda: len(finals(ben, "translation.final")) >= 2, 40)
            await until(lambda: len(finals(ana, "transcript.final")) >= 2)
            assert finals(ana, "transcript.final") == SAID
            assert "pt:fox" in finals(ben, "translation.final")[0]
            # Ben hears the translation, and not Ana, who hears nothing at all.
            await until(lambda: ben.loudest > 0.1, 40)
            assert [request.language for request in voice.requests] == ["pt", "pt"]
            assert ana.loudest < 0.01
    fakes.pool.close()


@pytest.mark.slow
async def test_captions_go_over_the_channel_and_back_to_the_socket() -> None:
    async with site() as where:
        name = await where.room()
        room = where.services.hall.room(name)
        async with browser(where, name, reads=["en"]) as ben:
            over = await ben.me.told("captions_over")
            assert over["way"] == "channel"
            person = room.state.person(ben.me.id)
            room.chronicle.on_trouble(person, "over the channel", failed=False)
            await until(lambda: any("over the channel" in str(each) for each in ben.sent))
            await ben.pc.close()
            await ben.me.until(
                lambda me: [each for each in me.got if each["type"] == "captions_over"][1:]
            )
            room.chronicle.on_trouble(person, "over the socket", failed=False)
            await ben.me.until(lambda me: len(me.events("warning")) >= 2)
            # What the channel may have lost comes again, with the same number.
            assert [event["seq"] for event in ben.me.events("warning")] == [1, 2]
            assert ben.me.texts("transcript") == []


@pytest.mark.slow
async def test_somebody_whose_line_breaks_still_gets_their_finals() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room) as ben, browser(where, room, speaks="en") as ana:
            await ana.say(talk(8.0))
            await ben.until(lambda me: "quick" in str(me.events("transcript.partial")))
            await ana.pc.close()
            await ben.until(lambda me: me.events("session.ended"), 40)
            said = " ".join(ben.texts("transcript.final"))
            assert "quick" in said
            await ana.me.told("quality")
            assert where.services.slots.taken == 0


@pytest.mark.slow
async def test_who_is_badly_connected_is_told_and_heard_on() -> None:
    async with site() as where:
        room = await where.room()
        async with browser(where, room, speaks="en") as ana:
            losses = Losses(ana.pc, 0.05)
            await ana.say(talk(60.0))
            assert (await ana.me.told("quality"))["state"] == "poor"
            assert losses.lost > 0
            await until(lambda: len(finals(ana, "transcript.final")) >= 2, 40)


@pytest.mark.slow
async def test_an_original_is_heard_unless_its_speaker_is_muted() -> None:
    async with site() as where:
        room = await where.room()
        async with (
            browser(where, room, speaks="en") as ana,
            browser(where, room, speaks="es") as ben,
        ):
            await ana.say(talk(16.0))
            await until(lambda: ben.loudness > 0.03, 20)
            await ana.me.send("mute", muted=True)
            await until(lambda: ben.loudness < 0.001, 20)


@pytest.mark.parametrize(
    "sdp",
    ["", "v=0", "v=0\r\no=- 1 1 IN IP4 0.0.0.0\r\ns=-\r\nt=0 0\r\n", "nonsense", "v=0\r\n" * 500],
)
async def test_an_offer_that_cannot_be_answered_is_said_and_leaves_nothing(sdp: str) -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, audio="webrtc") as me:
            await me.send("offer", sdp=sdp)
            error = await me.told("error")
            assert (error["code"], error["fatal"]) == ("bad_message", False)
            await me.send("candidate", candidate="candidate:nonsense", sdpMid="0")
            await me.send("candidate", candidate=None)
            await me.send("ping", t=1)
            await me.told("pong")


async def test_a_flood_of_candidates_is_refused() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, audio="webrtc") as me:
            for _ in range(700):
                await me.send("candidate", candidate="candidate:x")
            assert await me.closed() == 4429
        await settled(lambda: not where.services.hall.room(room).seats._seats)
