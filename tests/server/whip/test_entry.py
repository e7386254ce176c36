"""Who may publish and play, and when the server has no room for it."""

import pytest

from server.refusal import Refused
from server.whip.desk import Desk
from tests.server.made import ADMIN, config, services
from tests.server.whip.place import GUARDED, SDP, Offers, check_error, place


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
