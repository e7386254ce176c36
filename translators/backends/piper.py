"""Piper voices through onnxruntime, on phonemes from the program espeak-ng.

A voice is a graph `NAME.onnx` and its description `NAME.onnx.json`. As with Kokoro, the package
made for these files is under the GPL because it links eSpeak NG; the files need neither.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from audio_io.chunk import Samples
from configs.errors import ConfigError, EngineError, UnsupportedLanguage
from model_store.store import ModelStore
from translators.joins import speech_in_pieces
from translators.languages import find_language
from translators.neural_voice import need_parts, open_graph, parts_missing, run_graph
from translators.options import check_options
from translators.phonemes import TIE, phonemes
from translators.registry import EngineContext, Usability
from translators.speak import SpeechRequest, SynthesizerTraits, Voice
from translators.spoken_text import Clause, clauses

__all__ = ["BACKEND", "Piper", "PiperVoice", "read_voice"]

PAD, BEGIN, END = "_", "^", "$"
_CLOSEST_MARK = {"…": ".", "—": ","}
RATE_POWER = 1.2
"""The graph rounds every phoneme up to whole frames, so the lengths must shrink faster."""
FIRST_VOICE = "piper-en_US-joe-medium"
OPTIONS = ("model", "voice_file")


@dataclass(frozen=True, slots=True)
class PiperVoice:
    """What `NAME.onnx.json` says of a voice."""

    name: str
    language: str
    """ISO 639-1 code."""
    espeak_voice: str
    sample_rate_hz: int
    ids: Mapping[str, tuple[int, ...]]
    """Numbers of each phoneme."""
    noise: float
    """Variation of the sound."""
    length: float
    """Length of each phoneme at rate 1.0."""
    length_noise: float
    """Variation of the phonemes' lengths."""
    speakers: Mapping[str, int]
    """Empty for a voice of one speaker."""


def read_voice(graph: Path) -> PiperVoice:
    """Read the description beside a graph; `EngineError` when it is absent or not one."""
    path = graph.with_name(graph.name + ".json")
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
        kind = told.get("phoneme_type", "espeak")
        if kind != "espeak":
            raise ValueError(f"its phonemes are of the type {kind}, not espeak")
        missing = [symbol for symbol in (PAD, BEGIN, END) if symbol not in told["phoneme_id_map"]]
        if missing:
            raise ValueError(f"it has no number for the begin, end or pad {missing}")
        return _voice(graph.stem, told)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(f"{path} does not describe a Piper voice: {error!r}") from error


def _voice(name: str, told: Mapping[str, Any]) -> PiperVoice:
    scales = told["inference"]
    accent = str(told["espeak"]["voice"])
    count = int(told.get("num_speakers", 1))
    named = {str(key): int(value) for key, value in (told.get("speaker_id_map") or {}).items()}
    return PiperVoice(
        name=name,
        language=find_language(accent) or accent,
        espeak_voice=accent,
        sample_rate_hz=int(told["audio"]["sample_rate"]),
        ids={str(key): tuple(value) for key, value in told["phoneme_id_map"].items()},
        noise=float(scales["noise_scale"]),
        length=float(scales["length_scale"]),
        length_noise=float(scales["noise_w"]),
        speakers=(named or {str(n): n for n in range(count)}) if count > 1 else {},
    )


class Piper:
    """A loaded voice. Each of its speakers is a voice of the engine, `NAME/SPEAKER`."""

    def __init__(self, graph: Path, *, threads: int = 2) -> None:
        self._voice = read_voice(graph)
        self._session: Any = open_graph(graph, threads)
        name, languages = self._voice.name, frozenset({self._voice.language})
        self._speakers = {f"{name}/{key}": n for key, n in self._voice.speakers.items()}
        self.traits = SynthesizerTraits(
            name="piper",
            sample_rate_hz=self._voice.sample_rate_hz,
            voices=tuple(Voice(voice, languages) for voice in self._speakers or (name,)),
        )

    def speak(self, request: SpeechRequest) -> Iterator[Samples]:
        """See `Synthesizer.speak`; the voice varies a little from one time to the next."""
        if request.language not in self.traits.languages:
            raise UnsupportedLanguage("piper", request.language, self.traits.languages)
        names = [voice.name for voice in self.traits.voices]
        if request.voice is not None and request.voice not in names:
            raise ConfigError("speak.voice", f"unknown voice {request.voice!r}", allowed=names)
        speaker = self._speakers.get(request.voice or names[0])

        def say(piece: tuple[Clause, ...]) -> Samples:
            return self._run(self._numbers(piece), speaker, request.rate)

        said = clauses(request.text, request.language)
        return speech_in_pieces(
            said, say, self.traits.sample_rate_hz, request.rate, request.slack_s
        )

    def close(self) -> None:
        """Free the graph."""
        self._session = None

    def _numbers(self, piece: tuple[Clause, ...]) -> list[int]:
        said = (
            phonemes(clause.text, self._voice.espeak_voice).replace(TIE, "")
            + _CLOSEST_MARK.get(clause.mark, clause.mark)
            for clause in piece
        )
        ids = self._voice.ids
        pad = ids[PAD]
        middle = [n for symbol in " ".join(said) if symbol in ids for n in (*ids[symbol], *pad)]
        return [*ids[BEGIN], *pad, *middle, *ids[END]]

    def _run(self, numbers: list[int], speaker: int | None, rate: float) -> Samples:
        voice = self._voice
        scales = [voice.noise, voice.length / rate**RATE_POWER, voice.length_noise]
        feed: dict[str, NDArray[Any]] = {
            "input": np.array([numbers], dtype=np.int64),
            "input_lengths": np.array([len(numbers)], dtype=np.int64),
            "scales": np.array(scales, dtype=np.float32),
        }
        if speaker is not None:
            feed["sid"] = np.array([speaker], dtype=np.int64)
        return run_graph(self._session, feed)


class _Backend:
    """A voice from the catalogue by its name, or from a file."""

    def check(self, context: EngineContext) -> Usability:
        """Look for espeak-ng, onnxruntime and a voice."""
        if (missing := parts_missing()) is not None:
            return missing
        names = [entry.name for entry in context.store.entries(role="speak", engine="piper")]
        present = [name for name in names if context.store.has(name)]
        if present:
            return Usability(True, f"voices present: {', '.join(present)}")
        return Usability(False, "no Piper voice yet", f"dragoman models pull {names[0]}")

    def options_for(
        self, language: str, options: Mapping[str, Any], context: EngineContext
    ) -> Mapping[str, Any] | None:
        """See `translators.speaker.SpeakBackend`."""
        if options:
            return options
        name = _catalogue_voice(language, context.store)
        return {"model": name} if name else None

    def create(self, options: Mapping[str, Any], context: EngineContext) -> Piper:
        """Make the synthesizer; options: `model` or `voice_file`, a file or its folder."""
        check_options("speak", options, OPTIONS)
        need_parts()
        if "voice_file" in options:
            graph = _graph(Path(str(options["voice_file"])).expanduser())
        else:
            graph = _graph(context.store.ensure(str(options.get("model", FIRST_VOICE))))
        return Piper(graph, threads=context.threads)


def _catalogue_voice(language: str, store: ModelStore) -> str | None:
    """A voice of the language, rather one that is present."""
    entries = store.entries(role="speak", engine="piper")
    names = [entry.name for entry in entries if language in entry.languages]
    return next((name for name in names if store.has(name)), names[0] if names else None)


def _graph(path: Path) -> Path:
    found = sorted(path.glob("*.onnx")) if path.is_dir() else [path]
    if len(found) != 1 or not found[0].is_file():
        raise ConfigError("speak.options.voice_file", f"{path} is not one voice (NAME.onnx)")
    return found[0]


BACKEND = _Backend()
