"""What every archive does: in memory, in SQLite and in PostgreSQL."""

from datetime import timedelta

import pytest

from server.storage.archive import Archive
from server.storage.errors import NoRecord, StorageError, UnfitEvent
from tests.server.storage.talks import BEGAN, Clock, said, translated, warned


async def test_events_come_back_in_order_as_they_were(archive: Archive) -> None:
    await archive.begin("talk")
    given = [said(1), translated(2, "Olá a todos."), warned(5), said(9, "Bye.")]
    for event in given:
        archive.add("talk", event)
    assert [each.to_object() for each in await archive.since("talk")] == given
    await archive.flush()
    assert [each.to_object() for each in await archive.since("talk")] == given
    assert [each.seq for each in await archive.since("talk", 2)] == [5, 9]
    assert [each.seq for each in await archive.since("talk", 1, 2)] == [2, 5]
    assert await archive.since("talk", 9) == ()


async def test_what_is_looked_up(archive: Archive) -> None:
    record = await archive.begin("talk")
    archive.add("talk", translated(3, "Olá a todos.", session="s7", speaker="p9", name="Bea"))
    await archive.flush()
    (event,) = await archive.since("talk")
    assert (event.record, event.seq, event.type) == (record.id, 3, "translation.final")
    assert (event.session, event.speaker, event.name) == ("s7", "p9", "Bea")
    assert (event.segment, event.language, event.text) == (3, "pt", "Olá a todos.")
    assert event.at == BEGAN + timedelta(seconds=2.2)
    assert event.is_final


async def test_finals_by_language(archive: Archive) -> None:
    await archive.begin("talk")
    for event in (said(1), translated(2, "Olá."), warned(3), said(4, "Olá.", language="pt")):
        archive.add("talk", event)
    assert [each.seq for each in await archive.finals("talk")] == [1, 2, 4]
    assert [each.seq for each in await archive.finals("talk", language="pt")] == [2, 4]
    assert [each.seq for each in await archive.finals("talk", after=1, limit=1)] == [2]
    await archive.flush()
    assert [each.seq for each in await archive.finals("talk", language="pt")] == [2, 4]


async def test_drafts_are_not_kept(archive: Archive) -> None:
    await archive.begin("talk")
    archive.add("talk", said(1, is_final=False))
    archive.add("talk", said(2))
    archive.add("talk", {"seq": 3, "type": "stats"})
    assert [each.seq for each in await archive.since("talk")] == [2]
    assert (await archive.record("talk")).last_seq == 3


async def test_an_event_without_time_of_day_is_of_now(archive: Archive, clock: Clock) -> None:
    await archive.begin("talk")
    archive.add("talk", {"seq": 1, "type": "person.joined"})
    (event,) = await archive.since("talk")
    assert event.at == clock.time


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"seq": 1},
        {"type": "gap"},
        {"seq": -1, "type": "gap"},
        {"seq": True, "type": "gap"},
        {"seq": 2**60, "type": "gap"},
        {"seq": 1, "type": "gap", "segment": 1.5},
        {"seq": 1, "type": "gap", "at": "yesterday"},
        {"seq": 1, "type": "gap", "at": 5},
        {"seq": 1, "type": "gap", "what": {1, 2}},
        {"seq": 1, "type": "transcript.final", "stable": "no words"},
    ],
)
async def test_what_is_no_event_is_refused(archive: Archive, event: dict[str, object]) -> None:
    await archive.begin("talk")
    with pytest.raises(UnfitEvent):
        archive.add("talk", event)
    assert await archive.since("talk") == ()


async def test_seq_only_grows(archive: Archive) -> None:
    await archive.begin("talk")
    archive.add("talk", said(5))
    with pytest.raises(UnfitEvent, match="seq 5 comes after 5"):
        archive.add("talk", said(5))
    archive.add("talk", said(6))


async def test_rooms_that_are_not_there(archive: Archive) -> None:
    with pytest.raises(NoRecord, match="'talk'"):
        archive.add("talk", said(1))
    for reading in (archive.since("talk"), archive.finals("talk"), archive.record("talk")):
        with pytest.raises(NoRecord):
            await reading
    with pytest.raises(NoRecord):
        await archive.delete("talk")
    archive.end("talk")
    await archive.begin("talk")
    with pytest.raises(StorageError, match="open already"):
        await archive.begin("talk")
    with pytest.raises(NoRecord):
        await archive.since("talk", record="another")


@pytest.mark.parametrize("room", ["", "a\0b", "a\nb", "\ud800", "x" * 201])
async def test_names_that_cannot_be_kept(archive: Archive, room: str) -> None:
    with pytest.raises(StorageError, match="no name"):
        await archive.begin(room)


@pytest.mark.parametrize("room", ["'; DROP TABLE dragoman_events; --", "%", "../../etc", "Ünï ☃"])
async def test_hostile_names_are_only_names(archive: Archive, room: str) -> None:
    await archive.begin("talk")
    await archive.begin(room)
    archive.add("talk", said(1))
    archive.add(room, said(2, "'); DELETE FROM dragoman_records; --\0\ud800 \U0001f600"))
    await archive.flush()
    (event,) = await archive.since(room)
    assert event.to_object()["stable"] == "'); DELETE FROM dragoman_records; --\0\ud800 \U0001f600"
    assert event.text == "'); DELETE FROM dragoman_records; -- \U0001f600"
    assert [hit.event.seq for hit in await archive.search("delete", room=room)] == [2]
    assert await archive.search("delete", room="talk") == []
    await archive.delete(room)
    assert [each.seq for each in await archive.since("talk")] == [1]
    assert await archive.since(room) == ()


async def test_a_room_that_is_open_goes_on_after_its_words_are_deleted(archive: Archive) -> None:
    await archive.begin("talk")
    archive.add("talk", said(1))
    await archive.flush()
    archive.add("talk", said(2))
    await archive.delete("talk")
    archive.add("talk", said(3))
    await archive.flush()
    assert [each.seq for each in await archive.since("talk")] == [3]
    assert [each.room for each in await archive.records()] == ["talk"]


async def test_the_newest_records_come_first(archive: Archive, clock: Clock) -> None:
    for name in ("first", "second", "third"):
        await archive.begin(name)
        clock.pass_days(0.1)
    await archive.flush()
    found = await archive.records()
    assert [each.room for each in found] == ["third", "second", "first"]
    assert found[2].began == BEGAN
    assert {each.ended for each in found} == {None}
    assert [each.room for each in await archive.records("second")] == ["second"]
    assert [each.room for each in await archive.records(limit=1)] == ["third"]


async def test_health(archive: Archive) -> None:
    await archive.begin("talk")
    archive.add("talk", said(1))
    await archive.flush()
    health = archive.health
    assert (health.problem, health.waiting, health.dropped, health.dropped_finals) == ("", 0, 0, 0)
