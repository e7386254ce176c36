"""One Wyoming client: reads its events, and answers them in order."""

import asyncio
import time
from contextlib import ExitStack

from wyoming.error import Error
from wyoming.event import Event, async_write_event
from wyoming.info import Info
from wyoming.ping import Pong
from wyoming.tts import SynthesizeStopped

from configs.errors import ConfigError, DragomanError
from server.appended import AppendedSource
from server.gateway.services import Services
from server.refusal import Refused
from server.session_settings import session_settings
from server.wire.wyoming import (
    AudioFormatData,
    BadWyoming,
    PingData,
    SynthesizeData,
    TextData,
    TranscribeData,
    data_of,
    read_event,
)
from server.wyoming_api.hearing import ChunkReader, Utterance
from server.wyoming_api.speaking import Speaker
from streaming.session import Session
from translators.languages import find_language

__all__ = ["Connection"]

_PATIENCE_S = 30.0
"""How long a client may take to read what it is sent."""
_AUTO = "auto"


class Connection:
    """Serves one client until it leaves, goes wrong, or says nothing for too long."""

    def __init__(
        self,
        services: Services,
        info: Info,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        self._services = services
        self._info = info
        self._reader = reader
        self._writer = writer
        self._wish = TranscribeData()
        self._utterance: Utterance | None = None
        self._place = ExitStack()
        self._speaker: Speaker | None = None
        self.idle = asyncio.Event()
        """Nothing is being heard or spoken."""
        self.idle.set()

    async def run(self) -> None:
        """Serve. An error is told, and ends the connection: clients wait for an answer else."""
        try:
            while (event := await self._next()) is not None:
                await self._answer(event)
        except DragomanError as error:
            await self._tell(error)
        except (ConnectionError, TimeoutError):
            pass
        finally:
            await self._abandon()
            await self.hang_up()

    async def hang_up(self) -> None:
        """Close the connection; returns when it is closed. Once more does no harm."""
        self._writer.close()
        try:
            async with asyncio.timeout(_PATIENCE_S):
                # Shielded: who is cancelled while waiting would cancel it for everybody.
                await asyncio.shield(self._writer.wait_closed())
        except (ConnectionError, TimeoutError):
            self._writer.transport.abort()

    async def _next(self) -> Event | None:
        async with asyncio.timeout(self._services.config.server.idle_s):
            return await read_event(self._reader)

    async def _answer(self, event: Event) -> None:
        """What is not known is passed over, as the protocol wants it."""
        match event.type:
            case "describe":
                await self._write(self._info.event())
            case "ping":
                await self._write(Pong(data_of(event, PingData).text).event())
            case "transcribe":
                self._wish = data_of(event, TranscribeData)
            case "audio-start":
                await self._begin(data_of(event, AudioFormatData))
            case "audio-chunk":
                await self._append(event)
            case "audio-stop":
                await self._end()
            case "synthesize" if self._speaker is None:
                await self._speak(data_of(event, SynthesizeData))
            case "synthesize-start":
                await self._start_speaking(data_of(event, SynthesizeData))
            case "synthesize-chunk" if self._speaker is not None:
                await self._speaker.add(data_of(event, TextData).text)
            case "synthesize-stop" if self._speaker is not None:
                await self._stop_speaking(self._speaker)
                await self._write(SynthesizeStopped().event())

    async def _begin(self, shape: AudioFormatData) -> None:
        await self._forget_utterance()
        reader = ChunkReader(shape)
        self._take_place()
        language, services = self._language(), self._services
        engines = await services.pool.engines(language)
        wanted = (*(self._wish.transcript_names or ()), *(self._wish.transcript_terms or ()))
        config = session_settings(services.config, language, keywords=wanted)
        source = AppendedSource("wyoming", config.audio, sample_rate_hz=shape.rate)
        session = Session(
            config,
            source,
            engines,
            name="wyoming",
            now_s=time.monotonic,
            is_live=True,
            observe=services.meters.engine,
        )
        source.follow(session)
        self._utterance = Utterance(source, session, reader, self._write)

    async def _append(self, event: Event) -> None:
        shape = data_of(event, AudioFormatData)
        if self._utterance is None:
            await self._begin(shape)
        assert self._utterance is not None
        if self._utterance.reader.shape != shape:
            raise BadWyoming("the sound's format changes within an utterance")
        await self._utterance.append(event.payload or b"")

    async def _end(self) -> None:
        if self._utterance is None:
            raise BadWyoming("audio-stop without audio-start")
        await self._utterance.finish()
        self._utterance = None
        self._wish = TranscribeData()
        self._leave_place()

    async def _speak(self, wish: SynthesizeData) -> None:
        await self._start_speaking(wish)
        assert self._speaker is not None
        await self._speaker.add(wish.text)
        await self._stop_speaking(self._speaker)

    async def _start_speaking(self, wish: SynthesizeData) -> None:
        if wish.text_format not in (None, "text"):
            raise BadWyoming(f"text is taken, not {wish.text_format}")
        if self._speaker is not None:
            await self._speaker.abandon()
        self.idle.clear()
        self._speaker = Speaker(self._services.pool, wish.voice, self._write)

    async def _stop_speaking(self, speaker: Speaker) -> None:
        await speaker.finish()
        self._speaker = None
        self.idle.set()

    def _language(self) -> str:
        named = self._wish.language
        if not named:
            return self._services.config.recognize.language
        language = find_language(named)
        if language is None:
            raise ConfigError("language", f"unknown language {named!r}")
        return language

    def _take_place(self) -> None:
        self._services.slots.take()
        self._place.callback(self._services.slots.give_back)
        self.idle.clear()

    def _leave_place(self) -> None:
        self._place.close()
        self.idle.set()

    async def _forget_utterance(self) -> None:
        if self._utterance is not None:
            await self._utterance.abandon()
            self._utterance = None
        self._leave_place()

    async def _write(self, event: Event) -> None:
        async with asyncio.timeout(_PATIENCE_S):
            await async_write_event(event, self._writer)

    async def _tell(self, error: DragomanError) -> None:
        code = error.code if isinstance(error, Refused) else None
        if isinstance(error, Refused):
            self._services.meters.refused(error.code)
        try:
            await self._write(Error(str(error), code or type(error).__name__).event())
        except (ConnectionError, TimeoutError):
            return

    async def _abandon(self) -> None:
        if self._speaker is not None:
            await self._speaker.abandon()
        await self._forget_utterance()
