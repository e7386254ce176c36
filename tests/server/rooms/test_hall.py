from dataclasses import replace

import pytest

from configs.storage_config import StorageConfig
from server.access.tokens import Grant
from server.gateway.services import Services
from server.meters import Meters
from server.refusal import Refused
from server.rooms.hall import Hall
from server.rooms.languages import offer_of
from server.rooms.person import Wishes
from server.rooms.room import RoomParts
from server.rooms.viewer import Viewer
from server.slots import Slots
from tests.clocks import Clock
from tests.server.made import config, services
from tests.server.pools import Fakes


def hall_of(made: Services, clock: Clock) -> Hall:
    """Rooms that live by a clock of the test's."""
    offer = offer_of(made.pool)
    return Hall(RoomParts(made.config, made.pool, Slots(2), Meters(), made.archive, offer, clock))


async def test_a_room_where_nobody_is_ends() -> None:
    clock, fakes = Clock(1000.0), Fakes()
    settings = replace(config(idle_s=60.0), storage=StorageConfig(retention="none"))
    async with services(settings, fakes.pool) as made:
        hall = hall_of(made, clock)
        empty, used = await hall.open("empty"), await hall.open("used")
        person = used.join(Grant("t", "used", "speaker"), Wishes("Ana", "en"))
        viewer = Viewer()
        used.sit(person.id, viewer)
        clock.at_s += 61
        await hall.tick()
        assert [room.name for room in hall.rooms] == ["used"]
        assert empty.state.ended
        used.stand(person.id, viewer)
        clock.at_s += 59
        await hall.tick()
        assert len(hall) == 1
        clock.at_s += 2
        await hall.tick()
        assert len(hall) == 0
    fakes.pool.close()


async def test_who_does_not_come_back_is_given_up() -> None:
    clock, fakes = Clock(1000.0), Fakes()
    settings = config()
    async with services(settings, fakes.pool) as made:
        hall = hall_of(made, clock)
        room = await hall.open("room")
        person = room.join(Grant("t", "room", "speaker"), Wishes("Ana", "en"))
        viewer = Viewer()
        room.sit(person.id, viewer)
        room.stand(person.id, viewer)
        assert [each.is_connected for each in room.state.people.values()] == [False]
        clock.at_s += 61
        await hall.tick()
        assert room.state.people == {}


async def test_what_ends_opens_nothing() -> None:
    async with services() as made:
        await made.hall.open("one")
        await made.hall.finish()
        assert len(made.hall) == 0
        with pytest.raises(Refused, match="about to end"):
            await made.hall.open("two")
        with pytest.raises(Refused, match="no such room"):
            made.hall.room("one")
