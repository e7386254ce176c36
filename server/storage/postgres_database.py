"""PostgreSQL, for those who have one; needs the extra `postgres`."""

from collections.abc import Sequence
from importlib.util import find_spec

from sqlalchemy import ColumnElement, cast, inspect, make_url, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from configs.errors import MissingPart
from server.storage.database import check_version, plainly, write_version
from server.storage.errors import StorageError
from server.storage.query import Query
from server.storage.tables import WORDS, events, meta, metadata, records

__all__ = ["PostgresDatabase"]

_INSTALL = "pip install 'dragoman[postgres]'"
_LOCK = int.from_bytes(b"Dragoman")
"""Number of the lock in the database that tells that a server uses it."""
_LOCK_NOT_AVAILABLE = "55P03"
_CONNECT_S = 5
_HANDOVER_S = 5
"""PostgreSQL takes a while to see that a server is gone: one that follows it at once waits."""


class PostgresDatabase:
    """A database that one server uses at a time: its locks end with the connection."""

    def __init__(self, url: str) -> None:
        """Raises `MissingPart` without the driver, `StorageError` for what is no URL."""
        if find_spec("psycopg") is None:
            raise MissingPart("the driver of PostgreSQL (psycopg)", _INSTALL)
        try:
            parsed = make_url(url).set(drivername="postgresql+psycopg")
        except (ValueError, SQLAlchemyError) as error:
            raise StorageError("storage.url is not a URL of a database") from error
        self._shown = parsed.render_as_string(hide_password=True).replace("+psycopg", "", 1)
        self.engine = create_async_engine(
            parsed,
            pool_size=4,
            max_overflow=1,
            pool_pre_ping=True,
            connect_args={"connect_timeout": _CONNECT_S},
        )
        self.insert = postgresql.insert
        self._holder: AsyncConnection | None = None

    async def open(self) -> None:
        """See `Database.open`."""
        try:
            await self._hold()
            async with self.engine.begin() as connection:
                await self._make(connection)
        except StorageError:
            await self.close()
            raise
        except (OSError, SQLAlchemyError) as error:
            await self.close()
            raise StorageError(f"cannot open {self._shown}: {plainly(error)}") from error

    async def revive(self) -> None:
        """Take the lock again where it went with its connection."""
        holder = self._holder
        if holder is not None:
            try:
                await holder.execute(text("SELECT 1"))
            except (OSError, SQLAlchemyError):
                self._holder = None
                await holder.close()
        if self._holder is None:
            await self._hold()

    def indexed(self, words: Sequence[str]) -> str:
        """A tsvector as text: no dictionary and no parser changes our words."""
        return " ".join(f"'{word}':{place}" for place, word in enumerate(words, start=1))

    def matching(self, query: Query) -> ColumnElement[bool]:
        """By the index of words."""
        return events.c.words.op("@@", is_comparison=True)(
            cast(query.as_tsquery, postgresql.TSQUERY)
        )

    async def purge(self) -> None:
        """Drop dead rows. What the server's own log and backups hold is its keeper's."""
        async with self.engine.connect() as connection:
            plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
            for name in (events.name, records.name):
                await plain.execute(text(f"VACUUM {name}"))

    async def close(self) -> None:
        """Close all connections, and let the lock go with them."""
        if self._holder is not None:
            await self._holder.close()
            self._holder = None
        await self.engine.dispose()

    async def _hold(self) -> None:
        connection = await self.engine.connect()
        try:
            plain = await connection.execution_options(isolation_level="AUTOCOMMIT")
            await plain.execute(text(f"SET lock_timeout = '{_HANDOVER_S}s'"))
            await plain.execute(text("SELECT pg_advisory_lock(:n)"), {"n": _LOCK})
            await plain.execute(text("RESET lock_timeout"))
        except BaseException as error:
            # Not back into the pool: nothing else should run with this limit.
            await connection.invalidate()
            await connection.close()
            if isinstance(error, DBAPIError) and _is_taken(error):
                raise StorageError(f"{self._shown} is in use by another Dragoman server") from None
            raise
        self._holder = connection

    async def _make(self, connection: AsyncConnection) -> None:
        names = await connection.run_sync(lambda plain: inspect(plain).get_table_names())
        if meta.name in names and await check_version(connection):
            return
        await connection.run_sync(metadata.create_all)
        index = f"CREATE INDEX IF NOT EXISTS {WORDS} ON {events.name} USING gin (words)"
        await connection.execute(text(index))
        await write_version(connection)


def _is_taken(error: DBAPIError) -> bool:
    return getattr(error.orig, "sqlstate", None) == _LOCK_NOT_AVAILABLE
