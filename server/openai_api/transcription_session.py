"""A realtime transcription session: sound in, items with their texts out."""

import asyncio
from contextlib import aclosing
from functools import partial
from itertools import count

from configs.errors import DragomanError
from server.gateway.services import Services
from server.openai_api.errors import as_api_error, invalid
from server.openai_api.items import Items
from server.openai_api.live import LiveSpeech
from server.openai_api.pcm import PcmReader
from server.openai_api.socket import RealtimeSocket, new_id
from server.openai_api.transcription_settings import TranscriptionSettings
from server.wire.realtime import (
    Appends,
    Clears,
    Commits,
    TranscriptionUpdate,
    UpdatesTranscription,
    transcription_message,
)
from streaming.events import Warned

__all__ = ["TranscriptionSession"]

_GOING_AWAY = 1001
_LOGPROBS = "item.input_audio_transcription.logprobs"
_MARK = "\x00mark "
"""Begins the text of a mark: no message of the pipeline begins so."""


class TranscriptionSession:
    """Serves one socket."""

    def __init__(
        self,
        socket: RealtimeSocket,
        services: Services,
        settings: TranscriptionSettings,
        *,
        expires_at: int,
    ) -> None:
        self._socket = socket
        self._services = services
        self._settings = settings
        self._about = {"id": new_id("sess"), "expires_at": expires_at}
        self._marks = count(1)
        self._uncommitted = 0
        """Bytes since the last commit."""
        self._before_s = 0.0
        """Sound that was appended before the settings changed."""
        self._speech: LiveSpeech | None = None
        self._items: Items | None = None
        self._telling: asyncio.Task[None] | None = None

    async def run(self) -> None:
        """Serve until the client leaves."""
        try:
            await self._tell_settings("session.created")
            async with aclosing(self._socket.messages(transcription_message)) as messages:
                async for message in messages:
                    await self._answer(message)
        finally:
            await self._abandon()

    async def drain(self) -> None:
        """The server ends: tell what was said so far, and close."""
        await self._finish()
        await self._socket.close(_GOING_AWAY)

    async def _answer(self, message: UpdatesTranscription | Appends | Commits | Clears) -> None:
        try:
            match message:
                case UpdatesTranscription():
                    await self._update(message.session)
                case Appends():
                    await self._append(message.audio)
                case Commits():
                    await self._cut(is_commit=True)
                case Clears():
                    await self._cut(is_commit=False)
        except DragomanError as error:
            await self._socket.fail(error)

    async def _update(self, update: TranscriptionUpdate) -> None:
        settings = self._settings.updated(update)
        settings.config(self._services.config)  # raises for what cannot be set
        if settings != self._settings:
            await self._finish()
        self._settings = settings
        await self._tell_settings("session.updated")

    async def _append(self, text: str) -> None:
        content = await self._socket.sound(text)
        if not content:
            return
        if self._telling is not None and self._telling.done():
            await self._finish()  # it failed, and the client was told; what comes now may go well
        speech = self._speech or await self._begin()
        self._uncommitted += len(content)
        assert self._telling is not None
        await speech.append(content, self._telling)

    async def _cut(self, *, is_commit: bool) -> None:
        if self._speech is None or self._items is None or not self._uncommitted:
            if is_commit:
                code = "input_audio_buffer_commit_empty"
                raise invalid("nothing was appended since the last commit", code=code)
            await self._socket.send({"type": "input_audio_buffer.cleared"})
            return
        self._uncommitted = 0
        happened = self._items.commit() if is_commit else self._items.clear()
        self._speech.cut(f"{_MARK}{next(self._marks)}")
        for event in happened:
            await self._socket.send(event)

    async def _begin(self) -> LiveSpeech:
        settings, services = self._settings, self._services
        engines = await services.pool.engines(settings.language)
        reader = PcmReader(settings.format.type, settings.format.rate)
        config = settings.config(services.config)
        name, observe = str(self._about["id"]), services.meters.engine
        self._speech = speech = LiveSpeech(config, engines, reader, name, observe)
        before_s = self._before_s
        self._items = items = Items(
            finds_turns=settings.turns is not None,
            new_id=partial(new_id, "item"),
            client_s=lambda media_s: before_s + speech.source.client_s(media_s),
            logprobs=_LOGPROBS in settings.include,
        )
        self._telling = asyncio.create_task(self._tell(speech, items))
        return speech

    async def _tell(self, speech: LiveSpeech, items: Items) -> None:
        """Send what happens until the speech ends, or nobody is there any more."""
        try:
            async with aclosing(speech.events()) as events:
                async for event in events:
                    value = event.value
                    is_mark = isinstance(value, Warned) and value.message.startswith(_MARK)
                    for said in items.mark() if is_mark else items.take(value):
                        await self._socket.send(said)
        except DragomanError as error:
            for said in items.fail(as_api_error(error).detail):
                await self._socket.send(said)
            await self._socket.fail(error)
        finally:
            speech.end()

    async def _finish(self) -> None:
        """Have everything told that was said so far; what follows is heard in another way."""
        if self._speech is not None and self._telling is not None:
            self._speech.end()
            await self._telling
            source = self._speech.source
            self._before_s += source.client_s(source.end_s)
        self._speech = self._items = self._telling = None
        self._uncommitted = 0

    async def _abandon(self) -> None:
        if self._telling is not None:
            self._telling.cancel()
            await asyncio.gather(self._telling, return_exceptions=True)

    async def _tell_settings(self, kind: str) -> None:
        session = {**self._about, **self._settings.as_json()}
        await self._socket.send({"type": kind, "session": session})
