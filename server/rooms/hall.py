"""All the rooms of a server."""

import asyncio
import secrets
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial

from configs.storage_config import Retention
from server.refusal import Refused
from server.rooms.farewell import NOBODY_THERE, SERVER_ENDS, Farewell
from server.rooms.room import Room, RoomParts

__all__ = ["Hall"]

_TICK_S = 1.0
_RETRY_S = 30.0
_NAME_BYTES = 8


class Hall:
    """Opens, finds and ends rooms."""

    def __init__(self, parts: RoomParts) -> None:
        self._parts = parts
        self._archive = parts.archive
        self._rooms: dict[str, Room] = {}
        self._opening: set[str] = set()
        self._ending: set[asyncio.Task[None]] = set()
        self._closed = False
        self._watch_meters()

    def __len__(self) -> int:
        return len(self._rooms)

    @property
    def rooms(self) -> tuple[Room, ...]:
        """The rooms that are open."""
        return tuple(self._rooms.values())

    def room(self, name: str) -> Room:
        """An open room. Raises `Refused` (no_room)."""
        found = self._rooms.get(name)
        if found is None:
            raise Refused("no_room", "there is no such room")
        return found

    async def open(
        self,
        name: str | None = None,
        *,
        languages: Iterable[str] = (),
        secret: str = "",
        retention: Retention | None = None,
    ) -> Room:
        """A new room; without a name it gets one that cannot be guessed. Raises `Refused`.

        `secret` is a digest. `retention` can only shorten what the server keeps.
        """
        name = name or secrets.token_hex(_NAME_BYTES)
        self._check(name)
        self._opening.add(name)
        try:
            record = await self._archive.begin(name, retention)
            try:
                self._rooms[name] = Room(
                    name,
                    self._parts,
                    languages=languages,
                    secret=secret,
                    first_seq=record.last_seq + 1,
                    is_kept=record.retention.kind != "none",
                    end=partial(self._end_soon, name),
                )
            except Refused:
                self._archive.end(name)
                raise
        finally:
            self._opening.discard(name)
        return self._rooms[name]

    async def end(self, name: str, farewell: Farewell) -> None:
        """End a room: last words, goodbye, and what is kept of it is complete."""
        room = self._rooms.get(name)
        if room is None or room.state.ended:
            return
        await room.finish(farewell)
        self._forget(room)

    async def finish(self) -> None:
        """End all rooms, because the server ends; nothing new begins."""
        self._closed = True
        self._parts.slots.closed = True
        names = tuple(self._rooms)
        ends = (self.end(name, SERVER_ENDS) for name in names)
        await asyncio.gather(*ends, *self._ending)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Hall"]:
        """Look after the rooms as long as the block runs; what is left at its end is abandoned."""
        ticking = asyncio.create_task(self._tick_on(), name="hall")
        try:
            yield self
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, *self._ending, return_exceptions=True)
            for room in self.rooms:
                await room.abandon(SERVER_ENDS)
                self._forget(room)

    async def tick(self) -> None:
        """A second passed: rooms look after themselves, and those that nobody uses end."""
        now_s = self._parts.now_s()
        is_down = bool(self._archive.health.problem)
        for room in self.rooms:
            room.chronicle.storage_is(down=is_down and room.is_kept)
            room.tick()
            since_s = room.quiet_since_s
            if since_s is not None and now_s - since_s >= self._parts.config.server.idle_s:
                await self.end(room.name, NOBODY_THERE)

    async def _tick_on(self) -> None:
        while True:
            await asyncio.sleep(_TICK_S)
            await self.tick()

    def _end_soon(self, name: str, farewell: Farewell) -> None:
        task = asyncio.create_task(self.end(name, farewell), name=f"end of {name}")
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)

    def _forget(self, room: Room) -> None:
        self._rooms.pop(room.name, None)
        self._archive.end(room.name)

    def _check(self, name: str) -> None:
        if self._closed:
            raise Refused("busy", "the server is about to end", retry_s=_RETRY_S)
        if name in self._rooms or name in self._opening:
            raise Refused("taken", "a room of that name is open already")
        most = self._parts.config.server.max_rooms
        if len(self._rooms) + len(self._opening) >= most:
            raise Refused("busy", f"all {most} rooms are in use", retry_s=_RETRY_S)

    def _watch_meters(self) -> None:
        meters, parts = self._parts.meters, self._parts
        meters.watch("rooms", "Open rooms", lambda: len(self._rooms))
        meters.watch("people", "People in rooms", lambda: sum(map(_people, self.rooms)))
        meters.watch("sessions", "Streams of speech that are heard", lambda: parts.slots.taken)
        meters.watch_queue("recognizer", lambda: parts.pool.waiting)
        meters.watch_queue("storage", lambda: parts.archive.health.waiting)
        meters.watch("storage_down", "1 while nothing can be stored", self._is_storage_down)
        meters.watch("storage_given_up", "Events that memory could not hold", self._given_up)
        meters.watch_queue("outbox", lambda: max(map(_waiting, self.rooms), default=0))

    def _is_storage_down(self) -> float:
        return float(bool(self._archive.health.problem))

    def _given_up(self) -> float:
        health = self._archive.health
        return health.dropped + health.dropped_finals


def _people(room: Room) -> int:
    return len(room.state.people)


def _waiting(room: Room) -> int:
    return room.seats.most_waiting
