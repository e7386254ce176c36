"""One stretch of live speech on a realtime socket: sound is appended, events come."""

import asyncio
import time
from collections.abc import AsyncGenerator
from contextlib import aclosing

from configs.errors import EngineError
from configs.schema import Config
from server.appended import AppendedSource
from server.openai_api.pcm import PcmReader
from streaming.engines import Engines
from streaming.events import Event, Failed
from streaming.metrics import Observe
from streaming.session import Session

__all__ = ["LiveSpeech"]

_MARGIN_S = 0.3
"""Silence beyond that which ends a segment, before it is taken for ended."""


class LiveSpeech:
    """A session and the sound that it is fed with."""

    def __init__(
        self, config: Config, engines: Engines, reader: PcmReader, name: str, observe: Observe
    ) -> None:
        """`observe` is told how long each call of an engine took."""
        self._reader = reader
        self._pause_s = config.segmenter.min_silence_s + _MARGIN_S
        self.source = AppendedSource(name, config.audio, sample_rate_hz=reader.sample_rate_hz)
        self.session = Session(
            config,
            self.source,
            engines,
            name=name,
            now_s=time.monotonic,
            is_live=True,
            observe=observe,
        )
        self.source.follow(self.session)

    async def append(self, content: bytes, telling: "asyncio.Task[None]") -> None:
        """Add sound; waits while much of it is still to be heard, and somebody is `telling` what.

        When that ends, the session has failed: nobody makes room any more.
        """
        adding = asyncio.ensure_future(self.source.append(self._reader.samples(content)))
        await asyncio.wait((adding, telling), return_when=asyncio.FIRST_COMPLETED)
        if not adding.done():
            adding.cancel()

    def cut(self, mark: str) -> None:
        """End what is being said here, and have the session warn of `mark` then."""
        self.source.pause(self._pause_s)
        self.source.mark(mark)

    async def events(self) -> AsyncGenerator[Event, None]:
        """What happens until the sound ends. Raises `EngineError` where it fails."""
        async with aclosing(self.session.events()) as events:
            async for event in events:
                if isinstance(event.value, Failed):
                    raise EngineError(event.value.message)
                yield event

    def end(self) -> None:
        """No more sound will come; what was appended is still heard."""
        self.source.end()
