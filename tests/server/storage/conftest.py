from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from configs.storage_config import Retention
from server.storage.archive import Archive
from server.storage.database import Database
from server.storage.memory_archive import MemoryArchive
from server.storage.postgres_database import PostgresDatabase
from server.storage.sql_archive import SqlArchive
from server.storage.sqlite_database import SqliteDatabase
from tests.server.storage.postgres import PostgresServer, started_server
from tests.server.storage.talks import Clock

MONTH = Retention("days", 30)
Opener = Callable[..., Awaitable[SqlArchive]]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def lines() -> list[str]:
    """What people were told."""
    return []


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    with started_server() as server:
        yield server


NewDatabase = Callable[[], Database]
"""Makes one that opens the same records at each call."""


def maker(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    if kind == "sqlite":
        return lambda: SqliteDatabase(tmp_path / "data" / "records.sqlite")
    url = request.getfixturevalue("postgres").new_database()
    return lambda: PostgresDatabase(url)


@pytest.fixture(params=["sqlite", "postgres"])
def new_database(request: pytest.FixtureRequest, tmp_path: Path) -> NewDatabase:
    return maker(request.param, request, tmp_path)


@pytest.fixture
async def open_sql(
    new_database: NewDatabase, clock: Clock, lines: list[str]
) -> AsyncIterator[Opener]:
    """Opens the records; what is not closed by the test is closed after it."""
    opened: list[SqlArchive] = []

    async def open_it(retention: Retention = MONTH, **options: Any) -> SqlArchive:
        archive = SqlArchive(new_database(), retention, say=lines.append, now=clock, **options)
        opened.append(await archive.open())
        return archive

    yield open_it
    for archive in opened:
        await archive.close()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
async def archive(
    request: pytest.FixtureRequest, tmp_path: Path, clock: Clock, lines: list[str]
) -> AsyncIterator[Archive]:
    """Every archive there is does the same."""
    if request.param == "memory":
        yield MemoryArchive(clock)
        return
    database = maker(request.param, request, tmp_path)()
    opened = await SqlArchive(database, MONTH, say=lines.append, now=clock).open()
    yield opened
    await opened.close()
