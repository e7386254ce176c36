"""Runs a job: opens everything, streams it to the screen and the files, and ends it well."""

import asyncio
import time
from contextlib import ExitStack

from rich.console import Console

from audio_io.clock import SystemClock
from audio_io.devices import find_device, list_devices
from audio_io.half_duplex import HalfDuplex
from audio_io.portaudio import PortAudioInputs, PortAudioOutputs
from audio_io.source import Source, open_source
from configs.schema import Config
from dragoman.display import Display
from dragoman.engines import describe, open_engines
from dragoman.hotwords import expect_terms
from dragoman.job import Job, Wish
from dragoman.machine import give_memory_back
from dragoman.outputs import Outputs, check_folder
from dragoman.performance import Performance
from dragoman.starting import Lines, chosen_settings, endable
from model_store.store import open_store
from streaming.session import Engines

__all__ = ["run"]

TAKING_TURNS = (
    "while the translation is spoken, the microphone is not listened to: pause for it, "
    "or put on headphones and add --headphones"
)


def run(job: Job) -> int:
    """Do the job; the exit status. Raises `DragomanError` for what is wrong before it begins."""
    lines = Lines()
    give_memory_back()
    with ExitStack() as stack:
        leave_if_told = stack.enter_context(endable(lines.say))
        config, reason = chosen_settings(job)
        wish = job.wish(config)
        config = expect_terms(config, wish, lines.say)
        turns = _turns(job, lines)
        source = open_source(
            job.source,
            config.audio,
            pace=job.pace,
            raw=job.raw,
            inputs=None if turns is None else turns.inputs,
        )
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
        return asyncio.run(_perform(job, config, wish, source, engines, lines, turns))


def _turns(job: Job, lines: Lines) -> HalfDuplex | None:
    """What keeps our own speech out of the microphone, where it would come back."""
    if not job.hears_itself:
        return None
    lines.say(TAKING_TURNS)
    return HalfDuplex(PortAudioInputs(), PortAudioOutputs(), SystemClock())


def _engines(job: Job, config: Config, wish: Wish, lines: Lines, stack: ExitStack) -> Engines:
    store = open_store(config.models, offline=job.offline, report=lines.report)
    with lines.pulling:
        opening = open_engines(config, wish, store, say=lines.say)
        return stack.enter_context(opening)


async def _perform(
    job: Job,
    config: Config,
    wish: Wish,
    source: Source,
    engines: Engines,
    lines: Lines,
    turns: HalfDuplex | None,
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
    loudspeakers = PortAudioOutputs() if turns is None else turns.outputs
    performance = Performance(job, config, source, engines, display, outputs, loudspeakers)
    try:
        return await performance.run()
    finally:
        display.close()
        lines.display = None
        if outputs is not None:
            await outputs.close()
        performance.summarise()
