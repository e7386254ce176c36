import asyncio
from typing import Any

from tests.fakes import sentences, talk
from tests.server.site import Member, finals, member, site, stranger

SAID = sentences(8.0)


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
