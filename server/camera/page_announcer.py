"""Says what is seen by one of two ways: our own voice, or the page, for a screen reader."""

import asyncio
from collections.abc import Callable

from audio_io.clock import Clock, sleep_unless
from captions.announcing.announcement import Announcement
from captions.announcing.announcer import Announcer
from configs.errors import DragomanError

__all__ = ["PageAnnouncer"]

LETTER_S = 0.06
LEAST_S = 0.7
"""A page does not know when a screen reader is done; so it is guessed, as screen readers are set
to speak fast. What comes too soon waits in the screen reader's own queue."""


class PageAnnouncer:
    """An `Announcer`. Each announcement goes exactly one way: what is spoken is not shown to the
    screen reader.
    """

    name = "page"

    def __init__(
        self,
        show: Callable[[str, str, str], None],
        clock: Clock,
        voice_lost: Callable[[DragomanError], None],
    ) -> None:
        """`show` takes text, language and priority for the page. `voice_lost` is told why the
        voice is used no more, before the page gets what it did not say.
        """
        self._show_on_page = show
        self._clock = clock
        self._voice_lost = voice_lost
        self._voice: Announcer | None = None
        self._hushed = asyncio.Event()

    @property
    def is_aloud(self) -> bool:
        """Whether our own voice speaks."""
        return self._voice is not None

    def use(self, voice: Announcer | None) -> None:
        """From the next announcement on; None: the page."""
        self._voice = voice

    async def say(self, announcement: Announcement) -> None:
        """Say it; comes back when it was heard, or when it must have been."""
        self._hushed.clear()
        if self._voice is not None:
            try:
                await self._voice.say(announcement)
            except DragomanError as error:
                self._voice = None
                self._voice_lost(error)
            else:
                return
        if not self._hushed.is_set():
            await self._show(announcement)

    async def hush(self) -> None:
        """Silence. What a screen reader has begun, only the next announcement can cut off."""
        self._hushed.set()
        if self._voice is not None:
            await self._voice.hush()

    async def close(self) -> None:
        """Silence."""
        await self.hush()

    async def _show(self, announcement: Announcement) -> None:
        priority = announcement.priority.word
        self._show_on_page(announcement.text, announcement.language, priority)
        reading_s = max(LEAST_S, LETTER_S * len(announcement.text))
        await sleep_unless(self._hushed, self._clock, reading_s)
