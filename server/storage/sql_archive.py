"""Rooms whose words are kept in a database."""

import asyncio
import uuid
from collections.abc import Awaitable, Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from typing import Any, Self, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from configs.storage_config import Retention
from server.storage.database import Database, plainly
from server.storage.errors import NoRecord, StorageError, UnfitEvent
from server.storage.ledger import Ledger
from server.storage.query import Query
from server.storage.record import Hit, Record, check_room, hits, newest
from server.storage.stored_event import StoredEvent, is_kept
from server.storage.writer import Health, Writer

__all__ = ["SqlArchive"]

_T = TypeVar("_T")

MOST_WAITING_BYTES = 64 * 2**20
"""Events in memory while the database takes none."""
SWEEP_S = 3600.0
SEQ_LEAP = 1_000_000
"""Beyond what people can have seen of a room after its last stored event when it was cut off."""


class SqlArchive:
    """An `Archive` in a database."""

    def __init__(
        self,
        database: Database,
        retention: Retention,
        *,
        say: Callable[[str], None],
        now: Callable[[], datetime],
        most_waiting_bytes: int = MOST_WAITING_BYTES,
    ) -> None:
        """`retention` is the longest for every room; `say` takes lines for people."""
        self._database = database
        self._retention = retention
        self._say = say
        self._now = now
        self._ledger = Ledger(database)
        self._writer = Writer(database, say, most_waiting_bytes)
        self._live: dict[str, Record] = {}
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    async def open(self) -> Self:
        """Open the database, and delete what should have been deleted; raises `StorageError`."""
        await self._database.open()
        try:
            for record in await self._read(self._ledger.sessions()):
                self._writer.doom(record)
            with suppress(StorageError):
                await self.sweep()
        except BaseException:
            await self._database.close()
            raise
        self._tasks = (
            asyncio.create_task(self._writer.run(), name="storage writer"),
            asyncio.create_task(self._keep_sweeping(), name="storage sweeper"),
        )
        return self

    async def begin(self, room: str, retention: Retention | None = None) -> Record:
        """See `Archive.begin`."""
        if check_room(room) in self._live:
            raise StorageError(f"the room {room!r} is open already")
        kept = (retention or self._retention).no_longer_than(self._retention)
        record = Record(uuid.uuid4().hex, room, self._now(), None, kept)
        self._live[room] = record
        with suppress(StorageError):
            record = await self._resumed(record)
        self._set(record)
        return record

    def add(self, room: str, event: Mapping[str, Any]) -> None:
        """See `Archive.add`."""
        record = self._live.get(room)
        if record is None:
            raise NoRecord(room)
        read = StoredEvent.read(record.id, event, self._now())
        if read.seq <= record.last_seq:
            raise UnfitEvent(f"seq {read.seq} comes after {record.last_seq}")
        if is_kept(event):
            self._writer.put(read)
            self._set(replace(record, last_seq=read.seq))
        else:
            self._live[room] = replace(record, last_seq=read.seq)

    def end(self, room: str) -> None:
        """See `Archive.end`."""
        record = self._live.pop(room, None)
        if record is None:
            return
        if record.retention.kind == "session":
            self._writer.doom(record.id)
        else:
            self._writer.change(replace(record, ended=self._now()))

    async def since(
        self, room: str, seq: int = 0, limit: int = 1000, *, record: str | None = None
    ) -> tuple[StoredEvent, ...]:
        """See `Archive.since`."""
        return await self._events(room, record, seq, limit, finals=False, language=None)

    async def finals(
        self,
        room: str,
        *,
        after: int = 0,
        limit: int = 200,
        language: str | None = None,
        record: str | None = None,
    ) -> tuple[StoredEvent, ...]:
        """See `Archive.finals`."""
        return await self._events(room, record, after, limit, finals=True, language=language)

    async def record(self, room: str, record: str | None = None) -> Record:
        """See `Archive.record`."""
        live = self._live.get(room)
        if live is not None and record in (None, live.id):
            return live
        for found in await self.records(room):
            if record in (None, found.id):
                return found
        raise NoRecord(room)

    async def records(self, room: str | None = None, limit: int = 1000) -> tuple[Record, ...]:
        """See `Archive.records`."""
        known = {
            record.id: record
            for record in (*self._writer.unstored(), *self._live.values())
            if room in (None, record.room)
        }
        for record in await self._read(self._ledger.records(room, limit)):
            if not self._writer.is_doomed(record.id):
                known.setdefault(record.id, record)
        return tuple(sorted(known.values(), key=lambda each: each.began, reverse=True)[:limit])

    async def search(
        self, query: str, *, room: str | None = None, record: str | None = None, limit: int = 50
    ) -> list[Hit]:
        """See `Archive.search`."""
        parsed = Query.parse(query)
        if not parsed.phrases:
            return []
        chosen = None if room is None else (await self.record(room, record)).id
        rooms = {
            each.id: each.room
            for each in (*self._writer.unstored(), *self._live.values())
            if chosen in (None, each.id)
        }
        found = {
            (hit.event.record, hit.event.seq): hit
            for event in self._writer.waiting()
            if event.record in rooms
            for hit in hits(parsed, rooms[event.record], [event])
        }
        for hit in await self._read(self._ledger.search(parsed, chosen, limit)):
            if not self._writer.is_doomed(hit.event.record):
                found[hit.event.record, hit.event.seq] = hit
        return newest(found.values(), limit)

    async def delete(self, room: str, record: str | None = None) -> None:
        """See `Archive.delete`."""
        found = [each for each in await self.records(room) if record in (None, each.id)]
        if not found:
            raise NoRecord(room)
        for each in found:
            self._writer.doom(each.id)
            live = self._live.get(room)
            if live is not None and live.id == each.id:
                self._writer.change(live)
        await self.flush()

    async def sweep(self) -> None:
        """See `Archive.sweep`."""
        await self.flush()
        days = self._retention.days if self._retention.kind == "days" else None
        await self._writer.sweep(self._now(), days, self._live_ids())

    async def flush(self) -> None:
        """See `Archive.flush`."""
        await self._writer.flush()

    @property
    def health(self) -> Health:
        """See `Archive.health`."""
        return self._writer.health

    async def close(self) -> None:
        """See `Archive.close`."""
        if not self._tasks:
            return
        for room in tuple(self._live):
            self.end(room)
        try:
            await self.flush()
        except StorageError:
            self._say(f"{self.health.waiting} events could not be stored and are lost")
        await self.abandon()

    async def abandon(self) -> None:
        """Let go of the database at once, as if the server was cut off."""
        tasks, self._tasks = self._tasks, ()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if tasks:
            await self._database.close()

    def _set(self, record: Record) -> None:
        self._live[record.room] = record
        self._writer.change(record)

    def _live_ids(self) -> Collection[str]:
        return [record.id for record in self._live.values()]

    async def _resumed(self, record: Record) -> Record:
        """The record that the room's server was cut off from, if it goes on with this one."""
        left = [found for found in await self._left(record.room) if found.id != record.id]
        for each in left[1:] if record.retention.kind == "days" else left:
            self._writer.change(replace(each, ended=self._now()))
        if not left or record.retention.kind != "days":
            return record
        last_seq = left[0].last_seq + SEQ_LEAP
        return replace(left[0], retention=record.retention, last_seq=last_seq)

    async def _left(self, room: str) -> list[Record]:
        stored = await self._read(self._ledger.records(room, 1000))
        return [found for found in stored if found.ended is None]

    async def _events(
        self,
        room: str,
        record: str | None,
        after: int,
        limit: int,
        *,
        finals: bool,
        language: str | None,
    ) -> tuple[StoredEvent, ...]:
        chosen = (await self.record(room, record)).id
        # Looked at before the database: what is stored in the meantime is found in both.
        found = {
            event.seq: event
            for event in self._writer.waiting()
            if event.record == chosen
            and event.seq > after
            and (event.is_final or not finals)
            and language in (None, event.language)
        }
        stored = self._ledger.events(chosen, after, limit, finals=finals, language=language)
        for event in await self._read(stored):
            if not self._writer.is_doomed(chosen):
                found[event.seq] = event
        return tuple(found[seq] for seq in sorted(found)[:limit])

    async def _read(self, reading: Awaitable[_T]) -> _T:
        try:
            return await reading
        except (SQLAlchemyError, OSError) as error:
            raise StorageError(f"cannot read what is stored: {plainly(error)}") from error

    async def _keep_sweeping(self) -> None:
        while True:
            await asyncio.sleep(SWEEP_S)
            with suppress(StorageError):
                await self.sweep()
