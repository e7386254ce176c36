"""What is kept of rooms, whatever keeps it."""

from collections.abc import Mapping
from typing import Any, Protocol

from configs.storage_config import Retention
from server.storage.record import Hit, Record
from server.storage.stored_event import StoredEvent
from server.storage.writer import Health

__all__ = ["Archive"]


class Archive(Protocol):
    """Takes the events of rooms, and gives them back.

    A room that is open has one record, which is its newest. Where a method takes a room and a
    record, the record's id chooses among the room's; None stands for the newest.
    """

    async def begin(self, room: str, retention: Retention | None = None) -> Record:
        """Open a room's record. Never waits for a database that is out of order.

        `retention` may be shorter than the setting, not longer. If the server was cut off while
        the room was open and its words are kept for days, that record goes on: the room's log
        counts on from its `last_seq`, which is beyond what anybody can have seen. Raises
        `StorageError` for a name that cannot be kept, and for a room that is open already.
        """

    def add(self, room: str, event: Mapping[str, Any]) -> None:
        """Keep an event object of an open room; returns at once.

        Objects have `seq`, which only grows, and `type`; where they have them, `session`,
        `speaker`, `name`, `at` (ISO time of day) and the fields of the session's event. Drafts
        and `stats` are not kept. Raises `UnfitEvent`, and `NoRecord` for a room that is not open.
        """

    def end(self, room: str) -> None:
        """Nothing follows; what is kept for the session only is deleted. Returns at once."""

    async def since(
        self, room: str, seq: int = 0, limit: int = 1000, *, record: str | None = None
    ) -> tuple[StoredEvent, ...]:
        """Events after a `seq`, in order, also those that are not on the disk yet."""

    async def finals(
        self,
        room: str,
        *,
        after: int = 0,
        limit: int = 200,
        language: str | None = None,
        record: str | None = None,
    ) -> tuple[StoredEvent, ...]:
        """Finals after a `seq`, in order; of a language, whether spoken or translated into."""

    async def record(self, room: str, record: str | None = None) -> Record:
        """A room's record; raises `NoRecord`."""

    async def records(self, room: str | None = None, limit: int = 1000) -> tuple[Record, ...]:
        """Records, the newest first."""

    async def search(
        self, query: str, *, room: str | None = None, record: str | None = None, limit: int = 50
    ) -> list[Hit]:
        """Finals that have every word of the query, the newest first.

        They are of one record of a room, since who is in it now need not have been there
        before; or, without a room, of all records there are. A word finds those that begin with
        it, whatever their case and accents. The query's first 16 words count, and nothing in it
        is syntax. Raises `NoRecord`.
        """

    async def delete(self, room: str, record: str | None = None) -> None:
        """Delete a record, or None: all records of the room. An open one goes on, empty.

        Raises `NoRecord`, and `StorageError` where that cannot be done now; it is then done as
        soon as it can be.
        """

    async def sweep(self) -> None:
        """Delete what is older than it may get. The archive does so by itself every hour."""

    async def flush(self) -> None:
        """Return when all is on the disk; raises `StorageError` if it cannot be brought there."""

    @property
    def health(self) -> Health:
        """How the storage does."""

    async def close(self) -> None:
        """End the rooms that are open, store what waits, and let go of the database."""
