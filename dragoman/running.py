"""Runs a job: opens everything, streams it to the screen and the files, and ends it well."""

import asyncio
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from types import FrameType

from rich.console import Console

from audio_io.devices import find_device, list_devices
from audio_io.source import Source, open_source
from configs.schema import Config
from dragoman.display import Display
from dragoman.engines import Say, describe, open_engines
from dragoman.hotwords import expect_terms
from dragoman.job import Job, Wish
from dragoman.machine import give_memory_back, suggest_profile
from dragoman.outputs import Outputs, check_folder
from dragoman.performance import SIGNALLED, SIGNALS, Performance
from dragoman.pulling import PullDisplay
from model_store.progress import Progress
from model_store.store import open_store
from streaming.session import Engines

__all__ = ["run"]


class _Lines:
    """Lines for the user: on standard error, and through the display once there is one."""

    def __init__(self) -> None:
        self.console = Console(stderr=True)
        self.pulling = PullDisplay(self.console)
        self.display: Display | None = None

    def say(self, line: str) -> None:
        """From any thread."""
        if self.display is None:
            self.console.print(f"dragoman: {line}", markup=False, highlight=False, soft_wrap=True)
        else:
            self.display.warn(line)

    def report(self, progress: Progress) -> None:
        """What the model store tells: bars at first, one line for a model that is needed later."""
        if self.display is None:
            self.pulling.report(progress)
        elif progress.source and not progress.done_bytes:
            self.display.warn(f"fetching {progress.model} from {progress.source}")


def run(job: Job) -> int:
    """Do the job; the exit status. Raises `DragomanError` for what is wrong before it begins."""
    lines = _Lines()
    give_memory_back()
    with ExitStack() as stack:
        leave_if_told = stack.enter_context(_endable(lines.say))
        config, reason = _settings(job)
        wish = job.wish(config)
        config = expect_terms(config, wish, lines.say)
        source = open_source(job.source, config.audio, pace=job.pace, raw=job.raw)
        stack.callback(lambda: asyncio.run(source.aclose()))
        if job.out is not None:
            check_folder(job.out)
        if job.plays:
            find_device("", "output", list_devices())
        if job.interprets and not job.speaks:
            lines.say("the speech would go nowhere: add --play to hear it, --out DIR to keep it")
        engines = _engines(job, config, wish, lines, stack)
        leave_if_told()
        lines.say(f"{reason}; {describe(engines)}")
        return asyncio.run(_perform(job, config, wish, source, engines, lines))


def _settings(job: Job) -> tuple[Config, str]:
    """The settings, with `auto` replaced by a profile, and why this one."""
    config = job.settings()
    if config.profile != "auto":
        return config, f"profile {config.profile}"
    choice = suggest_profile(open_store(config.models, offline=True))
    return job.settings(choice.profile), choice.reason


def _engines(job: Job, config: Config, wish: Wish, lines: _Lines, stack: ExitStack) -> Engines:
    store = open_store(config.models, offline=job.offline, report=lines.report)
    with lines.pulling:
        opening = open_engines(config, wish, store, say=lines.say, warn=lines.say)
        return stack.enter_context(opening)


async def _perform(
    job: Job, config: Config, wish: Wish, source: Source, engines: Engines, lines: _Lines
) -> int:
    voice = engines.synthesizer
    outputs = None
    if job.out is not None:
        rate_hz = None if voice is None else voice.traits.sample_rate_hz
        outputs = Outputs(job.out, wish.source, wish.targets, speech_rate_hz=rate_hz)
    display = Display(
        wish.targets, Console(), lines.console, is_live=job.is_live, now_s=time.monotonic
    )
    lines.display = display
    performance = Performance(job, config, source, engines, display, outputs)
    try:
        return await performance.run()
    finally:
        display.close()
        lines.display = None
        if outputs is not None:
            await outputs.close()
        performance.summarise()


@contextmanager
def _endable(say: Say) -> Iterator[Callable[[], None]]:
    """While engines are opened, Ctrl-C and SIGTERM end the program, and free what was begun.

    Libraries that are being imported turn such an end into errors of their own, or swallow it: so
    the block calls what it is given when it is done.
    """
    received: list[int] = []

    def leave() -> None:
        if received:
            raise SystemExit(SIGNALLED + received[0])

    def on_signal(number: int, frame: FrameType | None) -> None:
        received.append(number)
        leave()

    before = {number: signal.signal(number, on_signal) for number in SIGNALS}
    try:
        yield leave
    except BaseException:
        if received:
            say("stopped")
        leave()
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
