"""What a database adds: it is still there when its server opens again."""

import asyncio

import pytest

from configs.storage_config import Retention
from server.storage.archive import Archive
from server.storage.database import Database
from server.storage.errors import NoRecord, StorageError
from server.storage.sql_archive import SEQ_LEAP
from server.storage.tables import meta
from tests.server.storage.conftest import MONTH, NewDatabase, Opener
from tests.server.storage.talks import BEGAN, Clock, said, warned

SESSION = Retention("session")
WEEK = Retention("days", 7)


async def test_records_outlive_their_server(open_sql: Opener, clock: Clock) -> None:
    archive = await open_sql()
    began = await archive.begin("talk")
    archive.add("talk", said(1))
    clock.pass_days(1)
    archive.end("talk")
    await archive.close()
    archive = await open_sql()
    assert [each.seq for each in await archive.since("talk")] == [1]
    record = await archive.record("talk")
    assert (record.id, record.began, record.ended) == (began.id, BEGAN, clock.time)
    assert (record.retention, record.last_seq) == (MONTH, 1)


async def test_close_ends_rooms_and_stores_what_waits(open_sql: Opener) -> None:
    archive = await open_sql()
    await archive.begin("talk")
    archive.add("talk", said(1))
    await archive.close()
    record = await (await open_sql()).record("talk")
    assert record.ended == BEGAN
    assert record.last_seq == 1


async def test_a_room_that_opens_again_begins_anew(open_sql: Opener, clock: Clock) -> None:
    archive = await open_sql()
    first = await archive.begin("talk")
    archive.add("talk", said(1, "first"))
    archive.end("talk")
    clock.pass_days(1)
    second = await archive.begin("talk")
    archive.add("talk", said(1, "second"))
    await archive.flush()
    assert [each.id for each in await archive.records("talk")] == [second.id, first.id]
    assert [each.text for each in await archive.since("talk")] == ["second"]
    assert [each.text for each in await archive.since("talk", record=first.id)] == ["first"]
    assert await archive.search("first", room="talk") == []
    assert len(await archive.search("first", room="talk", record=first.id)) == 1
    assert len(await archive.search("first")) == 1
    await archive.delete("talk", first.id)
    assert [each.id for each in await archive.records("talk")] == [second.id]
    await archive.delete("talk")
    archive.end("talk")
    await archive.flush()
    assert await archive.since("talk") == ()


async def test_what_is_kept_for_the_session_goes_with_the_room(open_sql: Opener) -> None:
    archive = await open_sql(SESSION)
    await archive.begin("talk")
    archive.add("talk", said(1))
    await archive.flush()
    archive.add("talk", said(2))
    archive.end("talk")
    with pytest.raises(NoRecord):
        archive.add("talk", said(3))
    await archive.flush()
    assert await archive.records() == ()
    with pytest.raises(NoRecord):
        await archive.since("talk")


async def test_a_room_may_be_kept_shorter_than_the_setting_says(open_sql: Opener) -> None:
    archive = await open_sql(WEEK)
    assert (await archive.begin("a", SESSION)).retention == SESSION
    assert (await archive.begin("b", MONTH)).retention == WEEK
    archive.end("a")
    await archive.flush()
    assert [each.room for each in await archive.records()] == ["b"]


async def test_words_go_after_their_days(open_sql: Opener, clock: Clock) -> None:
    archive = await open_sql(WEEK)
    await archive.begin("long")
    await archive.begin("short")
    archive.add("short", said(1, at=clock.time))
    archive.end("short")
    for seq in range(1, 10):
        archive.add("long", said(seq, at=clock.time))
        clock.pass_days(1)
    await archive.sweep()
    assert [each.seq for each in await archive.since("long")] == [3, 4, 5, 6, 7, 8, 9]
    assert [each.room for each in await archive.records()] == ["long"]
    clock.pass_days(10)
    await archive.sweep()
    assert await archive.since("long") == ()
    assert (await archive.record("long")).last_seq == 9
    archive.end("long")
    await archive.flush()
    await archive.sweep()
    assert await archive.records() == ()


async def test_a_shorter_setting_holds_for_old_records_too(open_sql: Opener, clock: Clock) -> None:
    archive = await open_sql(MONTH)
    await archive.begin("talk")
    archive.add("talk", said(1, at=clock.time))
    await archive.close()
    clock.pass_days(8)
    archive = await open_sql(SESSION)
    assert [each.seq for each in await archive.since("talk")] == [1]
    await archive.close()
    archive = await open_sql(WEEK)
    assert await archive.records() == ()


async def test_one_server_at_a_time(open_sql: Opener) -> None:
    archive = await open_sql()
    with pytest.raises(StorageError, match="in use by another Dragoman server"):
        await open_sql()
    await archive.begin("talk")
    await archive.close()
    await open_sql()


async def test_a_newer_version_is_left_alone(open_sql: Opener, new_database: NewDatabase) -> None:
    await (await open_sql()).close()
    database = new_database()
    await set_version(database, "2")
    with pytest.raises(StorageError, match=r"version 2, made by a newer Dragoman.*knows version 1"):
        await open_sql()
    await set_version(database, "1")
    await open_sql()


async def set_version(database: Database, version: str) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(meta.update().values(value=version))
    await database.close()


async def stored(archive: Archive) -> None:
    """Wait as a room does: let the others have their turns."""
    async with asyncio.timeout(20):
        for _ in iter(lambda: archive.health.waiting, 0):
            await asyncio.sleep(0)


async def test_events_need_no_flush(open_sql: Opener) -> None:
    archive = await open_sql()
    await archive.begin("talk")
    archive.add("talk", said(1))
    await stored(archive)
    assert [each.seq for each in await archive.since("talk")] == [1]
    archive.add("talk", said(2))
    archive.add("talk", warned(3))
    await stored(archive)
    assert [each.seq for each in await archive.since("talk")] == [1, 2, 3]


async def test_thousands_of_events(open_sql: Opener) -> None:
    archive = await open_sql()
    await archive.begin("talk")
    for seq in range(1, 3001):
        archive.add("talk", said(seq, "one two"))
    await archive.flush()
    assert archive.health.waiting == 0
    read = [each.seq for each in await archive.since("talk", 0, 5000)]
    assert read == list(range(1, 3001))
    await archive.delete("talk")
    assert await archive.since("talk") == ()


async def test_a_record_that_its_server_was_cut_off_from_goes_on(open_sql: Opener) -> None:
    archive = await open_sql()
    first = await archive.begin("talk")
    archive.add("talk", said(5))
    await archive.flush()
    await archive.abandon()
    archive = await open_sql()
    again = await archive.begin("talk")
    assert (again.id, again.last_seq) == (first.id, 5 + SEQ_LEAP)
    archive.add("talk", said(again.last_seq + 1))
    archive.end("talk")
    await archive.flush()
    assert [each.seq for each in await archive.since("talk")] == [5, 6 + SEQ_LEAP]
    assert (await archive.begin("talk")).id != first.id


async def test_sessions_that_a_crash_left_are_deleted_at_the_start(open_sql: Opener) -> None:
    archive = await open_sql(SESSION)
    await archive.begin("talk")
    archive.add("talk", said(1))
    await archive.flush()
    await archive.abandon()
    archive = await open_sql(MONTH)
    assert await archive.records() == ()
    assert (await archive.begin("talk")).last_seq == 0


async def test_what_is_deleted_or_ended_is_so_at_once(open_sql: Opener) -> None:
    archive = await open_sql()
    await archive.begin("session", SESSION)
    await archive.begin("kept")
    for room in ("session", "kept"):
        archive.add(room, said(1))
    await archive.flush()
    for room in ("session", "kept"):
        archive.add(room, said(2))
        archive.end(room)
    assert [each.room for each in await archive.records()] == ["kept"]
    assert (await archive.record("kept")).ended == BEGAN
    assert {hit.room for hit in await archive.search("hello")} == {"kept"}
    assert [each.seq for each in await archive.since("kept")] == [1, 2]
