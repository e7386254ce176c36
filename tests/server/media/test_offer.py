"""No offer, however mutilated, does more than to be refused."""

import asyncio
import contextlib
import random
from typing import Any

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, VideoStreamTrack
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configs.schema import AudioConfig
from server.media.errors import BadOffer
from server.media.offer import MOST_CANDIDATES, parse_offer
from server.media.peer import Peer
from tests.server.media.peers import need_network


async def make_offer(*, audio_only: bool = False) -> str:
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    pc.addTransceiver("audio")
    if not audio_only:
        pc.addTrack(VideoStreamTrack())
        pc.createDataChannel("events")
    await pc.setLocalDescription(await pc.createOffer())
    text = str(pc.localDescription.sdp)
    await pc.close()
    return text


@pytest.fixture(scope="module")
def offer() -> str:
    need_network()
    return asyncio.run(make_offer())


def test_what_an_offer_offers(offer: str) -> None:
    parsed = parse_offer(offer)
    assert parsed.kinds == {"audio", "video", "application"}
    assert parsed.ice_user
    assert parsed.directions["audio"] == "sendrecv"
    assert parsed.candidates > 0


def without(offer: str, start: str) -> str:
    lines = offer.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(start))


@pytest.mark.parametrize(
    ("start", "problem"),
    [
        ("a=ice-ufrag", "ICE user"),
        ("a=ice-pwd", "ICE user"),
        ("a=fingerprint", "fingerprint"),
        ("a=setup", "DTLS"),
        ("a=mid", "names"),
        ("a=group:BUNDLE", "bundled"),
        ("a=sctp-port", "SCTP port"),
        ("a=max-message-size", "SCTP parameters"),
        ("a=rtcp-mux", "rtcp-mux"),
        ("m=", "no media"),
    ],
)
def test_what_is_missing_is_named(offer: str, start: str, problem: str) -> None:
    with pytest.raises(BadOffer, match=problem):
        parse_offer(without(offer, start))


@pytest.mark.parametrize("group", ["0 0", "9 0", "9", "0 9", ""])
def test_a_bundle_names_each_media_once(group: str) -> None:
    """aiortc would stop the one connection, or look for one that is not there."""
    offer = asyncio.run(make_offer(audio_only=True))
    bundled = next(line for line in offer.splitlines() if line.startswith("a=group:BUNDLE"))
    assert parse_offer(offer).kinds == {"audio"}
    assert parse_offer(offer.replace(bundled, "a=x")).kinds == {"audio"}
    with pytest.raises(BadOffer, match="bundled"):
        parse_offer(offer.replace(bundled, f"a=group:BUNDLE {group}"))


def test_what_is_too_much_is_named(offer: str) -> None:
    candidate = next(line for line in offer.splitlines() if line.startswith("a=candidate"))
    many = offer + f"{candidate}\r\n" * (MOST_CANDIDATES + 1)
    audio = "m=" + offer.split("m=")[1]
    for text, problem in (
        (offer + "x" * 70_000, "longer"),
        (many, "candidates"),
        (offer + audio, "more than one audio"),
        (offer.replace("m=video", "m=smell"), "unknown kind"),
        (offer.replace("opus/48000", "opius/48000"), "Opus"),
        (offer.replace("VP8", "VP7").replace("H264", "H260"), "VP8"),
        ("", "v=0"),
        ("v=0\r\nm=", "can be read"),
    ):
        with pytest.raises(BadOffer, match=problem):
            parse_offer(text)


def mutate(offer: str, dice: random.Random) -> str:
    """Lines and characters lost, doubled, swapped, and replaced."""
    lines = offer.splitlines()
    for _ in range(dice.randrange(1, 6)):
        at, other = dice.randrange(len(lines)), dice.randrange(len(lines))
        match dice.randrange(6):
            case 0 if len(lines) > 1:
                del lines[at]
            case 1:
                lines.insert(other, lines[at])
            case 2:
                lines[at], lines[other] = lines[other], lines[at]
            case 3:
                place = dice.randrange(len(lines[at]) + 1)
                lines[at] = lines[at][:place] + dice.choice("\x00:;/ 9-é=") + lines[at][place + 1 :]
            case 4:
                words = lines[at].split(" ")
                words[dice.randrange(len(words))] = dice.choice(["", "0", "-1", "99999999999", "x"])
                lines[at] = " ".join(words)
            case _:
                lines[at] = lines[at][: dice.randrange(len(lines[at]) + 1)]
    return "\r\n".join(lines) + "\r\n"


@settings(max_examples=2000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 60))
def test_mutilated_offers_are_read_or_refused(offer: str, seed: int) -> None:
    with contextlib.suppress(BadOffer):
        parse_offer(mutate(offer, random.Random(seed)))


@given(st.text(max_size=300))
def test_any_text_is_refused(text: str) -> None:
    with pytest.raises(BadOffer):
        parse_offer("v=0\r\n" + text)


@pytest.mark.slow
def test_mutilated_offers_leave_nothing_behind(offer: str) -> None:
    """Those that can be read are applied: an answer or `BadOffer`, and no task that fails."""
    complaints: list[dict[str, Any]] = []

    async def run() -> int:
        loop, refused = asyncio.get_running_loop(), 0
        loop.set_exception_handler(lambda _, context: complaints.append(context))
        before = asyncio.all_tasks()
        for seed in range(150):
            peer = Peer("ana", AudioConfig(), sees=True)
            try:
                answer = await peer.answer(mutate(offer, random.Random(seed)))
                assert answer.startswith("v=0")
            except BadOffer:
                refused += 1
            await peer.close()
        async with asyncio.timeout(20):
            while asyncio.all_tasks() != before:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return refused

    refused = asyncio.run(run())
    assert 0 < refused < 150
    assert not complaints
