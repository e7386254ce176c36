"""One session on stage: its events to the screen and the files, its speech to the ears."""

import asyncio
import os
import signal
import time
from contextlib import aclosing, suppress
from datetime import UTC, datetime

from audio_io.chunk import SAMPLE_RATE_HZ
from audio_io.device_sink import open_device_sink
from audio_io.portaudio import Outputs as Loudspeakers
from audio_io.sink import NullSink, Sink
from audio_io.source import Source
from captions.timestamps import short_stamp
from configs.errors import DeviceError
from configs.schema import Config
from dragoman.display import Display, is_broken_pipe
from dragoman.job import Job
from dragoman.outputs import Outputs
from streaming.events import Event, SessionEnded
from streaming.session import Engines, Session
from streaming.speech import SpokenAudio

__all__ = ["SIGNALLED", "SIGNALS", "Performance"]

TICK_S = 0.1
PLAY_QUEUE_S = 2.0
"""Speech that may wait at the loudspeaker before the synthesizer waits for it."""
FAILED = 1
SIGNALLED = 128
"""A shell adds the signal's number to this."""
SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Performance:
    """Runs a session once. The first Ctrl-C ends the source, the second one everything."""

    def __init__(
        self,
        job: Job,
        config: Config,
        source: Source,
        engines: Engines,
        display: Display,
        outputs: Outputs | None,
        loudspeakers: Loudspeakers,
    ) -> None:
        self._job = job
        self._engines = engines
        self._display = display
        self._outputs = outputs
        self._loudspeakers = loudspeakers
        self._loudspeaker: Sink = NullSink(SAMPLE_RATE_HZ)
        self._signal: signal.Signals | None = None
        self._reported_failures = 0
        self._heard_s = 0.0
        self._session = Session(
            config,
            source,
            engines,
            name=datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            now_s=time.monotonic,
            is_live=job.is_live,
            play=None if engines.synthesizer is None else self._play,
        )

    async def run(self) -> int:
        """Go through the session to its end; the exit status."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._on_signal, number)
        await self._open_loudspeaker()
        ticking = asyncio.create_task(self._tick())
        try:
            async with aclosing(self._session.events()) as events:
                async for event in events:
                    self._take(event)
        finally:
            ticking.cancel()
            with suppress(asyncio.CancelledError):
                await ticking
            await self._loudspeaker.close()
        return self._status()

    def summarise(self) -> None:
        """Tell where the files are, once everything is closed."""
        heard = f"heard {short_stamp(self._heard_s)}"
        if self._outputs is not None and self._outputs.names:
            files = ", ".join(self._outputs.names)
            self._display.warn(f"{heard}; {self._outputs.folder} has {files}")
        elif self._signal is not None:
            self._display.warn(f"{heard}, then stopped")

    def _take(self, event: Event) -> None:
        if isinstance(event.value, SessionEnded):
            self._heard_s = event.value.duration_s
        if self._outputs is not None:
            self._outputs.take(event)
        self._display.take(event)
        self._check()

    def _check(self) -> None:
        """What cannot be written any more ends the session; what was heard is still finished."""
        failures = [] if self._outputs is None else self._outputs.failures
        for failure in failures[self._reported_failures :]:
            self._display.warn(str(failure))
        is_new = len(failures) > self._reported_failures
        self._reported_failures = len(failures)
        if is_new or self._display.broken is not None:
            self._session.stop()

    async def _tick(self) -> None:
        while True:
            self._display.tick()
            self._check()
            await asyncio.sleep(TICK_S)

    async def _play(self, spoken: SpokenAudio) -> None:
        if self._outputs is not None:
            self._outputs.speak(spoken)
        if self._signal is not None:
            return
        try:
            await self._loudspeaker.write(spoken.chunk.samples)
        except DeviceError as error:
            self._loudspeaker = NullSink(spoken.chunk.sample_rate_hz)
            self._display.warn(f"{error}; the speech goes on without being heard")

    async def _open_loudspeaker(self) -> None:
        voice = self._engines.synthesizer
        if self._job.plays and voice is not None:
            rate_hz = voice.traits.sample_rate_hz
            self._loudspeaker = await open_device_sink(
                "", rate_hz, queue_s=PLAY_QUEUE_S, outputs=self._loudspeakers
            )

    def _on_signal(self, number: signal.Signals) -> None:
        if self._signal is not None:
            self._quit(number)
        self._signal = number
        self._session.stop()
        self._loudspeaker.clear()
        self._display.warn("finishing what was heard; Ctrl-C again to quit", is_passing=True)

    def _quit(self, number: signal.Signals) -> None:
        """End the process here: every file is whole after each write."""
        self._display.close()
        self._display.warn("quit before everything was finished")
        os._exit(SIGNALLED + number)

    def _status(self) -> int:
        broken = self._display.broken
        if broken is not None and not is_broken_pipe(broken):
            self._display.warn(str(broken))
        if self._display.failed or self._reported_failures:
            return FAILED
        if broken is not None:
            return SIGNALLED + signal.SIGPIPE if is_broken_pipe(broken) else FAILED
        return 0 if self._signal is None else SIGNALLED + self._signal
