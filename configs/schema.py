"""The settings, as frozen dataclasses that check themselves.

Each section is a dataclass; each field is a key `section.field`. Durations end in `_s`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from configs.camera_config import (
    AnswerConfig,
    CameraConfig,
    DepthConfig,
    DescribeConfig,
    DetectConfig,
    ReadConfig,
)
from configs.checks import check_language, check_one_of, check_some, check_within
from configs.errors import ConfigError
from configs.narrate_config import NarrateConfig
from configs.server_config import ServerConfig
from configs.storage_config import StorageConfig

__all__ = [
    "PROFILES",
    "AnswerConfig",
    "AudioConfig",
    "CameraConfig",
    "CaptionsConfig",
    "Config",
    "DepthConfig",
    "DescribeConfig",
    "DetectConfig",
    "ModelsConfig",
    "NarrateConfig",
    "ReadConfig",
    "RecognizeConfig",
    "SegmenterConfig",
    "ServerConfig",
    "SpeakConfig",
    "StreamingConfig",
    "TranslateConfig",
]

PROFILES = ("light", "cpu", "gpu")
"""The built-in profiles, from the smallest machine up; each is a file `<name>.toml` here."""

_NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class AudioConfig:
    """How sound comes in."""

    channel: str = "mix"
    """Which channel of a stereo source: mix, left or right."""
    vad: str = "silero"
    """Voice activity detector: silero or webrtc."""
    chunk_s: float = 0.032
    """Length of the chunks a source hands on."""
    buffer_s: float = 30.0
    """How much sound may wait for the pipeline before the oldest is dropped (real time only)."""
    reconnect_s: float = 1.0
    """Seconds between attempts to reopen a microphone that went away."""

    def __post_init__(self) -> None:
        check_one_of("audio.channel", self.channel, ("mix", "left", "right"))
        check_one_of("audio.vad", self.vad, ("silero", "webrtc"))
        check_within("audio.chunk_s", self.chunk_s, 0.01, 0.5)
        check_within("audio.buffer_s", self.buffer_s, 1.0, 600.0)
        check_within("audio.reconnect_s", self.reconnect_s, 0.1, 60.0)


@dataclass(frozen=True, slots=True)
class SegmenterConfig:
    """Where speech begins and ends."""

    start_probability: float = 0.5
    """Voice probability at which speech begins."""
    end_probability: float = 0.35
    """Voice probability below which silence begins (lower than the start: hysteresis)."""
    min_speech_s: float = 0.1
    """Voice shorter than this is a click, not speech."""
    min_silence_s: float = 0.5
    """Silence that ends a segment."""
    pre_roll_s: float = 0.3
    """Sound kept from before the start, so that the first consonant is not cut."""
    max_segment_s: float = 18.0
    """A longer segment is ended at the best place near this length."""

    def __post_init__(self) -> None:
        check_within("segmenter.start_probability", self.start_probability, 0.05, 0.95)
        check_within(
            "segmenter.end_probability", self.end_probability, 0.01, self.start_probability
        )
        check_within("segmenter.min_speech_s", self.min_speech_s, 0.0, 2.0)
        check_within("segmenter.min_silence_s", self.min_silence_s, 0.1, 5.0)
        check_within("segmenter.pre_roll_s", self.pre_roll_s, 0.0, 2.0)
        check_within("segmenter.max_segment_s", self.max_segment_s, 3.0, 28.0)


@dataclass(frozen=True, slots=True)
class RecognizeConfig:
    """Speech to text."""

    backend: str = "faster_whisper"
    model: str = "auto"
    """A catalogue name, a hub name, a folder, or auto: the best of the candidates."""
    candidates: tuple[str, ...] = ("whisper-tiny.en", "whisper-base")
    """What `auto` chooses from: the first that knows the language and is here or can be had."""
    language: str = "auto"
    """ISO 639-1 code, or auto."""
    prompt: str = ""
    """Text that sets style and spelling."""
    hotwords: str = ""
    """Names and terms to expect, separated by commas."""
    threads: int = 2
    device: str = "auto"
    options: Mapping[str, Any] = field(default_factory=lambda: _NO_OPTIONS)

    def __post_init__(self) -> None:
        check_within("recognize.threads", self.threads, 1, 64)
        check_language("recognize.language", self.language)
        check_some("recognize.candidates", self.candidates)
        check_one_of("recognize.device", self.device, ("auto", "cpu", "cuda"))


@dataclass(frozen=True, slots=True)
class TranslateConfig:
    """Text to text."""

    backend: str = "auto"
    """An engine's name, or auto: the first of the backends that has the pair."""
    backends: tuple[str, ...] = ("firefox", "apertium", "ctranslate2")
    """What `auto` chooses from."""
    glossary: str = ""
    """A file with terms that must be heard and rendered in one way; empty: none."""
    options: Mapping[str, Any] = field(default_factory=lambda: _NO_OPTIONS)

    def __post_init__(self) -> None:
        check_some("translate.backends", self.backends)


@dataclass(frozen=True, slots=True)
class SpeakConfig:
    """Text to speech."""

    backend: str = "auto"
    """An engine's name, or auto: the first of the backends that speaks the language."""
    backends: tuple[str, ...] = ("kokoro", "piper", "espeak_ng")
    """What `auto` chooses from."""
    voice: str = ""
    """A voice's name; empty takes the engine's best one for the language."""
    rate: float = 1.0
    """1.0 is the voice's own speed."""
    max_rate: float = 1.3
    """How fast speech may become to catch up."""
    most_behind_s: float = 15.0
    """A clause that would be heard later than this after its source is left to the captions."""
    threads: int = 2
    options: Mapping[str, Any] = field(default_factory=lambda: _NO_OPTIONS)

    def __post_init__(self) -> None:
        check_some("speak.backends", self.backends)
        check_within("speak.rate", self.rate, 0.5, 2.0)
        check_within("speak.max_rate", self.max_rate, 1.0, 2.0)
        check_within("speak.most_behind_s", self.most_behind_s, 1.0, 600.0)
        check_within("speak.threads", self.threads, 1, 64)


@dataclass(frozen=True, slots=True)
class StreamingConfig:
    """When words are settled and shown."""

    step_s: float = 0.2
    """New sound between two passes of the recognizer; grows with the cost of a pass."""
    certainty: float = 0.975
    """How likely a word must be to stay before it is settled: lower is earlier, higher is safer."""
    prompt_chars: int = 200
    """How much of the text already said the recognizer is given as context."""
    stats_s: float = 5.0
    """Seconds between `stats` events."""

    def __post_init__(self) -> None:
        check_within("streaming.step_s", self.step_s, 0.1, 5.0)
        check_within("streaming.certainty", self.certainty, 0.5, 0.999)
        check_within("streaming.prompt_chars", self.prompt_chars, 0, 800)
        check_within("streaming.stats_s", self.stats_s, 0.5, 600.0)


@dataclass(frozen=True, slots=True)
class CaptionsConfig:
    """How captions look."""

    columns: int = 42
    """Characters in a line."""
    lines: int = 2
    """Lines on the screen at once."""
    min_word_s: float = 0.3
    """Shortest time on the screen for each word of a cue."""

    def __post_init__(self) -> None:
        check_within("captions.columns", self.columns, 16, 120)
        check_within("captions.lines", self.lines, 1, 6)
        check_within("captions.min_word_s", self.min_word_s, 0.0, 2.0)


@dataclass(frozen=True, slots=True)
class ModelsConfig:
    """Where models are kept and fetched from."""

    cache: str = ""
    """Folder of the model cache; empty takes the user's cache folder."""
    mirror: str = ""
    """A folder with models laid out by name, asked before any network source."""
    hub: str = "https://huggingface.co"
    """Base URL of the model hub or of a mirror of it."""
    timeout_s: float = 3.0
    """How long a source may take to answer before the next is tried."""
    wanted: tuple[str, ...] = ()
    """Catalogue names that `dragoman models pull --profile` fetches."""

    def __post_init__(self) -> None:
        check_within("models.timeout_s", self.timeout_s, 0.1, 60.0)
        if not self.hub.startswith(("http://", "https://")):
            raise ConfigError(
                "models.hub", f"{self.hub!r} is not a URL", allowed=("http://…", "https://…")
            )


@dataclass(frozen=True, slots=True)
class Config:
    """Everything that can be set."""

    profile: str = "auto"
    audio: AudioConfig = field(default_factory=AudioConfig)
    segmenter: SegmenterConfig = field(default_factory=SegmenterConfig)
    recognize: RecognizeConfig = field(default_factory=RecognizeConfig)
    translate: TranslateConfig = field(default_factory=TranslateConfig)
    speak: SpeakConfig = field(default_factory=SpeakConfig)
    camera: CameraConfig = field(default_factory=CameraConfig)
    detect: DetectConfig = field(default_factory=DetectConfig)
    read: ReadConfig = field(default_factory=ReadConfig)
    describe: DescribeConfig = field(default_factory=DescribeConfig)
    answer: AnswerConfig = field(default_factory=AnswerConfig)
    depth: DepthConfig = field(default_factory=DepthConfig)
    narrate: NarrateConfig = field(default_factory=NarrateConfig)
    streaming: StreamingConfig = field(default_factory=StreamingConfig)
    captions: CaptionsConfig = field(default_factory=CaptionsConfig)
    models: ModelsConfig = field(default_factory=ModelsConfig)
    server: ServerConfig = field(default_factory=ServerConfig)
    storage: StorageConfig = field(default_factory=StorageConfig)

    def __post_init__(self) -> None:
        check_one_of("profile", self.profile, ("auto", *PROFILES))
