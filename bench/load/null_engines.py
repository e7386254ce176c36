"""Engines that cost nothing, so that what is measured is the gateway alone.

What they hear is one sentence in every four seconds, six words long, as long as the sound is loud.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from configs.errors import MissingPart, UnsupportedLanguage
from server.eyes import Eyes
from streaming.engines import Engines
from streaming.sharing import Shared, SharedRecognizer, stage_threads
from translators.recognize import Hypothesis, RecognizerTraits, Window, Word
from translators.speak import Synthesizer
from translators.translate import Pair, TranslatedText, TranslationRequest, TranslatorTraits

__all__ = ["PERIOD_S", "NullPool", "tone_talk"]

PERIOD_S = 4.0
WORDS = ("The", "quick", "fox", "number", "{}", "jumped.")
FIRST_S = 0.5
WORD_S = 0.4
LOUD = 0.3
TONE_HZ = 220


def tone_talk(seconds: float) -> Samples:
    """A tone where a word is, silence elsewhere: float32[n] at 16 kHz."""
    at_s = np.arange(round(seconds * SAMPLE_RATE_HZ)) / SAMPLE_RATE_HZ
    place_s = at_s % PERIOD_S - FIRST_S
    is_said = (place_s >= 0) & (place_s < len(WORDS) * WORD_S)
    tone: Samples = (LOUD * is_said * np.sin(2 * np.pi * TONE_HZ * at_s)).astype(np.float32)
    return tone


class NullRecognizer:
    """Knows by the time alone what is said."""

    traits = RecognizerTraits("nothing", frozenset({"en"}), forces_prefix=True)

    def recognize(self, window: Window) -> Hypothesis:
        """The words in the middle of which the window is."""
        end_s = window.start_s + len(window.samples) / SAMPLE_RATE_HZ
        heard = list(_words(window.start_s, end_s))
        return Hypothesis(tuple(heard[len(window.prefix) :]), "en")

    def detect_language(self, samples: Samples) -> Mapping[str, float]:
        """It is always English."""
        return {"en": 1.0}

    def close(self) -> None:
        """There is nothing to free."""


class NullDetector:
    """Loud is speech."""

    def probability(self, samples: Samples) -> float:
        """0.95 or 0.02."""
        return 0.95 if float(samples.max(initial=0.0)) > LOUD / 3 else 0.02

    def reset(self) -> None:
        """It remembers nothing."""


class NullTranslator:
    """Writes capital letters."""

    traits = TranslatorTraits("nothing", frozenset({Pair("en", "pt"), Pair("en", "es")}))

    def translate(self, request: TranslationRequest) -> TranslatedText:
        """As many words as were there."""
        return TranslatedText(request.text.upper())

    def close(self) -> None:
        """There is nothing to free."""


class NullPool:
    """One of each, for everybody."""

    def __init__(self, now_s: Callable[[], float]) -> None:
        self._recognizer = NullRecognizer()
        self._translator = NullTranslator()
        self._threads = stage_threads()
        self._ears = SharedRecognizer(self._recognizer, now_s)

    @property
    def speaking(self) -> Executor:
        """Nobody speaks in it."""
        return self._threads["speak"]

    @property
    def waiting(self) -> int:
        """Requests that wait for the recognizer."""
        return self._ears.waiting

    async def warm(self, languages: Sequence[str]) -> None:
        """It is warm."""

    async def engines(self, language: str) -> Engines:
        """English, whatever is asked for."""
        shared = Shared(self._ears, self._threads)
        return Engines(self._recognizer, NullDetector(), shared=shared)

    async def translator(self, source: str, target: str) -> NullTranslator:
        """The one that there is."""
        return self._translator

    async def voice(self, language: str) -> Synthesizer:
        """There is none: raises `UnsupportedLanguage`."""
        raise UnsupportedLanguage("nothing", language)

    async def eyes(self) -> Eyes:
        """There are none: raises `MissingPart`."""
        raise MissingPart("what looks at pictures", "nothing: only speech is measured here")

    def spoken_languages(self) -> tuple[str, ...]:
        """English."""
        return ("en",)

    def targets_of(self, source: str) -> tuple[str, ...]:
        """What can be read."""
        return ("es", "pt")

    def voiced_languages(self) -> tuple[str, ...]:
        """None."""
        return ()

    def close(self) -> None:
        """End the threads."""
        self._ears.close()
        for executor in self._threads.values():
            executor.shutdown()


def _words(start_s: float, end_s: float) -> Iterator[Word]:
    period = int(start_s // PERIOD_S)
    while period * PERIOD_S < end_s:
        for place, text in enumerate(WORDS):
            begin_s = period * PERIOD_S + FIRST_S + place * WORD_S
            if start_s <= begin_s + WORD_S / 2 < end_s:
                spelled = f" {text.format(period + 1)}"
                yield Word(spelled, begin_s, begin_s + WORD_S, 0.95)
        period += 1
