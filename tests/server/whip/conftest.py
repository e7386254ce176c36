import asyncio

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, VideoStreamTrack

from tests.server.media.peers import need_network


async def _offer(direction: str, *, video: str = "", channel: bool = False) -> str:
    pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
    if direction:
        pc.addTransceiver("audio", direction)
    if video:
        pc.addTransceiver(VideoStreamTrack(), video)
    if channel:
        pc.createDataChannel("events")
    await pc.setLocalDescription(await pc.createOffer())
    text = str(pc.localDescription.sdp)
    await pc.close()
    return text


@pytest.fixture(scope="session")
def offers() -> dict[str, str]:
    """Offers by what they are: real ones, and real ones that are of no use here."""
    need_network()

    async def make() -> dict[str, str]:
        return {
            "publish": await _offer("sendonly"),
            "publish both": await _offer("sendonly", video="sendonly"),
            "call": await _offer("sendrecv"),
            "play": await _offer("recvonly"),
            "play both": await _offer("recvonly", video="recvonly"),
            "video alone": await _offer("", video="sendonly"),
            "video back": await _offer("sendonly", video="recvonly"),
            "channel": await _offer("sendonly", channel=True),
            "play channel": await _offer("recvonly", channel=True),
        }

    return asyncio.run(make())
