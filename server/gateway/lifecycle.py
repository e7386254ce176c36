"""The life of a server: it warms up, serves, finishes what was begun, and ends."""

import asyncio
from collections.abc import Awaitable, Callable
from enum import Enum

__all__ = ["Finish", "Lifecycle", "Phase"]

Finish = Callable[[], Awaitable[None]]
"""Finishes what somebody has begun: says the last words, and returns when they are said."""


class Phase(Enum):
    """Where in its life a server is; the value is what people are told."""

    WARMING = "loading models"
    READY = "ready"
    DRAINING = "ending"


class Lifecycle:
    """Knows the phase, and who must finish before the end."""

    def __init__(self) -> None:
        self.phase = Phase.WARMING
        self._finishers: list[Finish] = []

    @property
    def is_draining(self) -> bool:
        """Nothing new may begin."""
        return self.phase is Phase.DRAINING

    def on_drain(self, finish: Finish) -> None:
        """Have something finished before the server ends; all are run at the same time."""
        self._finishers.append(finish)

    def ready(self) -> None:
        """The models are loaded."""
        if self.phase is Phase.WARMING:
            self.phase = Phase.READY

    async def drain(self, within_s: float) -> bool:
        """Finish what was begun; whether all of it was finished within the time."""
        self.phase = Phase.DRAINING
        try:
            async with asyncio.timeout(within_s):
                await asyncio.gather(*(finish() for finish in self._finishers))
        except TimeoutError:
            return False
        return True
