"""Who comes in by the socket of a room, and what ends a connection."""

import json
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.server.made import ADMIN, config
from tests.server.site import member, site, stranger


@pytest.mark.parametrize(
    ("hello", "code", "close"),
    [
        ({"type": "ping"}, "bad_message", 4400),
        ({"type": "hello", "name": "x" * 61}, "bad_message", 4400),
        ({"type": "hello", "token": "abc"}, "bad_token", 4401),
        ({"type": "hello", "speaks": "xx"}, "unknown_language", 4400),
        ({"type": "hello", "resume": {"person": "p", "key": "k"}}, "bad_token", 4401),
    ],
)
async def test_hellos_that_do_not_let_in(hello: dict[str, Any], code: str, close: int) -> None:
    async with site() as where:
        room = await where.room()
        async with stranger(where, room) as somebody:
            await somebody.socket.send(json.dumps(hello))
            assert await somebody.closed() == close
            assert somebody.got[-1]["code"] == code
            assert somebody.got[-1]["fatal"]
        assert where.services.hall.room(room).state.people == {}


async def test_a_room_that_is_not_there() -> None:
    async with site() as where, stranger(where, "no-such-room") as somebody:
        await somebody.send("hello")
        assert await somebody.closed() == 4404


async def test_a_page_of_somebody_else_is_refused_before_it_is_accepted() -> None:
    async with site() as where:
        room = await where.room()
        evil = {"Origin": "https://evil.example"}
        with pytest.raises(InvalidStatus) as info:
            async with stranger(where, room, additional_headers=evil):
                pass
        assert info.value.response.status_code == 403
        with pytest.raises(InvalidStatus) as info:
            async with stranger(where, room, host="evil.example"):
                pass
        assert info.value.response.status_code == 403
        own = {"Origin": where.url}
        async with stranger(where, room, additional_headers=own) as page:
            await page.send("hello")
            await page.told("welcome")


async def test_a_full_room() -> None:
    async with site(config(max_people=1)) as where:
        room = await where.room()
        async with member(where, room), stranger(where, room) as second:
            await second.send("hello")
            assert await second.closed() == 4503
            assert [each["type"] for each in second.got] == ["busy", "error"]


async def test_a_token_lets_into_its_room_only_and_in_its_role() -> None:
    async with site(config(host="0.0.0.0", admin_token=ADMIN)) as where:
        admin = {"Authorization": f"Bearer {ADMIN}"}
        one = (await where.http.post("/v1/rooms", json={}, headers=admin)).json()
        other = (await where.http.post("/v1/rooms", json={}, headers=admin)).json()
        host = {"Authorization": f"Bearer {one['host_token']}"}
        path = f"/v1/rooms/{one['room']}/tokens"
        asked = {"role": "listener", "name": "Guest of Ana"}
        token = (await where.http.post(path, json=asked, headers=host)).json()["token"]
        async with stranger(where, other["room"]) as somebody:
            await somebody.send("hello", token=token)
            assert await somebody.closed() == 4401
        async with stranger(where, one["room"]) as somebody:
            await somebody.send("hello")
            assert await somebody.closed() == 4401
        async with member(where, one["room"], token=token, audio="socket") as guest:
            assert guest.welcome["role"] == "listener"
            await guest.send("mute", muted=False)
            assert (await guest.told("error"))["code"] == "no_microphone_right"
            assert guest.room["people"][0]["name"] == "Guest of Ana"


async def test_nobody_who_says_nothing_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("server.gateway.room_socket._HELLO_S", 0.05)
    async with site() as where:
        room = await where.room()
        async with stranger(where, room) as somebody:
            assert await somebody.closed() == 4408


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        ("{", "bad_message"),
        ('{"type":"nonsense"}', "bad_message"),
        ('{"type":"mute","muted":"perhaps"}', "bad_message"),
        ("[" * 20_000, "bad_message"),
        ('"' + "x" * 70_000 + '"', "too_large"),
        (bytes(40_000), "too_large"),
    ],
)
async def test_a_message_that_is_none_ends_the_connection(bad: str | bytes, code: str) -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, audio="socket") as somebody:
            await somebody.socket.send(bad)
            assert await somebody.closed() == 4400
            assert somebody.got[-1]["code"] == code


async def test_too_many_messages_and_too_much_sound() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room) as chatty:
            for number in range(700):
                await chatty.send("ping", t=number)
            # On a busy machine it is the answers that pile up first.
            assert await chatty.closed() in (4429, 4408)
        async with member(where, room, audio="socket") as fast:
            for _ in range(40):
                await fast.socket.send(bytes(32_000))
            assert await fast.closed() == 4429
