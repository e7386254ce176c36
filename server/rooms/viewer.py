"""Somebody who follows a room: a person, an overlay, a program."""

import json
from collections.abc import Callable, Hashable, Iterable
from typing import Any

from server.rooms.farewell import Farewell
from server.rooms.log import LogEntry
from server.rooms.outbox import Outbox

__all__ = ["Render", "Viewer", "as_message", "as_object"]

Render = Callable[[LogEntry], str | None]
"""An event as this viewer gets it; None: it is not for them."""


def as_object(entry: LogEntry) -> str:
    """The event itself, as JSON."""
    return entry.text


def as_message(entry: LogEntry) -> str:
    """The event in a message of the room protocol."""
    return f'{{"type":"event","event":{entry.text}}}'


class Viewer:
    """Takes the events of the languages it reads, and messages that are for it alone."""

    def __init__(
        self,
        *,
        reads: Iterable[str] = (),
        hears: str | None = None,
        render: Render = as_message,
        outbox: Outbox | None = None,
    ) -> None:
        self.reads = frozenset(reads)
        self.hears = hears
        self.outbox = outbox or Outbox()
        self._render = render
        self._divert: Callable[[LogEntry], bool] | None = None

    def wants(self, entry: LogEntry) -> bool:
        """Whether an event is of the languages that are read or heard here."""
        if entry.type == "speech.audio":
            return entry.language == self.hears
        return entry.is_original or entry.language in self.reads

    def show(self, entry: LogEntry, *, replayed: bool = False) -> None:
        """Send an event, if it is wanted."""
        if not self.wants(entry):
            return
        if self._divert is not None and self._divert(entry):
            return
        text = self._render(entry)
        if text is not None:
            self.outbox.put(text, entry.draft, replayed=replayed)

    def tell(self, kind: str, **fields: Any) -> None:
        """Send a message of the room protocol; it is never dropped."""
        self.outbox.put(json.dumps({"type": kind, **fields}, ensure_ascii=False))

    def tell_state(self, kind: str, key: Hashable, **fields: Any) -> None:
        """The same for a message that tells all about something: a newer one replaces it."""
        self.outbox.put(json.dumps({"type": kind, **fields}, ensure_ascii=False), (kind, key))

    @property
    def is_diverted(self) -> bool:
        """Events go another way."""
        return self._divert is not None

    def divert(self, way: Callable[[LogEntry], bool] | None) -> None:
        """Send events another way, as long as that takes them (True); None: no more."""
        self._divert = way

    def end(self, farewell: Farewell) -> None:
        """Say that it is over; nothing follows."""
        self.tell("ended", code=farewell.code, reason=farewell.reason)
        self.outbox.close()
