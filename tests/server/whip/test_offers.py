"""What is asked for in a body: refused whole where it cannot be had, whatever was done to it."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.server.whip.place import SDP, Offers, Place, check_error, place


@pytest.mark.parametrize(
    ("kind", "offer", "words"),
    [
        ("whip", "play", "is recvonly"),
        ("whip", "video alone", "no audio"),
        ("whip", "video back", "its video is recvonly"),
        ("whip", "channel", "data channel"),
        ("whep", "publish", "is sendonly"),
        ("whep", "play channel", "data channel"),
    ],
)
async def test_offers_that_ask_for_what_there_is_not(
    offers: Offers, kind: str, offer: str, words: str
) -> None:
    async with place() as here:
        check_error(await here.post(kind, offers[offer]), 422, words)
        assert not here.room.state.people


async def test_video_in_an_unknown_codec_is_refused_whole(offers: Offers) -> None:
    strange = offers["publish both"].replace("VP8/", "VP9/").replace("H264/", "AV1/")
    async with place() as here:
        check_error(await here.post("whip", strange), 422, "neither VP8 nor H.264")


async def test_bodies_and_queries(offers: Offers) -> None:
    async with place() as here:
        name = here.room.name
        for body in (b"", b"hello", b"v=0\r\n\x00\xff", b"v=0\r\nm=audio", b"{}"):
            check_error(await here.post("whip", body), 400)
        check_error(await here.post("whip", b"v=0\r\n"), 422, "no media")
        for kind in ("application/json", "text/plain", ""):
            answer = await here.http.post(
                f"/whip/{name}", content=offers["publish"], headers={"content-type": kind}
            )
            check_error(answer, 415)
            assert answer.headers["accept-post"] == "application/sdp"
        charset = {"content-type": "Application/SDP; charset=utf-8"}
        made = await here.http.post(f"/whip/{name}", content=offers["publish"], headers=charset)
        assert made.status_code == 201

        check_error(await here.post("whip", b"v" * 60_000), 413)

        async def pieces() -> AsyncIterator[bytes]:
            for _ in range(1000):
                yield b"v" * 1000

        check_error(await here.post("whip", pieces()), 413)
        for query in ("?language=english", "?name=", "?name=a%00", "?language=xx"):
            check_error(await here.post("whip", offers["publish"], query=query), 422)
        check_error(await here.post("whep", offers["play"], query="?original=loud"), 422)
        check_error(await here.http.post("/whip/no-such-room", headers=SDP), 404)
        for room in ("..%2f..%2fetc", "UPPER", "a" * 65):
            assert (await here.http.post(f"/whip/{room}", headers=SDP)).status_code in (404, 422)
        assert len(here.room.state.people) == 1


async def test_a_body_that_does_not_come_is_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("server.whip.requests._BODY_S", 0.05)
    async with place() as here:
        reader, writer = await asyncio.open_connection("127.0.0.1", here.where.port)
        path = f"POST /whip/{here.room.name} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        head = f"{path}content-type: application/sdp\r\ncontent-length: 100\r\n\r\nv=0"
        writer.write(head.encode())
        async with asyncio.timeout(10):
            assert b" 408 " in await reader.readline()
        writer.close()


@pytest.fixture(scope="module")
def attacked() -> Iterator[tuple[asyncio.AbstractEventLoop, Place]]:
    """One server for all that is done to it."""
    loop = asyncio.new_event_loop()
    opened = place()
    yield loop, loop.run_until_complete(opened.__aenter__())
    loop.run_until_complete(opened.__aexit__(None, None, None))
    loop.close()


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_hostile_descriptions_do_no_harm(
    offers: Offers, attacked: tuple[asyncio.AbstractEventLoop, Place], data: st.DataObject
) -> None:
    """Whatever is done to an offer, it is answered or refused; who was refused does not stay."""
    chosen = data.draw(st.sampled_from(["publish", "publish both", "play both"]))
    body = mangled(offers[chosen].splitlines(), data).encode(errors="replace")
    loop, here = attacked

    async def ask() -> None:
        answer = await here.post("whip", body)
        assert answer.status_code in (201, 400, 422), answer.text
        assert len(here.room.state.people) == (answer.status_code == 201)
        if answer.status_code == 201:
            await here.http.delete(answer.headers["location"])

    loop.run_until_complete(ask())


def mangled(lines: list[str], data: st.DataObject) -> str:
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(lines) - 1))
        match data.draw(st.sampled_from(["drop", "double", "swap", "cut", "text"])):
            case "drop" if len(lines) > 1:
                del lines[at]
            case "double":
                lines.insert(at, lines[at])
            case "swap":
                lines[at], lines[-1] = lines[-1], lines[at]
            case "cut":
                lines[at] = lines[at][: data.draw(st.integers(0, 20))]
            case _:
                lines[at] += data.draw(st.text(max_size=20))
    return "\r\n".join(lines) + "\r\n"
