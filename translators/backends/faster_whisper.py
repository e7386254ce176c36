"""Whisper through CTranslate2: one window, one encoder pass, text, word times and probabilities.

faster-whisper loads the model, the tokenizer and the feature extractor. Its `transcribe` is made
for whole files; a window that grows by a few hundred milliseconds needs less and needs it sooner:

* The encoder is given the speech and a few seconds of zeros instead of 30 s, which costs a third or
  less; how few, the catalogue says for each model that was measured (`whisper_sound`). What fails
  first with too few is the end: a pass that ran into its token limit, or repeats itself, is done
  again over 30 s.
* The words that are settled are forced as the decoder's prefix, so a pass decodes only new ones.
* On a processor ONNX Runtime encodes and decodes: it takes the prefix in one step and aligns as it
  goes (`whisper_own`). Elsewhere, and for translations, CTranslate2 does both (`whisper_generate`).
* Windows of several sessions can be heard in one go (`recognize_batch`).

Whether the last pays, measured with CTranslate2 alone on 2 cores (AMD EPYC, int8, prompts of 3-8 s
decoded whole, one thread, milliseconds of wall time a window):

| windows in one go | 1 | 2 | 4 | 8 |
|---|---|---|---|---|
| tiny.en: encode · generate · align | 70 · 69 · 16 | 72 · 48 · 15 | 94 · 38 · 15 | 107 · 32 · 21 |
| base | 159 · 154 · 29 | 231 · 109 · 31 | 233 · 94 · 50 | 262 · 70 · 40 |

The decoder gains, the encoder loses as much, and live passes decode only a few words: on a
processor windows go one by one (`max_batch` 1), and two passes run beside each other if asked
(`parallel`). On a graphics card, where a step costs the same for many, they go together.
"""

from collections.abc import Iterator, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from configs.errors import EngineError, MissingPart
from model_store.catalogue import EncoderLengths
from translators.alignment import aligned_words, split_words
from translators.backends.whisper_ask import Ask, alike, check_window, context_of
from translators.backends.whisper_decoded import Decoded, WhisperEngine
from translators.backends.whisper_device import compute_type_for, device_for
from translators.backends.whisper_folder import (
    TRAINED_ON,
    find_model,
    model_and_options,
    models_at_hand,
)
from translators.backends.whisper_generate import CTranslate2Whisper
from translators.backends.whisper_own import OwnWhisper, load_own
from translators.backends.whisper_settings import WhisperSettings
from translators.backends.whisper_sound import (
    WINDOW_S,
    StepwiseFilters,
    encoded_s,
    log_mel,
)
from translators.recognize import Hypothesis, RecognizerTraits, Task, Window, Word
from translators.registry import EngineContext, Usability

__all__ = ["BACKEND", "FasterWhisper"]

EIGHT_BITS = ("auto", "int8", "int8_float32")
INSTALL = "pip install faster-whisper"
USUAL = WhisperSettings()


class FasterWhisper:
    """A Whisper model in CTranslate2's format."""

    def __init__(
        self,
        folder: Path,
        *,
        threads: int = 2,
        device: str = "auto",
        lengths: EncoderLengths = TRAINED_ON,
        settings: WhisperSettings = USUAL,
    ) -> None:
        """Load the model in `folder`; each pass uses `threads` cores. Raises `EngineError`."""
        device = device_for(device)
        self._settings = settings
        self._whisper = _load(
            folder,
            device=device,
            cpu_threads=threads,
            num_workers=settings.parallel,
            compute_type=compute_type_for(settings.compute_type, device),
        )
        self._generating = CTranslate2Whisper(self._whisper, settings.beam_size)
        self._multilingual = bool(self._whisper.model.is_multilingual)
        self.lengths = lengths
        """How short an input the encoder is given; may be changed between calls."""
        self.traits = RecognizerTraits(
            name=f"faster_whisper {folder.name}",
            languages=frozenset(self._whisper.supported_languages),
            sample_rate_hz=SAMPLE_RATE_HZ,
            window_s=WINDOW_S,
            forces_prefix=True,
            attends=settings.attention,
            translates=self._multilingual,
            max_batch=settings.batch_on(device),
            parallel=settings.parallel,
        )
        # Last, for then CTranslate2 lets its model go, and can no longer be asked about it.
        self._own = _own(folder, self._whisper, settings, device, threads)

    def recognize(self, window: Window) -> Hypothesis:
        """Decode one window; see `Recognizer.recognize`."""
        return self.recognize_batch([window])[0]

    def recognize_batch(self, windows: Sequence[Window]) -> list[Hypothesis]:
        """Decode several windows; see `BatchRecognizer.recognize_batch`.

        Those that are alike share a pass: task, language, encoder length, and about as much text
        before them.
        """
        for window in windows:
            check_window(window, self.traits)
        answers = [Hypothesis((), window.language or "en") for window in windows]
        heard = [place for place, window in enumerate(windows) if len(window.samples)]
        for place, answer in self._answers({place: self._ask(windows[place]) for place in heard}):
            answers[place] = answer
        return answers

    def detect_language(self, samples: Samples) -> Mapping[str, float]:
        """Probability by language, from the first 30 s of `samples`."""
        if not self._multilingual:
            return {"en": 1.0}
        window = Window(samples[: int(WINDOW_S * SAMPLE_RATE_HZ)], 0.0)
        ask = self._ask(window).over_all()
        engine = self._engine("transcribe")
        return engine.languages(engine.encode([ask]))

    def close(self) -> None:
        """Free the model."""
        self._whisper.model.unload_model()

    def _engine(self, task: Task) -> WhisperEngine:
        """Who does this: a translation is worth a beam."""
        return self._own if self._own and task == "transcribe" else self._generating

    def _ask(self, window: Window) -> Ask:
        # The tokens of a text do not depend on the language.
        tokenizer = self._tokenizer(window.language or "en", window.task)
        is_translated = window.task == "translate"
        return Ask(
            window=window,
            features=log_mel(self._whisper.feature_extractor, window.samples),
            language=window.language if self._multilingual else "en",
            prefix=tuple(tokenizer.encode("".join(word.text for word in window.prefix))),
            context=context_of(tokenizer, window),
            # Asked once a segment; greedy and short it often ends after the first sentence.
            encoded_s=WINDOW_S if is_translated else encoded_s(window.samples, self.lengths),
        )

    def _answers(self, asks: Mapping[int, Ask]) -> Iterator[tuple[int, Hypothesis]]:
        """Answers by place; a pass that did not end by itself is done again over 30 s."""
        places = list(asks)
        again: dict[int, Ask] = {}
        for group in alike(list(asks.values())):
            together = [places[index] for index in group]
            answers = self._decode([asks[place] for place in together])
            for place, answer in zip(together, answers, strict=True):
                if answer.complete or asks[place].encoded_s >= WINDOW_S:
                    yield place, answer
                else:
                    again[place] = asks[place].over_all()
        if again:
            yield from self._answers(again)

    def _decode(self, asks: Sequence[Ask]) -> list[Hypothesis]:
        """One pass for asks of one kind."""
        task = asks[0].window.task
        engine = self._engine(task)
        encoded = engine.encode(asks)
        language, language_probability = _language(asks[0], engine, encoded)
        tokenizer = self._tokenizer(language, task)
        return [
            self._hypothesis(ask, text, tokenizer, language_probability)
            for ask, text in zip(asks, engine.texts(asks, encoded, tokenizer), strict=True)
        ]

    def _hypothesis(
        self, ask: Ask, text: Decoded, tokenizer: Any, language_probability: float
    ) -> Hypothesis:
        return Hypothesis(
            words=self._words(ask, text, tokenizer) if text.tokens else (),
            language=tokenizer.language_code,
            language_probability=language_probability,
            average_log_probability=text.average_log_probability,
            no_speech_probability=text.no_speech_probability,
            complete=text.complete,
        )

    def _words(self, ask: Ask, text: Decoded, tokenizer: Any) -> tuple[Word, ...]:
        texts, lengths = split_words(text.tokens, text.begun, tokenizer)
        return aligned_words(
            texts,
            lengths,
            text.times,
            len(text.prefix),
            ask.window,
            attends=self._settings.attention,
        )

    def _tokenizer(self, language: str, task: Task) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        hf_tokenizer = self._whisper.hf_tokenizer
        return Tokenizer(hf_tokenizer, self._multilingual, task=task, language=language)


def _load(folder: Path, **settings: str | int) -> Any:
    """A `faster_whisper.WhisperModel`. Raises `EngineError`."""
    from faster_whisper import WhisperModel

    try:
        whisper: Any = WhisperModel(str(folder), local_files_only=True, **settings)
    except (RuntimeError, ValueError, OSError) as error:
        raise EngineError(f"{folder} is not a Whisper model for CTranslate2: {error}") from error
    extractor = whisper.feature_extractor
    extractor.mel_filters = StepwiseFilters(extractor.mel_filters)
    return whisper


def _own(
    folder: Path, whisper: Any, settings: WhisperSettings, device: str, threads: int
) -> OwnWhisper | None:
    """The network in ONNX Runtime, where that serves; None leaves everything to CTranslate2."""
    if device != "cpu" or settings.beam_size > 1 or settings.compute_type not in EIGHT_BITS:
        return None
    try:
        own = load_own(folder, whisper.hf_tokenizer, threads=threads)
    except EngineError:
        # A folder whose weights somebody else made eight-bit serves CTranslate2 only.
        return None
    # In memory once: CTranslate2 loads them again if it is asked for a translation.
    whisper.model.unload_model()
    return own


def _language(ask: Ask, engine: WhisperEngine, encoded: Any) -> tuple[str, float]:
    if ask.language is not None:
        return ask.language, 1.0
    ranked = engine.languages(encoded)
    best = max(ranked, key=ranked.__getitem__)
    return best, ranked[best]


class _Backend:
    """Catalogue names, hub names and folders become engines."""

    def check(self, context: EngineContext) -> Usability:
        """faster-whisper is in the base install; what can be missing is a model."""
        if find_spec("faster_whisper") is None:
            return Usability(False, "faster-whisper is not installed", INSTALL)
        return models_at_hand(context)

    def create(self, options: Mapping[str, Any], context: EngineContext) -> FasterWhisper:
        """Make the recognizer named by `options["model"]`."""
        model, others = model_and_options(options)
        settings = WhisperSettings.read(others)
        if find_spec("faster_whisper") is None:
            raise MissingPart("faster-whisper", INSTALL)
        folder, lengths = find_model(model, context)
        return FasterWhisper(
            folder,
            threads=context.threads,
            device=context.device,
            lengths=lengths,
            settings=settings,
        )


BACKEND = _Backend()
