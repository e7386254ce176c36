"""A session: one source of speech, its captions, translations and speech, as a stream of events.

One TaskGroup owns every task. Sound flows one way: source, hearing, translating (one task for each
language), speaking. What a stage says becomes an event, in order, before the next stage works on
it.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing, closing
from dataclasses import asdict

from audio_io.source import Source
from captions.cue import SOURCE_TRACK
from configs.errors import DragomanError
from configs.schema import Config
from streaming.branch import Branch, Start
from streaming.captioning import Captioner
from streaming.course import numbered, single_errors
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
from streaming.metrics import Metrics, Observe, memory_mb
from streaming.sharing import SharedRecognizer
from streaming.speaking import Play, SpeakingStage
from streaming.speech import SpeechQueue
from streaming.stage import StreamClock
from streaming.transcript import Transcript
from streaming.translating import TranslatingStage
from streaming.translation import Translation
from streaming.workers import Workers
from translators.speak import Synthesizer
from translators.translate import Translator

__all__ = ["Engines", "Session"]

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
        observe: Observe = lambda stage, seconds: None,
    ) -> None:
        """`observe` is told how long each call of an engine took, and each stage."""
        self._config = config
        self._source = source
        self._engines = engines
        self._name = name
        self._now_s = now_s
        self._play = play
        self._clock = StreamClock(now_s, is_live=is_live)
        self._metrics = Metrics(observe)
        self._listener = Listener(config, partials=is_live, keeps_windows=engines.translates_speech)
        self._captioner = Captioner(config.captions)
        self._waiting: Mailbox[Event] = Mailbox(EVENTS_WAITING)
        self._stats_due_s = config.streaming.stats_s
        self._stopped = False
        shared = engines.shared
        self._workers = Workers(self._metrics, now_s, {} if shared is None else shared.threads)
        self._own_ears: SharedRecognizer | None = None
        self._branches: dict[str, Branch] = {}
        self._wanted: dict[str, Callable[[], None]] = {}
        """How to begin with a language that was asked for before there was sound, by language."""
        self._start: Start | None = None
        """There while there is sound to come."""

    @property
    def backlog_s(self) -> float:
        """Sound that was taken from the source and waits for the recognizer."""
        return self._listener.backlog_s

    def stop(self) -> None:
        """Hear no more; what was heard still gets its finals, then the session ends."""
        self._stopped = True
        self._source.stop()

    def interpret(
        self,
        target: str,
        translator: Translator,
        synthesizer: Synthesizer | None = None,
        play: Play | None = None,
    ) -> None:
        """Translate what is said from now on into one more language; with a voice, speak it too.

        A language that is translated already goes on as it is, and gets the voice.
        """

        def begin() -> None:
            self._branch(target, translator)
            if synthesizer is not None and play is not None:
                self._speak(target, synthesizer, play)

        if self._start is None:
            self._wanted[target] = begin
        else:
            begin()

    def stop_interpreting(self, target: str, *, speech_only: bool = False) -> None:
        """Nobody wants the language any more, or nobody listens to it.

        What was said before is still translated, and not spoken.
        """
        self._wanted.pop(target, None)
        branch = self._branches.get(target)
        if branch is None:
            return
        branch.hush()
        if not speech_only:
            self._branches.pop(target).close()

    async def events(self) -> AsyncGenerator[Event, None]:
        """Run, and give each event as it is made. Closing the iterator abandons the session."""
        try:
            async with aclosing(numbered(self._waiting, self._run())) as events:
                async for event in events:
                    yield event
        finally:
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
            for error in single_errors(group):
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
            detecting=self._workers.of("detect"),
        )
        with closing(ear):
            await self._through(hearing)

    async def _through(self, hearing: HearingStage) -> None:
        """Have the source heard to its end, and all that follows from it."""
        async with asyncio.TaskGroup() as tasks:
            self._start = tasks.create_task
            self._interpret_as_made()
            for begin in self._wanted.values():
                begin()
            heard = tasks.create_task(hearing.hear(self._source, self._on_chunk))
            await hearing.recognize()
            await heard
            self._start = None
            for branch in self._branches.values():
                branch.close()

    def _interpret_as_made(self) -> None:
        """Begin with the languages and the voice that the engines came with."""
        engines = self._engines
        if engines.translates_speech:
            self._branch(engines.targets[0], None)
        for target, translator in engines.translators.items():
            self._branch(target, translator)
        if engines.targets and engines.synthesizer is not None and self._play is not None:
            self._speak(engines.targets[0], engines.synthesizer, self._play)

    def _branch(self, target: str, translator: Translator | None) -> None:
        if self._start is None or target in self._branches:
            return
        stage = None
        if translator is not None:
            stage = TranslatingStage(target, translator, self._emit, self._workers.of("translate"))
        self._branches[target] = branch = Branch(stage)
        self._start(branch.run())

    def _speak(self, target: str, synthesizer: Synthesizer, play: Play) -> None:
        if self._start is None:
            return
        stage = SpeakingStage(
            SpeechQueue(self._config.speak),
            synthesizer,
            self._clock,
            self._emit,
            play,
            self._workers.of("speak"),
            voice=self._config.speak.voice or None,
        )
        self._branches[target].speak(stage, self._start)

    def _ears(self) -> SharedRecognizer:
        """The recognizer's threads: those of all sessions, or this one's own."""
        if self._engines.shared is not None:
            return self._engines.shared.ears
        self._own_ears = SharedRecognizer(self._engines.recognizer, self._now_s)
        return self._own_ears

    def _close_threads(self) -> None:
        """Those of this session; what it shares with others goes on."""
        self._workers.close()
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
        for branch in tuple(self._branches.values()):
            await branch.follow(transcript)

    async def _follow_translation(self, translation: Translation) -> None:
        if translation.is_final:
            self._metrics.record("translated", max(0.0, self._lag_s(translation.end_s)))
            await self._caption(translation, translation.target)
        branch = self._branches.get(translation.target)
        if branch is not None:
            await branch.say(translation)

    async def _caption(self, final: Transcript | Translation, track: str) -> None:
        for caption in self._captioner.captions(final, track):
            await self._emit(caption)

    def _lag_s(self, since_s: float) -> float:
        return self._clock.present_s - since_s

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
