"""The first stage: sound becomes transcripts."""

import asyncio
from collections.abc import Awaitable, Callable

from audio_io.chunk import AudioChunk
from audio_io.source import Source
from audio_io.source_event import SourceEvent
from audio_io.vad import VoiceDetector
from configs.errors import EngineError
from streaming.events import Warned
from streaming.language import NotUnderstood
from streaming.listener import Gap, Heard, Listener, Pass
from streaming.sharing import Ear
from streaming.stage import Emit, StreamClock, Worker
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.languages import language_name
from translators.recognize import Hypothesis, Window

__all__ = ["HearingStage"]

ENGLISH = "en"
"""The only language that Whisper translates into."""
SILENT_PEAK = 1e-4
"""-80 dB: nothing that a voice detector could find."""


class HearingStage:
    """Feeds a listener from a source and has its windows recognised.

    Two tasks share the listener in one event loop: one hears, one has the passes made. Live, the
    first never waits for the second. From a file as fast as possible, it waits for every final,
    so that no more than one segment is in memory.

    `translates`: the recognizer itself translates each final into English, from its sound.
    """

    def __init__(
        self,
        listener: Listener,
        ear: Ear,
        detector: VoiceDetector,
        clock: StreamClock,
        emit: Emit,
        *,
        translates: bool,
        detecting: Worker,
    ) -> None:
        self._listener = listener
        self._ear = ear
        self._detector = detector
        self._clock = clock
        self._emit = emit
        self._translates = translates
        self._detecting = detecting
        self._heard = asyncio.Event()
        """There is more sound than before, or there will be none."""
        self._answered = asyncio.Event()
        self._wanted: Pass | None = None
        self._over = False

    async def hear(self, source: Source, on_chunk: Callable[[], Awaitable[None]]) -> None:
        """Go through the source to its end; `on_chunk` is called after each chunk."""
        async for item in source:
            if isinstance(item, SourceEvent):
                await self._report(item)
                continue
            await self._take(item)
            await on_chunk()
            if not self._clock.is_live:
                await self._until_caught_up()
        await self._say(self._listener.finish())
        self._over = True
        self._heard.set()

    async def recognize(self) -> None:
        """Have passes made until the source is over and every segment has its final."""
        while not (self._over and self._listener.idle):
            self._heard.clear()
            if self._listener.idle or not await self._pass():
                await self._heard.wait()

    async def _take(self, chunk: AudioChunk) -> None:
        probability = 0.0
        if len(chunk.samples) and float(abs(chunk.samples).max()) > SILENT_PEAK:
            probability, _ = await self._detecting.call(self._detector.probability, chunk.samples)
        self._clock.heard(chunk.end_s)
        await self._say(self._listener.hear(chunk, probability))
        if self._listener.waiting:
            self._ear.hurry()
        self._heard.set()

    async def _until_caught_up(self) -> None:
        while self._listener.waiting:
            self._answered.clear()
            await self._answered.wait()

    async def _pass(self) -> bool:
        """Have the pass made that is wanted when the engine is free; False if none is."""
        answered = await self._answer()
        if answered is not None:
            await self._say(self._listener.accept(*answered))
            self._answered.set()
        return answered is not None

    async def _answer(self) -> tuple[Hypothesis, float] | None:
        """One retry: a window is too dear to lose to a hiccup of an engine."""
        is_final = self._listener.waiting > 0
        try:
            return await self._ear.recognize_newest(self._choose, is_final=is_final)
        except EngineError as error:
            await self._emit(Warned(f"the recognizer failed and is asked again: {error}"))
            assert self._wanted is not None, "a window was chosen"
            wanted = self._wanted
            return await self._ear.recognize(wanted.window, is_final=wanted.is_final)

    def _choose(self) -> Window | None:
        self._wanted = self._listener.next_pass()
        return None if self._wanted is None else self._wanted.window

    async def _report(self, event: SourceEvent) -> None:
        if event.kind in ("gap", "restored") and event.end_s > event.start_s:
            self._detector.reset()
            await self._emit(Gap(event.start_s, event.end_s, event.message))
        else:
            await self._emit(Warned(event.message))

    async def _say(self, happened: tuple[Heard, ...]) -> None:
        for value in happened:
            if isinstance(value, NotUnderstood):
                await self._emit(Warned(_doubt(value.language), "language_mismatch"))
                continue
            await self._emit(value)
            if self._translates and isinstance(value, Transcript) and value.is_final:
                await self._emit(await self._translated(value))

    async def _translated(self, final: Transcript) -> Translation:
        window = self._listener.take_window(final.segment_id)
        text = final.stable
        if text and final.language != ENGLISH:
            hypothesis, _ = await self._ear.recognize(window, is_final=True)
            text = hypothesis.text.strip()
        return Translation(
            segment_id=final.segment_id,
            revision=1,
            source=final.language,
            target=ENGLISH,
            stable=text,
            unstable="",
            start_s=final.start_s,
            end_s=final.end_s,
            is_final=True,
        )


def _doubt(language: str) -> str:
    return (
        f"little of this is understood as {language_name(language)}; if another language is "
        "spoken, end this and choose it with --language, or --language auto"
    )
