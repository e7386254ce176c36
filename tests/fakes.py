"""Engines and a source that need no model: known words at known times.

Each keeps its Protocol, records what it is asked, and fails or dawdles on demand.
"""

import time
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from itertools import repeat
from typing import Any

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, AudioChunk, Samples
from audio_io.source_event import SourceEvent
from audio_io.vad import FRAME_SAMPLES
from configs.errors import EngineError, UnsupportedLanguage, UnsupportedPair
from translators.recognize import Hypothesis, RecognizerTraits, Window, Word
from translators.registry import EngineContext, Usability
from translators.speak import SpeechRequest, SynthesizerTraits, Voice
from translators.translate import Pair, TranslatedText, TranslationRequest, TranslatorTraits

PERIOD_S = 4.0
"""A sentence begins at 0.5 s of every such span, and a pause ends the span."""
WORDS = (" The", " quick", " fox", " number", " {}", " jumped.")
WORD_S = 0.4
LOUD = 0.3


def script(duration_s: float) -> tuple[Word, ...]:
    """The words of a talk: a sentence of six words in every period that fits."""
    found = []
    for number in range(int(duration_s // PERIOD_S)):
        for place, text in enumerate(WORDS):
            start_s = number * PERIOD_S + 0.5 + place * WORD_S
            found.append(Word(text.format(number + 1), start_s, start_s + WORD_S, 0.95))
    return tuple(found)


def sentences(duration_s: float) -> list[str]:
    """What is said in a talk."""
    text = "".join(WORDS).strip()
    return [text.format(number + 1) for number in range(int(duration_s // PERIOD_S))]


def talk(duration_s: float, pitches_hz: Iterable[float] = repeat(220.0)) -> Samples:
    """The sound of a talk: a tone where a word is, silence elsewhere."""
    samples = np.zeros(round(duration_s * SAMPLE_RATE_HZ), np.float32)
    for word, pitch_hz in zip(script(duration_s), pitches_hz):
        start, end = (round(at * SAMPLE_RATE_HZ) for at in (word.start_s, word.end_s))
        wave = np.sin(2 * np.pi * pitch_hz * np.arange(end - start) / SAMPLE_RATE_HZ)
        samples[start:end] = LOUD * wave
    return samples


class FakeRecognizer:
    """Knows what is said when; without words of its own, it is a talk's script."""

    def __init__(self, words: Iterable[Word] | None = None) -> None:
        self.traits = RecognizerTraits("fake ears", frozenset({"en", "es"}), forces_prefix=True)
        self.windows: list[Window] = []
        self.errors: list[Exception] = []
        self.delay_s = 0.0
        """How long each answer takes."""
        self.closed = 0
        self._words = None if words is None else tuple(words)

    def recognize(self, window: Window) -> Hypothesis:
        language = window.language or "en"
        if language not in self.traits.languages:
            raise UnsupportedLanguage(self.traits.name, language, self.traits.languages)
        self.windows.append(window)
        time.sleep(self.delay_s)
        if self.errors:
            raise self.errors.pop(0)
        end_s = window.start_s + len(window.samples) / SAMPLE_RATE_HZ
        words = script(end_s + PERIOD_S) if self._words is None else self._words
        heard = [word for word in words if window.start_s <= _middle(word) < end_s]
        return Hypothesis(tuple(heard[len(window.prefix) :]), language)

    def detect_language(self, samples: Samples) -> Mapping[str, float]:
        return {"en": 0.9, "es": 0.1}

    def close(self) -> None:
        self.closed += 1


def _middle(word: Word) -> float:
    return (word.start_s + word.end_s) / 2


class FakeDetector:
    """Loud is speech."""

    def __init__(self) -> None:
        self.resets = 0

    def probability(self, samples: Samples) -> float:
        assert len(samples) <= FRAME_SAMPLES
        return 0.95 if float(np.abs(samples).max()) > LOUD / 3 else 0.02

    def reset(self) -> None:
        self.resets += 1


class FakeTranslator:
    """Turns each word `word` into `es:word`, and full stops stay where they are."""

    def __init__(self, *pairs: Pair) -> None:
        known = pairs or (Pair("en", "es"), Pair("en", "pt"))
        self.traits = TranslatorTraits("fake tongue", frozenset(known))
        self.requests: list[TranslationRequest] = []
        self.failures = 0
        self.closed = 0

    def translate(self, request: TranslationRequest) -> TranslatedText:
        if request.pair not in self.traits.pairs:
            raise UnsupportedPair(*request.pair)
        self.requests.append(request)
        if self.failures:
            self.failures -= 1
            raise EngineError("the fake tongue is tied")
        words = [f"{request.pair.target}:{word}" for word in request.text.split()]
        return TranslatedText(" ".join(words))

    def close(self) -> None:
        self.closed += 1


class FakeSynthesizer:
    """Speaks `letter_s` of a tone for each letter, in pieces of at most half a second."""

    def __init__(self, sample_rate_hz: int = 8_000, letter_s: float = 0.05) -> None:
        voice = Voice("fake", frozenset({"es", "pt", "en"}))
        self.traits = SynthesizerTraits("fake voice", sample_rate_hz, (voice,))
        self.requests: list[SpeechRequest] = []
        self.failures = 0
        self.closed = 0
        self._letter_s = letter_s

    def speak(self, request: SpeechRequest) -> Iterator[Samples]:
        self.requests.append(request)
        if self.failures:
            self.failures -= 1
            raise EngineError("the fake voice is hoarse")
        rate_hz = self.traits.sample_rate_hz
        left = round(self._letter_s * len(request.text) * rate_hz / request.rate)
        while left > 0:
            count = min(left, rate_hz // 2)
            left -= count
            yield np.full(count, 0.1, np.float32)

    def close(self) -> None:
        self.closed += 1


class FakeSource:
    """Hands out samples in chunks, with events before the chunks whose numbers are given."""

    def __init__(self, samples: Samples, events: Mapping[int, SourceEvent] | None = None) -> None:
        self.name = "fake source"
        self.closed = 0
        self._samples = samples
        self._events = events or {}
        self._stopped = False

    async def __aiter__(self) -> AsyncIterator[AudioChunk | SourceEvent]:
        for number, start in enumerate(range(0, len(self._samples), FRAME_SAMPLES)):
            if self._stopped:
                return
            if number in self._events:
                yield self._events[number]
            piece = self._samples[start : start + FRAME_SAMPLES]
            yield AudioChunk(piece, SAMPLE_RATE_HZ, start / SAMPLE_RATE_HZ)

    def stop(self) -> None:
        self._stopped = True

    async def aclose(self) -> None:
        self.closed += 1


class FakeBackend:
    """Gives an engine to the registry; options become attributes of the engine."""

    def __init__(self, engine: Any, usability: Usability | None = None) -> None:
        self.engine = engine
        self.usability = usability or Usability(True, "ready")

    def check(self, context: EngineContext) -> Usability:
        return self.usability

    def create(self, options: Mapping[str, Any], context: EngineContext) -> Any:
        for name, value in options.items():
            setattr(self.engine, name, value)
        return self.engine


RECOGNIZE = FakeBackend(FakeRecognizer())
TRANSLATE = FakeBackend(FakeTranslator())
SPEAK = FakeBackend(FakeSynthesizer())

FAKE_ENGINES: Sequence[str] = (
    "recognize.backend=fake",
    "translate.backend=fake",
    "speak.backend=fake",
)
"""Settings that take the three; see `tests.dragoman.with_fakes`."""
