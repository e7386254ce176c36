"""eSpeak NG as a voice: a hundred languages, no model, a robot's sound.

Each text is spoken by a process of its own, whose sound is read while it is made. Closing the
iterator ends the process.
"""

import struct
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import IO, Any

import numpy as np

from audio_io.chunk import Samples
from configs.errors import ConfigError, EngineError, MissingPart, UnsupportedLanguage
from translators.languages import find_language
from translators.options import check_options
from translators.phonemes import espeak_program, plain_input
from translators.registry import EngineContext, Usability
from translators.speak import SpeechRequest, SynthesizerTraits, Voice
from translators.spoken_text import is_speakable

__all__ = ["BACKEND", "EspeakNg", "espeak_voices"]

SAMPLE_RATE_HZ = 22_050
PIECE_BYTES = 2 * (SAMPLE_RATE_HZ // 4)
"""A quarter of a second of 16-bit samples."""
WORDS_PER_MINUTE = 165
SLOWEST_WPM, FASTEST_WPM = 80, 450
OPTIONS = ("pitch",)
_ACCENTS = {"en": "en-us", "fr": "fr-fr", "pt": "pt-br", "zh": "cmn-latn-pinyin"}
_NOT_READ = frozenset({"ja"})
"""It reads kana, but says "Chinese letter" for every kanji."""


def espeak_voices(table: str) -> Mapping[str, tuple[str, ...]]:
    """Voices by ISO 639-1 code, the best first, from what `espeak-ng --voices` prints."""
    found: dict[str, dict[str, None]] = {}
    for line in table.splitlines()[1:]:
        columns = line.split()
        # MBROLA voices are in the table whether or not their data are installed.
        if len(columns) < 5 or columns[4].startswith("mb/"):
            continue
        code = find_language(columns[1])
        if code is not None and code not in _NOT_READ:
            found.setdefault(code, {})[columns[1]] = None
    return MappingProxyType({code: _best_first(names, code) for code, names in found.items()})


def _best_first(names: Iterable[str], code: str) -> tuple[str, ...]:
    best = _ACCENTS.get(code, code)
    return tuple(sorted(names, key=lambda name: (name != best, len(name))))


class EspeakNg:
    """The program espeak-ng."""

    def __init__(self, *, pitch: int = 50) -> None:
        self._program = espeak_program()
        self._pitch = pitch
        self._voices = espeak_voices(_table(self._program))
        self.traits = SynthesizerTraits(
            name="espeak_ng",
            sample_rate_hz=SAMPLE_RATE_HZ,
            voices=tuple(
                Voice(name, frozenset({code}))
                for code, names in sorted(self._voices.items())
                for name in names
            ),
        )

    def speak(self, request: SpeechRequest) -> Iterator[Samples]:
        """See `Synthesizer.speak`; the same request gives the same samples."""
        known = self._voices.get(request.language)
        if known is None:
            raise UnsupportedLanguage("espeak_ng", request.language, self._voices)
        voice = request.voice or known[0]
        if voice not in known:
            raise ConfigError("speak.voice", f"unknown voice {voice!r}", allowed=known)
        speed = round(WORDS_PER_MINUTE * request.rate)
        speed = min(max(speed, SLOWEST_WPM), FASTEST_WPM)
        options = ["-b", "1", "-v", voice, "-s", str(speed), "-p", str(self._pitch)]
        return self._pieces([self._program, "--stdin", "--stdout", *options], request.text)

    def close(self) -> None:
        """Nothing is kept between two texts."""

    def _pieces(self, command: list[str], text: str) -> Iterator[Samples]:
        if not is_speakable(text):
            return
        process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            # away from the terminal's process group: Ctrl-C is ours to handle
            start_new_session=True,
        )
        try:
            # It reads everything before it speaks, so this cannot wait for us to read.
            _write(process.stdin, plain_input(text))
            yield from _samples(process.stdout)
            if process.wait() != 0:
                said = process.stderr.read().decode(errors="replace") if process.stderr else ""
                raise EngineError(f"espeak-ng failed: {said.strip()}")
        finally:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout, process.stderr):
                if pipe is not None and not pipe.closed:
                    pipe.close()


def _write(pipe: IO[bytes] | None, text: bytes) -> None:
    if pipe is None:
        raise EngineError("espeak-ng takes no text")
    try:
        pipe.write(text)
        pipe.close()
    except BrokenPipeError as error:
        raise EngineError("espeak-ng ended before it read the text") from error


def _samples(pipe: IO[bytes] | None) -> Iterator[Samples]:
    if pipe is None:
        raise EngineError("espeak-ng gives no sound")
    _read_header(pipe)
    while data := pipe.read(PIECE_BYTES):
        whole_samples = data[: len(data) // 2 * 2]
        yield np.frombuffer(whole_samples, dtype="<i2").astype(np.float32) / np.float32(32768)


def _read_header(pipe: IO[bytes]) -> None:
    """Pass over the 44 bytes before the samples; a voice of another rate is an error."""
    header = pipe.read(44)
    if len(header) < 44:
        raise EngineError("espeak-ng gave no sound")
    rate_hz: int = struct.unpack_from("<I", header, 24)[0]
    if header[:4] != b"RIFF" or rate_hz != SAMPLE_RATE_HZ:
        raise EngineError(f"espeak-ng gave sound of {rate_hz} Hz instead of {SAMPLE_RATE_HZ}")


def _table(program: str) -> str:
    try:
        done = subprocess.run([program, "--voices"], capture_output=True, timeout=10, check=True)
    except (subprocess.SubprocessError, OSError) as error:
        raise EngineError(f"espeak-ng does not work: {error}") from error
    return done.stdout.decode("utf-8", "replace")


class _Backend:
    """Needs the program and nothing else."""

    def check(self, context: EngineContext) -> Usability:
        """Look for the program."""
        try:
            return Usability(True, espeak_program())
        except MissingPart as error:
            return Usability(False, "espeak-ng is not installed", error.command)

    def options_for(
        self, language: str, options: Mapping[str, Any], context: EngineContext
    ) -> Mapping[str, Any] | None:
        """See `translators.speaker.SpeakBackend`."""
        return options if language in espeak_voices(_table(espeak_program())) else None

    def create(self, options: Mapping[str, Any], context: EngineContext) -> EspeakNg:
        """Make the synthesizer; option: `pitch`, 0 to 99."""
        check_options("speak", options, OPTIONS)
        pitch = options.get("pitch", 50)
        if isinstance(pitch, bool) or not isinstance(pitch, int) or not 0 <= pitch <= 99:
            raise ConfigError("speak.options.pitch", f"{pitch!r} is no pitch", allowed=("0 to 99",))
        return EspeakNg(pitch=pitch)


BACKEND = _Backend()
