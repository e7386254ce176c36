"""Where utterances are said: by announcers, as time passes; or on the time line of a recording."""

import asyncio
import contextlib
from collections.abc import Callable
from typing import Protocol

from audio_io.chunk import Samples
from captions.announcing.announcement import Announcement
from captions.announcing.announcer import Announcer
from streaming.narrating.voice import Speech

__all__ = ["LiveMouth", "Mouth", "TimelineMouth"]

LETTER_S = 0.07
"""How long a letter takes to say, where no voice tells."""

Ended = Callable[[int], None]
"""An utterance, by its number, was heard to its end."""
Place = Callable[[float, Samples], None]
"""Takes speech with the media time at which it begins."""


class Mouth(Protocol):
    """Says one utterance at a time."""

    @property
    def number(self) -> int | None:
        """What is being said; None for silence."""
        ...

    async def begin(self, number: int, announcement: Announcement, at_s: float) -> None:
        """Begin to say it; nothing else is being said."""
        ...

    async def cut(self, at_s: float) -> None:
        """Fall silent."""
        ...


class LiveMouth:
    """An announcer, used as time passes."""

    def __init__(
        self,
        announcer: Announcer,
        start: Callable[..., asyncio.Task[None]],
        ended: Ended,
    ) -> None:
        self._announcer = announcer
        self._start = start
        self._ended = ended
        self._task: asyncio.Task[None] | None = None
        self.number: int | None = None

    async def begin(self, number: int, announcement: Announcement, at_s: float) -> None:
        """Begin in a task of its own; `ended` is called when it was heard."""
        self.number = number
        self._task = self._start(self._say(number, announcement))

    async def cut(self, at_s: float) -> None:
        """Fall silent; comes back when it is."""
        task, self._task, self.number = self._task, None, None
        if task is not None:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait((task,))
        await self._announcer.hush()

    async def _say(self, number: int, announcement: Announcement) -> None:
        await self._announcer.say(announcement)
        if self.number == number:
            self.number = self._task = None
            self._ended(number)


class TimelineMouth:
    """Speech that is placed on the time line of a recording, as fast as it can be made.

    What is cut off is placed up to there. Without a voice, an utterance lasts as long as its
    letters usually take.
    """

    def __init__(self, speech: Speech | None = None, place: Place | None = None) -> None:
        self._speech = speech
        self._place = place
        self._samples: Samples | None = None
        self._begin_s = 0.0
        self.number: int | None = None
        self.end_s = 0.0
        """When what is being said ends."""

    async def begin(self, number: int, announcement: Announcement, at_s: float) -> None:
        """Make its sound, so that it is known when it ends."""
        duration_s = LETTER_S * len(announcement.text)
        self._samples = None
        if self._speech is not None:
            self._samples = await self._speech.whole(announcement)
            duration_s = len(self._samples) / self._speech.sample_rate_hz
        self.number, self._begin_s, self.end_s = number, at_s, at_s + duration_s

    async def cut(self, at_s: float) -> None:
        """It was heard up to now."""
        self._put(at_s - self._begin_s)
        self.number = None

    def end(self) -> int:
        """It was heard to its end; its number."""
        assert self.number is not None, "something is being said"
        self._put(self.end_s - self._begin_s)
        number, self.number = self.number, None
        return number

    def _put(self, heard_s: float) -> None:
        if self._samples is not None and self._speech is not None and self._place is not None:
            count = round(max(0.0, heard_s) * self._speech.sample_rate_hz)
            self._place(self._begin_s, self._samples[:count])
