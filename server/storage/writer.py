"""Brings what waits to the database, in a task of its own, so that nobody waits for the disk."""

import asyncio
from collections.abc import Callable, Collection
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError

from server.storage.backlog import Backlog
from server.storage.database import Database, plainly
from server.storage.errors import StorageError
from server.storage.ledger import Ledger
from server.storage.record import Record
from server.storage.stored_event import StoredEvent

__all__ = ["Health", "Writer"]

GATHER_S = 0.1
"""After the first event, how long others may join its transaction."""
RETRY_S = 2.0
"""Between attempts while the database does not take anything."""
ANSWER_S = 30.0
"""A database that has not stored a batch by then is taken as out of reach."""
_BATCH = 500


@dataclass(frozen=True, slots=True)
class Health:
    """How the storage does."""

    problem: str
    """Why nothing can be stored now; empty: all is well."""
    waiting: int
    """Events that are in memory only."""
    waiting_bytes: int
    dropped: int
    """Events given up for want of memory while nothing could be stored; no finals."""
    dropped_finals: int


class Writer:
    """Stores in order, in batches; after a failure everything stays and is tried again.

    `say` is called once where an outage begins and once where it ends, with a line for people.
    """

    def __init__(self, database: Database, say: Callable[[str], None], most_bytes: int) -> None:
        self._database = database
        self._ledger = Ledger(database)
        self._say = say
        self._backlog = Backlog(most_bytes)
        self._changed: dict[str, Record] = {}
        self._doomed: dict[str, None] = {}
        self._wakes = asyncio.Event()
        self._turn = asyncio.Lock()
        self._problem = ""
        self._is_wiped = True

    @property
    def health(self) -> Health:
        """How it does now."""
        waiting = self._backlog
        return Health(
            problem=self._problem,
            waiting=len(waiting),
            waiting_bytes=waiting.size_bytes,
            dropped=waiting.dropped,
            dropped_finals=waiting.dropped_finals,
        )

    def waiting(self) -> tuple[StoredEvent, ...]:
        """Events that are not known to be stored yet, in order."""
        return self._backlog.all()

    def unstored(self) -> tuple[Record, ...]:
        """Records that are not known to be stored as they are now."""
        return tuple(self._changed.values())

    def is_doomed(self, record: str) -> bool:
        """Whether what the database has of a record is to be deleted, and is as good as gone."""
        return record in self._doomed

    def put(self, event: StoredEvent) -> None:
        """Store an event, soon."""
        self._backlog.put(event)
        self._wakes.set()

    def change(self, record: Record) -> None:
        """Store a record as it is now, with the next events."""
        self._changed[record.id] = record
        self._wakes.set()

    def doom(self, record: str) -> None:
        """Delete a record as soon as that is possible; what waits of it is forgotten at once."""
        self._backlog.forget(event for event in self.waiting() if event.record == record)
        self._changed.pop(record, None)
        self._doomed[record] = None
        self._wakes.set()

    async def run(self) -> None:
        """Store what comes, until cancelled."""
        while True:
            await self._wakes.wait()
            await asyncio.sleep(GATHER_S if not self._problem else RETRY_S)
            with suppress(StorageError):
                await self.flush()

    async def flush(self) -> None:
        """Store and delete what there is now; raises `StorageError` where that cannot be done."""
        async with self._turn:
            try:
                await self._work()
            except Exception as error:  # whatever it is: the room goes on, and its words stay
                self._wakes.set()
                raise self._failed(error) from error
            self._worked()
            await self._wipe()

    async def sweep(self, now: datetime, most_days: int | None, live: Collection[str]) -> None:
        """Delete what is too old; raises `StorageError` where that cannot be done now."""
        async with self._turn:
            try:
                if await self._ledger.sweep(now, most_days, live):
                    self._is_wiped = False
            except Exception as error:
                raise self._failed(error) from error
            await self._wipe()

    async def _work(self) -> None:
        if self._problem:
            await self._database.revive()
        self._wakes.clear()
        left = len(self._backlog)
        while True:
            # Deletions first: what comes after them is picked after them.
            while self._doomed:
                await self._erase(next(iter(self._doomed)))
            if not (left or self._changed):
                return
            left = max(0, left - await self._store(min(left, _BATCH)))

    async def _store(self, most: int) -> int:
        batch, changed = self._backlog.oldest(most), tuple(self._changed.values())
        async with asyncio.timeout(ANSWER_S):
            await self._ledger.write(changed, batch)
        self._backlog.forget(batch)
        for record in changed:
            if self._changed.get(record.id) is record:
                del self._changed[record.id]
        return len(batch) or most

    async def _erase(self, record: str) -> None:
        async with asyncio.timeout(ANSWER_S):
            await self._ledger.erase(record)
        self._doomed.pop(record, None)
        self._is_wiped = False

    async def _wipe(self) -> None:
        """The rows are gone; now what is left of them in the files.

        Where that fails, as on a full disk, it is done with the next deletion or sweep.
        """
        if not self._is_wiped:
            with suppress(StorageError, SQLAlchemyError, OSError):
                await self._database.purge()
                self._is_wiped = True

    def _failed(self, error: Exception) -> StorageError:
        problem = plainly(error)
        if not self._problem:
            self._say(f"what is said cannot be stored now and is kept in memory: {problem}")
        self._problem = problem
        return StorageError(f"cannot store: {problem}")

    def _worked(self) -> None:
        if self._problem:
            self._problem = ""
            lost = self._backlog.dropped_finals
            given_up = f", but for {lost} sentences for which memory was short" if lost else ""
            self._say(f"what was said is being stored again{given_up}")
