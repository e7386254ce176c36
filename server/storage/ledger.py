"""What is written, read and deleted. Values are bound, and never part of a statement."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, delete, exists, select
from sqlalchemy.ext.asyncio import AsyncConnection

from server.storage.database import Database
from server.storage.query import Query
from server.storage.record import Hit, Record
from server.storage.stored_event import StoredEvent
from server.storage.tables import event_of, events, record_of, record_row, records, to_ms
from server.storage.words import words_of

__all__ = ["Ledger"]

_DELETED_AT_ONCE = 2000
"""Rows: between two such deletions others may write."""
_MOST_INDEXED = 4000
"""Words of one event that can be searched."""


class Ledger:
    """Records and their events in a database. Errors are SQLAlchemy's own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def write(self, kept: Sequence[Record], batch: Sequence[StoredEvent]) -> None:
        """Store records and events in one transaction; what is there already stays as it is.

        So a batch whose transaction ended in doubt can be written again.
        """
        async with self._database.engine.begin() as connection:
            for record in kept:
                await self._put_record(connection, record)
            if batch:
                insert = self._database.insert(events)
                statement = insert.on_conflict_do_nothing(index_elements=["record", "seq"])
                await connection.execute(statement, [self._row(event) for event in batch])

    async def erase(self, record: str) -> None:
        """Delete a record with all its events."""
        await self._delete_events(events.c.record == record)
        async with self._database.engine.begin() as connection:
            await connection.execute(delete(records).where(records.c.id == record))

    async def sweep(self, now: datetime, most_days: int | None, live: Collection[str]) -> bool:
        """Delete what is older than its record's days, or than `most_days`, and empty records.

        Returns whether anything was deleted. Records in `live` stay, also when they are empty.
        """
        days = set(await self._days_in_use())
        deleted = 0
        for each in days:
            kept_days = each if most_days is None else min(each, most_days)
            before_ms = to_ms(now - timedelta(days=kept_days))
            of_these = select(records.c.id).where(records.c.days == each)
            old = events.c.record.in_(of_these) & (events.c.at_ms < before_ms)
            deleted += await self._delete_events(old)
            empty = ~exists().where(events.c.record == records.c.id)
            gone = (records.c.days == each) & (records.c.began_ms < before_ms) & empty
            async with self._database.engine.begin() as connection:
                result = await connection.execute(
                    delete(records).where(gone, records.c.id.not_in(live))
                )
            deleted += result.rowcount
        return bool(deleted)

    async def sessions(self) -> tuple[str, ...]:
        """Records that are kept until their room ends."""
        async with self._database.engine.connect() as connection:
            found = await connection.scalars(
                select(records.c.id).where(records.c.retention == "session")
            )
            return tuple(found)

    async def records(self, room: str | None, limit: int) -> tuple[Record, ...]:
        """Records, the newest first."""
        statement = select(records).order_by(records.c.began_ms.desc(), records.c.id).limit(limit)
        if room is not None:
            statement = statement.where(records.c.room == room)
        return tuple(map(record_of, await self._rows(statement)))

    async def events(
        self, record: str, after: int, limit: int, *, finals: bool = False, language: str | None
    ) -> tuple[StoredEvent, ...]:
        """Events after a `seq`, in order."""
        wanted = (events.c.record == record) & (events.c.seq > after)
        if finals:
            wanted &= events.c.is_final == 1
        if language is not None:
            wanted &= events.c.language == language
        statement = select(events).where(wanted).order_by(events.c.seq).limit(limit)
        return tuple(map(event_of, await self._rows(statement)))

    async def search(self, query: Query, record: str | None, limit: int) -> tuple[Hit, ...]:
        """Finals that have every word of a query, the newest first."""
        statement = (
            select(events, records.c.room)
            .join(records, records.c.id == events.c.record)
            .where(self._database.matching(query))
            .order_by(events.c.at_ms.desc(), events.c.id.desc())
            .limit(limit)
        )
        if record is not None:
            statement = statement.where(events.c.record == record)
        return tuple(
            Hit(event_of(row), row["room"], query.spans(row["text"]))
            for row in await self._rows(statement)
        )

    async def _rows(self, statement: Any) -> Sequence[Any]:
        async with self._database.engine.connect() as connection:
            return (await connection.execute(statement)).mappings().all()

    async def _put_record(self, connection: AsyncConnection, record: Record) -> None:
        row = record_row(record)
        changing = {name: row[name] for name in ("ended_ms", "retention", "days", "last_seq")}
        statement = self._database.insert(records).values(row)
        await connection.execute(
            statement.on_conflict_do_update(index_elements=["id"], set_=changing)
        )

    async def _days_in_use(self) -> Sequence[int]:
        async with self._database.engine.connect() as connection:
            statement = select(records.c.days).where(records.c.retention == "days").distinct()
            return (await connection.scalars(statement)).all()

    async def _delete_events(self, old: ColumnElement[bool]) -> int:
        chosen = select(events.c.id).where(old).limit(_DELETED_AT_ONCE)
        deleted = 0
        while True:
            async with self._database.engine.begin() as connection:
                result = await connection.execute(delete(events).where(events.c.id.in_(chosen)))
            deleted += result.rowcount
            if result.rowcount < _DELETED_AT_ONCE:
                return deleted

    def _row(self, event: StoredEvent) -> Mapping[str, Any]:
        words = [found.plain for found in islice(words_of(event.text), _MOST_INDEXED)]
        return {
            "record": event.record,
            "seq": event.seq,
            "type": event.type,
            "session": event.session,
            "speaker": event.speaker,
            "name": event.name,
            "segment": event.segment,
            "language": event.language,
            "is_final": int(event.is_final),
            "text": event.text,
            "at_ms": to_ms(event.at),
            "body": event.body,
            "words": self._database.indexed(words) if event.is_final and words else None,
        }
