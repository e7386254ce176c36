"""Whisper through CTranslate2: one window, one encoder pass, text, word times and probabilities.

faster-whisper loads the model, the tokenizer and the feature extractor. Its `transcribe` is made
for whole files; a window that grows by a few hundred milliseconds needs less and needs it sooner:

* The encoder is given the speech and a few seconds of zeros instead of 30 s, which costs a third or
  less; how few, the catalogue says for each model that was measured (`whisper_sound`). What fails
  first with too few is the end: a pass that ran into its token limit, or repeats itself, is done
  again over 30 s.
* The words that are settled are forced as the decoder's prefix, so a pass decodes only new ones.
* `encode` is shared by `generate` and `align`.
* Windows of several sessions can be decoded in one go (`recognize_batch`).

Whether that pays, measured on 2 cores (AMD EPYC, int8, prompts of 3-8 s decoded whole, one thread,
milliseconds of wall time a window):

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
from translators.alignment import aligned_words
from translators.backends.whisper_ask import (
    Ask,
    alike,
    check_window,
    context_of,
    max_length,
    prompts,
)
from translators.backends.whisper_device import compute_type_for, device_for
from translators.backends.whisper_folder import (
    TRAINED_ON,
    find_model,
    model_and_options,
    models_at_hand,
)
from translators.backends.whisper_settings import WhisperSettings
from translators.backends.whisper_sound import (
    WINDOW_S,
    Features,
    StepwiseFilters,
    encoded_s,
    log_mel,
    padded,
)
from translators.loops import loop_start
from translators.recognize import Hypothesis, RecognizerTraits, Task, Window, Word
from translators.registry import EngineContext, Usability

__all__ = ["BACKEND", "FasterWhisper"]

TRANSLATING_BEAM = 5
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
        self.lengths = lengths
        """How short an input the encoder is given; may be changed between calls."""
        self.traits = RecognizerTraits(
            name=f"faster_whisper {folder.name}",
            languages=frozenset(self._whisper.supported_languages),
            sample_rate_hz=SAMPLE_RATE_HZ,
            window_s=WINDOW_S,
            forces_prefix=True,
            attends=settings.attention,
            translates=bool(self._whisper.model.is_multilingual),
            max_batch=settings.batch_on(device),
            parallel=settings.parallel,
        )

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
        if not self._whisper.model.is_multilingual:
            return {"en": 1.0}
        features = self._features(samples[: int(WINDOW_S * SAMPLE_RATE_HZ)])
        return self._languages(self._whisper.encode(padded([features], WINDOW_S)))

    def close(self) -> None:
        """Free the model."""
        self._whisper.model.unload_model()

    def _features(self, samples: Samples) -> Features:
        return log_mel(self._whisper.feature_extractor, samples)

    def _ask(self, window: Window) -> Ask:
        # The tokens of a text do not depend on the language.
        tokenizer = self._tokenizer(window.language or "en", window.task)
        is_translated = window.task == "translate"
        return Ask(
            window=window,
            features=self._features(window.samples),
            language=window.language if self._whisper.model.is_multilingual else "en",
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
        encoded = self._whisper.encode(padded([ask.features for ask in asks], asks[0].encoded_s))
        language, language_probability = self._language(asks[0], encoded)
        task = asks[0].window.task
        tokenizer = self._tokenizer(language, task)
        given = prompts(tokenizer, asks)
        results = self._whisper.model.generate(
            encoded,
            given,
            beam_size=TRANSLATING_BEAM if task == "translate" else self._settings.beam_size,
            max_length=max_length(asks, given[0]),
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=not asks[0].prefix,
        )
        found = [_found(ask, result, tokenizer.eot) for ask, result in zip(asks, results)]
        words = self._words(tokenizer, encoded, asks, [tokens for tokens, _ in found])
        return [
            Hypothesis(
                words=said,
                language=language,
                language_probability=language_probability,
                average_log_probability=float(result.scores[0]),
                no_speech_probability=float(result.no_speech_prob),
                complete=complete,
            )
            for said, result, (_, complete) in zip(words, results, found, strict=True)
        ]

    def _language(self, ask: Ask, encoded: Any) -> tuple[str, float]:
        if ask.language is not None:
            return ask.language, 1.0
        ranked = self._languages(encoded)
        best = max(ranked, key=ranked.__getitem__)
        return best, ranked[best]

    def _languages(self, encoded: Any) -> dict[str, float]:
        ranked = self._whisper.model.detect_language(encoded)[0]
        return {token[2:-2]: float(probability) for token, probability in ranked}

    def _tokenizer(self, language: str, task: Task) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        multilingual = self._whisper.model.is_multilingual
        return Tokenizer(self._whisper.hf_tokenizer, multilingual, task=task, language=language)

    def _words(
        self, tokenizer: Any, encoded: Any, asks: Sequence[Ask], tokens: Sequence[list[int]]
    ) -> list[tuple[Word, ...]]:
        """The words of each ask's tokens, aligned in one go."""
        if not any(tokens):
            return [() for _ in asks]
        texts = [[*ask.prefix, *own] for ask, own in zip(asks, tokens, strict=True)]
        frames = [ask.features.shape[1] for ask in asks]
        alignments = self._whisper.model.align(encoded, tokenizer.sot_sequence, texts, frames)
        return [
            self._aligned(tokenizer, ask, own, alignment) if own else ()
            for ask, own, alignment in zip(asks, tokens, alignments, strict=True)
        ]

    def _aligned(
        self, tokenizer: Any, ask: Ask, tokens: list[int], alignment: Any
    ) -> tuple[Word, ...]:
        texts, spans = tokenizer.split_to_word_tokens(tokens)
        return aligned_words(
            texts,
            [len(span) for span in spans],
            alignment,
            len(ask.prefix),
            ask.window,
            attends=self._settings.attention,
        )


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


def _found(ask: Ask, result: Any, eot: int) -> tuple[list[int], bool]:
    """The tokens after the prefix up to a loop, and whether the decoder stopped by itself."""
    # The answer repeats the forced prefix, and was given room for the longest of a batch.
    tokens = [token for token in result.sequences_ids[0] if token < eot]
    tokens = tokens[len(ask.prefix) : ask.tokens]
    looped = loop_start(tokens)
    complete = looped is None and len(ask.prefix) + len(tokens) < ask.tokens
    return tokens[:looped], complete


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
