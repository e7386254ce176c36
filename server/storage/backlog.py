"""Events that wait for the disk."""

from collections.abc import Iterable

from server.storage.stored_event import StoredEvent

__all__ = ["Backlog"]

_Key = tuple[str, int]


class Backlog:
    """Keeps events in order until they are stored, in bounded memory.

    At the bound the oldest event that is no final goes first. Only where nothing but finals is left
    does the oldest of them go: at 1 kB a sentence, 64 MB are days of talk that no disk took.
    """

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._events: dict[_Key, StoredEvent] = {}
        self._lesser: dict[_Key, None] = {}
        self.size_bytes = 0
        self.dropped = 0
        """Events that are no finals, given up so far."""
        self.dropped_finals = 0

    def __len__(self) -> int:
        return len(self._events)

    def put(self, event: StoredEvent) -> None:
        """Take the newest event."""
        key = (event.record, event.seq)
        self._events[key] = event
        self.size_bytes += event.size_bytes
        if not event.is_final:
            self._lesser[key] = None
        while self.size_bytes > self._most_bytes:
            self._drop()

    def oldest(self, most: int) -> tuple[StoredEvent, ...]:
        """The events to store next; they stay until they are `forgotten`."""
        return tuple(event for event, _ in zip(self._events.values(), range(most)))

    def forget(self, events: Iterable[StoredEvent]) -> None:
        """They are stored, or not wanted any more."""
        for event in events:
            self._remove((event.record, event.seq))

    def all(self) -> tuple[StoredEvent, ...]:
        """Everything that waits."""
        return tuple(self._events.values())

    def _drop(self) -> None:
        if self._lesser:
            self.dropped += 1
            self._remove(next(iter(self._lesser)))
        else:
            self.dropped_finals += 1
            self._remove(next(iter(self._events)))

    def _remove(self, key: _Key) -> None:
        event = self._events.pop(key, None)
        self._lesser.pop(key, None)
        if event is not None:
            self.size_bytes -= event.size_bytes
