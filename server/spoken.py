"""Text into speech, a piece at a time, for programs that ask for speech alone."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from audio_io.chunk import Samples
from audio_io.tempo import Tempo
from configs.errors import ConfigError
from server.engines import Pool
from translators.languages import language_code
from translators.speak import SpeechRequest, Synthesizer
from translators.text_language import text_language

__all__ = ["Speech", "find_speech", "spoken"]

_OWN_RATES = (0.5, 2.0)
"""How slow and how fast a voice can be asked to speak; beyond it, its sound is stretched."""
_USUAL = "en"
_telling = ThreadPoolExecutor(1, thread_name_prefix="text-language")


@dataclass(frozen=True, slots=True)
class Speech:
    """Something to be said, and who says it."""

    text: str
    language: str
    synthesizer: Synthesizer
    voice: str | None = None
    """A name from the synthesizer's traits; None: its best one."""
    rate: float = 1.0

    @property
    def sample_rate_hz(self) -> int:
        """The rate of the sound."""
        return self.synthesizer.traits.sample_rate_hz


async def find_speech(
    pool: Pool,
    text: str,
    *,
    language: str | None = None,
    voice: str | None = None,
    rate: float = 1.0,
) -> Speech:
    """Who says it, in the language that is named, or else in the text's own.

    Raises `ConfigError` for a language or a voice that is unknown, and what the pool raises.
    """
    code = language_code(language, "language") if language else await _told(pool, text)
    synthesizer = await pool.voice(code)
    if voice is not None:
        names = [each.name for each in synthesizer.traits.voices if code in each.languages]
        if voice not in names:
            raise ConfigError("voice", f"unknown voice {voice!r} for {code}", allowed=names)
    return Speech(text, code, synthesizer, voice, rate)


async def spoken(pool: Pool, speech: Speech) -> AsyncGenerator[Samples, None]:
    """The speech in pieces, float32[n] at `speech.sample_rate_hz`, the first one early.

    Closing the iterator ends the work. Raises what the engine raises.
    """
    slow, fast = _OWN_RATES
    own_rate = min(max(speech.rate, slow), fast)
    tempo = Tempo(round(speech.rate / own_rate, 6), speech.sample_rate_hz)
    request = SpeechRequest(speech.text, speech.language, speech.voice, own_rate)
    pieces = speech.synthesizer.speak(request)
    loop = asyncio.get_running_loop()
    while (piece := await loop.run_in_executor(pool.speaking, _next, pieces)) is not None:
        yield tempo.push(piece)
    yield tempo.finish()


async def _told(pool: Pool, text: str) -> str:
    """The language of a text, among those that can be spoken."""
    known = pool.voiced_languages()
    if len(known) == 1:
        return known[0]
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_telling, text_language, text, known, _USUAL)


def _next(pieces: Iterator[Samples]) -> Samples | None:
    return next(pieces, None)
