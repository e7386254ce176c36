import asyncio
import json

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from tests.fakes import sentences, talk
from tests.server.made import ADMIN, config
from tests.server.site import Site, member, settled, site

SAID = sentences(8.0)


async def read_events(
    where: Site, room: str, until: int, **options: object
) -> list[dict[str, str]]:
    """Server-sent events, until so many finals have come."""
    found: list[dict[str, str]] = []
    async with where.http.stream("GET", f"/v1/rooms/{room}/events", **options) as answer:  # type: ignore[arg-type]
        assert answer.headers["content-type"].startswith("text/event-stream")
        event: dict[str, str] = {}
        async for line in answer.aiter_lines():
            name, _, value = line.partition(": ")
            if name:
                event[name] = value
                continue
            found.append(event)
            event = {}
            if sum(each.get("event") == "transcript.final" for each in found) >= until:
                return found
    return found


async def test_server_sent_events_and_coming_back() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket") as ana:
            reading = asyncio.create_task(read_events(where, room, 1))
            await ana.say(talk(8.0))
            first = await asyncio.wait_for(reading, 20)
            seen = [each["id"] for each in first if "id" in each]
            assert all(json.loads(each["data"])["type"] == each["event"] for each in first)
            drafts = [each for each in first if each["event"].endswith(".partial")]
            assert all("id" not in draft for draft in drafts)
            await ana.until(lambda me: len(me.events("transcript.final")) >= 2)
            again = await asyncio.wait_for(
                read_events(where, room, 1, headers={"Last-Event-ID": seen[-1]}), 20
            )
            numbers = [int(number) for number in seen]
            numbers += [int(each["id"]) for each in again if "id" in each]
            assert numbers == sorted(set(numbers))
            finals = [each for each in (*first, *again) if each["event"] == "transcript.final"]
            assert [json.loads(each["data"])["stable"].strip() for each in finals] == SAID


async def test_an_overlay_reads_one_language() -> None:
    async with site() as where:
        room = await where.room()
        url = f"ws://127.0.0.1:{where.port}/v1/rooms/{room}/captions"
        async with (
            member(where, room, speaks="en", audio="socket") as ana,
            connect(f"{url}?language=pt") as overlay,
            connect(url) as original,
        ):
            await ana.say(talk(8.0))
            for socket, kind, language in (
                (overlay, "translation", "pt"),
                (original, "transcript", "en"),
            ):
                finals: list[dict[str, str]] = []
                async with asyncio.timeout(20):
                    while len(finals) < 2:
                        event = json.loads(await socket.recv())
                        assert event["type"].startswith(kind)
                        assert (
                            event.get("target", event["language"] if kind != "translation" else "")
                            == language
                        )
                        if event["type"].endswith(".final"):
                            finals.append(event)
            since = finals[0]["seq"]
            async with connect(f"{url}?since={since}") as late:
                event = json.loads(await asyncio.wait_for(late.recv(), 20))
                assert event["stable"].strip() == SAID[1]


async def test_an_overlay_that_goes_leaves_nothing_behind() -> None:
    async with site() as where:
        name = await where.room()
        room = where.services.hall.room(name)
        url = f"ws://127.0.0.1:{where.port}/v1/rooms/{name}/captions?language=pt,xx"
        async with connect(url):
            await settled(lambda: len(room.seats._watchers) == 1)
            assert [viewer.reads for viewer in room.seats._watchers] == [{"pt"}]
        await settled(lambda: not room.seats._watchers)
        assert room.quiet_since_s is not None


@pytest.mark.parametrize("query", ["", "?token=wrong"])
async def test_nobody_follows_without_a_token(query: str) -> None:
    async with site(config(host="0.0.0.0", admin_token=ADMIN)) as where:
        admin = {"Authorization": f"Bearer {ADMIN}"}
        made = (await where.http.post("/v1/rooms", json={}, headers=admin)).json()
        room, token = made["room"], made["host_token"]
        url = f"ws://127.0.0.1:{where.port}/v1/rooms/{room}/captions"
        with pytest.raises(InvalidStatus) as info:
            async with connect(url + query):
                pass
        assert info.value.response.status_code == 403
        assert (await where.http.get(f"/v1/rooms/{room}/events{query}")).status_code == 401
        async with connect(f"{url}?token={token}"):
            pass


async def test_a_room_that_ends_ends_its_followers() -> None:
    async with site() as where:
        room = await where.room()
        reading = asyncio.create_task(read_events(where, room, 1))
        followed = where.services.hall.room(room)
        await settled(lambda: len(followed.seats._watchers) == 1)
        await where.http.delete(f"/v1/rooms/{room}")
        assert await asyncio.wait_for(reading, 20) == []
