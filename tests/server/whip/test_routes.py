"""Every answer but a connection: what WHIP and WHEP say to each kind of request."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from configs.schema import Config
from server.gateway.lifecycle import Phase
from server.refusal import Refused
from server.rooms.farewell import ENDED_BY_HOST
from server.rooms.room import Room
from server.whip.desk import Desk
from server.whip.routes import router
from tests.server.made import ADMIN, config, services
from tests.server.site import Site, site

SDP = {"content-type": "application/sdp"}
TRICKLE = {"content-type": "application/trickle-ice-sdpfrag"}
Offers = dict[str, str]
GUARDED = config(admin_token=ADMIN, secret="s" * 32)


@dataclass
class Place:
    """A room of a server, and its tokens."""

    where: Site
    room: Room
    tokens: dict[str, str]

    @property
    def http(self) -> httpx.AsyncClient:
        return self.where.http

    def bearer(self, who: str) -> dict[str, str]:
        return {"authorization": f"Bearer {self.tokens.get(who, who)}"} if who else {}

    async def post(self, kind: str, body: Any, who: str = "", query: str = "") -> httpx.Response:
        path = f"/{kind}/{self.room.name}{query}"
        return await self.http.post(path, content=body, headers={**SDP, **self.bearer(who)})

    async def patch(self, path: str, body: Any, who: str = "", **headers: str) -> httpx.Response:
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.http.patch(
            path, content=body, headers={**TRICKLE, **self.bearer(who), **told}
        )


@contextlib.asynccontextmanager
async def place(made: Config | None = None) -> AsyncIterator[Place]:
    async with site(made, routers=(router,)) as where:
        admin = {"authorization": f"Bearer {ADMIN}"}
        opened = (await where.http.post("/v1/rooms", json={}, headers=admin)).json()
        room = where.services.hall.room(opened["room"])
        tokens = {
            f"{role}{number}": where.services.access.issue(room.name, role, ttl_s=60)
            for role in ("host", "speaker", "listener")
            for number in ("", "2")
        }
        tokens["stranger"] = where.services.access.issue("another-room", "host", ttl_s=60)
        yield Place(where, room, tokens)


def check_error(answer: httpx.Response, status: int, words: str = "") -> None:
    assert answer.status_code == status, answer.text
    error = answer.json()["error"]
    assert words in error["message"]
    if status in (429, 503):
        assert int(answer.headers["retry-after"]) >= 1
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"


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


async def test_options_and_the_endpoint() -> None:
    async with place(GUARDED) as here:
        for kind in ("whip", "whep"):
            path = f"/{kind}/{here.room.name}"
            asked = await here.http.options(path)
            assert (asked.status_code, asked.content) == (200, b"")
            assert asked.headers["accept-post"] == "application/sdp"
            session = await here.http.options(f"{path}/whatever")
            assert session.headers["accept-patch"] == "application/trickle-ice-sdpfrag"
            check_error(await here.http.get(path), 401)
            found = await here.http.get(path, headers=here.bearer("listener"))
            assert (found.status_code, found.content) == (204, b"")
            check_error(await here.http.put(path), 405)


async def test_pages_of_other_sites_get_in_only_where_they_are_allowed(offers: Offers) -> None:
    page = {"origin": "https://player.example"}
    async with place() as here:
        answer = await here.http.post(
            f"/whip/{here.room.name}", content=offers["publish"], headers={**SDP, **page}
        )
        check_error(answer, 403)
    async with place(config(origins=("https://player.example",))) as here:
        path = f"/whip/{here.room.name}"
        preflight = {"access-control-request-method": "POST"}
        preflight["access-control-request-headers"] = "authorization, content-type, if-match"
        asked = await here.http.options(path, headers={**page, **preflight})
        assert asked.status_code == 200
        assert asked.headers["access-control-allow-origin"] == page["origin"]
        made = await here.http.post(path, content=offers["publish"], headers={**SDP, **page})
        assert made.status_code == 201
        exposed = made.headers["access-control-expose-headers"].lower()
        assert all(name in exposed for name in ("location", "link", "etag"))


async def test_tokens_decide(offers: Offers) -> None:
    async with place(GUARDED) as here:
        body = offers["publish"]
        for who in ("", "nonsense", "stranger"):
            check_error(await here.post("whip", body, who), 401)
            check_error(await here.post("whep", offers["play"], who), 401)
        check_error(await here.post("whip", body, "listener"), 403)
        assert (await here.post("whip", body, "speaker")).status_code == 201
        assert (await here.post("whip", body, "host")).status_code == 201
        here.room.state.who_may_speak = "hosts"
        check_error(await here.post("whip", body, "speaker"), 403, "when a host allows it")
        assert (await here.post("whip", body, "host")).status_code == 201
        here.room.state.locked = True
        here.room.state.who_may_speak = "everyone"
        check_error(await here.post("whip", body, "speaker"), 409, "locked")
        assert len(here.room.state.people) == 3


async def test_only_who_made_a_session_and_hosts_may_change_it(offers: Offers) -> None:
    last = "a=end-of-candidates\r\n"
    async with place(GUARDED) as here:
        made = await here.post("whip", offers["publish"], "speaker")
        path, etag = made.headers["location"], made.headers["etag"]
        for who, status in (("speaker2", 403), ("listener", 403), ("stranger", 401), ("", 401)):
            told = here.bearer(who)
            check_error(await here.http.get(path, headers=told), status)
            check_error(await here.patch(path, last, who, if_match=etag), status)
            check_error(await here.http.delete(path, headers=told), status)
        assert (await here.patch(path, last, "speaker", if_match=etag)).status_code == 204
        # A session of another room's path is not found, even by a host.
        admin = {"authorization": f"Bearer {ADMIN}"}
        other = (await here.http.post("/v1/rooms", json={}, headers=admin)).json()["room"]
        elsewhere = path.replace(here.room.name, other)
        check_error(await here.http.delete(elsewhere, headers=admin), 404)
        assert (await here.http.delete(path, headers=here.bearer("host2"))).status_code == 200
        assert not here.room.state.people


async def test_who_made_a_session_may_end_it_when_the_token_has_expired(offers: Offers) -> None:
    async with place(GUARDED) as here:
        made = await here.post("whip", offers["publish"], "speaker")
        here.where.services.access._wall_s = lambda: 4e9
        check_error(await here.post("whip", offers["publish"], "speaker"), 401)
        told = here.bearer("speaker")
        ended = await here.http.delete(made.headers["location"], headers=told)
        assert ended.status_code == 200


async def test_what_is_spoken_is_told_by_the_address_or_the_token(offers: Offers) -> None:
    async with place(GUARDED) as here:
        wanted = {"role": "speaker", "language": "es", "name": "Radio"}
        path = f"/v1/rooms/{here.room.name}/tokens"
        given = await here.http.post(path, json=wanted, headers=here.bearer("host"))
        here.tokens["radio"] = given.json()["token"]
        for who, query in (
            ("speaker", ""),
            ("radio", ""),
            ("radio", "?language=en"),
            ("speaker", "?language=auto&name=TV"),
        ):
            assert (await here.post("whip", offers["publish"], who, query)).status_code == 201
        people = here.room.state.people.values()
        assert [(each.name, each.wishes.speaks) for each in people] == [
            ("Broadcast", "auto"),
            ("Radio", "es"),
            ("Radio", "en"),
            ("TV", "auto"),
        ]


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


async def test_nothing_live(offers: Offers) -> None:
    async with place() as here:
        refused = await here.post("whep", offers["play"])
        check_error(refused, 409, "nobody is to be heard")
        assert int(refused.headers["retry-after"]) >= 1
        # A broadcast that is not connected is not live either.
        assert (await here.post("whip", offers["publish"])).status_code == 201
        check_error(await here.post("whep", offers["play"]), 409)
        assert len(here.room.state.people) == 1


async def test_a_server_that_hears_enough_people_refuses(offers: Offers) -> None:
    async with place(config(max_sessions=1, max_people=2)) as here:
        slots = here.where.services.slots
        slots.take()
        check_error(await here.post("whip", offers["publish"]), 503, "hears 1 people")
        slots.give_back()
        for _ in range(2):
            assert (await here.post("whip", offers["publish"])).status_code == 201
        check_error(await here.post("whip", offers["publish"]), 503, "full")


async def test_who_asks_too_often_waits() -> None:
    clock = [0.0]
    async with services(config(requests_per_minute=600)) as made:
        desk = Desk(made, now_s=lambda: clock[0])
        for _ in range(120):
            desk.count("192.0.2.1")
        with pytest.raises(Refused, match="wait a little"):
            desk.count("192.0.2.1")
        desk.count("192.0.2.2")
        clock[0] += 1.0
        desk.count("192.0.2.1")


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
