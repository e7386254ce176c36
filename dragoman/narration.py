"""Runs a narration: opens everything, tells what is seen, takes keys, and ends it well."""

import asyncio
import os
import signal
from contextlib import AsyncExitStack, ExitStack, aclosing, suppress
from datetime import UTC, datetime

from rich.console import Console

from audio_io.clock import SystemClock
from captions.timestamps import short_stamp
from configs.schema import Config
from dragoman.display import is_broken_pipe
from dragoman.ears import NewEars, open_ears, open_voice_source
from dragoman.heard_sink import HeardSink
from dragoman.keys import Keys, keys
from dragoman.machine import give_memory_back
from dragoman.narration_files import NarrationFiles
from dragoman.narration_screen import NarrationScreen
from dragoman.outputs import check_folder
from dragoman.performance import FAILED, SIGNALLED, SIGNALS
from dragoman.sight import Sight, Voicing, open_sight
from dragoman.starting import Lines, chosen_settings, endable
from dragoman.watch import Watch
from dragoman.ways_out import announcers_for, check_loudspeaker, speech_of
from model_store.store import open_store
from streaming.events import Event, SceneDescription, SessionEnded
from streaming.narrating.commands import Command, Order
from streaming.narrating.performer import Live, Recording
from streaming.narrating.session import NarrationSession
from streaming.narrating.settings import narrator_settings
from video_io.source import VideoSource

__all__ = ["KEYS", "run"]

KEYS = {
    "r": Command(Order.REPEAT),
    "m": Command(Order.MORE),
    "s": Command(Order.STOP),
    "a": Command(Order.AHEAD),
    "t": Command(Order.READ),
    **{str(level): Command(Order.VERBOSITY, verbosity=level) for level in (1, 2, 3)},
}
QUIT = "q"
HINT = "keys: r repeat, m more, s stop, a ahead, t read text, 1 2 3 how much is told, q quit"
SPOKEN_HINT = "say: repeat, more, stop, what is ahead, read it, or ask a question"
CHECK_S = 0.1


def run(watch: Watch) -> int:
    """Narrate; the exit status. Raises `DragomanError` for what is wrong before it begins."""
    lines = Lines()
    give_memory_back()
    with ExitStack() as stack:
        leave_if_told = stack.enter_context(endable(lines.say))
        config, reason = chosen_settings(watch)
        source = watch.open(config)
        stack.callback(lambda: asyncio.run(source.aclose()))
        voice = stack.enter_context(open_voice_source(watch.listen, config))
        if watch.out is not None:
            check_folder(watch.out)
        is_aloud = check_loudspeaker(watch, config, lines.say)
        store = open_store(config.models, offline=watch.offline, report=lines.report)
        with lines.pulling:
            voicing = _voicing(watch, config, is_aloud=is_aloud)
            opening = open_sight(config, config.narrate.language, voicing, store, lines.say)
            sight = stack.enter_context(opening)
            ears = stack.enter_context(open_ears(voice, config, store, lines.say))
        leave_if_told()
        lines.say(f"{reason}; {sight.describe()}")
        return asyncio.run(_narrate(watch, config, source, sight, ears, lines, is_aloud=is_aloud))


def _voicing(watch: Watch, config: Config, *, is_aloud: bool) -> int:
    if "speech" in config.narrate.announce:
        return Voicing.YES
    return Voicing.IF_POSSIBLE if is_aloud or watch.out is not None else Voicing.NO


async def _narrate(
    watch: Watch,
    config: Config,
    source: VideoSource,
    sight: Sight,
    ears: NewEars | None,
    lines: Lines,
    *,
    is_aloud: bool,
) -> int:
    screen = NarrationScreen(Console(highlight=False), lines.console)
    lines.display = screen
    files = None
    if watch.out is not None:
        rate_hz = None if sight.voice is None else sight.voice.traits.sample_rate_hz
        files = NarrationFiles(watch.out, rate_hz)
    narration = Narration(watch, config, source, sight, ears, screen, files)
    try:
        return await narration.run(is_aloud=is_aloud)
    finally:
        lines.display = None
        if files is not None:
            await files.close()
        narration.summarise()


class Narration:
    """One session. The first Ctrl-C or q ends it, the second Ctrl-C everything."""

    def __init__(
        self,
        watch: Watch,
        config: Config,
        source: VideoSource,
        sight: Sight,
        ears: NewEars | None,
        screen: NarrationScreen,
        files: NarrationFiles | None,
    ) -> None:
        self._watch = watch
        self._config = config
        self._source = source
        self._sight = sight
        self._ears = ears
        self._screen = screen
        self._files = files
        self._session: NarrationSession | None = None
        self._heard: HeardSink | None = None
        self._keys: Keys | None = None
        self._signal: signal.Signals | None = None
        self._is_ending = False
        self._told_failures = 0
        self._seen_s = 0.0

    async def run(self, *, is_aloud: bool) -> int:
        """Go through the session to its end; the exit status."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._on_signal, number)
        async with AsyncExitStack() as stack:
            way = await self._way(stack, is_aloud=is_aloud)
            session = self._session = self._new_session(way)
            if self._ears is not None:
                self._screen.warn(SPOKEN_HINT)
            watching = asyncio.create_task(self._watch_outputs())
            try:
                with keys(self._on_key) as self._keys:
                    if self._keys is not None and self._watch.is_live:
                        self._screen.warn(HINT)
                    async with aclosing(session.events()) as events:
                        async for event in events:
                            self._take(event)
            finally:
                watching.cancel()
                with suppress(asyncio.CancelledError):
                    await watching
                if self._heard is not None:
                    self._heard.settle()
        return self._status()

    def summarise(self) -> None:
        """Tell where the files are, once everything is closed."""
        seen = f"saw {short_stamp(self._seen_s)}"
        if self._files is not None:
            self._screen.warn(f"{seen}; {self._files.folder} has {', '.join(self._files.names)}")
        elif self._signal is not None:
            self._screen.warn(f"{seen}, then stopped")

    async def _way(self, stack: AsyncExitStack, *, is_aloud: bool) -> Live | Recording:
        voice, files = self._sight.voice, self._files
        speech = None if voice is None else speech_of(voice, self._config, stack)
        if not self._watch.is_live:
            return Recording(speech, None if files is None else files.place)
        announcers, self._heard = await announcers_for(
            self._config.narrate.announce,
            speech,
            self._present_s,
            files,
            self._screen.warn,
            stack,
            is_aloud=is_aloud,
        )
        hears_itself = self._watch.hears_itself(self._config, is_aloud=is_aloud)
        return Live(announcers, hears_itself=hears_itself)

    def _new_session(self, way: Live | Recording) -> NarrationSession:
        narrate = self._config.narrate
        return NarrationSession(
            self._source,
            self._sight.engines,
            way,
            name=datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ"),
            clock=SystemClock(),
            language=narrate.language,
            uses_clock_face=narrate.directions == "clock",
            settings=narrator_settings(self._config),
            ears=None if self._ears is None else self._ears(),
        )

    def _present_s(self) -> float:
        return 0.0 if self._session is None else self._session.present_s

    def _take(self, event: Event) -> None:
        value = event.value
        if isinstance(value, SessionEnded):
            self._seen_s = value.duration_s
        elif isinstance(value, SceneDescription) and self._heard is not None:
            self._heard.settle()
        if self._files is not None:
            self._files.take(event)
        self._screen.take(event)
        self._check()

    def _check(self) -> None:
        """What cannot be written any more ends the session."""
        failures = [] if self._files is None else self._files.failures
        for failure in failures[self._told_failures :]:
            self._screen.warn(str(failure))
        is_new = len(failures) > self._told_failures
        self._told_failures = len(failures)
        if is_new or self._screen.broken is not None:
            self._end()

    async def _watch_outputs(self) -> None:
        while True:
            self._check()
            await asyncio.sleep(CHECK_S)

    def _on_key(self, key: str) -> None:
        command = KEYS.get(key.lower())
        if key.lower() == QUIT:
            self._end()
        elif command is not None and self._session is not None:
            self._session.order(command)

    def _end(self) -> None:
        """See no more, and be silent; what was heard is kept."""
        if self._is_ending or self._session is None:
            return
        self._is_ending = True
        self._session.stop()
        self._session.order(Command(Order.STOP))

    def _on_signal(self, number: signal.Signals) -> None:
        if self._signal is not None:
            self._quit(number)
        self._signal = number
        self._end()

    def _quit(self, number: signal.Signals) -> None:
        """End the process here: every file is whole after each write."""
        if self._keys is not None:
            self._keys.restore()
        self._screen.warn("quit before everything was finished")
        os._exit(SIGNALLED + number)

    def _status(self) -> int:
        broken = self._screen.broken
        if broken is not None and not is_broken_pipe(broken):
            self._screen.warn(str(broken))
        if self._screen.failed or self._told_failures:
            return FAILED
        if broken is not None:
            return SIGNALLED + signal.SIGPIPE if is_broken_pipe(broken) else FAILED
        return 0 if self._signal is None else SIGNALLED + self._signal
