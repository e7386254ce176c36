"""Hears the user beside a narration: what is said becomes events, pauses, orders and questions."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import replace

from streaming.events import Event, EventValue, Failed, Gap, Warned
from streaming.listener import SpeechStarted, SpeechStopped
from streaming.narrating.ear import Ear, UserSaid, VoiceBegan, VoiceEnded
from streaming.session import Session
from streaming.stage import Emit, StreamClock
from streaming.transcript import Transcript

__all__ = ["Listening"]

Hear = Callable[[bool, bool], None]
"""Takes whether there is a voice, and whether it is surely not our own."""
Heard = Callable[[str], object]


class Listening:
    """Runs a session of speech, the ears, once; its times become those of the narration."""

    def __init__(
        self, ears: Session, ear: Ear, clock: StreamClock, emit: Emit, hear: Hear, heard: Heard
    ) -> None:
        self._ears = ears
        self._ear = ear
        self._clock = clock
        self._emit = emit
        self._hear = hear
        self._heard = heard
        self._offset_s: float | None = None
        """What is between the two time lines."""
        self._running: asyncio.Task[None] | None = None

    @property
    def is_on(self) -> bool:
        """Whether the user can still be heard."""
        return self._running is not None and not self._running.done()

    def begin(self, tasks: asyncio.TaskGroup) -> None:
        """Listen beside what else is done; once is enough."""
        if self._running is None:
            self._running = tasks.create_task(self.run())

    def stop(self) -> None:
        """Hear no more; what was heard is still understood."""
        self._ears.stop()

    async def finish(self, *, at_once: bool) -> None:
        """Come to the end: what was heard is still understood, unless it is to be `at_once`."""
        if self._running is None:
            return
        if at_once:
            self._running.cancel()
        self.stop()
        await asyncio.wait((self._running,))

    async def run(self) -> None:
        """Until nothing more is heard."""
        async with aclosing(self._ears.events()) as events:
            async for event in events:
                await self._take(event)

    async def _take(self, event: Event) -> None:
        if self._offset_s is None and event.elapsed_s > 0:
            self._offset_s = self._clock.present_s - event.elapsed_s
        value = event.value
        if isinstance(value, Failed):
            await self._emit(Warned(f"nobody is heard any more: {value.message}"))
        elif isinstance(value, Warned):
            await self._emit(value)
        elif isinstance(value, SpeechStarted | SpeechStopped | Gap):
            await self._emit(_shifted(value, self._offset_s or 0.0))
        await self._notice(value)

    async def _notice(self, value: EventValue) -> None:
        match self._ear.hear(value, self._clock.present_s):
            case VoiceBegan(is_others):
                self._hear(True, is_others)
            case VoiceEnded():
                self._hear(False, False)
            case UserSaid(transcript):
                await self._emit(_shifted(transcript, self._offset_s or 0.0))
                if transcript.text:
                    self._heard(transcript.text)


def _shifted(
    value: SpeechStarted | SpeechStopped | Gap | Transcript, by_s: float
) -> SpeechStarted | SpeechStopped | Gap | Transcript:
    if isinstance(value, SpeechStarted | SpeechStopped):
        return replace(value, at_s=value.at_s + by_s)
    if isinstance(value, Gap):
        return replace(value, start_s=value.start_s + by_s, end_s=value.end_s + by_s)
    words = tuple(
        replace(word, start_s=word.start_s + by_s, end_s=word.end_s + by_s) for word in value.words
    )
    return replace(value, start_s=value.start_s + by_s, end_s=value.end_s + by_s, words=words)
