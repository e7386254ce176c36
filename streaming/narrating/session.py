"""A narration: one source of pictures, what is said about them, as a stream of events.

One TaskGroup owns every task. Frames flow one way: source, glance, detector, narrator, voice. What
the narrator decides is done in order by one task, so that nothing is said before what it cuts off
is silent.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import asdict, replace

from audio_io.clock import Clock
from audio_io.source_event import SourceEvent
from configs.errors import DragomanError
from streaming.course import numbered, single_errors
from streaming.events import (
    Event,
    EventValue,
    Failed,
    SceneDescription,
    SessionEnded,
    SessionStarted,
    Stats,
    Warned,
)
from streaming.mailbox import Mailbox
from streaming.metrics import Metrics, memory_mb
from streaming.narrating.asking import Asking, NarrationEngines
from streaming.narrating.commands import Command, heard
from streaming.narrating.depths import Depths
from streaming.narrating.ear import Ear
from streaming.narrating.listening import Listening
from streaming.narrating.narrator import Narrator
from streaming.narrating.performer import Live, Performer, Recording
from streaming.narrating.seeing import Seeing
from streaming.narrating.settings import NarratorSettings
from streaming.narrating.watching import STEP_S, Watching
from streaming.narrating.wording.words import words_for
from streaming.session import Session
from streaming.stage import StreamClock
from streaming.workers import Workers
from video_io.gate import ChangeGate
from video_io.source import VideoSource

__all__ = ["Live", "NarrationSession", "Recording"]

EVENTS_WAITING = 1024
TICK_S = 0.1
STATS_S = 10.0


class NarrationSession:
    """Runs a narration once.

    `events()` is the session: iterating it makes it run, and it ends with `session.ended`.
    Orders may be given while it runs, in the same event loop.
    """

    def __init__(
        self,
        source: VideoSource,
        engines: NarrationEngines,
        way: Live | Recording,
        *,
        name: str,
        clock: Clock,
        language: str = "en",
        uses_clock_face: bool = True,
        settings: NarratorSettings | None = None,
        threads: Mapping[str, ThreadPoolExecutor] | None = None,
        ears: Session | None = None,
    ) -> None:
        """`threads` are those that several narrations share, by stage; others are its own.

        `ears` hears the user's orders and questions, in the user's language; it is run here.
        """
        self._settings = _settled(settings or NarratorSettings(), engines)
        self._source = source
        self._engines = engines
        self._way = way
        self._name = name
        self._language = language
        self._sleep_s = clock.sleep_s
        self._clock = StreamClock(clock.now_s, is_live=isinstance(way, Live))
        self._metrics = Metrics()
        self._workers = Workers(self._metrics, clock.now_s, threads or {})
        self._narrator = Narrator(
            words_for(language, clock=uses_clock_face),
            self._settings,
            abilities=engines.abilities,
            labels=engines.detector.traits.labels,
        )
        self._asking = Asking(engines, language, self._workers.of)
        self._waiting: Mailbox[Event] = Mailbox(EVENTS_WAITING)
        self._performer: Performer | None = None
        self._ear = Ear(hears_itself=way.hears_itself)
        self._listening = None if ears is None else self._new_listening(ears)
        self._stats_s = STATS_S
        self._stopped = False

    @property
    def present_s(self) -> float:
        """Media time now; live, that is since the first picture."""
        return self._clock.present_s

    def stop(self) -> None:
        """See no more; what is being said is said to its end."""
        self._stopped = True
        self._narrator.end()
        self._source.stop()
        if self._listening is not None:
            self._listening.stop()

    def order(self, command: Command) -> None:
        """The user wants something. Nothing happens before the first picture and after the last."""
        if self._performer is not None:
            self._performer.do(self._narrator.order(command, self._clock.present_s))

    def heard(self, text: str) -> bool:
        """Somebody said something in the user's language; whether it was an order or a question."""
        command = heard(text, self._language)
        if command is not None:
            self.order(command)
        return command is not None

    def hear(self, is_voice: bool, *, is_others: bool = False) -> None:
        """Somebody began to speak, or stopped. `is_others`: the voice is surely not our own."""
        self._hear(is_voice, is_others)

    def _hear(self, is_voice: bool, is_others: bool) -> None:
        performer = self._performer
        if performer is None:
            return
        may_be_own = is_voice and self._way.hears_itself and performer.is_speaking
        if is_others or not may_be_own:
            performer.do(self._narrator.hear(is_voice, self._clock.present_s))

    async def events(self) -> AsyncGenerator[Event, None]:
        """Run, and give each event as it is made. Closing the iterator abandons the session."""
        try:
            async with aclosing(numbered(self._waiting, self._run())) as events:
                async for event in events:
                    yield event
        finally:
            await self._source.aclose()
            self._workers.close()

    async def _run(self) -> None:
        names = self._engines.names()
        await self._emit(SessionStarted(self._source.name, self._language, (), names))
        reason = "end of input"
        try:
            async with asyncio.TaskGroup() as tasks:
                await self._narrate(tasks)
        except* DragomanError as group:
            reason = "failed"
            for error in single_errors(group):
                await self._emit(Failed(str(error)))
        finally:
            self._performer = None
        try:
            if self._stopped and reason != "failed":
                reason = "stopped"
            await self._emit(self._stats())
            await self._emit(SessionEnded(reason, self._clock.media_s))
        finally:
            self._waiting.close()

    async def _narrate(self, tasks: asyncio.TaskGroup) -> None:
        performer = self._performer = Performer(
            self._narrator, self._asking, self._clock, self._emit, self._way, tasks
        )
        performing = tasks.create_task(performer.run())
        ticking = tasks.create_task(self._tick(performer))
        await self._watch(performer, tasks)
        if self._listening is not None:
            await self._listening.finish(at_once=self._stopped)
        ticking.cancel()
        self._narrator.end()
        await performer.catch_up(math.inf)
        while performer.is_busy:
            await self._sleep_s(TICK_S)
        await performer.done()
        performing.cancel()

    async def _watch(self, performer: Performer, tasks: asyncio.TaskGroup) -> None:
        """Show all pictures; if there is only one, until it has been told and nobody may ask."""
        watching = Watching(
            self._seeing(tasks),
            self._narrator,
            performer,
            self._clock,
            self._metrics,
            self._emit,
            self._on_view,
        )
        async for item in self._source:
            if isinstance(item, SourceEvent):
                await self._emit(Warned(item.message))
                continue
            await watching.see(item)
            if self._listening is not None:
                self._listening.begin(tasks)
        while watching.is_still and not self._stopped:
            if watching.is_told and not self._is_heard():
                return
            if self._clock.is_live:
                await self._sleep_s(STEP_S)
            await watching.look_again()

    def _is_heard(self) -> bool:
        """Whether the user may still ask for something aloud."""
        return self._listening is not None and self._listening.is_on

    def _new_listening(self, ears: Session) -> Listening:
        return Listening(ears, self._ear, self._clock, self._emit, self._hear, self.heard)

    def _seeing(self, tasks: asyncio.TaskGroup) -> Seeing:
        return Seeing(
            ChangeGate(field_of_view_deg=self._settings.optics.field_of_view_deg),
            self._engines.detector,
            self._workers.of("glance"),
            self._workers.of("detect"),
            self._depths(tasks),
        )

    def _depths(self, tasks: asyncio.TaskGroup) -> Depths | None:
        if self._engines.depth is None:
            return None
        start = tasks.create_task if self._clock.is_live else None
        return Depths(self._engines.depth, self._workers.of("depth"), self._emit, start)

    async def _on_view(self) -> None:
        if self._clock.media_s >= self._stats_s:
            self._stats_s = self._clock.media_s + STATS_S
            await self._emit(self._stats())

    async def _tick(self, performer: Performer) -> None:
        while self._clock.is_live:
            await self._sleep_s(TICK_S)
            performer.do(self._narrator.tick(self._clock.present_s))

    def _stats(self) -> Stats:
        clock = self._clock
        return Stats(
            lag_s=max(0.0, clock.present_s - clock.media_s) if clock.is_live else 0.0,
            backlog_s=0.0,
            latency={stage: asdict(each) for stage, each in self._metrics.summary().items()},
            memory_mb=memory_mb(),
        )

    async def _emit(self, value: EventValue) -> None:
        clock = self._clock
        if isinstance(value, SceneDescription):
            self._ear.told(value, clock.present_s)
        await self._waiting.put(Event(0, self._name, clock.media_s, clock.elapsed_s, value))


def _settled(settings: NarratorSettings, engines: NarrationEngines) -> NarratorSettings:
    """Where nothing else is set, the detector says from which score on it is sure."""
    return replace(settings, sure_from=settings.sure_from or engines.detector.traits.sure_from)
