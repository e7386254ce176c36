import asyncio
import json
from typing import Any

import pytest
from websockets.exceptions import InvalidStatus

from tests.fakes import sentences, talk
from tests.server.made import ADMIN, config
from tests.server.site import Member, member, site, stranger

SAID = sentences(8.0)


def finals(count: int, kind: str = "transcript.final") -> Any:
    return lambda me: len([text for text in me.texts(kind) if text]) >= count


async def test_what_one_says_the_other_reads_in_their_language() -> None:
    async with site() as where:
        room = await where.room()
        ana_wants = {"name": "Ana", "speaks": "en", "reads": ["en"], "audio": "socket"}
        ben_wants = {"name": "Ben", "speaks": "es", "reads": ["pt"]}
        async with (
            member(where, room, **ana_wants) as ana,
            member(where, room, **ben_wants) as ben,
        ):
            await ana.say(talk(8.0))
            await ben.until(finals(2, "translation.final"))
            await ana.until(finals(2))
            assert [text for text in ana.texts("transcript.final") if text] == SAID
            assert ana.events("translation") == []
            assert ben.texts("translation.final") == [
                " ".join(f"pt:{word}" for word in said.split()) for said in SAID
            ]
            event = ben.events("translation.final")[0]
            assert (event["speaker"], event["name"], event["room"]) == (ana.id, "Ana", room)
            assert {"seq", "at", "session", "session_seq", "segment", "media_s"} <= set(event)


async def test_work_is_done_once_for_all_who_read_a_language() -> None:
    async with site() as where:
        room = await where.room()
        async with (
            member(where, room, speaks="en", audio="socket") as ana,
            member(where, room, reads=["pt"]),
            member(where, room, reads=["pt"]),
            member(where, room, reads=["pt"]) as last,
        ):
            await ana.say(talk(8.0))
            await last.until(finals(2, "translation.final"))
        settled = [
            request.text for request in where.fakes.translator.requests if request.text in SAID
        ]
        assert settled == SAID


async def test_events_come_in_order_and_drafts_before_their_final() -> None:
    async with site() as where:
        room = await where.room()
        async with (
            member(where, room, speaks="en", audio="socket") as ana,
            member(where, room, reads=["en", "pt"]) as ben,
        ):
            await ana.say(talk(8.0))
            await ben.until(finals(2, "translation.final"))
            numbers = [event["seq"] for event in ben.events()]
            assert numbers == sorted(set(numbers))


async def test_somebody_new_gets_what_was_said() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket") as ana:
            await ana.say(talk(8.0))
            await ana.until(finals(2))
            async with member(where, room) as ben:
                await ben.told("replayed")
                assert ben.texts("transcript.final") == ana.texts("transcript.final")
                assert ben.events("transcript.partial") == []


async def test_who_comes_back_gets_everything_once() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket", name="Ana") as ana:
            async with member(where, room, name="Ben") as ben:
                await ana.say(talk(4.0))
                await ben.until(finals(1))
                seen = ben.events()
                back = {"person": ben.id, "key": ben.key, "seq": seen[-1]["seq"]}
            await ana.say(talk(8.0)[4 * 16_000 :])
            await ana.until(finals(2))
            async with member(where, room, resume=back) as again:
                assert again.id == ben.id
                await again.told("replayed")
                numbers = [event["seq"] for event in (*seen, *again.events())]
                assert numbers == sorted(set(numbers))
                said = [*(event["stable"] for event in seen if event["type"] == "transcript.final")]
                said += again.texts("transcript.final")
                assert [text.strip() for text in said if text.strip()] == SAID
                assert len(again.room["people"]) == 2


async def test_a_person_who_connects_twice_is_there_once() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room) as old:
            back = {"person": old.id, "key": old.key, "seq": 0}
            async with member(where, room, resume=back) as new:
                assert await old.closed() == 4000
                await new.told("room")
                assert [person["connected"] for person in new.room["people"]] == [True]


async def test_a_client_that_dies_in_mid_sentence_still_gets_its_finals() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, reads=["en", "pt"]) as ben:
            async with member(where, room, speaks="en", audio="socket") as ana:
                await ana.say(talk(8.0)[: round(6.0 * 16_000)])
                await ben.until(lambda me: me.events("speech.started"))
            # The connection is aborted here, while the second sentence is being said.
            await ben.until(lambda me: len(me.events("transcript.final")) >= 2)
            said = " ".join(ben.texts("transcript.final"))
            assert said.startswith(f"{SAID[0]} The quick fox")
            await ben.until(lambda me: me.events("session.ended"))
            started = {event["segment"] for event in ben.events("speech.started")}
            final = [event["segment"] for event in ben.events("transcript.final")]
            assert sorted(final) == sorted(started)


async def test_muting_ends_a_session_and_unmuting_begins_one() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket") as ana:
            await ana.say(talk(4.0))
            await ana.until(finals(1))
            await ana.send("mute", muted=True)
            await ana.until(lambda me: me.events("session.ended"))
            assert where.services.slots.taken == 0
            assert ana.room["people"][0]["muted"]
            await ana.send("mute", muted=False)
            await ana.until(lambda me: not me.room["people"][0]["muted"])
            await ana.say(talk(4.0))
            await ana.until(lambda me: len(me.events("session.started")) == 2)
            await ana.until(finals(2))


async def test_ending_a_turn_gives_the_final_without_a_silence() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket") as ana:
            await ana.say(talk(4.0)[: round(2.9 * 16_000)])
            await ana.until(lambda me: me.events("speech.started"))
            await ana.send("end_turn")
            await ana.until(finals(1))
            assert ana.texts("transcript.final")[0] == SAID[0]


async def test_another_language_begins_another_session() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket") as ana:
            await ana.say(talk(4.0))
            await ana.until(finals(1))
            await ana.send("prefer", speaks="es")
            await ana.until(lambda me: len(me.events("session.started")) == 2)
            assert where.fakes.pool.asked == ["en", "es"]
            await ana.send("prefer", reads=["xx"])
            error = await ana.told("error")
            assert (error["code"], error["fatal"]) == ("unknown_language", False)


async def test_a_language_that_is_wanted_later_begins_later() -> None:
    async with site() as where:
        room = await where.room()
        async with (
            member(where, room, speaks="en", audio="socket") as ana,
            member(where, room) as ben,
        ):
            await ana.say(talk(4.0))
            await ben.until(finals(1))
            assert not where.fakes.translator.requests
            await ben.send("prefer", reads=["pt"])
            await ben.until(lambda me: len(me.got) and me.room["people"])
            await ana.send("ping", t=1)
            await ana.told("pong")
            await ana.say(talk(8.0)[4 * 16_000 :])
            await ben.until(finals(1, "translation.final"))


async def test_a_busy_server_says_so_at_once_and_hears_later() -> None:
    async with site(config(max_sessions=1)) as where:
        room = await where.room()
        async with (
            member(where, room, speaks="en", audio="socket") as ana,
            member(where, room, speaks="en", audio="socket") as ben,
        ):
            await ana.say(talk(1.0))
            await ana.until(lambda me: me.events("session.started"))
            await ben.say(talk(1.0))
            assert (await ben.told("busy"))["retry_s"] > 0
            assert where.services.slots.taken == 1


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


async def test_leaving() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room) as ana, member(where, room) as ben:
            await ben.send("leave")
            assert await ben.closed() == 4000
            await ana.until(lambda me: len(me.room["people"]) == 1)


async def test_a_host_runs_the_room() -> None:
    async with site() as where:
        made = (await where.http.post("/v1/rooms", json={})).json()
        room, token = made["room"], made["host_token"]
        async with (
            member(where, room, token=token, name="Host") as host,
            member(where, room, name="Ben", audio="socket") as ben,
        ):
            await ben.send("host", action="lock")
            assert (await ben.told("error"))["code"] == "not_allowed"
            await host.send("host", action="mute", person=ben.id)
            await ben.until(lambda me: _person(me, ben.id)["silenced"])
            await host.send("host", action="unmute", person=ben.id)
            await ben.until(lambda me: not _person(me, ben.id)["silenced"])
            await host.send("host", action="who_may_speak", who="asked")
            await ben.until(lambda me: me.room["who_may_speak"] == "asked")
            await ben.send("ask_to_speak")
            await host.until(lambda me: _person(me, ben.id)["asks"])
            await host.send("host", action="allow", person=ben.id)
            await host.until(lambda me: not _person(me, ben.id)["asks"])
            await host.send("host", action="languages", languages=["en", "pt"])
            await ben.until(lambda me: me.room["languages"] == ["en", "pt"])
            await host.send("host", action="lock")
            await ben.until(lambda me: me.room["locked"])
            async with stranger(where, room) as late:
                await late.send("hello")
                assert await late.closed() == 4409
            await host.send("host", action="unlock")
            await host.send("host", action="remove")
            assert (await host.told("error"))["code"] == "bad_message"
            await host.send("host", action="remove", person=ben.id)
            assert await ben.closed() == 4000
            assert "removed" in ben.got[-1]["reason"]
            await host.send("host", action="end")
            assert await host.closed() == 4000
        assert len(where.services.hall) == 0


def _person(me: Member, person_id: str) -> dict[str, Any]:
    return next(each for each in me.room["people"] if each["id"] == person_id)


async def test_the_recognizer_dies_and_the_next_session_works() -> None:
    async with site() as where:
        room = await where.room()
        where.fakes.recognizer.errors = [RuntimeError("boom"), RuntimeError("boom")]
        async with member(where, room, speaks="en", audio="socket") as ana:
            await ana.say(talk(4.0)[: round(2.5 * 16_000)])
            await ana.until(lambda me: me.events("error"))
            assert where.services.slots.taken == 0
            where.fakes.recognizer.errors.clear()
            room_now = where.services.hall.room(room)
            await ana.until(lambda me: room_now.voices.speakers)
            await ana.say(talk(4.0))
            await ana.until(finals(1))
            assert SAID[0] in ana.texts("transcript.final")


async def test_a_slow_reader_is_cut_off_and_resumes() -> None:
    async with site() as where:
        name = await where.room()
        room = where.services.hall.room(name)
        async with member(where, name) as ben:
            back = {"person": ben.id, "key": ben.key, "seq": 0}
            person = room.state.person(ben.id)
            for number in range(600):
                room.chronicle.on_trouble(person, f"line {number}", failed=False)
            assert await ben.closed() == 4408
            seen = {event["seq"] for event in ben.events()}
        async with member(where, name, resume={**back, "seq": max(seen, default=0)}) as again:
            await again.told("replayed")
            assert seen | {event["seq"] for event in again.events()} == set(range(1, 601))


async def test_draining_finishes_what_is_being_said() -> None:
    async with site() as where:
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket") as ana:
            await ana.say(talk(4.0)[: round(2.9 * 16_000)])
            await ana.until(lambda me: me.events("speech.started"))
            draining = asyncio.create_task(where.services.lifecycle.drain(10.0))
            assert await ana.closed() == 4000
            assert await draining
            assert ana.texts("transcript.final") == [SAID[0]]
            assert ana.got[-1]["type"] == "ended"
        assert (await where.http.get("/readyz")).status_code == 503
        assert (await where.http.post("/v1/rooms", json={})).status_code == 503
