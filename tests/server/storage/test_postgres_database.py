import asyncio
import sys
from pathlib import Path

import psycopg
import pytest

from configs.errors import MissingPart
from server.storage import postgres_database, writer
from server.storage.errors import StorageError
from server.storage.postgres_database import PostgresDatabase
from server.storage.sql_archive import SqlArchive
from tests.server.storage.conftest import MONTH
from tests.server.storage.postgres import PostgresServer, started_server
from tests.server.storage.talks import Clock, said


async def test_a_server_that_goes_away_and_comes_back(clock: Clock, lines: list[str]) -> None:
    with started_server() as server:
        url = server.new_database()
        archive = SqlArchive(PostgresDatabase(url), MONTH, say=lines.append, now=clock)
        await archive.open()
        await archive.begin("talk")
        archive.add("talk", said(1))
        await archive.flush()
        server.stop()
        for seq in range(2, 6):
            archive.add("talk", said(seq))
            with pytest.raises(StorageError, match="cannot store"):
                await archive.flush()
        with pytest.raises(StorageError, match="cannot read"):
            await archive.since("talk")
        other = await archive.begin("meeting")
        assert len(lines) == 1
        server.start()
        await archive.flush()
        assert lines[1:] == ["what was said is being stored again"]
        assert [each.seq for each in await archive.since("talk")] == [1, 2, 3, 4, 5]
        assert await archive.record("meeting") == other
        with pytest.raises(StorageError, match="in use by another Dragoman server"):
            await SqlArchive(PostgresDatabase(url), MONTH, say=print, now=clock).open()
        await archive.close()


async def test_a_server_whose_predecessor_is_just_going(postgres: PostgresServer) -> None:
    url = postgres.new_database()
    before, after = PostgresDatabase(url), PostgresDatabase(url)
    await before.open()
    async with asyncio.timeout(20):
        opening = asyncio.create_task(after.open())
        with psycopg.connect(url, autocommit=True) as watcher:
            for _ in iter(lambda: waits_for_a_lock(watcher), True):
                await asyncio.sleep(0)
        await before.close()
        await opening
    await after.close()


def waits_for_a_lock(watcher: psycopg.Connection) -> bool:
    found = watcher.execute("SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    return found.fetchone() is not None


async def test_a_server_that_does_not_answer(
    postgres: PostgresServer, clock: Clock, lines: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writer, "ANSWER_S", 0.2)
    url = postgres.new_database()
    archive = await SqlArchive(PostgresDatabase(url), MONTH, say=lines.append, now=clock).open()
    await archive.begin("talk")
    archive.add("talk", said(1))
    with psycopg.connect(url) as other:
        other.execute("LOCK TABLE dragoman_events")
        for _ in range(3):
            with pytest.raises(StorageError, match="cannot store: it does not answer"):
                await archive.flush()
        archive.add("talk", said(2))
    monkeypatch.undo()
    await archive.flush()
    assert len(lines) == 2
    assert [each.seq for each in await archive.since("talk")] == [1, 2]
    await archive.close()


async def test_a_server_that_is_not_there(tmp_path: Path) -> None:
    database = PostgresDatabase(f"postgresql://me:hunter2@/talks?host={tmp_path}")
    with pytest.raises(StorageError, match=r"cannot open postgresql://me:\*\*\*@/talks") as info:
        await database.open()
    assert "hunter2" not in str(info.value)
    assert len(str(info.value).splitlines()) == 1


def test_what_is_no_url() -> None:
    with pytest.raises(StorageError, match="not a URL"):
        PostgresDatabase("postgresql://h:port/talks")


def test_without_the_driver(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    monkeypatch.setattr(postgres_database, "find_spec", lambda name: None)
    with pytest.raises(MissingPart, match=r"pip install 'dragoman\[postgres\]'"):
        PostgresDatabase("postgresql://h/talks")
