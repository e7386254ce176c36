"""A session: one source of speech, its captions, translations and speech, as a stream of events.

One TaskGroup owns every task. Sound flows one way: source, hearing, translating (one task for each
language), speaking. What a stage says becomes an event, in order, before the next stage works on
it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import asdict, replace

from audio_io.source import Source
from captions.cue import SOURCE_TRACK
from configs.errors import DragomanError
from configs.schema import Config
from streaming.captioning import Captioner
from streaming.engines import Engines
from streaming.events import (
    Event,
    EventValue,
    Failed,
    SessionEnded,
    SessionStarted,
    Stats,
)
from streaming.hearing import HearingStage
from streaming.listener import Listener
from streaming.mailbox import Mailbox
from streaming.metrics import Metrics, memory_mb
from streaming.sharing import SharedRecognizer
from streaming.speaking import Play, SpeakingStage
from streaming.speech import Clause, SpeechQueue
from streaming.stage import StreamClock, Worker
from streaming.transcript import Transcript
from streaming.translating import TranslatingStage
from streaming.translation import Translation

__all__ = ["Engines", "Session"]

FINALS_WAITING = 256
"""Finals that may wait for a slower stage before the faster one waits for it."""
EVENTS_WAITING = 1024


class Session:
    """Runs the pipeline once.

    `events()` is the session: iterating it makes it run, and it ends with `session.ended`.
    `now_s` is a monotonic clock in seconds. `is_live` says that sound comes as it is spoken (a
    microphone, or a file at its own pace), not as fast as it can be read.
    """

    def __init__(
        self,
        config: Config,
        source: Source,
        engines: Engines,
        *,
        name: str,
        now_s: Callable[[], float],
        is_live: bool,
        play: Play | None = None,
    ) -> None:
        self._config = config
        self._source = source
        self._engines = engines
        self._name = name
        self._now_s = now_s
        self._play = play
        self._clock = StreamClock(now_s, is_live=is_live)
        self._metrics = Metrics()
        self._listener = Listener(config, partials=is_live, keeps_windows=engines.translates_speech)
        self._captioner = Captioner(config.captions)
        self._waiting: Mailbox[Event] = Mailbox(EVENTS_WAITING)
        self._stats_due_s = config.streaming.stats_s
        self._stopped = False
        self._workers: list[Worker] = []
        self._own_ears: SharedRecognizer | None = None
        self._inboxes: dict[str, Mailbox[Transcript]] = {}
        self._clauses: Mailbox[Clause] = Mailbox(FINALS_WAITING)
        self._speaking: SpeakingStage | None = None

    @property
    def backlog_s(self) -> float:
        """Sound that was taken from the source and waits for the recognizer."""
        return self._listener.backlog_s

    def stop(self) -> None:
        """Hear no more; what was heard still gets its finals, then the session ends."""
        self._stopped = True
        self._source.stop()

    async def events(self) -> AsyncGenerator[Event, None]:
        """Run, and give each event as it is made. Closing the iterator abandons the session."""
        running = asyncio.create_task(self._run())
        seq = 0
        try:
            async for event in self._waiting:
                seq += 1
                yield replace(event, seq=seq)
            await running
        finally:
            running.cancel()
            with suppress(asyncio.CancelledError):
                await running
            await self._source.aclose()
            self._close_threads()

    async def _run(self) -> None:
        try:
            reason = await self._reason()
            await self._emit(self._stats())
            await self._emit(SessionEnded(reason, self._clock.media_s))
        finally:
            self._waiting.close()

    async def _reason(self) -> str:
        """Do the work; how it ended."""
        await self._emit(self._started())
        reason = "end of input"
        try:
            await self._pipeline()
        except* DragomanError as group:
            reason = "failed"
            for error in _leaves(group):
                await self._emit(Failed(str(error)))
        return "stopped" if self._stopped and reason != "failed" else reason

    async def _pipeline(self) -> None:
        ear = self._ears().join(self._metrics)
        hearing = HearingStage(
            self._listener,
            ear,
            self._engines.detector,
            self._clock,
            self._emit,
            translates=self._engines.translates_speech,
            detecting=self._worker("detect"),
        )
        with closing(ear):
            await self._through(hearing)

    async def _through(self, hearing: HearingStage) -> None:
        """Have the source heard to its end, and all that follows from it."""
        async with asyncio.TaskGroup() as tasks:
            translating = self._start_translating(tasks)
            self._start_speaking(tasks)
            heard = tasks.create_task(hearing.hear(self._source, self._on_chunk))
            await hearing.recognize()
            await heard
            for inbox in self._inboxes.values():
                inbox.close()
            await asyncio.gather(*translating)
            self._clauses.close()

    def _start_translating(self, tasks: asyncio.TaskGroup) -> list[asyncio.Task[None]]:
        shared = self._engines.shared
        worker = self._worker("translate", None if shared is None else shared.translating)
        started = []
        for target, translator in self._engines.translators.items():
            inbox: Mailbox[Transcript] = Mailbox(FINALS_WAITING)
            self._inboxes[target] = inbox
            stage = TranslatingStage(target, translator, self._emit, worker)
            started.append(tasks.create_task(stage.run(inbox)))
        return started

    def _start_speaking(self, tasks: asyncio.TaskGroup) -> None:
        synthesizer, shared = self._engines.synthesizer, self._engines.shared
        if synthesizer is None or self._play is None:
            return
        self._speaking = SpeakingStage(
            SpeechQueue(self._config.speak),
            synthesizer,
            self._clock,
            self._emit,
            self._play,
            self._worker("speak", None if shared is None else shared.speaking),
            voice=self._config.speak.voice or None,
        )
        tasks.create_task(self._speaking.run(self._clauses))

    def _ears(self) -> SharedRecognizer:
        """The recognizer's threads: those of all sessions, or this one's own."""
        if self._engines.shared is not None:
            return self._engines.shared.ears
        self._own_ears = SharedRecognizer(self._engines.recognizer, self._now_s)
        return self._own_ears

    def _worker(self, stage: str, shared: ThreadPoolExecutor | None = None) -> Worker:
        worker = Worker(stage, self._metrics, self._now_s, shared)
        self._workers.append(worker)
        return worker

    def _close_threads(self) -> None:
        """Those of this session; what it shares with others goes on."""
        for worker in self._workers:
            worker.close()
        if self._own_ears is not None:
            self._own_ears.close()

    async def _emit(self, value: EventValue) -> None:
        """Say it to the listeners, then hand it to the stage that works on it."""
        event = Event(0, self._name, self._clock.media_s, self._clock.elapsed_s, value)
        await self._waiting.put(event, _draft_key(value))
        if isinstance(value, Transcript):
            await self._follow_transcript(value)
        elif isinstance(value, Translation):
            await self._follow_translation(value)

    async def _follow_transcript(self, transcript: Transcript) -> None:
        if transcript.is_final:
            self._metrics.record("final", max(0.0, self._lag_s(transcript.end_s)))
            await self._caption(transcript, SOURCE_TRACK)
        for inbox in self._inboxes.values():
            key = None if transcript.is_final else transcript.segment_id
            await inbox.put(transcript, key)

    async def _follow_translation(self, translation: Translation) -> None:
        if translation.is_final:
            self._metrics.record("translated", max(0.0, self._lag_s(translation.end_s)))
            await self._caption(translation, translation.target)
        if self._speaking is not None and translation.target == self._spoken:
            await self._speaking.queue(translation, self._clauses)

    async def _caption(self, final: Transcript | Translation, track: str) -> None:
        for caption in self._captioner.captions(final, track):
            await self._emit(caption)

    def _lag_s(self, since_s: float) -> float:
        return self._clock.present_s - since_s

    @property
    def _spoken(self) -> str | None:
        return next(iter(self._engines.targets), None)

    async def _on_chunk(self) -> None:
        if self._clock.media_s >= self._stats_due_s:
            self._stats_due_s = self._clock.media_s + self._config.streaming.stats_s
            await self._emit(self._stats())

    def _started(self) -> SessionStarted:
        return SessionStarted(
            source=self._source.name,
            language=self._config.recognize.language,
            targets=self._engines.targets,
            engines=self._engines.names(),
        )

    def _stats(self) -> Stats:
        return Stats(
            lag_s=self._clock.elapsed_s - self._clock.media_s if self._clock.is_live else 0.0,
            backlog_s=self._listener.backlog_s,
            latency={stage: asdict(each) for stage, each in self._metrics.summary().items()},
            memory_mb=memory_mb(),
        )


def _draft_key(value: EventValue) -> tuple[str, int] | None:
    """Drafts of a text replace each other while they wait; nothing else does."""
    if isinstance(value, Transcript) and not value.is_final:
        return (SOURCE_TRACK, value.segment_id)
    if isinstance(value, Translation) and not value.is_final:
        return (value.target, value.segment_id)
    return None


def _leaves(group: BaseExceptionGroup[DragomanError]) -> list[DragomanError]:
    found: list[DragomanError] = []
    for error in group.exceptions:
        found.extend(_leaves(error) if isinstance(error, BaseExceptionGroup) else [error])
    return found
