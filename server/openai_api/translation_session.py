"""A realtime translation session: sound in, text and speech in another language out.

Both texts only grow: what may still change is not sent.
"""

import asyncio
import base64
from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from audio_io.encoder import ENCODED_HZ, to_pcm16
from audio_io.resample import Resampler
from configs.errors import DragomanError
from server.gateway.services import Services
from server.growing import Growing
from server.openai_api.errors import ApiError, invalid
from server.openai_api.live import LiveSpeech
from server.openai_api.pcm import PcmReader
from server.openai_api.socket import RealtimeSocket, new_id
from server.openai_api.translation_settings import TranslationSettings
from server.session_settings import session_settings
from server.wire.realtime import (
    AppendsToTranslation,
    ClosesSession,
    InputTranscription,
    TranslationUpdate,
    UpdatesTranslation,
    translation_message,
)
from streaming.speech import SpokenAudio
from streaming.transcript import Transcript
from streaming.translation import Translation
from translators.speak import Synthesizer

__all__ = ["TranslationSession"]

_GOING_AWAY = 1001
_INPUT_HZ = ENCODED_HZ
_FRAME_MS = 200
_PATIENT_S = 600.0
_FRAME_SAMPLES = ENCODED_HZ * _FRAME_MS // 1000


@dataclass(slots=True, eq=False)
class _Running:
    """What runs for one stretch of sound."""

    speech: LiveSpeech
    target: str
    said: Growing = field(default_factory=Growing)
    translated: Growing = field(default_factory=Growing)
    telling: "asyncio.Task[None] | None" = None


class TranslationSession:
    """Serves one socket."""

    def __init__(
        self,
        socket: RealtimeSocket,
        services: Services,
        settings: TranslationSettings,
        *,
        expires_at: int,
    ) -> None:
        self._socket = socket
        self._services = services
        self._settings = settings
        self._about = {"id": new_id("sess"), "expires_at": expires_at}
        self._running: _Running | None = None

    async def run(self) -> None:
        """Serve until the client leaves or closes the session."""
        try:
            await self._tell_settings("session.created")
            async with aclosing(self._socket.messages(translation_message)) as messages:
                async for message in messages:
                    if isinstance(message, ClosesSession):
                        await self._finish()
                        await self._socket.send({"type": "session.closed"})
                        await self._socket.close()
                        return
                    await self._answer(message)
        finally:
            await self._abandon()

    async def drain(self) -> None:
        """The server ends: tell what was said so far, and close."""
        await self._finish()
        await self._socket.close(_GOING_AWAY)

    async def _answer(self, message: UpdatesTranslation | AppendsToTranslation) -> None:
        try:
            if isinstance(message, UpdatesTranslation):
                await self._update(message.session)
            else:
                await self._append(message.audio)
        except DragomanError as error:
            await self._socket.fail(error)

    async def _update(self, update: TranslationUpdate) -> None:
        changed = self._settings.updated(update)
        if update.model is not None and update.model != self._settings.model:
            raise invalid("the model cannot be changed", "model")
        if (changed.language, changed.target) != (self._settings.language, self._settings.target):
            await self._finish()
        self._settings = changed
        await self._tell_settings("session.updated")

    async def _append(self, text: str) -> None:
        content = await self._socket.sound(text)
        if not content:
            return
        if self._running is not None and _is_over(self._running):
            await self._finish()
        running = self._running or await self._begin()
        assert running.telling is not None
        await running.speech.append(content, running.telling)

    async def _begin(self) -> _Running:
        wish, pool = self._settings, self._services.pool
        heard = wish.transcription or InputTranscription()
        config = session_settings(
            self._services.config,
            wish.language,
            prompt=heard.prompt or "",
            keywords=heard.keywords or (),
        )
        # The client plays it in its own time: nothing is too late to be spoken.
        config = replace(config, speak=replace(config.speak, most_behind_s=_PATIENT_S))
        translator = await pool.translator(wish.language, wish.target)
        engines = await pool.engines(wish.language)
        voice = await self._voice(wish.target)
        reader = PcmReader("audio/pcm", _INPUT_HZ)
        name, observe = str(self._about["id"]), self._services.meters.engine
        running = _Running(LiveSpeech(config, engines, reader, name, observe), wish.target)
        speaker = None if voice is None else _Speaker(self._socket, voice.traits.sample_rate_hz)
        play = None if speaker is None else speaker.play
        running.speech.session.interpret(wish.target, translator, voice, play)
        running.telling = asyncio.create_task(self._tell(running, speaker))
        self._running = running
        return running

    async def _voice(self, language: str) -> Synthesizer | None:
        """A voice; without one the translation is only written, and the client is told."""
        try:
            return await self._services.pool.voice(language)
        except DragomanError as error:
            await self._socket.fail(
                ApiError(400, f"there will be no speech: {error}", code="no_voice")
            )
            return None

    async def _tell(self, running: _Running, speaker: "_Speaker | None") -> None:
        try:
            async with aclosing(self._events(running)) as events:
                async for event in events:
                    await self._socket.send(event)
            if speaker is not None:
                await speaker.finish()
        except DragomanError as error:
            await self._socket.fail(error)
        finally:
            running.speech.end()

    async def _events(self, running: _Running) -> AsyncGenerator[dict[str, object], None]:
        async with aclosing(running.speech.events()) as events:
            async for event in events:
                value = event.value
                if isinstance(value, Transcript) and self._settings.transcription is not None:
                    piece = running.said.add(value.segment_id, value.stable, value.language)
                    kind = "session.input_transcript.delta"
                elif isinstance(value, Translation) and value.target == running.target:
                    piece = running.translated.add(value.segment_id, value.stable, value.target)
                    kind = "session.output_transcript.delta"
                else:
                    continue
                if piece:
                    yield {"type": kind, "delta": piece, "elapsed_ms": _frame_ms(event.media_s)}

    async def _finish(self) -> None:
        """Have everything translated and spoken that was said so far."""
        running, self._running = self._running, None
        if running is not None and running.telling is not None:
            running.speech.end()
            await running.telling

    async def _abandon(self) -> None:
        running, self._running = self._running, None
        if running is not None and running.telling is not None:
            running.telling.cancel()
            await asyncio.gather(running.telling, return_exceptions=True)

    async def _tell_settings(self, kind: str) -> None:
        session = {**self._about, **self._settings.as_json()}
        await self._socket.send({"type": kind, "session": session})


class _Speaker:
    """Sends translated speech in frames of 200 ms."""

    def __init__(self, socket: RealtimeSocket, sample_rate_hz: int) -> None:
        self._socket = socket
        self._resampler = Resampler(sample_rate_hz, ENCODED_HZ)
        self._waiting = b""
        self._at_s = 0.0

    async def play(self, spoken: SpokenAudio) -> None:
        """Send what fills whole frames; the rest waits for what follows."""
        self._at_s = spoken.chunk.start_s
        self._waiting += to_pcm16(self._resampler.push(spoken.chunk.samples))
        frame_bytes = _FRAME_SAMPLES * 2
        while len(self._waiting) >= frame_bytes:
            frame, self._waiting = self._waiting[:frame_bytes], self._waiting[frame_bytes:]
            await self._send(frame)

    async def finish(self) -> None:
        """Send the rest."""
        rest = self._waiting + to_pcm16(self._resampler.finish())
        self._waiting = b""
        if rest:
            await self._send(rest)

    async def _send(self, frame: bytes) -> None:
        event = {
            "type": "session.output_audio.delta",
            "delta": base64.b64encode(frame).decode(),
            "format": "pcm16",
            "sample_rate": ENCODED_HZ,
            "channels": 1,
            "elapsed_ms": _frame_ms(self._at_s),
        }
        await self._socket.send(event)
        self._at_s += len(frame) / 2 / ENCODED_HZ


def _is_over(running: _Running) -> bool:
    return running.telling is not None and running.telling.done()


def _frame_ms(media_s: float) -> int:
    """A time as clients align by it: in whole frames."""
    return int(media_s * 1000) // _FRAME_MS * _FRAME_MS
