"""SQLite: one file, for this process alone."""

import os
from collections.abc import Sequence
from pathlib import Path

from filelock import FileLock, Timeout
from sqlalchemy import URL, ColumnElement, column, event, inspect, select, table, text
from sqlalchemy.dialects import sqlite
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry

from server.storage.database import check_version, plainly, write_version
from server.storage.errors import StorageError
from server.storage.query import Query
from server.storage.tables import WORDS, events, meta, metadata

__all__ = ["SqliteDatabase"]

_PRAGMAS = (
    "busy_timeout = 10000",
    # What is deleted is overwritten in the file, not only unlinked from its tables.
    "secure_delete = ON",
    # Readers do not wait for the writer, and a commit is one append.
    "journal_mode = WAL",
    # A commit is on the disk when it returns, whatever then happens to process or machine.
    "synchronous = FULL",
)
_INDEX = (
    # Our words are parted by spaces and have nothing else to part them, so `ascii` is enough.
    f"CREATE VIRTUAL TABLE IF NOT EXISTS {WORDS} USING fts5(words,"
    f" content='{events.name}', content_rowid='id', tokenize='ascii')",
    f"CREATE TRIGGER IF NOT EXISTS {WORDS}_in AFTER INSERT ON {events.name}"
    f" WHEN new.words IS NOT NULL BEGIN"
    f" INSERT INTO {WORDS}(rowid, words) VALUES (new.id, new.words); END",
    f"CREATE TRIGGER IF NOT EXISTS {WORDS}_out AFTER DELETE ON {events.name}"
    f" WHEN old.words IS NOT NULL BEGIN"
    f" INSERT INTO {WORDS}({WORDS}, rowid, words) VALUES ('delete', old.id, old.words); END",
)


class SqliteDatabase:
    """The file is the user's alone (mode 600), and locked while it is open."""

    def __init__(self, path: Path) -> None:
        self._path = path.absolute()
        self._lock = FileLock(f"{self._path}.lock", timeout=0)
        url = URL.create("sqlite+aiosqlite", database=str(self._path))
        self.engine = create_async_engine(url, pool_size=4, max_overflow=0)
        self.insert = sqlite.insert
        event.listen(self.engine.sync_engine, "connect", _set_up)

    async def open(self) -> None:
        """Make the file where there is none; see `Database.open`."""
        try:
            self._take()
            async with self.engine.connect() as connection:
                await self._make(connection)
        except Timeout as error:
            raise StorageError(f"{self._path} is in use by another Dragoman server") from error
        except (OSError, SQLAlchemyError) as error:
            await self.close()
            raise StorageError(f"cannot open {self._path}: {plainly(error)}") from error
        except StorageError:
            await self.close()
            raise

    async def revive(self) -> None:
        """A file does not go away."""

    def indexed(self, words: Sequence[str]) -> str:
        """The words with spaces between them."""
        return " ".join(words)

    def matching(self, query: Query) -> ColumnElement[bool]:
        """By the index of words."""
        index = table(WORDS, column("rowid"), column(WORDS))
        found = select(index.c.rowid).where(index.c[WORDS].op("MATCH")(query.as_fts5))
        return events.c.id.in_(found)

    async def purge(self) -> None:
        """Merge the index, which else keeps deleted words; write the file anew; empty the log."""
        async with self.engine.connect() as connection:
            await connection.execute(text(f"INSERT INTO {WORDS}({WORDS}) VALUES ('optimize')"))
            await connection.commit()
        async with self.engine.connect() as connection:
            plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await plain.execute(text("VACUUM"))
            result = await plain.execute(text("PRAGMA wal_checkpoint(TRUNCATE)"))
            if result.scalar_one():
                raise StorageError(f"{self._path}-wal is still being read")

    async def close(self) -> None:
        """Close the file; SQLite then takes its log in."""
        await self.engine.dispose()
        self._lock.release()

    def _take(self) -> None:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock.acquire()
        os.close(os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600))

    async def _make(self, connection: AsyncConnection) -> None:
        names = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
        if meta.name in names and await check_version(connection):
            return
        await connection.run_sync(metadata.create_all)
        for statement in _INDEX:
            await connection.execute(text(statement))
        await write_version(connection)
        await connection.commit()


def _set_up(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
