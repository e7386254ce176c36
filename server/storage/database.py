"""What differs between kinds of databases, and how any of them is opened."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from sqlalchemy import ColumnElement, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from server.storage.errors import StorageError
from server.storage.query import Query
from server.storage.tables import VERSION, meta

__all__ = ["Database", "Insert", "check_version", "plainly", "write_version"]

Insert = Callable[..., sqlite.Insert] | Callable[..., postgresql.Insert]

_VERSION_KEY = "version"


class Database(Protocol):
    """A kind of database."""

    @property
    def engine(self) -> AsyncEngine:
        """Its connections."""

    @property
    def insert(self) -> Insert:
        """Makes an INSERT that can say what happens where the row is there already."""

    async def open(self) -> None:
        """Take hold of it for this process alone, and make what is missing.

        Raises `StorageError` where it cannot be reached, is in use, or is of a newer version.
        """

    async def revive(self) -> None:
        """Make sure that it is still ours after a failure; raises `StorageError`."""

    def indexed(self, words: Sequence[str]) -> Any:
        """The value of the column `words` for words in this order."""

    def matching(self, query: Query) -> ColumnElement[bool]:
        """The condition that an event has what is searched for."""

    async def purge(self) -> None:
        """Wipe what was deleted out of the files, as far as it is in our hands."""

    async def close(self) -> None:
        """Let go of it."""


async def check_version(connection: AsyncConnection) -> bool:
    """Whether the tables are there and finished; raises `StorageError` if they are newer."""
    version = await connection.scalar(select(meta.c.value).where(meta.c.key == _VERSION_KEY))
    if version is not None and int(version) > VERSION:
        raise StorageError(
            f"the stored records are of version {version}, made by a newer Dragoman; this one "
            f"knows version {VERSION}: upgrade it, or let storage.url name another database"
        )
    return version is not None


async def write_version(connection: AsyncConnection) -> None:
    """Say that all tables are made: this comes last."""
    await connection.execute(meta.insert().values(key=_VERSION_KEY, value=str(VERSION)))


def plainly(error: BaseException) -> str:
    """The database's own words in one line, without the statement and its values."""
    cause: BaseException = error
    if isinstance(error, DBAPIError) and error.orig is not None:
        cause = error.orig
    elif isinstance(error, SQLAlchemyError):
        return type(error).__name__
    if isinstance(cause, TimeoutError):
        return "it does not answer"
    lines = str(cause).strip().splitlines()
    return lines[0] if lines else type(cause).__name__
