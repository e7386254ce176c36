"""A queue between two stages: bounded, and a newer draft takes the place of an older one.

Overflow rule: an item with a key replaces the item with that key that still waits, so drafts
coalesce and there is at most one of each. Items without a key (finals) are never dropped: `put`
waits while `limit` of them are queued, so a slow reader slows its writer down.
"""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Hashable
from typing import Generic, TypeVar

__all__ = ["Mailbox"]

Item = TypeVar("Item")


class Mailbox(Generic[Item]):
    """One writer or several, one reader, in one event loop."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._items: OrderedDict[Hashable, Item] = OrderedDict()
        self._lasting = 0
        self._serial = 0
        self._changed = asyncio.Event()
        self._end = asyncio.Event()
        self._room = asyncio.Event()
        self._room.set()

    def __len__(self) -> int:
        return len(self._items)

    async def put(self, item: Item, key: Hashable | None = None) -> None:
        """Queue an item; one with a key replaces its predecessor if that still waits."""
        if key is not None:
            self._items.pop(("draft", key), None)
            self._items[("draft", key)] = item
        else:
            await self._wait_for_room()
            self._serial += 1
            self._lasting += 1
            self._items[("lasting", self._serial)] = item
        self._changed.set()

    def close(self) -> None:
        """Nothing more will be put; the reader ends when it has read what is queued."""
        self._changed.set()
        self._end.set()

    async def closed(self) -> None:
        """Wait until nothing more will be put."""
        await self._end.wait()

    async def __aiter__(self) -> AsyncIterator[Item]:
        while True:
            while self._items:
                key, item = self._items.popitem(last=False)
                self._note_taken(key)
                yield item
            if self._end.is_set():
                return
            self._changed.clear()
            await self._changed.wait()

    async def _wait_for_room(self) -> None:
        while self._lasting >= self._limit:
            self._room.clear()
            await self._room.wait()

    def _note_taken(self, key: Hashable) -> None:
        if isinstance(key, tuple) and key[0] == "lasting":
            self._lasting -= 1
            self._room.set()
