"""Rooms of which nothing may ever be on a disk."""

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from configs.storage_config import Retention
from server.storage.backlog import Backlog
from server.storage.errors import NoRecord, StorageError, UnfitEvent
from server.storage.query import Query
from server.storage.record import Hit, Record, check_room, hits, newest
from server.storage.stored_event import StoredEvent, is_kept
from server.storage.writer import Health

__all__ = ["MemoryArchive"]

ROOM_BYTES = 16 * 2**20
"""What is remembered of a room: the newest, finals longest; hours of talk."""


@dataclass(slots=True)
class _Room:
    record: Record
    events: Backlog = field(default_factory=lambda: Backlog(ROOM_BYTES))


class MemoryArchive:
    """An `Archive` whose rooms are forgotten when they end."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._rooms: dict[str, _Room] = {}

    def holds(self, room: str, record: str | None = None) -> bool:
        """Whether a room is open here, and with this record if one is named."""
        kept = self._rooms.get(room)
        return kept is not None and record in (None, kept.record.id)

    async def begin(self, room: str, retention: Retention | None = None) -> Record:
        """See `Archive.begin`."""
        if check_room(room) in self._rooms:
            raise StorageError(f"the room {room!r} is open already")
        record = Record(uuid.uuid4().hex, room, self._now(), None, Retention("none"))
        self._rooms[room] = _Room(record)
        return record

    def add(self, room: str, event: Mapping[str, Any]) -> None:
        """See `Archive.add`."""
        kept = self._room(room)
        read = StoredEvent.read(kept.record.id, event, self._now())
        if read.seq <= kept.record.last_seq:
            raise UnfitEvent(f"seq {read.seq} comes after {kept.record.last_seq}")
        kept.record = replace(kept.record, last_seq=read.seq)
        if is_kept(event):
            kept.events.put(read)

    def end(self, room: str) -> None:
        """See `Archive.end`."""
        self._rooms.pop(room, None)

    async def since(
        self, room: str, seq: int = 0, limit: int = 1000, *, record: str | None = None
    ) -> tuple[StoredEvent, ...]:
        """See `Archive.since`."""
        events = self._room(room, record).events.all()
        return tuple(event for event in events if event.seq > seq)[:limit]

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
        found = (
            event
            for event in self._room(room, record).events.all()
            if event.seq > after and event.is_final and language in (None, event.language)
        )
        return tuple(found)[:limit]

    async def record(self, room: str, record: str | None = None) -> Record:
        """See `Archive.record`."""
        return self._room(room, record).record

    async def records(self, room: str | None = None, limit: int = 1000) -> tuple[Record, ...]:
        """See `Archive.records`."""
        found = [kept.record for name, kept in self._rooms.items() if room in (None, name)]
        return tuple(sorted(found, key=lambda record: record.began, reverse=True)[:limit])

    async def search(
        self, query: str, *, room: str | None = None, record: str | None = None, limit: int = 50
    ) -> list[Hit]:
        """See `Archive.search`."""
        parsed, found = Query.parse(query), list[Hit]()
        searched = self._rooms.values() if room is None else [self._room(room, record)]
        for kept in searched:
            found += hits(parsed, kept.record.room, kept.events.all())
        return newest(found, limit)

    async def delete(self, room: str, record: str | None = None) -> None:
        """See `Archive.delete`."""
        events = self._room(room, record).events
        events.forget(events.all())

    async def sweep(self) -> None:
        """What ends is gone already."""

    async def flush(self) -> None:
        """There is no disk."""

    @property
    def health(self) -> Health:
        """Nothing waits for anything."""
        return Health("", 0, 0, 0, 0)

    async def close(self) -> None:
        """Forget everything."""
        self._rooms.clear()

    def _room(self, room: str, record: str | None = None) -> _Room:
        kept = self._rooms.get(room)
        if kept is None or record not in (None, kept.record.id):
            raise NoRecord(room)
        return kept
