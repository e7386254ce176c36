"""Rooms that are kept, and beside them rooms that asked for nothing to be kept."""

from collections.abc import Mapping
from typing import Any

from configs.storage_config import Retention
from server.storage.archive import Archive
from server.storage.memory_archive import MemoryArchive
from server.storage.record import Hit, Record, newest
from server.storage.stored_event import StoredEvent
from server.storage.writer import Health

__all__ = ["MixedArchive"]


class MixedArchive:
    """An `Archive` that sends each room to one of two."""

    def __init__(self, kept: Archive, unkept: MemoryArchive) -> None:
        self._kept = kept
        self._unkept = unkept

    async def begin(self, room: str, retention: Retention | None = None) -> Record:
        """See `Archive.begin`."""
        if retention is not None and retention.kind == "none":
            return await self._unkept.begin(room)
        return await self._of(room).begin(room, retention)

    def add(self, room: str, event: Mapping[str, Any]) -> None:
        """See `Archive.add`."""
        self._of(room).add(room, event)

    def end(self, room: str) -> None:
        """See `Archive.end`."""
        self._of(room).end(room)

    async def since(
        self, room: str, seq: int = 0, limit: int = 1000, *, record: str | None = None
    ) -> tuple[StoredEvent, ...]:
        """See `Archive.since`."""
        return await self._of(room, record).since(room, seq, limit, record=record)

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
        chosen = self._of(room, record)
        return await chosen.finals(room, after=after, limit=limit, language=language, record=record)

    async def record(self, room: str, record: str | None = None) -> Record:
        """See `Archive.record`."""
        return await self._of(room, record).record(room, record)

    async def records(self, room: str | None = None, limit: int = 1000) -> tuple[Record, ...]:
        """See `Archive.records`."""
        found = [
            *await self._unkept.records(room, limit),
            *await self._kept.records(room, limit),
        ]
        return tuple(sorted(found, key=lambda record: record.began, reverse=True)[:limit])

    async def search(
        self, query: str, *, room: str | None = None, record: str | None = None, limit: int = 50
    ) -> list[Hit]:
        """See `Archive.search`."""
        if room is not None:
            chosen = self._of(room, record)
            return await chosen.search(query, room=room, record=record, limit=limit)
        unkept = await self._unkept.search(query, limit=limit)
        return newest([*unkept, *await self._kept.search(query, limit=limit)], limit)

    async def delete(self, room: str, record: str | None = None) -> None:
        """See `Archive.delete`."""
        if self._unkept.holds(room, record):
            await self._unkept.delete(room, record)
            if record is not None or not await self._kept.records(room, 1):
                return
        await self._kept.delete(room, record)

    async def sweep(self) -> None:
        """See `Archive.sweep`."""
        await self._kept.sweep()

    async def flush(self) -> None:
        """See `Archive.flush`."""
        await self._kept.flush()

    @property
    def health(self) -> Health:
        """See `Archive.health`."""
        return self._kept.health

    async def close(self) -> None:
        """See `Archive.close`."""
        await self._unkept.close()
        await self._kept.close()

    def _of(self, room: str, record: str | None = None) -> Archive:
        """Where a room is; an older record of a room that is open elsewhere was kept."""
        return self._unkept if self._unkept.holds(room, record) else self._kept
