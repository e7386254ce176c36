"""A session from its making to its end, as WHIP and WHEP tell of it."""

import asyncio

import pytest

from server.gateway.lifecycle import Phase
from server.rooms.farewell import ENDED_BY_HOST
from tests.server.made import config
from tests.server.whip.place import Offers, Place, check_error, place


async def test_a_session_is_made_read_changed_and_deleted(offers: Offers) -> None:
    async with place() as here:
        before = len(asyncio.all_tasks())
        made = await here.post("whip", offers["publish both"], query="?language=en")
        assert made.status_code == 201
        assert made.headers["content-type"] == "application/sdp"
        assert made.text.count("a=recvonly") == 2, "every part of the offer is answered"
        assert "a=candidate" in made.text
        path, etag = made.headers["location"], made.headers["etag"]
        assert path.startswith(f"/whip/{here.room.name}/")
        assert len(path.rpartition("/")[2]) >= 22, "it cannot be guessed"
        (person,) = here.room.state.people.values()
        assert (person.name, person.wishes.speaks, person.muted) == ("Broadcast", "en", False)

        read = await here.http.get(path)
        assert (read.status_code, read.content, read.headers["etag"]) == (204, b"", etag)
        assert (await here.http.head(path)).status_code == 204
        changed = await here.patch(path, "a=end-of-candidates\r\n", if_match=etag)
        assert (changed.status_code, changed.content) == (204, b"")
        again = await here.patch(path, "a=end-of-candidates\r\n", if_match=etag)
        assert again.status_code == 204

        ended = await here.http.delete(path)
        assert (ended.status_code, ended.content) == (200, b"")
        assert not here.room.state.people
        check_error(await here.http.delete(path), 404)
        check_error(await here.patch(path, "a=end-of-candidates\r\n", if_match=etag), 404)
        assert len(asyncio.all_tasks()) <= before


async def test_clients_are_told_of_ice_servers(
    offers: Offers, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Our own side would ask them, and they are not there.
    monkeypatch.setattr("server.whip.desk.rtc_servers", lambda config: [])
    servers = ("stun:stun.example:3478", "turn:turn.example:3478|ana|pass")
    async with place(config(ice_servers=servers)) as here:
        made = await here.post("whip", offers["publish"])
        assert made.headers.get_list("link") == [
            '<stun:stun.example:3478>; rel="ice-server"',
            '<turn:turn.example:3478>; rel="ice-server"; username="ana"; credential="pass"; '
            'credential-type="password"',
        ]


async def test_sessions_are_no_two_the_same(offers: Offers) -> None:
    async with place() as here:
        made = [await here.post("whip", offers["publish"]) for _ in range(3)]
        assert len({each.headers["location"] for each in made}) == 3
        assert len({each.headers["etag"] for each in made}) == 3


async def test_changes_must_name_the_connection(offers: Offers) -> None:
    user = next(line for line in offers["publish"].splitlines() if "ufrag" in line)
    async with place() as here:
        made = await here.post("whip", offers["publish"])
        path, etag = made.headers["location"], made.headers["etag"]
        last = f"{user}\r\na=end-of-candidates\r\n"
        check_error(await here.patch(path, last), 428)
        check_error(await here.patch(path, last, if_match='"other"'), 412)
        check_error(await here.patch(path, last, if_match=f"W/{etag}"), 412)
        check_error(await here.patch(path, last, if_match="*"), 422, "restarted")
        restart = "a=ice-ufrag:anew\r\na=ice-pwd:aaaaaaaaaaaaaaaaaaaaaaaa\r\n"
        check_error(await here.patch(path, restart, if_match=etag), 422, "restarted")
        check_error(await here.patch(path, "hello", if_match=etag), 400)
        check_error(await here.patch(path, "a" * 17_000, if_match=etag), 413)
        wrong = await here.patch(path, last, if_match=etag, content_type="application/sdp")
        check_error(wrong, 415)
        assert wrong.headers["accept-patch"] == "application/trickle-ice-sdpfrag"
        bad = f"{user}\r\na=mid:0\r\na=candidate:1 1 udp 1 not-an-address x typ host\r\n"
        check_error(await here.patch(path, bad, if_match=etag), 422)
        good = f"{user}\r\na=mid:0\r\na=candidate:1 1 udp 2113937151 192.0.2.1 5000 typ host\r\n"
        assert (await here.patch(path, good, if_match=etag)).status_code == 204
        assert (await here.patch(path, last, if_match=etag)).status_code == 204


async def test_a_session_takes_so_many_changes(
    offers: Offers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.whip.session._CHANGES_PER_MINUTE", 2)
    async with place() as here:
        made = await here.post("whip", offers["publish"])
        path, etag = made.headers["location"], made.headers["etag"]
        last = "a=end-of-candidates\r\n"
        answers = [await here.patch(path, last, if_match=etag) for _ in range(3)]
        assert [each.status_code for each in answers[:2]] == [204, 204]
        check_error(answers[2], 429)


async def test_a_server_that_ends_lets_nobody_in_and_ends_sessions(offers: Offers) -> None:
    async with place() as here:
        assert (await here.post("whip", offers["publish"])).status_code == 201
        lifecycle = here.where.services.lifecycle
        lifecycle.phase = Phase.DRAINING
        for kind, offer in (("whip", "publish"), ("whep", "play")):
            check_error(await here.post(kind, offers[offer]), 503, "about to end")
        assert await lifecycle.drain(10.0), "it waits for nothing"
        check_error(await here.post("whip", offers["publish"]), 404)
        assert not [each for each in asyncio.all_tasks() if "session" in each.get_name()]


async def test_a_host_removes_a_broadcast_and_ends_the_room(offers: Offers) -> None:
    async with place() as here:
        paths = [(await here.post("whip", offers["publish"])).headers["location"] for _ in range(2)]
        first, _ = here.room.state.people
        here.room.remove(first)
        await _gone(here, paths[0])
        await here.where.services.hall.end(here.room.name, ENDED_BY_HOST)
        await _gone(here, paths[1])


async def test_who_does_not_connect_is_not_waited_for(
    offers: Offers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.whip.session.CONNECTING_S", 0.0)
    async with place() as here:
        made = await here.post("whip", offers["publish"])
        await _gone(here, made.headers["location"])
        assert not here.room.state.people


async def _gone(here: Place, path: str) -> None:
    async with asyncio.timeout(10):
        while (await here.http.get(path)).status_code != 404:  # noqa: ASYNC110
            await asyncio.sleep(0.02)
