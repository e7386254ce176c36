"""What is kept of a room from the time it opens to its end."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from configs.storage_config import Retention
from server.storage.errors import StorageError
from server.storage.query import Query, Span
from server.storage.stored_event import StoredEvent

__all__ = ["Hit", "Record", "check_room", "hits", "newest"]

_LONGEST_ROOM = 200


@dataclass(frozen=True, slots=True)
class Record:
    """One life of a room; a room that opens again begins another. Times are in UTC."""

    id: str
    room: str
    began: datetime
    ended: datetime | None
    """None: it goes on, or its server was cut off."""
    retention: Retention
    last_seq: int = 0
    """Of the last event kept; the room's log goes on from here."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A final in which a search found something."""

    event: StoredEvent
    room: str
    spans: tuple[Span, ...]
    """Where in `event.text` the words of the query are: start and end, in order, apart."""


def hits(query: Query, room: str, events: Iterable[StoredEvent]) -> Iterator[Hit]:
    """What a query finds in events that are in memory."""
    for event in events:
        spans = query.spans(event.text) if event.is_final else ()
        if spans:
            yield Hit(event, room, spans)


def newest(found: Iterable[Hit], limit: int) -> list[Hit]:
    """The newest of some hits, the newest first."""
    return sorted(found, key=lambda hit: (hit.event.at, hit.event.seq), reverse=True)[:limit]


def check_room(room: str) -> str:
    """A name that can be kept; raises `StorageError`."""
    if not 1 <= len(room) <= _LONGEST_ROOM or not room.isprintable():
        raise StorageError(f"no name for a room: {room[:80]!r}")
    return room
