"""Kokoro-82M through onnxruntime, on phonemes from the program espeak-ng.

The Python packages around Kokoro and Piper link eSpeak NG, which is under the GPL. The graphs
themselves are Apache-2.0 and take phonemes, and espeak-ng runs as a program of its own, so that
is all that is needed here.

Kokoro was trained on the phonemes of several readers. For Spanish, French, Italian, Portuguese
and Hindi it was eSpeak NG. For English it was a dictionary, whose spelling of the same sounds is
imitated here. For Japanese and Chinese it was readers of their own that eSpeak NG cannot stand
in for: it has no kanji, and its output mixes up two of the four tones.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import Samples
from configs.errors import ConfigError, EngineError, UnsupportedLanguage
from translators.joins import speech_in_pieces
from translators.neural_voice import need_parts, open_graph, parts_missing, run_graph
from translators.options import check_options
from translators.phonemes import phonemes
from translators.registry import EngineContext, Usability
from translators.speak import SpeechRequest, SynthesizerTraits, Voice
from translators.spoken_text import Clause, clauses

__all__ = ["BACKEND", "Kokoro", "fitting", "kokoro_phonemes"]

MODEL = "kokoro-v1.0-int8"
ALL_VOICES = "kokoro-voices-v1.0"
FEW_VOICES = "kokoro-voices-ja"
SAMPLE_RATE_HZ = 24_000
LONGEST_TOKENS = 510
OPTIONS = ("model_file", "voices_file")

ESPEAK_VOICES = MappingProxyType(
    {"en": "en-us", "es": "es", "fr": "fr-fr", "hi": "hi", "it": "it", "pt": "pt-br"}
)
"""What is spoken, and in which of eSpeak NG's accents."""
_BEST_VOICES = {
    "en": ("af_heart", "am_michael"),
    "es": ("ef_dora", "em_alex"),
    "fr": ("ff_siwis",),
    "hi": ("hf_alpha", "hm_omega"),
    "it": ("if_sara", "im_nicola"),
    "pt": ("pf_dora", "pm_alex"),
}
CLEAR_VOICE = "jm_kumo"
"""Of the Japanese voices the one that is understood in every language."""

# The model's own numbering of its symbols; the numbers between were never used.
_IDS = {
    symbol: number
    for start, symbols in {
        1: ";:,.!?",
        9: '—…"()“” \u0303ʣʥʦʨᵝꭧAI',
        31: "O",
        33: "Q",
        35: "ST",
        39: "W",
        41: "Yᵊabcdef",
        50: "hijklmnopqrstuvwxyzɑɐɒæ",
        75: "βɔɕç",
        80: "ɖðʤə",
        85: "ɚɛɜ",
        90: "ɟ",
        92: "ɡ",
        99: "ɥ",
        101: "ɨɪʝ",
        110: "ɯɰŋɳɲɴø",
        118: "ɸθœ",
        123: "ɹ",
        125: "ɾɻ",
        128: "ʁɽʂʃʈʧ",
        135: "ʊʋ",
        138: "ʌɣɤ",
        142: "χʎ",
        147: "ʒʔ",
        156: "ˈˌː",
        162: "ʰ",
        164: "ʲ",
        169: "↓",
        171: "→↗↘",
        177: "ᵻ",
    }.items()
    for number, symbol in enumerate(symbols, start)
}
_ONE_SYMBOL = {
    "a^ɪ": "I",
    "a^ʊ": "W",
    "d^z": "ʣ",
    "d^ʒ": "ʤ",
    "e^ɪ": "A",
    "o^ʊ": "O",
    "t^s": "ʦ",
    "t^ʃ": "ʧ",
    "ɔ^ɪ": "Y",
    "ə^ʊ": "Q",
}
"""Diphthongs and affricates that Kokoro writes with one symbol."""
_ENGLISH = {
    "ə^l": "ᵊl",
    "ɜː": "ɜɹ",
    "ɚ": "əɹ",
    "ː": "",
    "r": "ɹ",
    "x": "k",
    "ç": "k",
    "ɐ": "ə",
    "ɬ": "l",
    "ʔ": "t",
    "ʲ": "",
    "ɾ": "T",
    "o": "ɔ",
}
"""What eSpeak NG writes for American English, and what Kokoro's English dictionary does."""


def kokoro_phonemes(ipa: str, language: str) -> str:
    """Phonemes of eSpeak NG (tied, NFD) as Kokoro knows them; what it does not know is left out."""
    for tied, symbol in _ONE_SYMBOL.items():
        ipa = ipa.replace(tied, symbol)
    if language == "en":
        for theirs, ours in _ENGLISH.items():
            ipa = ipa.replace(theirs, ours)
    elif language == "pt":
        # eSpeak NG writes ŋ for every nasal that closes a syllable: "introduza", "sempre".
        ipa = re.sub("ŋ(?=[ˈˌ]?[pb])", "m", re.sub("ŋ(?=[ˈˌ]?[tdszlɾrfvʃʒʧʤ])", "n", ipa))
    return "".join(symbol for symbol in ipa if symbol in _IDS)


class Kokoro:
    """A loaded graph and its voices."""

    def __init__(self, model: Path, voices: Path, *, threads: int = 2) -> None:
        self._session: Any = open_graph(model, threads)
        self._styles = _load_styles(voices)
        languages = frozenset(ESPEAK_VOICES)
        self.traits = SynthesizerTraits(
            name="kokoro",
            sample_rate_hz=SAMPLE_RATE_HZ,
            voices=tuple(Voice(name, languages) for name in sorted(self._styles)),
        )

    def speak(self, request: SpeechRequest) -> Iterator[Samples]:
        """See `Synthesizer.speak`; the same request gives almost the same samples."""
        if request.language not in ESPEAK_VOICES:
            raise UnsupportedLanguage("kokoro", request.language, ESPEAK_VOICES)
        style = self._styles[self._voice(request)]

        def say(piece: tuple[Clause, ...]) -> Samples:
            return self._say(_written(piece, request.language), style, request.rate)

        said = clauses(request.text, request.language)
        return speech_in_pieces(said, say, SAMPLE_RATE_HZ, request.rate, request.slack_s)

    def close(self) -> None:
        """Free the graph and the voices."""
        self._session = None
        self._styles = {}

    def _voice(self, request: SpeechRequest) -> str:
        if request.voice is None:
            wanted = (*_BEST_VOICES[request.language], CLEAR_VOICE)
            return next((name for name in wanted if name in self._styles), min(self._styles))
        if request.voice not in self._styles:
            raise ConfigError(
                "speak.voice", f"unknown voice {request.voice!r}", allowed=sorted(self._styles)
            )
        return request.voice

    def _say(self, text: str, style: NDArray[np.float32], rate: float) -> Samples:
        parts = [self._run(part, style, rate) for part in fitting(text)]
        return np.concatenate(parts) if parts else np.zeros(0, dtype=np.float32)

    def _run(self, text: str, style: NDArray[np.float32], rate: float) -> Samples:
        feed = {
            "tokens": np.array([[0, *(_IDS[symbol] for symbol in text), 0]], dtype=np.int64),
            "style": style[len(text) - 1].reshape(1, -1),
            "speed": np.array([rate], dtype=np.float32),
        }
        return run_graph(self._session, feed)


def _written(piece: tuple[Clause, ...], language: str) -> str:
    said = (
        kokoro_phonemes(phonemes(clause.text, ESPEAK_VOICES[language]), language) + clause.mark
        for clause in piece
    )
    return " ".join(said)


def fitting(text: str) -> Iterator[str]:
    """Parts that the graph takes, cut at spaces; numbers can grow very long when read out."""
    while len(text) > LONGEST_TOKENS:
        space = text.rfind(" ", 1, LONGEST_TOKENS)
        at = space if space > 0 else LONGEST_TOKENS
        yield text[:at]
        text = text[at:].lstrip()
    if text:
        yield text


def _load_styles(path: Path) -> dict[str, NDArray[np.float32]]:
    """Voices by name, float32[510, 1, 256]: one style for each length of a text."""
    try:
        with np.load(path) as archive:
            styles = {name: archive[name] for name in archive.files}
    except (OSError, ValueError, BadZipFile, AttributeError) as error:
        raise EngineError(f"{path} holds no Kokoro voices: {error}") from error
    wrong = [name for name, style in styles.items() if style.shape != (LONGEST_TOKENS, 1, 256)]
    if wrong or not styles:
        raise EngineError(f"{path} holds no Kokoro voices: {', '.join(wrong) or 'it is empty'}")
    return styles


class _Backend:
    """The graph and the voices come from the store, or from files named in the options."""

    def check(self, context: EngineContext) -> Usability:
        """Look for espeak-ng, onnxruntime and the models."""
        if (missing := parts_missing()) is not None:
            return missing
        for name in (MODEL, _voices_name(context)):
            if not context.store.has(name):
                return Usability(False, f"no {name} yet", f"dragoman models pull {name}")
        return Usability(True, f"{MODEL} with {_voices_name(context)}")

    def options_for(
        self, language: str, options: Mapping[str, Any], context: EngineContext
    ) -> Mapping[str, Any] | None:
        """See `translators.speaker.SpeakBackend`."""
        return options if language in ESPEAK_VOICES else None

    def create(self, options: Mapping[str, Any], context: EngineContext) -> Kokoro:
        """Make the synthesizer; options: `model_file`, `voices_file`."""
        check_options("speak", options, OPTIONS)
        need_parts()
        return Kokoro(
            _file(options, "model_file", MODEL, context),
            _file(options, "voices_file", _voices_name(context), context),
            threads=context.threads,
        )


def _voices_name(context: EngineContext) -> str:
    return ALL_VOICES if context.store.has(ALL_VOICES) else FEW_VOICES


def _file(options: Mapping[str, Any], option: str, model: str, context: EngineContext) -> Path:
    if option not in options:
        return context.store.ensure(model) / context.store.entry(model).files[0].path
    path = Path(str(options[option])).expanduser()
    if not path.is_file():
        raise ConfigError(f"speak.options.{option}", f"there is no file {path}")
    return path


BACKEND = _Backend()
