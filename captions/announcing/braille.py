"""Announcements on a braille display.

A text longer than the display is shown in pages, cut between words, each for as long as it takes
to read it with the fingers. A new announcement takes the place of what is shown.
"""

import asyncio
import contextlib
import textwrap
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Protocol

from audio_io.clock import Clock, SystemClock
from captions.announcing.announcement import Announcement
from captions.announcing.brlapi import connect
from configs.errors import OutputError

__all__ = ["Braille", "BrailleDisplay", "open_braille", "pages"]

CELL_S = 0.12
"""About a hundred words a minute."""
SHORTEST_PAGE_S = 1.5


class BrailleDisplay(Protocol):
    """A row of cells. Calls block."""

    cells: int

    def write(self, text: str) -> None:
        """Show a text; raises `OutputError`."""
        ...

    def close(self) -> None:
        """Give the display back."""
        ...


def pages(text: str, cells: int) -> list[str]:
    """A text as pages of at most `cells` characters, cut between words where that can be."""
    return textwrap.wrap(text, max(1, cells)) or [""]


class Braille:
    """A display as an announcer; made by `open_braille`."""

    name = "braille"

    def __init__(self, display: BrailleDisplay, executor: ThreadPoolExecutor, clock: Clock) -> None:
        self._display = display
        self._executor = executor
        self._clock = clock
        self._turning: asyncio.Task[None] | None = None
        self._failure: OutputError | None = None

    async def say(self, announcement: Announcement) -> None:
        """Show the first page now, and turn the others in time; comes back at once."""
        await self._stop_turning()
        if self._failure is not None:
            raise self._failure
        first, *others = pages(announcement.text, self._display.cells)
        await self._call(self._display.write, first)
        if others:
            self._turning = asyncio.create_task(self._turn(first, others))

    async def hush(self) -> None:
        """What is shown stays: nobody is disturbed by it, and it can still be read."""

    async def close(self) -> None:
        """Give the display back."""
        await self._stop_turning()
        if self._executor is not None:
            with contextlib.suppress(OutputError):
                await self._call(self._display.close)
            self._executor.shutdown(wait=False)

    async def _turn(self, shown: str, others: list[str]) -> None:
        try:
            for page in others:
                await self._clock.sleep_s(max(SHORTEST_PAGE_S, CELL_S * len(shown)))
                await self._call(self._display.write, page)
                shown = page
        except OutputError as error:
            self._failure = error

    async def _stop_turning(self) -> None:
        turning, self._turning = self._turning, None
        if turning is not None:
            turning.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await turning

    async def _call(self, work: Callable[..., None], *args: str) -> None:
        await asyncio.get_running_loop().run_in_executor(self._executor, work, *args)


async def open_braille(
    host: str = "",
    auth: str = "",
    *,
    clock: Clock | None = None,
    reach: Callable[[str, str], BrailleDisplay] = connect,
) -> Braille:
    """Take the braille display that BRLTTY has; raises `MissingPart` or `OutputError`."""
    executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix="braille")
    loop = asyncio.get_running_loop()
    try:
        display = await loop.run_in_executor(executor, reach, host, auth)
        if display.cells < 1:
            await loop.run_in_executor(executor, display.close)
            raise OutputError("braille", "BRLTTY runs, and no display is connected to it")
    except BaseException:
        executor.shutdown(wait=False)
        raise
    return Braille(display, executor, clock or SystemClock())
