"""One utterance of a Wyoming client: chunks in, its text as it becomes stable, and all of it."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

import numpy as np
from wyoming.asr import Transcript as WholeText
from wyoming.asr import TranscriptChunk, TranscriptStart, TranscriptStop
from wyoming.event import Event

from audio_io.chunk import Samples
from audio_io.mono import to_float, to_mono
from configs.errors import EngineError
from server.appended import AppendedSource
from server.growing import Growing
from server.wire.wyoming import AudioFormatData, BadWyoming
from streaming.events import Failed
from streaming.session import Session
from streaming.transcript import Transcript

__all__ = ["ChunkReader", "Utterance"]

_WIDTHS = {1: "u1", 2: "<i2", 4: "<i4"}

Write = Callable[[Event], Awaitable[None]]


class ChunkReader:
    """Bytes of a format into mono samples; what is no whole sample waits for the rest of it."""

    def __init__(self, shape: AudioFormatData) -> None:
        """Raises `BadWyoming` for samples of three bytes."""
        if shape.width not in _WIDTHS:
            raise BadWyoming(f"samples of {shape.width} bytes are not taken")
        self.shape = shape
        self._rest = b""

    def samples(self, content: bytes) -> Samples:
        """Float32[n] of the bytes."""
        size = self.shape.width * self.shape.channels
        content = self._rest + content
        whole = len(content) // size * size
        self._rest = content[whole:]
        values = np.frombuffer(content[:whole], _WIDTHS[self.shape.width])
        return to_mono(to_float(values.reshape(-1, self.shape.channels).T), "mix")


class Utterance:
    """Heard by a session of its own, which begins with the first chunk."""

    def __init__(
        self, source: AppendedSource, session: Session, reader: ChunkReader, write: Write
    ) -> None:
        self.reader = reader
        self._source = source
        self._session = session
        self._write = write
        self._growing = Growing()
        self._language: str | None = None
        self._started = False
        self._telling = asyncio.create_task(self._tell())

    async def append(self, content: bytes) -> None:
        """More sound. Raises what the engine raises."""
        appending = asyncio.ensure_future(self._source.append(self.reader.samples(content)))
        await asyncio.wait((appending, self._telling), return_when=asyncio.FIRST_COMPLETED)
        if self._telling.done():
            appending.cancel()
            self._telling.result()

    async def finish(self) -> None:
        """All has been said: write its text. Raises what the engine raises."""
        self._source.end()
        await self._telling
        await self._start()
        await self._write(WholeText(self._growing.text, language=self._language).event())
        await self._write(TranscriptStop().event())

    async def abandon(self) -> None:
        """Nobody wants it any more."""
        self._telling.cancel()
        await asyncio.gather(self._telling, return_exceptions=True)

    async def _tell(self) -> None:
        async with aclosing(self._session.events()) as events:
            async for event in events:
                if isinstance(event.value, Failed):
                    raise EngineError(event.value.message)
                if isinstance(event.value, Transcript):
                    await self._hear(event.value)

    async def _hear(self, said: Transcript) -> None:
        piece = self._growing.add(said.segment_id, said.stable, said.language)
        if piece:
            self._language = self._language or said.language
            await self._start()
            await self._write(TranscriptChunk(piece).event())

    async def _start(self) -> None:
        if not self._started:
            self._started = True
            await self._write(TranscriptStart(language=self._language).event())
