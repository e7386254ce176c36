"""FFmpeg's encoder publishes; the room reads it."""

import asyncio
import threading
from pathlib import Path

import pytest

from server.whip.routes import router
from tests.fakes import sentences
from tests.server.media.peers import need_network, until
from tests.server.pools import Fakes
from tests.server.site import member, site
from tests.server.whip.clients import broadcast, ended
from tests.sung import PitchRecognizer, sung

SAID = sentences(8.0)


@pytest.fixture(autouse=True)
def _network() -> None:
    need_network()


@pytest.mark.slow
@pytest.mark.parametrize("pictures", [False, True])
async def test_a_broadcast_is_captioned_and_translated(tmp_path: Path, pictures: bool) -> None:
    fakes = Fakes(PitchRecognizer())
    async with site(pool=fakes.pool, routers=(router,)) as where:
        name = await where.room()
        room = where.services.hall.room(name)
        tasks = len(asyncio.all_tasks())
        async with member(where, name, reads=["es"]) as ben:
            url = f"{where.url}/whip/{name}?language=en&name=The%20news"
            options = ("--pictures",) if pictures else ()
            async with broadcast(url, sung(8.0), tmp_path, *options) as encoder:
                assert await ended(encoder) == ""
            await ben.until(lambda me: len(me.texts("transcript.final")) >= 2)
            assert [text for text in ben.texts("transcript.final") if text] == SAID
            assert ben.texts("translation.final")[0].startswith("es:The es:quick")
            assert {event["name"] for event in ben.events("transcript.final")} == {"The news"}
            # The encoder has deleted its session: nothing of it is left.
            assert [person.id for person in room.state.people.values()] == [ben.id]
            await until(lambda: len(room.voices) == 0)
        await until(lambda: len(asyncio.all_tasks()) <= tasks)
        assert not [each for each in threading.enumerate() if each.name.endswith("-decoder")]
    fakes.pool.close()
