"""Who says an announcement: the Protocol, and several of them at once."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Protocol, runtime_checkable

from captions.announcing.announcement import Announcement
from configs.errors import DragomanError, OutputError

__all__ = ["Announcer", "Announcers"]


@runtime_checkable
class Announcer(Protocol):
    """Says one announcement at a time, in one event loop."""

    @property
    def name(self) -> str:
        """What a user calls it."""
        ...

    async def say(self, announcement: Announcement) -> None:
        """Say it; comes back when it was heard to its end, or was cut off by `hush`.

        What is only shown (braille, text) comes back at once. Raises `OutputError` when it can
        say nothing any more.
        """
        ...

    async def hush(self) -> None:
        """Fall silent within 300 ms; the `say` that is under way comes back. May be called at any
        time, and more than once.
        """
        ...

    async def close(self) -> None:
        """Be silent, and free what is held. Once is enough; nothing may follow."""
        ...


class Announcers:
    """Several at once, with the same words. One that fails is left out from then on.

    `say_problem` gets the line that says which one failed, and why. When all have failed, `say`
    raises `OutputError`.
    """

    name = "all"

    def __init__(self, announcers: Sequence[Announcer], say_problem: Callable[[str], None]) -> None:
        self._announcers = list(announcers)
        self._say_problem = say_problem

    async def say(self, announcement: Announcement) -> None:
        """Have all say it; comes back when the last one is done."""
        await asyncio.gather(*(self._say(each, announcement) for each in self._announcers[:]))
        if not self._announcers:
            raise OutputError("narration", "nothing is left that could say it")

    async def hush(self) -> None:
        """Silence all."""
        await asyncio.gather(*(each.hush() for each in self._announcers))

    async def close(self) -> None:
        """Close all."""
        await asyncio.gather(*(each.close() for each in self._announcers))
        self._announcers.clear()

    async def _say(self, announcer: Announcer, announcement: Announcement) -> None:
        try:
            await announcer.say(announcement)
        except DragomanError as error:
            if announcer in self._announcers:
                self._announcers.remove(announcer)
                self._say_problem(f"{announcer.name} says nothing any more: {error}")
                await announcer.close()
