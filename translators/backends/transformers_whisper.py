"""Whisper through transformers, decoded here token by token, so that attention is at hand.

What `translators.backends.faster_whisper` does with a window, this does too: short input for the
encoder with a pass over 30 s where that fails, settled words forced, words with times. In addition

* every word says which sound it was read from (`Word.attended_s`), so that one hypothesis is
  enough to settle it once the frontier is past (AlignAtt);
* where the speech goes on after the window, decoding stops at the frontier: what follows is a
  guess that the next pass makes better.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np

from audio_io.chunk import SAMPLE_RATE_HZ, Samples
from configs.errors import ConfigError, EngineError
from model_store.catalogue import EncoderLengths
from translators.alignment import aligned_words, split_words
from translators.attention import token_times, with_attention
from translators.backends.whisper_ask import check_window
from translators.backends.whisper_folder import (
    TRAINED_ON,
    find_model,
    model_and_options,
    models_at_hand,
)
from translators.backends.whisper_greedy import GreedyDecoder, GreedyText
from translators.backends.whisper_languages import language_tokens
from translators.backends.whisper_network import (
    INSTALL,
    WhisperNetwork,
    load_network,
    missing_packages,
    require_packages,
)
from translators.backends.whisper_sound import WINDOW_S, Features, encoded_s, log_mel, padded
from translators.frontier import FrontierRule
from translators.options import check_options
from translators.recognize import Hypothesis, RecognizerTraits, Task, Window, Word
from translators.registry import EngineContext, Usability

__all__ = ["BACKEND", "TransformersWhisper"]

MULTILINGUAL_WORDS = 51_865
"""The smallest vocabulary that has the languages."""
OPTIONS = ("dtype", "frontier_frames", "rewind_frames")
NEEDED = ("*.json", "model.safetensors", "model-*-of-*.safetensors")
"""What is fetched of a repository of the hub: some keep the weights in other forms as well."""


class TransformersWhisper:
    """A Whisper model in torch."""

    def __init__(
        self,
        folder: Path,
        network: WhisperNetwork,
        rule: FrontierRule,
        *,
        lengths: EncoderLengths = TRAINED_ON,
    ) -> None:
        """`folder` holds `tokenizer.json`. Raises `EngineError` where it does not."""
        from faster_whisper.feature_extractor import FeatureExtractor

        self._network = network
        self.lengths = lengths
        """How short an input the encoder is given; may be changed between calls."""
        self._hf_tokenizer = _read_tokenizer(folder)
        self._multilingual = network.config.vocab_size >= MULTILINGUAL_WORDS
        self._extract = FeatureExtractor(feature_size=network.config.num_mel_bins)
        self._languages = language_tokens(self._hf_tokenizer) if self._multilingual else {"en": -1}
        eot = self._hf_tokenizer.token_to_id("<|endoftext|>")
        self._decoder = GreedyDecoder(network, eot, rule)
        self.traits = RecognizerTraits(
            name=f"transformers_whisper {folder.name}",
            languages=frozenset(self._languages),
            sample_rate_hz=SAMPLE_RATE_HZ,
            window_s=WINDOW_S,
            forces_prefix=True,
            attends=True,
            translates=self._multilingual,
        )

    def recognize(self, window: Window) -> Hypothesis:
        """Decode one window; see `Recognizer.recognize`."""
        check_window(window, self.traits)
        if not len(window.samples):
            return Hypothesis((), window.language or "en", complete=True)
        features = log_mel(self._extract, window.samples)
        is_translated = window.task == "translate"
        length_s = WINDOW_S if is_translated else encoded_s(window.samples, self.lengths)
        hypothesis = self._decode(window, features, length_s)
        if hypothesis.complete or length_s >= WINDOW_S:
            return hypothesis
        return self._decode(window, features, WINDOW_S)

    def detect_language(self, samples: Samples) -> Mapping[str, float]:
        """Probability by language, from the first 30 s of `samples`."""
        if not self._multilingual:
            return {"en": 1.0}
        features = log_mel(self._extract, samples[: int(WINDOW_S * SAMPLE_RATE_HZ)])
        return self._ranked(self._network.encode(padded([features], WINDOW_S)))

    def close(self) -> None:
        """Free the model."""
        self._network.close()

    def _ranked(self, encoded: Any) -> dict[str, float]:
        sot = self._hf_tokenizer.token_to_id("<|startoftranscript|>")
        return self._decoder.languages(encoded, sot, self._languages)

    def _decode(self, window: Window, features: Features, length_s: float) -> Hypothesis:
        encoded = self._network.encode(padded([features], length_s))
        language, language_probability = self._language(window, encoded)
        tokenizer = self._tokenizer(language, window.task)
        prefix = tokenizer.encode("".join(word.text for word in window.prefix))
        spoken = min((features.shape[1] + 1) // 2, encoded.shape[1])
        text = self._decoder.decode(encoded, window, tokenizer, prefix, spoken)
        self._network.forget()
        return Hypothesis(
            words=self._words(tokenizer, text, window),
            language=language,
            language_probability=language_probability,
            average_log_probability=text.average_log_probability,
            no_speech_probability=text.no_speech_probability,
            complete=text.complete,
            stopped_short=text.stopped_short,
        )

    def _words(self, tokenizer: Any, text: GreedyText, window: Window) -> tuple[Word, ...]:
        if not text.tokens:
            return ()
        texts, lengths = split_words(text.tokens, text.begun, tokenizer)
        probabilities = np.exp(text.log_probabilities[: len(text.tokens)]).tolist()
        times = token_times(text.looks, [*[1.0] * len(text.prefix), *probabilities])
        words = aligned_words(texts, lengths, times, len(text.prefix), window)
        ends = np.cumsum(lengths)
        furthest = [
            max(text.positions[end - length : end])
            for end, length in zip(ends, lengths, strict=True)
        ]
        return with_attention(words, texts, furthest, window.start_s)

    def _language(self, window: Window, encoded: Any) -> tuple[str, float]:
        if window.language is not None:
            return window.language, 1.0
        if not self._multilingual:
            return "en", 1.0
        ranked = self._ranked(encoded)
        best = max(ranked, key=ranked.__getitem__)
        return best, ranked[best]

    def _tokenizer(self, language: str, task: Task) -> Any:
        from faster_whisper.tokenizer import Tokenizer

        return Tokenizer(self._hf_tokenizer, self._multilingual, task=task, language=language)


def _read_tokenizer(folder: Path) -> Any:
    from tokenizers import Tokenizer

    path = folder / "tokenizer.json"
    if not path.is_file():
        raise EngineError(f"{folder} has no tokenizer.json")
    return Tokenizer.from_file(str(path))


class _Backend:
    """Catalogue names, hub names and folders become engines."""

    def check(self, context: EngineContext) -> Usability:
        """The packages of the extra can be missing, and a model."""
        missing = missing_packages()
        if missing:
            return Usability(False, f"not installed: {', '.join(missing)}", INSTALL)
        return models_at_hand(context)

    def create(self, options: Mapping[str, Any], context: EngineContext) -> TransformersWhisper:
        """Make the recognizer named by `options["model"]`."""
        model, settings = model_and_options(options)
        check_options("recognize", settings, OPTIONS)
        rule = _rule(settings)
        require_packages()
        folder, lengths = find_model(model, context, _fetch)
        network = load_network(
            folder,
            device=context.device,
            dtype=str(settings.get("dtype", "auto")),
            threads=context.threads,
        )
        return TransformersWhisper(folder, network, rule, lengths=lengths)


def _rule(settings: Mapping[str, Any]) -> FrontierRule:
    default = FrontierRule()
    values = {
        "frontier": settings.get("frontier_frames", default.frontier),
        "rewind": settings.get("rewind_frames", default.rewind),
    }
    for name, value in values.items():
        if type(value) is not int or not 0 <= value <= 1500:
            key = f"recognize.options.{name}_frames"
            raise ConfigError(key, f"{value!r} is not a whole number from 0 to 1500")
    return FrontierRule(**values)


def _fetch(repository: str, offline: bool) -> str:
    from huggingface_hub import snapshot_download

    return snapshot_download(repository, allow_patterns=list(NEEDED), local_files_only=offline)


BACKEND = _Backend()
