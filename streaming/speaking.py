"""The third stage: stable translations become speech on the time line."""

from collections.abc import Awaitable, Callable, Iterator

from audio_io.chunk import AudioChunk, Samples
from configs.errors import EngineError
from streaming.events import Failed, SpeechAudio
from streaming.mailbox import Mailbox
from streaming.speech import Clause, SpeechQueue, SpokenAudio
from streaming.stage import Emit, StreamClock, Worker
from streaming.translation import Translation
from translators.speak import SpeechRequest, Synthesizer

__all__ = ["Play", "SpeakingStage"]

Play = Callable[[SpokenAudio], Awaitable[None]]
"""Takes each piece of speech, in order, with its place on the time line."""


class SpeakingStage:
    """Speaks each clause once, in order, as soon as its translation is stable."""

    def __init__(
        self,
        queue: SpeechQueue,
        synthesizer: Synthesizer,
        clock: StreamClock,
        emit: Emit,
        play: Play,
        worker: Worker,
        *,
        voice: str | None,
    ) -> None:
        self._queue = queue
        self._synthesizer = synthesizer
        self._clock = clock
        self._emit = emit
        self._play = play
        self._worker = worker
        self._voice = voice
        self._failed = False

    async def run(self, inbox: Mailbox[Clause]) -> None:
        """Speak until the inbox is closed and empty."""
        async for clause in inbox:
            try:
                await self._speak(clause)
            except EngineError as error:
                if not self._failed:
                    self._failed = True
                    await self._emit(Failed(f"no speech in {clause.language}: {error}"))

    async def queue(self, translation: Translation, inbox: Mailbox[Clause]) -> None:
        """Queue what became stable with a revision of the translation."""
        for clause in self._queue.take(translation):
            await self._emit(self._event(clause, "queued", self._clock.present_s))
            await inbox.put(clause)

    async def _speak(self, clause: Clause) -> None:
        self._queue.begin(clause)
        if self._clock.is_live and self._queue.is_too_late(clause, self._clock.present_s):
            await self._emit(self._event(clause, "skipped", self._clock.present_s))
            return
        rate = self._queue.rate(clause, self._clock.present_s)
        slack_s = self._queue.placed_s(self._clock.present_s)
        request = SpeechRequest(clause.text, clause.language, self._voice, rate, slack_s)
        pieces = self._synthesizer.speak(request)
        end_s: float | None = None
        spoken_s = 0.0
        while True:
            samples, _ = await self._worker.call(_next_piece, pieces)
            if samples is None:
                break
            chunk = self._placed(samples)
            if end_s is None:
                await self._emit(self._event(clause, "started", chunk.start_s, rate))
            end_s = chunk.end_s
            spoken_s += chunk.duration_s
            await self._play(SpokenAudio(clause.segment_id, chunk))
        if end_s is not None:
            self._queue.finished(clause, spoken_s, rate)
            await self._emit(self._event(clause, "finished", end_s, rate))

    def _placed(self, samples: Samples) -> AudioChunk:
        rate_hz = self._synthesizer.traits.sample_rate_hz
        start_s = self._queue.place(len(samples) / rate_hz, self._clock.present_s)
        return AudioChunk(samples, rate_hz, start_s)

    def _event(self, clause: Clause, state: str, at_s: float, rate: float = 1.0) -> SpeechAudio:
        return SpeechAudio(
            segment_id=clause.segment_id,
            clause=clause.number,
            state=state,
            language=clause.language,
            text=clause.text,
            at_s=at_s,
            source_end_s=clause.source_end_s,
            rate=rate,
        )


def _next_piece(pieces: Iterator[Samples]) -> Samples | None:
    return next(pieces, None)
