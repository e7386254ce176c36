"""Two real peers over UDP on this machine."""

import asyncio
import gc
import threading
import weakref
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from aiortc import RTCPeerConnection, VideoStreamTrack
from aiortc.exceptions import InvalidStateError

from audio_io.chunk import AudioChunk, Samples
from audio_io.resample import resample
from configs.schema import AudioConfig
from server.media.channel import DataChannel
from server.media.errors import BadCandidate, BadOffer
from server.media.mixing import Mixer
from server.media.peer import Peer, PeerLimits
from server.media.pushed import PushedSource
from server.media.sending import OutgoingSound
from tests import sounds
from tests.server.media.peers import Caller, Playback, closing, need_network, until
from tests.sounds import loudest_hz

AUDIO = AudioConfig()
tone = partial(sounds.tone, rate_hz=48_000, level=0.3)


@pytest.fixture(autouse=True)
def _network() -> None:
    need_network()


async def hear(source: PushedSource, seconds: float) -> Samples:
    pieces: list[Samples] = []
    async with asyncio.timeout(seconds + 10):
        async for item in source:
            if isinstance(item, AudioChunk):
                pieces.append(item.samples)
            if pieces and sum(map(len, pieces)) >= seconds * 16_000:
                break
    return np.concatenate(pieces)


async def test_sound_goes_both_ways() -> None:
    executor = ThreadPoolExecutor(1)
    mixer = Mixer("original")
    peer = Peer("ana", AUDIO, plays=OutgoingSound(mixer.pull, executor))
    caller = Caller()
    caller.pc.addTrack(OutgoingSound(Playback(tone(30)).pull, caller.executor))
    back: list[Samples] = []
    async with closing(peer, caller):
        await caller.call(peer)
        peer.sound.listen(lambda samples: mixer.push_original("echo", samples))
        heard = await hear(peer.sound.source(), 1.0)
        assert loudest_hz(heard[4000:], 16_000) == pytest.approx(440, abs=3)
        track = caller.pc.getReceivers()[0].track
        for _ in range(60):
            frame = await track.recv()
            back.append(frame.to_ndarray().reshape(-1, 2)[:, 0] / 32768)
        returned = np.concatenate(back)[-24_000:].astype(np.float32)
        assert loudest_hz(returned, 48_000) == pytest.approx(440, abs=3)
        assert peer.sound.counters.received == peer.sound.counters.expected
    executor.shutdown()
    assert peer.state == "closed"


async def test_nothing_of_aiortc_decodes_or_queues_sound() -> None:
    peer, caller = Peer("ana", AUDIO), Caller()
    caller.pc.addTrack(OutgoingSound(Playback(tone(30)).pull, caller.executor))
    async with closing(peer, caller):
        await caller.call(peer)
        await until(lambda: peer.sound.counters.received > 20)
        (receiver,) = peer._pc.getReceivers()
        assert receiver.track._queue.empty()
        assert receiver._RTCRtpReceiver__decoder_queue.empty()


async def test_messages_go_both_ways_within_bounds() -> None:
    limits = PeerLimits(message_bytes=1000, buffered_bytes=5000)
    peer, caller = Peer("ana", AUDIO, hears=False, limits=limits), Caller()
    channels: list[DataChannel] = []
    messages: list[str | bytes] = []
    peer.on_channel = channels.append
    peer.on_message = lambda _, message: messages.append(message)
    answers: list[str] = []
    events = caller.pc.createDataChannel("events")
    events.on("message", answers.append)
    async with closing(peer, caller):
        await caller.call(peer)
        await until(lambda: bool(channels) and events.readyState == "open")
        events.send("hello")
        await until(lambda: messages == ["hello"])
        assert channels[0].label == "events"
        assert channels[0].send("welcome")
        await until(lambda: answers == ["welcome"])
        sent = [channels[0].send("x" * 900) for _ in range(10)]
        assert sent == [True] * 5 + [False] * 5, "what does not fit is refused"
        await until(lambda: channels[0].buffered_bytes == 0)
        assert channels[0].send("again")
        events.send("y" * 1001)
        await until(lambda: not peer.channels)
        assert messages == ["hello"]
        assert not channels[0].send("too late")


async def test_a_failing_callback_ends_nothing() -> None:
    peer, caller = Peer("ana", AUDIO, hears=False), Caller()
    messages: list[str | bytes] = []

    def fail(_: DataChannel, message: str | bytes) -> None:
        messages.append(message)
        raise ValueError(message)

    peer.on_message = fail
    events = caller.pc.createDataChannel("events")
    async with closing(peer, caller):
        await caller.call(peer)
        await until(lambda: events.readyState == "open")
        for text in ("one", "two"):
            events.send(text)
        await until(lambda: messages == ["one", "two"])
        assert peer.state == "connected"


async def test_more_channels_than_allowed_are_closed() -> None:
    peer, caller = Peer("ana", AUDIO, hears=False, limits=PeerLimits(channels=2)), Caller()
    channels = [caller.pc.createDataChannel(f"c{n}") for n in range(4)]
    async with closing(peer, caller):
        await caller.call(peer)
        await until(lambda: sum(c.readyState == "closed" for c in channels) == 2)
        assert len(peer.channels) == 2


async def test_video_is_decoded_only_while_somebody_looks() -> None:
    peer, caller = Peer("ana", AUDIO, hears=False, sees=True), Caller()
    caller.pc.addTrack(VideoStreamTrack())
    pictures = peer.pictures
    assert pictures is not None
    async with closing(peer, caller):
        await caller.call(peer)
        await until(lambda: peer.silent_s < 0.2 and peer._last_heard_s is not None)
        first = asyncio.get_running_loop().time()
        await until(lambda: asyncio.get_running_loop().time() > first + 0.5)
        assert pictures.decoded == 0
        with pictures.watching():
            async with asyncio.timeout(20):
                picture = await pictures.next()
            assert picture.rgb().shape == (480, 640, 3)
            assert picture.rgb(max_width=320).shape == (240, 320, 3)
            async with asyncio.timeout(20):
                newer = await pictures.next()
            assert newer.captured_s > picture.captured_s
        decoded = pictures.decoded
        assert pictures.newest is None
        second = asyncio.get_running_loop().time()
        await until(lambda: asyncio.get_running_loop().time() > second + 0.3)
        assert pictures.decoded <= decoded + 1
        (receiver,) = peer._pc.getReceivers()
        assert receiver.track._queue is pictures.queue
        assert pictures.queue.empty()


async def test_a_peer_that_must_not_be_seen_is_not() -> None:
    peer, caller = Peer("ana", AUDIO), Caller()
    caller.pc.addTrack(OutgoingSound(Playback(tone(30)).pull, caller.executor))
    caller.pc.addTrack(VideoStreamTrack())
    async with closing(peer, caller):
        await caller.call(peer)
        video = next(t for t in peer._pc.getTransceivers() if t.kind == "video")
        assert video.currentDirection == "inactive"
        await until(lambda: peer.sound.counters.received > 5)


async def test_video_can_be_added_later() -> None:
    peer, caller = Peer("ana", AUDIO, sees=True), Caller()
    caller.pc.addTrack(OutgoingSound(Playback(tone(60)).pull, caller.executor))
    assert peer.pictures is not None
    async with closing(peer, caller):
        await caller.call(peer)
        caller.pc.addTrack(VideoStreamTrack())
        await caller.call(peer)
        with peer.pictures.watching():
            async with asyncio.timeout(20):
                await peer.pictures.next()
        await until(lambda: peer.sound.counters.received > 20)


async def test_ice_is_not_restarted() -> None:
    peer, caller, other = Peer("ana", AUDIO), Caller(), Caller()
    for each in (caller, other):
        each.pc.addTransceiver("audio")
    async with closing(peer, caller, other):
        await caller.call(peer)
        with pytest.raises(BadOffer, match="restarted"):
            await other.call(peer)


async def test_candidates_may_come_late() -> None:
    peer, caller = Peer("ana", AUDIO, hears=False), Caller()
    caller.pc.createDataChannel("events")
    async with closing(peer, caller):
        await caller.pc.setLocalDescription(await caller.pc.createOffer())
        lines = caller.pc.localDescription.sdp.splitlines(keepends=True)
        late = [line[2:].strip() for line in lines if line.startswith("a=candidate:")]
        kept = "".join(line for line in lines if "candidate" not in line)
        with pytest.raises(BadCandidate, match="before"):
            await peer.add_candidate(late[0], "0")
        answer = await peer.answer(kept)
        assert "a=candidate:" in answer
        assert "a=end-of-candidates" in answer
        await caller.pc.setRemoteDescription(type(caller.pc.localDescription)(answer, "answer"))
        for line in late:
            await peer.add_candidate(line, "0", 0)
        await peer.add_candidate(None)
        await until(lambda: peer.state == "connected")


@pytest.mark.parametrize("text", ["", "candidate:", "candidate:1 1 udp x y z", "x" * 5000])
async def test_candidates_that_cannot_be_read(text: str) -> None:
    peer, caller = Peer("ana", AUDIO), Caller()
    caller.pc.addTransceiver("audio")
    async with closing(peer, caller):
        await caller.pc.setLocalDescription(await caller.pc.createOffer())
        await peer.answer(caller.pc.localDescription.sdp)
        if text:
            with pytest.raises(BadCandidate):
                await peer.add_candidate(text, "0")
        else:
            await peer.add_candidate(text)


async def test_who_does_not_answer_a_ping_is_gone() -> None:
    limits = PeerLimits(ping_s=0.05, silent_s=0.3)
    peer, caller = Peer("ana", AUDIO, hears=False, limits=limits, ping="ping"), Caller()
    events = caller.pc.createDataChannel("events")
    states: list[str] = []
    peer.on_state = states.append
    pings: list[str] = []

    def answer(message: str) -> None:
        pings.append(message)
        if len(pings) < 12:
            events.send("pong")

    events.on("message", answer)
    async with closing(peer, caller):
        await caller.call(peer)
        await until(lambda: peer.state == "failed")
        assert len(pings) >= 12, "it lives while it answers"
        assert states[-2:] == ["connected", "failed"]


async def test_the_other_end_leaving_ends_the_sources() -> None:
    peer, caller = Peer("ana", AUDIO), Caller()
    caller.pc.addTrack(OutgoingSound(Playback(tone(30)).pull, caller.executor))
    async with closing(peer):
        await caller.call(peer)
        source = peer.sound.source()
        await until(lambda: source.end_s > 0.2)
        await caller.close()
        async with asyncio.timeout(20):
            items = [item async for item in source]
        assert sum(len(item.samples) for item in items if isinstance(item, AudioChunk)) > 3000
        await until(lambda: peer.state == "closed")


async def test_no_public_server_is_asked_for_addresses() -> None:
    peer = Peer("ana", AUDIO)
    configuration = peer._pc._RTCPeerConnection__configuration
    assert configuration.iceServers == []
    await peer.close()


def heard_packets(peer: Peer, count: int) -> bool:
    return peer.sound.counters.received > count


def resident_mb() -> float:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * 4096 / 1e6


@pytest.mark.slow
async def test_twenty_connections_leave_nothing_behind() -> None:
    before = asyncio.all_tasks()
    sizes = []
    connections: weakref.WeakSet[RTCPeerConnection] = weakref.WeakSet()
    for cycle in range(20):
        executor = ThreadPoolExecutor(1)
        mixer = Mixer()
        peer = Peer("ana", AUDIO, sees=True, plays=OutgoingSound(mixer.pull, executor), ping="ping")
        caller = Caller()
        connections.update((peer._pc, caller.pc))
        caller.pc.addTrack(OutgoingSound(Playback(tone(5)).pull, caller.executor))
        caller.pc.createDataChannel("events")
        if cycle % 2:
            caller.pc.addTrack(VideoStreamTrack())
        async with closing(peer, caller):
            await caller.call(peer)
            await until(partial(heard_packets, peer, 10))
        executor.shutdown()
        gc.collect()
        sizes.append(resident_mb())
    await until(lambda: asyncio.all_tasks() == before)
    decoders = [thread.name for thread in threading.enumerate() if "decoder" in thread.name]
    assert not decoders
    del peer, caller
    gc.collect()
    assert not connections
    # What is left behind is left each time; the allocator's own steps are seldom and large.
    growth = [after - before for before, after in pairwise(sizes[5:])]
    assert median(growth) < 0.2, f"memory grows: {sizes}"
    assert sum(growth) < 40.0, f"memory grows: {sizes}"


async def test_closing_twice_and_before_anything_is_harmless() -> None:
    peer = Peer("ana", AUDIO)
    await asyncio.gather(peer.close(), peer.close())
    await peer.close()
    assert peer.state == "closed"
    with pytest.raises(BadOffer, match="over"):
        await peer.answer(await _plain_offer())
    await peer.add_candidate("candidate:1 1 udp 1 1.2.3.4 5 typ host", "0")


async def _plain_offer() -> str:
    pc = RTCPeerConnection()
    pc.addTransceiver("audio")
    offer = await pc.createOffer()
    await pc.close()
    with pytest.raises(InvalidStateError):
        await pc.createOffer()
    text = str(offer.sdp)
    return text if "ice-ufrag" in text else text + "a=ice-ufrag:abcd\r\na=ice-pwd:abcdefgh\r\n"


def test_resampled_tone_helper_is_right() -> None:
    assert loudest_hz(resample(tone(1.0), 48_000, 16_000), 16_000) == pytest.approx(440, abs=2)
