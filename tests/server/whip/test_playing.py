"""A broadcast comes in over WHIP; players hear it, and its interpretation, over WHEP."""

import asyncio
from pathlib import Path

import httpx
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

from server.rooms.room import Room
from server.whip.line import is_live
from server.whip.routes import router
from tests.fakes import talk
from tests.server.made import config
from tests.server.media.peers import until
from tests.server.site import Site, site
from tests.server.whip.clients import SDP, broadcast, ended, player

pytestmark = pytest.mark.slow
Offers = dict[str, str]


async def live(where: Site, room: Room, patience_s: float = 20.0) -> None:
    await until(lambda: is_live(room), patience_s)


async def test_players_hear_a_broadcast_in_their_language(tmp_path: Path, offers: Offers) -> None:
    async with site(routers=(router,)) as where:
        name = await where.room()
        room = where.services.hall.room(name)
        tasks = len(asyncio.all_tasks())
        url = f"{where.url}/whip/{name}?language=en"
        async with (
            broadcast(url, talk(12.0), tmp_path) as encoder,
            player(where.http) as spanish,
            player(where.http) as original,
        ):
            await live(where, room)
            await spanish.play(f"/whep/{name}?language=es&original=none")
            await original.play(f"/whep/{name}")
            assert spanish.created is not None
            assert "a=sendonly" in spanish.created.text
            assert spanish.created.headers["location"].startswith(f"/whep/{name}/")
            await until(lambda: original.loudness > 0.02)
            assert spanish.loudness < 0.0001, "nothing has been translated yet"
            await until(lambda: spanish.loudness > 0.001, 40)  # the fake voice is soft
            assert {request.language for request in where.fakes.voice.requests} == {"es"}
            assert await ended(encoder) == ""

            # They stay when the broadcast ends, and go when they say so.
            assert len(room.state.people) == 2
            for each in (spanish, original):
                assert each.created is not None
                gone = await where.http.delete(each.created.headers["location"])
                assert gone.status_code == 200
            assert not room.state.people
            assert (
                await where.http.post(f"/whep/{name}", content=offers["play"], headers=SDP)
            ).status_code == 409
        await until(lambda: len(asyncio.all_tasks()) <= tasks)


async def test_players_that_ask_for_video_by_habit_get_sound(
    tmp_path: Path, offers: Offers
) -> None:
    async with site(routers=(router,)) as where:
        name = await where.room()
        async with broadcast(f"{where.url}/whip/{name}", talk(8.0), tmp_path):
            await live(where, where.services.hall.room(name))
            answer = await where.http.post(
                f"/whep/{name}", content=offers["play both"], headers=SDP
            )
            assert answer.status_code == 201
            parts = answer.text.split("m=")
            assert [part.split()[0] for part in parts[1:]] == ["audio", "video"]
            assert "a=sendonly" in parts[1]
            assert "a=inactive" in parts[2]
            unknown = await where.http.post(
                f"/whep/{name}?language=de", content=offers["play"], headers=SDP
            )
            assert unknown.status_code == 422


async def test_an_encoder_that_answers_no_stun_requests_is_not_thrown_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """FFmpeg's does not; aioice would give it six times five seconds."""
    monkeypatch.setattr("aioice.ice.CONSENT_INTERVAL", 0.1)
    async with site(routers=(router,)) as where:
        name = await where.room()
        async with broadcast(f"{where.url}/whip/{name}", talk(8.0), tmp_path) as encoder:
            assert await ended(encoder) == ""


async def test_players_with_nothing_to_hear_go(tmp_path: Path) -> None:
    async with site(config(idle_s=1.0), routers=(router,)) as where:
        name = await where.room()
        room = where.services.hall.room(name)
        async with player(where.http) as listener:
            async with broadcast(f"{where.url}/whip/{name}", talk(4.0), tmp_path) as encoder:
                await live(where, room)
                await listener.play(f"/whep/{name}")
                assert len(room.state.people) == 2
                await until(lambda: listener.loudness > 0.02)
                assert await ended(encoder) == ""
            await until(lambda: not room.state.people)


async def test_an_encoder_that_dies_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.whip.desk.GONE_S", 1.0)
    async with site(routers=(router,)) as where:
        name = await where.room()
        room = where.services.hall.room(name)
        async with broadcast(
            f"{where.url}/whip/{name}?language=en", talk(20.0), tmp_path
        ) as encoder:
            await live(where, room)
            encoder.kill()
            await until(lambda: not room.state.people, 30)
        await until(lambda: len(room.voices) == 0)


async def test_trickled_candidates_connect_and_silent_publishers_go(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.whip.desk.GONE_S", 1.0)
    async with site(routers=(router,)) as where:
        name = await where.room()
        room = where.services.hall.room(name)
        pc = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        pc.addTransceiver("audio", "sendonly")
        await pc.setLocalDescription(await pc.createOffer())
        lines = pc.localDescription.sdp.splitlines(keepends=True)
        held = [line for line in lines if line.startswith(("a=candidate", "a=end-of-c"))]
        offer = "".join(line for line in lines if line not in held)
        made = await where.http.post(f"/whip/{name}", content=offer, headers=SDP)
        await pc.setRemoteDescription(RTCSessionDescription(_closed(made), "answer"))
        patched = await where.http.patch(
            made.headers["location"],
            content="a=mid:0\r\n" + "".join(held),
            headers={
                "content-type": "application/trickle-ice-sdpfrag",
                "if-match": made.headers["etag"],
            },
        )
        assert patched.status_code == 204
        await until(lambda: pc.connectionState == "connected")
        await until(lambda: not room.state.people)
        for _ in range(400):  # what is left of it is put away after the person is gone
            gone = await where.http.get(made.headers["location"])
            if gone.status_code == 404:
                break
            await asyncio.sleep(0.05)
        assert gone.status_code == 404
        await pc.close()


def _closed(made: httpx.Response) -> str:
    """The answer without the server's addresses: it must find the client by the client's."""
    assert made.status_code == 201, made.text
    lines = made.text.splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith(("a=candidate", "a=end-of-c")))
