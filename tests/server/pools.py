"""A pool of engines that are already there: fakes, or real ones from the model store."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor

from audio_io.vad import VoiceDetector
from configs.errors import MissingPart, UnsupportedLanguage, UnsupportedPair
from server.eyes import STAGES, Eyes
from streaming.engines import Engines
from streaming.narrating.asking import NarrationEngines
from streaming.sharing import SharedEngines
from tests.fakes import FakeDetector, FakeRecognizer, FakeSynthesizer, FakeTranslator
from translators.recognize import Recognizer
from translators.speak import Synthesizer
from translators.translate import Pair, Translator


class ReadyPool:
    """Has one recognizer for each language that it is given."""

    def __init__(
        self,
        recognizers: Mapping[str, Recognizer],
        create_detector: Callable[[], VoiceDetector],
        translator: Translator,
        synthesizers: Mapping[str, Synthesizer],
    ) -> None:
        self._create_detector = create_detector
        self._translator = translator
        self._synthesizers = synthesizers
        self.asked: list[str] = []
        shared: dict[int, SharedEngines] = {}
        for recognizer in recognizers.values():
            engines = Engines(recognizer, create_detector())
            shared[id(recognizer)] = SharedEngines(engines, create_detector, now_s=time.monotonic)
        self._shared = {code: shared[id(each)] for code, each in recognizers.items()}

        self.speaking = ThreadPoolExecutor(1, thread_name_prefix="speak")
        self.sees: NarrationEngines | None = None
        self._threads = {stage: ThreadPoolExecutor(1) for stage in STAGES}

    async def warm(self, languages: Sequence[str]) -> None:
        pass

    async def engines(self, language: str) -> Engines:
        self.asked.append(language)
        if language not in self._shared:
            raise UnsupportedLanguage("every recognizer", language, self._shared)
        return self._shared[language].engines()

    async def translator(self, source: str, target: str) -> Translator:
        pairs = self._translator.traits.pairs
        known = any(source in (pair.source, "auto") and target == pair.target for pair in pairs)
        if not known:
            raise UnsupportedPair(source, target)
        return self._translator

    async def voice(self, language: str) -> Synthesizer:
        if language not in self._synthesizers:
            raise UnsupportedLanguage("every voice", language, self._synthesizers)
        return self._synthesizers[language]

    async def eyes(self) -> Eyes:
        if self.sees is None:
            raise MissingPart("what looks at pictures", "pip install it")
        return Eyes(self.sees, self._threads)

    def spoken_languages(self) -> tuple[str, ...]:
        return tuple(sorted(code for code in self._shared if code != "auto"))

    def targets_of(self, source: str) -> tuple[str, ...]:
        pairs = self._translator.traits.pairs
        return tuple(sorted(pair.target for pair in pairs if pair.source == source))

    def voiced_languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._synthesizers))

    @property
    def waiting(self) -> int:
        return sum(each.waiting for each in set(self._shared.values()))

    def close(self) -> None:
        for thread in (self.speaking, *self._threads.values()):
            thread.shutdown()
        for each in set(self._shared.values()):
            each.close()


class Fakes:
    """A pool of fakes, and the fakes."""

    def __init__(self, recognizer: FakeRecognizer | None = None) -> None:
        self.recognizer = recognizer or FakeRecognizer()
        self.translator = FakeTranslator(
            Pair("en", "es"), Pair("en", "pt"), Pair("es", "en"), Pair("en", "en")
        )
        self.voice = FakeSynthesizer(sample_rate_hz=16_000, letter_s=0.02)
        self.pool = ReadyPool(
            {"en": self.recognizer, "es": self.recognizer, "auto": self.recognizer},
            FakeDetector,
            self.translator,
            dict.fromkeys(("en", "es", "pt"), self.voice),
        )
