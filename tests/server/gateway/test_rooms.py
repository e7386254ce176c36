from typing import Any

import httpx
import pytest

from server.wire.room import CreateRoom
from tests.fakes import sentences, talk
from tests.server.made import ADMIN, LOCAL, client, config
from tests.server.site import member, site

PUBLIC = config(host="0.0.0.0", admin_token=ADMIN)
AS_ADMIN = {"Authorization": f"Bearer {ADMIN}"}


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


async def opened(http: httpx.AsyncClient, **wanted: Any) -> dict[str, str]:
    answer = await http.post("/v1/rooms", json=wanted, headers=AS_ADMIN)
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


async def test_a_room_from_its_opening_to_its_end() -> None:
    async with client(PUBLIC) as (http, services):
        made = await opened(http, room="stand-up", languages=["en", "pt"])
        assert made["room"] == "stand-up"
        assert made["join_url"] == f"{LOCAL}/r/stand-up#t={made['host_token']}"
        seen = await http.get("/v1/rooms/stand-up", headers=bearer(made["host_token"]))
        assert seen.json() == {
            "room": "stand-up",
            "people": 0,
            "speaking": 0,
            "locked": False,
            "languages": ["en", "pt"],
            "seq": 0,
        }
        listed = await http.get("/v1/rooms", headers=AS_ADMIN)
        assert [room["room"] for room in listed.json()["rooms"]] == ["stand-up"]
        ended = await http.delete("/v1/rooms/stand-up", headers=bearer(made["host_token"]))
        assert ended.status_code == 204
        assert len(services.hall) == 0
        assert (await http.get("/v1/rooms/stand-up", headers=AS_ADMIN)).status_code == 404


async def test_a_name_that_nobody_gave_cannot_be_guessed() -> None:
    async with client() as (http, _):
        names = {(await opened(http))["room"] for _ in range(8)}
        assert len(names) == 8
        assert all(len(name) == 16 for name in names)


async def test_a_room_that_was_refused_can_be_opened_after_all() -> None:
    async with client() as (http, _):
        for languages, status in ((["xx"], 422), (["xx"], 422), (["en"], 201)):
            wanted = {"room": "one", "languages": languages}
            assert (await http.post("/v1/rooms", json=wanted)).status_code == status


async def test_two_rooms_of_one_name_and_too_many_rooms() -> None:
    async with client(config(max_rooms=2)) as (http, _):
        await opened(http, room="one")
        taken = await http.post("/v1/rooms", json={"room": "one"})
        assert (taken.status_code, taken.json()["error"]["code"]) == (409, "taken")
        await opened(http, room="two")
        full = await http.post("/v1/rooms", json={"room": "three"})
        assert (full.status_code, full.json()["error"]["code"]) == (503, "busy")
        assert int(full.headers["retry-after"]) > 0


@pytest.mark.parametrize(
    "wanted",
    [
        {"room": "../../etc/passwd"},
        {"room": "UPPER"},
        {"room": "ab"},
        {"room": "a" * 65},
        {"room": "x\u0000y"},
        {"languages": ["klingon"]},
        {"languages": ["xx"]},
        {"retention": "for ever"},
        {"secret": 3},
        {"colour": "red"},
        [],
        "room",
    ],
)
async def test_a_room_that_makes_no_sense(wanted: Any) -> None:
    async with client() as (http, services):
        answer = await http.post("/v1/rooms", json=wanted)
        assert answer.status_code == 422
        assert len(services.hall) == 0


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/v1/rooms"),
        ("GET", "/v1/rooms"),
        ("GET", "/v1/rooms/one"),
        ("DELETE", "/v1/rooms/one"),
        ("POST", "/v1/rooms/one/tokens"),
        ("GET", "/v1/rooms/one/transcript"),
        ("GET", "/v1/rooms/one/search?q=x"),
        ("GET", "/v1/rooms/one/events"),
    ],
)
@pytest.mark.parametrize("token", ["", "wrong", "of another room"])
async def test_without_the_right_token_nobody_gets_anywhere(
    method: str, path: str, token: str
) -> None:
    async with client(PUBLIC) as (http, services):
        await opened(http, room="one")
        other = await opened(http, room="two")
        given = other["host_token"] if token == "of another room" else token
        body = {} if method == "POST" else None
        answer = await http.request(method, path, json=body, headers=bearer(given))
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
        assert {room.name for room in services.hall.rooms} == {"one", "two"}


async def test_only_hosts_end_rooms_and_invite() -> None:
    async with client(PUBLIC) as (http, _):
        made = await opened(http, room="one")
        path = "/v1/rooms/one/tokens"
        asked = {"role": "speaker", "ttl_s": 60}
        invited = await http.post(path, json=asked, headers=bearer(made["host_token"]))
        token = invited.json()["token"]
        assert invited.json()["join_url"].endswith(f"#t={token}")
        for attempt in (
            http.post(path, json=asked, headers=bearer(token)),
            http.delete("/v1/rooms/one", headers=bearer(token)),
        ):
            assert (await attempt).status_code == 403
        assert (await http.get("/v1/rooms/one", headers=bearer(token))).status_code == 200


async def test_who_knows_the_secret_gets_in_but_not_as_a_host() -> None:
    async with client(PUBLIC) as (http, _):
        await opened(http, room="one", secret="open sesame")
        path = "/v1/rooms/one/tokens"
        good = await http.post(path, json={"secret": "open sesame", "role": "listener"})
        token = good.json()["token"]
        assert (await http.get("/v1/rooms/one", headers=bearer(token))).status_code == 200
        wrong = await http.post(path, json={"secret": "open, sesame"})
        assert wrong.status_code == 401
        greedy = await http.post(path, json={"secret": "open sesame", "role": "host"})
        assert greedy.status_code == 403
        elsewhere = await http.post("/v1/rooms/none/tokens", json={"secret": ""})
        assert elsewhere.status_code == 401


async def test_a_link_leads_to_the_public_address() -> None:
    settings = config(admin_token=ADMIN, public_url="https://talk.example.org/")
    async with client(settings) as (http, _):
        made = await opened(http, room="one")
        assert made["join_url"].startswith("https://talk.example.org/r/one#t=")


async def test_transcripts_and_search() -> None:
    said = sentences(8.0)
    async with site() as where:
        room = await where.room()
        wanted = {"name": "Ana", "speaks": "en", "reads": ["pt"], "audio": "socket"}
        async with member(where, room, **wanted) as ana:
            await ana.say(talk(8.0))
            await ana.until(lambda me: len(me.events("translation.final")) >= 2)
            for file_format, begins in (("srt", "1\n00:00:"), ("vtt", "WEBVTT"), ("json", "{")):
                answer = await where.http.get(
                    f"/v1/rooms/{room}/transcript", params={"format": file_format}
                )
                assert answer.text.startswith(begins)
                assert answer.headers["content-disposition"].endswith(f'.{file_format}"')
            spoken = (await where.http.get(f"/v1/rooms/{room}/transcript")).text
            translated = await where.http.get(
                f"/v1/rooms/{room}/transcript", params={"language": "pt"}
            )
            assert all(sentence in " ".join(spoken.split()) for sentence in said)
            assert "pt:quick" in translated.text
            assert "pt:quick" not in spoken
            found = await where.http.get(f"/v1/rooms/{room}/search", params={"q": "number 2"})
            hits = [hit for hit in found.json()["hits"] if hit["language"] == "en"]
            assert [hit["text"] for hit in hits] == said[1:]
            start, end = hits[0]["spans"][0]
            assert hits[0]["text"][start:end] == "number"


async def test_a_transcript_of_nothing() -> None:
    async with client() as (http, _):
        answer = await http.get("/v1/rooms/never/transcript")
        assert (answer.status_code, answer.json()["error"]["code"]) == (404, "no_room")
        odd = await http.get("/v1/rooms/never/transcript", params={"format": "exe"})
        assert odd.status_code == 422


def test_what_is_not_said_is_left_out() -> None:
    assert CreateRoom().room is None
