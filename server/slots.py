"""How many people the machine hears at the same time."""

import asyncio

from configs.cores import cores
from server.refusal import Refused

__all__ = ["Slots", "default_slots"]

_PER_CORE = 8
"""Open microphones. Most are silent at a time, and then cost little; those who speak at the same
time are heard in turns (`streaming.scheduler`): many of them means later drafts, not lost words.
`python -m bench.load speakers` measures it."""
_RETRY_S = 10.0


def default_slots() -> int:
    """What a machine of this size is taken to bear."""
    return _PER_CORE * cores()


class Slots:
    """Counts what runs; refuses at once where there is no room, rather than let everybody wait."""

    def __init__(self, most: int) -> None:
        """`most` 0 takes what suits the machine."""
        self.most = most or default_slots()
        self.taken = 0
        self._empty = asyncio.Event()
        self._empty.set()
        self.closed = False
        """The server is ending: nothing new begins."""

    @property
    def free(self) -> int:
        """How many more may begin."""
        return 0 if self.closed else max(0, self.most - self.taken)

    def check(self) -> None:
        """Whether something may begin. Raises `Refused` (busy)."""
        if self.closed:
            raise Refused("busy", "the server is about to end", retry_s=_RETRY_S)
        if not self.free:
            message = f"the server hears {self.most} people already"
            raise Refused("busy", message, retry_s=_RETRY_S)

    def take(self, *, goes_on: bool = False) -> None:
        """Begin; `give_back` must follow. Raises `Refused` (busy).

        `goes_on`: somebody begins anew whose last words still have a place, and keeps it though
        that makes one too many for a moment.
        """
        if self.closed or not goes_on:
            self.check()
        self.taken += 1
        self._empty.clear()

    def give_back(self) -> None:
        """What was taken has ended."""
        assert self.taken > 0, "nothing was taken"
        self.taken -= 1
        if not self.taken:
            self._empty.set()

    async def emptied(self) -> None:
        """Return when nothing runs any more."""
        await self._empty.wait()
