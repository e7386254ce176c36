"""Opens the ways in which what is said gets out: our voice, and other programs."""

import time
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack

from audio_io.clock import SystemClock
from audio_io.device_sink import open_device_sink
from audio_io.devices import find_device, list_devices
from audio_io.sink import Sink
from captions.announcing.announcer import Announcer, Announcers
from captions.announcing.braille import open_braille
from captions.announcing.nvda import open_nvda
from captions.announcing.plain import PlainText
from captions.announcing.speech_dispatcher import open_speech_dispatcher
from configs.errors import DragomanError
from configs.schema import Config
from dragoman.heard_sink import HeardSink
from dragoman.narration_files import NarrationFiles
from dragoman.watch import Watch
from streaming.metrics import Metrics
from streaming.narrating.voice import Speech, Voice
from streaming.stage import Worker
from translators.recognizer import Say
from translators.speak import Synthesizer

__all__ = ["announcers_for", "check_loudspeaker", "speech_of"]

PLAY_QUEUE_S = 2.0


def check_loudspeaker(watch: Watch, config: Config, say: Say) -> bool:
    """Whether our voice will be heard. Without a loudspeaker that is an error, if it was asked for.

    Raises `DeviceError` or `MissingPart`.
    """
    if not watch.speaks_aloud(config):
        return False
    try:
        find_device("", "output", list_devices())
    except DragomanError as error:
        if config.narrate.announce:
            raise
        say(f"nothing will be heard: {error}")
        return False
    return True


def speech_of(voice: Synthesizer, config: Config, stack: AsyncExitStack) -> Speech:
    """A synthesizer in a thread of its own, until the end of the block."""
    worker = Worker("speak", Metrics(), time.monotonic)
    stack.callback(worker.close)
    return Speech(
        voice,
        worker,
        voice=config.speak.voice or None,
        rate=config.speak.rate,
        earcons=config.narrate.earcons,
    )


async def announcers_for(
    ways: Iterable[str],
    speech: Speech | None,
    present_s: Callable[[], float],
    files: NarrationFiles | None,
    say: Say,
    stack: AsyncExitStack,
    *,
    is_aloud: bool,
) -> tuple[Announcers, HeardSink | None]:
    """All ways of `narrate.announce`, and the sink of what our voice says, if it is kept.

    Raises `OutputError`, `DeviceError` or `MissingPart` for one that cannot be had.
    """
    # What is said is shown from its events; this way stays when all others have failed.
    opened: list[Announcer] = [PlainText(_shown)]
    heard: HeardSink | None = None
    if speech is not None:
        sink: Sink | None = None
        if is_aloud:
            sink = await open_device_sink("", speech.sample_rate_hz, queue_s=PLAY_QUEUE_S)
            stack.push_async_callback(sink.close)
        if files is not None:
            sink = heard = HeardSink(speech.sample_rate_hz, files.place, present_s, sink)
        if sink is not None:
            opened.append(Voice(speech, sink, SystemClock()))
    for way in ways:
        if way == "speech-dispatcher":
            opened.append(await open_speech_dispatcher())
        elif way == "braille":
            opened.append(await open_braille())
        elif way == "nvda":
            opened.append(await open_nvda())
    announcers = Announcers(opened, say)
    stack.push_async_callback(announcers.close)
    return announcers, heard


def _shown(text: str) -> None:
    """The event has shown it already."""
