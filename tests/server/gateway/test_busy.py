"""`server.max_sessions` decides, whatever people come by, and who is refused is told at once."""

import asyncio

import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from server.openai_api.routes import router
from tests.audio_io.fakes import s16, wav_bytes
from tests.fakes import talk
from tests.server.made import config
from tests.server.site import finals, member, settled, site

QUICKLY_S = 2.0
"""It is a few milliseconds where nobody else needs the machine."""


async def test_one_setting_decides_for_all() -> None:
    async with site(config(max_sessions=1), routers=(router,)) as where:
        room = await where.room()
        recording = wav_bytes(s16(talk(4.0)))
        transcriptions = "/v1/audio/transcriptions"
        form = {"data": {"model": "whisper-1"}, "files": {"file": ("a.wav", recording)}}
        async with (
            member(where, room, speaks="en", audio="socket") as ana,
            member(where, room, speaks="en", audio="socket") as ben,
        ):
            await ana.say(talk(1.0))
            await ana.until(lambda me: me.events("session.started"))
            async with asyncio.timeout(QUICKLY_S):
                await ben.say(talk(1.0))
                assert (await ben.told("busy"))["retry_s"] > 0
                refused = await where.http.post(transcriptions, **form)  # type: ignore[arg-type]
                assert (refused.status_code, int(refused.headers["retry-after"]) > 0) == (503, True)
                with pytest.raises(InvalidStatus) as info:
                    async with connect(f"ws://127.0.0.1:{where.port}/v1/realtime"):
                        pass
                assert info.value.response.status_code == 503
            measures = (await where.http.get("/metrics")).text
            assert 'dragoman_refused_total{why="busy"} 3.0' in measures
            assert where.services.slots.taken == 1
            # Who was refused reads on, and when there is a place again, the next one gets it.
            await ana.say(talk(8.0))
            await ben.until(finals(1))
            await ben.send("leave")
            await ana.send("leave")
            await settled(lambda: where.services.slots.taken == 0)
            heard = await where.http.post(transcriptions, **form)  # type: ignore[arg-type]
            assert heard.status_code == 200
