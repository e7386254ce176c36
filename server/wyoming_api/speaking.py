"""Text that a Wyoming client sends, all at once or while it is written, spoken as it comes."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import aclosing

from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.event import Event

from audio_io.encoder import to_pcm16
from server.engines import Pool
from server.spoken import find_speech, spoken
from server.wire.wyoming import BadWyoming, VoiceData
from server.wyoming_api.info import NAME
from streaming.sentences import sentence_ends
from translators.languages import find_language

__all__ = ["Speaker"]

_MOST_WAITING = 64
"""Sentences that wait to be spoken before the client's next one is read."""
_LONGEST_OPEN_CHARS = 16 * 1024
"""Text without an end of a sentence."""
_CHUNK_S = 0.1

Write = Callable[[Event], Awaitable[None]]


class Speaker:
    """Speaks one text, sentence by sentence, in the order in which they come."""

    def __init__(self, pool: Pool, voice: VoiceData | None, write: Write) -> None:
        self._pool = pool
        self._language, self._voice = _who(voice)
        self._write = write
        self._open = ""
        self._rate_hz = 0
        self._sentences: asyncio.Queue[str | None] = asyncio.Queue(_MOST_WAITING)
        self._speaking = asyncio.create_task(self._speak())

    async def add(self, text: str) -> None:
        """More of the text. Raises what the voice raises, and `BadWyoming` where it never ends."""
        self._open += text
        ends = [end for end in sentence_ends(self._open) if end < len(self._open)]
        begin = 0
        for end in ends:
            await self._put(self._open[begin:end])
            begin = end
        self._open = self._open[begin:]
        if len(self._open) > _LONGEST_OPEN_CHARS:
            raise BadWyoming("the text has no sentences")

    async def finish(self) -> None:
        """The text is whole: speak it to its end."""
        if self._open.strip():
            await self._put(self._open)
        await self._put(None)
        await self._speaking
        if not self._rate_hz:
            raise BadWyoming("the text has nothing that can be spoken")
        await self._write(AudioStop().event())

    async def abandon(self) -> None:
        """Nobody listens any more."""
        self._speaking.cancel()
        await asyncio.gather(self._speaking, return_exceptions=True)

    async def _put(self, sentence: str | None) -> None:
        putting = asyncio.ensure_future(self._sentences.put(sentence))
        await asyncio.wait((putting, self._speaking), return_when=asyncio.FIRST_COMPLETED)
        if self._speaking.done():
            putting.cancel()
            self._speaking.result()

    async def _speak(self) -> None:
        while (sentence := await self._sentences.get()) is not None:
            speech = await find_speech(
                self._pool, sentence, language=self._language, voice=self._voice
            )
            self._language = speech.language  # the rest is in the language of the beginning
            rate_hz = speech.sample_rate_hz
            if not self._rate_hz:
                self._rate_hz = rate_hz
                await self._write(AudioStart(rate_hz, 2, 1).event())
            step = round(_CHUNK_S * rate_hz)
            async with aclosing(spoken(self._pool, speech)) as pieces:
                async for piece in pieces:
                    for at in range(0, len(piece), step):
                        content = to_pcm16(piece[at : at + step])
                        await self._write(AudioChunk(rate_hz, 2, 1, content).event())


def _who(voice: VoiceData | None) -> tuple[str | None, str | None]:
    """Language and voice that are meant; our own names for voices are languages."""
    if voice is None:
        return None, None
    language = None if voice.language is None else find_language(voice.language)
    if voice.language is not None and language is None:
        raise BadWyoming(f"unknown language {voice.language!r}")
    if voice.name is None:
        return language, None
    if voice.name.startswith(f"{NAME}-"):
        return find_language(voice.name.removeprefix(f"{NAME}-")), None
    return language, voice.name
