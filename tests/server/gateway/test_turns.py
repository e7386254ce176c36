"""When somebody is heard, and when a session begins and ends."""

from tests.fakes import sentences, talk
from tests.server.made import config
from tests.server.site import finals, member, site

SAID = sentences(8.0)


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


async def test_who_ends_a_turn_on_a_full_server_is_heard_on() -> None:
    async with site(config(max_sessions=1)) as where:
        room = await where.room()
        async with member(where, room, speaks="en", audio="socket") as ana:
            await ana.say(talk(4.0)[: round(2.9 * 16_000)])
            await ana.until(lambda me: me.events("speech.started"))
            await ana.send("end_turn")
            await ana.say(talk(4.0))
            await ana.until(finals(2))
            assert ana.texts("transcript.final")[:1] == SAID[:1]
            assert not [each for each in ana.got if each["type"] == "busy"]


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
