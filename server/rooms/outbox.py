"""What waits to be sent to one reader.

Overflow rule: a newer draft takes the place of the older one of the same text; everything else is
never dropped. A reader that lets too much wait is cut off: it can come back and resume.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable

from server.refusal import Refused

__all__ = ["MOST_WAITING", "Closed", "Outbox"]

MOST_WAITING = 512


class Closed(Exception):
    """Nothing more will come; the reader has read everything."""


class Outbox:
    """Any number of writers, one reader, one event loop; writing never waits."""

    def __init__(self, most_waiting: int = MOST_WAITING) -> None:
        self._most = most_waiting
        self._items: OrderedDict[Hashable, str] = OrderedDict()
        self._serial = 0
        self._spare = 0
        """Replayed messages that may wait besides."""
        self._closed = False
        self._overflowed = False
        self._changed = asyncio.Event()
        self.coalesced = 0
        """Drafts that were replaced before they were sent."""

    def __len__(self) -> int:
        return len(self._items)

    def put(self, text: str, draft: Hashable | None = None, *, replayed: bool = False) -> None:
        """Queue a message; a draft replaces its predecessor if that still waits.

        What is `replayed` was asked for at once, so it does not make its reader slow.
        """
        if self._closed or self._overflowed:
            return
        self._serial += 1
        if draft is not None and self._items.pop(("draft", draft), None) is not None:
            self.coalesced += 1
        self._items[self._serial if draft is None else ("draft", draft)] = text
        self._spare += replayed
        self._overflowed = len(self._items) > self._most + self._spare
        self._changed.set()

    def close(self) -> None:
        """Nothing more will come; what waits is still read."""
        self._closed = True
        self._changed.set()

    async def take(self) -> str:
        """The next message. Raises `Closed` at the end, `Refused` (slow) when too much waited."""
        while True:
            if self._overflowed:
                raise Refused("slow", "the connection is too slow: connect again to go on")
            if self._items:
                self._spare = min(self._spare, len(self._items) - 1)
                return self._items.popitem(last=False)[1]
            if self._closed:
                raise Closed
            self._changed.clear()
            await self._changed.wait()
