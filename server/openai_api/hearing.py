"""A recording is heard by the same pipeline as `dragoman captions FILE --pace fast`."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from dataclasses import dataclass, replace
from functools import partial

from audio_io.clock import SystemClock
from audio_io.decoder import Decoder
from audio_io.file_source import FileSource
from audio_io.measure import measure
from audio_io.memory_file import MemoryFile
from configs.errors import EngineError
from configs.schema import Config
from server.gateway.services import Services
from server.session_settings import session_settings
from streaming.engines import Engines
from streaming.events import Event, Failed
from streaming.metrics import Observe
from streaming.session import Session

__all__ = ["ENGLISH", "FROM_SOUND", "Request", "duration_s", "hear", "translates_sound"]

ENGLISH = "en"
FROM_SOUND = "from sound"
"""Stands for English, where the recognizer itself translates."""
_NAME = "the file"
_measuring = ThreadPoolExecutor(2, thread_name_prefix="measure")
"""Never the default pool: WebRTC encodes there."""


@dataclass(frozen=True, slots=True, eq=False)
class Request:
    """What is to be made of a recording."""

    content: bytes
    language: str
    """An ISO 639-1 code, or `auto`."""
    prompt: str = ""
    keywords: Sequence[str] = ()


async def duration_s(content: bytes, most_s: float) -> float:
    """Seconds of sound in a recording. Raises `BadAudio` (`TooLong`)."""
    work = partial(measure, MemoryFile(content, _NAME), most_s=most_s)
    return await asyncio.get_running_loop().run_in_executor(_measuring, work)


async def hear(
    services: Services, request: Request, target: str | None
) -> AsyncGenerator[Event, None]:
    """The events of a recording, as they come. Raises `DragomanError` where it fails.

    `target` is a language to translate the text into, or `FROM_SOUND`. Closing the iterator ends
    the work.
    """
    engines = await services.pool.engines(request.language)
    if target == FROM_SOUND:
        engines = replace(engines, translates_speech=True)
    config = session_settings(
        services.config, request.language, prompt=request.prompt, keywords=request.keywords
    )
    session = _session(config, request, engines, services.meters.engine)
    if target is not None and target != FROM_SOUND:
        translator = await services.pool.translator(request.language, target)
        session.interpret(target, translator)
    async with aclosing(session.events()) as events:
        async for event in events:
            if isinstance(event.value, Failed):
                raise EngineError(event.value.message)
            yield event


async def translates_sound(services: Services, language: str) -> bool:
    """Whether the recognizer can translate into English by itself."""
    engines = await services.pool.engines(language)
    return engines.recognizer.traits.translates


def _session(config: Config, request: Request, engines: Engines, observe: Observe) -> Session:
    clock = SystemClock()
    decoder = Decoder(MemoryFile(request.content, _NAME), config.audio)
    source = FileSource(decoder, pace="fast", clock=clock)
    return Session(
        config,
        source,
        engines,
        name="file",
        now_s=clock.now_s,
        is_live=False,
        observe=observe,
    )
