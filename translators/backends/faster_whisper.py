"""Whisper through CTranslate2: one window, one encoder pass, text, word times and probabilities.

faster-whisper loads the model, the tokenizer and the feature extractor. Its `transcribe` is made
for whole files; a window that grows by a few hundred milliseconds needs less and needs it sooner:

* The encoder is given the speech and a few seconds of zeros instead of 30 s, which costs a
  third or less. Measured on 52 prompts of up to 8.5 s (word errors of tiny.en): 3.1 % with 8 s of
  zeros, 2.9 % filled up to 12 s, 4.3 % to 10 s, 13 % to 9 s. What fails first is the end: a pass
  that ran into its token limit, or repeats itself, is done again over 30 s.
* The words that are settled are forced as the decoder's prefix, so a pass decodes only new ones.
* `encode` is shared by `generate` and `align`.
"""

from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import Samples
from configs.errors import (
    ConfigError,
    EngineError,
    MissingPart,
    ModelUnavailable,
    UnsupportedLanguage,
)
from translators.alignment import aligned_words
from translators.loops import loop_start
from translators.recognize import Hypothesis, RecognizerTraits, Task, Window, Word
from translators.registry import EngineContext, Usability

__all__ = ["BACKEND", "FasterWhisper"]

Features = NDArray[np.float32]
"""float32[mels, frames], log-Mel, a hundred frames a second."""

FRAMES_PER_SECOND = 100
WINDOW_S = 30.0
SAMPLE_RATE_HZ = 16_000
TOKENS_PER_SECOND = 10.0
"""More than anybody speaks: fast English is about five tokens a second."""
PROMPT_TOKENS = 120
MAX_TOKENS = 448
SPARE_TOKENS = 8
TRANSLATING_BEAM = 5
INSTALL = "pip install faster-whisper"
FILLED_UP_TO_S = 12.0
LEAST_ZEROS_S = 4.0
OPTIONS = ("beam_size", "compute_type")


class FasterWhisper:
    """A Whisper model in CTranslate2's format."""

    def __init__(
        self,
        folder: Path,
        *,
        threads: int = 2,
        device: str = "auto",
        compute_type: str = "auto",
        beam_size: int = 1,
    ) -> None:
        from faster_whisper import WhisperModel

        try:
            self._whisper: Any = WhisperModel(
                str(folder),
                device=device,
                cpu_threads=threads,
                compute_type=_compute_type(compute_type, device),
                local_files_only=True,
            )
        except (RuntimeError, ValueError, OSError) as error:
            raise EngineError(
                f"{folder} is not a Whisper model for CTranslate2: {error}"
            ) from error
        self._beam_size = beam_size
        self.traits = RecognizerTraits(
            name=f"faster_whisper {folder.name}",
            languages=frozenset(self._whisper.supported_languages),
            sample_rate_hz=SAMPLE_RATE_HZ,
            window_s=WINDOW_S,
            forces_prefix=True,
            translates=bool(self._whisper.model.is_multilingual),
        )

    def recognize(self, window: Window) -> Hypothesis:
        """Decode one window; see `Recognizer.recognize`."""
        seconds = len(window.samples) / SAMPLE_RATE_HZ
        if seconds > WINDOW_S:
            raise EngineError(f"a window of {seconds:.1f} s is longer than Whisper's {WINDOW_S} s")
        if window.language is not None and window.language not in self.traits.languages:
            raise UnsupportedLanguage(self.traits.name, window.language, self.traits.languages)
        if not len(window.samples):
            return Hypothesis((), window.language or "en", complete=True)
        features = self._features(window.samples)
        if window.task == "translate":
            # Asked once a segment; greedy and short it often ends after the first sentence.
            return self._decode(window, features, WINDOW_S, beam_size=TRANSLATING_BEAM)
        zeros_s = max(LEAST_ZEROS_S, FILLED_UP_TO_S - seconds)
        hypothesis = self._decode(window, features, zeros_s, beam_size=self._beam_size)
        if not hypothesis.complete:
            return self._decode(window, features, WINDOW_S, beam_size=self._beam_size)
        return hypothesis

    def detect_language(self, samples: Samples) -> Mapping[str, float]:
        """Probability by language, from the first 30 s of `samples`."""
        if not self._whisper.model.is_multilingual:
            return {"en": 1.0}
        features = self._features(samples[: int(WINDOW_S * SAMPLE_RATE_HZ)])
        return self._languages(self._encode(features, WINDOW_S))

    def close(self) -> None:
        """Free the model."""
        self._whisper.model.unload_model()

    def _features(self, samples: Samples) -> Features:
        mel: Features = self._whisper.feature_extractor(samples)
        return mel[:, : int(WINDOW_S * FRAMES_PER_SECOND)].astype(np.float32, copy=False)

    def _encode(self, features: Features, zeros_s: float) -> Any:
        limit = int(WINDOW_S * FRAMES_PER_SECOND)
        frames = min(features.shape[1] + int(zeros_s * FRAMES_PER_SECOND), limit)
        frames += frames % 2
        padded = np.zeros((features.shape[0], frames), dtype=np.float32)
        padded[:, : features.shape[1]] = features
        return self._whisper.encode(padded)

    def _languages(self, encoded: Any) -> dict[str, float]:
        ranked = self._whisper.model.detect_language(encoded)[0]
        return {token[2:-2]: float(probability) for token, probability in ranked}

    def _decode(
        self, window: Window, features: Features, zeros_s: float, *, beam_size: int
    ) -> Hypothesis:
        encoded = self._encode(features, zeros_s)
        language, language_probability = self._language(window, encoded)
        tokenizer = self._tokenizer(language, window.task)
        prefix = tokenizer.encode("".join(word.text for word in window.prefix))
        prompt = self._prompt(tokenizer, window, prefix)
        limit = min(len(prompt) + _token_budget(window), MAX_TOKENS)
        result = self._whisper.model.generate(
            encoded,
            [prompt],
            beam_size=beam_size,
            max_length=limit,
            return_scores=True,
            return_no_speech_prob=True,
            suppress_blank=not prefix,
        )[0]
        # The answer repeats the forced prefix.
        tokens = [token for token in result.sequences_ids[0] if token < tokenizer.eot]
        tokens = tokens[len(prefix) :]
        looped = loop_start(tokens)
        complete = looped is None and len(prompt) + len(tokens) < limit
        tokens = tokens[:looped]
        return Hypothesis(
            words=self._words(tokenizer, encoded, prefix, tokens, features.shape[1], window),
            language=language,
            language_probability=language_probability,
            average_log_probability=float(result.scores[0]),
            no_speech_probability=float(result.no_speech_prob),
            complete=complete,
        )

    def _language(self, window: Window, encoded: Any) -> tuple[str, float]:
        if window.language is not None:
            return window.language, 1.0
        if not self._whisper.model.is_multilingual:
            return "en", 1.0
        ranked = self._languages(encoded)
        best = max(ranked, key=ranked.__getitem__)
        return best, ranked[best]

    def _tokenizer(self, language: str, task: Task) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        multilingual = self._whisper.model.is_multilingual
        return Tokenizer(self._whisper.hf_tokenizer, multilingual, task=task, language=language)

    def _prompt(self, tokenizer: Any, window: Window, prefix: Sequence[int]) -> list[int]:
        before: list[int] = []
        context = " ".join(
            part for part in (window.hotwords.strip(), window.prompt.strip()) if part
        )
        if context:
            before = [tokenizer.sot_prev, *tokenizer.encode(" " + context)[-PROMPT_TOKENS:]]
        return [*before, *tokenizer.sot_sequence, tokenizer.no_timestamps, *prefix]

    def _words(
        self,
        tokenizer: Any,
        encoded: Any,
        prefix: Sequence[int],
        tokens: Sequence[int],
        frames: int,
        window: Window,
    ) -> tuple[Word, ...]:
        if not tokens:
            return ()
        aligned = self._whisper.model.align(
            encoded, tokenizer.sot_sequence, [[*prefix, *tokens]], frames
        )[0]
        texts, spans = tokenizer.split_to_word_tokens(list(tokens))
        return aligned_words(texts, [len(span) for span in spans], aligned, len(prefix), window)


def _token_budget(window: Window) -> int:
    seconds = len(window.samples) / SAMPLE_RATE_HZ
    if window.prefix:
        seconds -= window.prefix[-1].end_s - window.start_s
    return int(max(0.0, seconds) * TOKENS_PER_SECOND) + SPARE_TOKENS


def _compute_type(wanted: str, device: str) -> str:
    """Eight-bit weights by default: float16 files would become float32 on a processor."""
    if wanted != "auto":
        return wanted
    if device == "cpu":
        return "int8"
    import ctranslate2

    return "int8_float16" if ctranslate2.get_cuda_device_count() else "int8"


class _Backend:
    """Catalogue names, hub names and folders become engines."""

    def check(self, context: EngineContext) -> Usability:
        """faster-whisper is in the base install; what can be missing is a model."""
        if find_spec("faster_whisper") is None:
            return Usability(False, "faster-whisper is not installed", INSTALL)
        entries = context.store.entries(role="recognize", engine="faster_whisper")
        present = [entry.name for entry in entries if context.store.has(entry.name)]
        if present:
            return Usability(True, f"models present: {', '.join(present)}")
        return Usability(False, "no Whisper model yet", f"dragoman models pull {entries[0].name}")

    def create(self, options: Mapping[str, Any], context: EngineContext) -> FasterWhisper:
        """Make the recognizer named by `options["model"]`."""
        settings = dict(options)
        model = settings.pop("model", None)
        if not model:
            raise ConfigError("recognize.model", "names no model")
        unknown = sorted(set(settings) - set(OPTIONS))
        if unknown:
            raise ConfigError(f"recognize.options.{unknown[0]}", "unknown option", allowed=OPTIONS)
        if find_spec("faster_whisper") is None:
            raise MissingPart("faster-whisper", INSTALL)
        return FasterWhisper(
            _model_folder(str(model), context),
            threads=context.threads,
            device=context.device,
            **settings,
        )


def _model_folder(model: str, context: EngineContext) -> Path:
    if Path(model).is_dir():
        return Path(model)
    if "/" in model and not model.startswith((".", "/", "~")):
        return _from_hub(model, offline=context.store.offline)
    return context.store.ensure(model)


def _from_hub(repository: str, *, offline: bool) -> Path:
    from faster_whisper.utils import download_model

    try:
        return Path(download_model(repository, local_files_only=offline))
    except Exception as error:
        # The hub's client raises a dozen unrelated types; the user needs the one line.
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise ModelUnavailable(repository, [("hub", reason)]) from error


BACKEND = _Backend()
