"""What a command was asked to do, checked and in order, before anything is opened."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from audio_io.pace import Pace
from audio_io.raw_format import RawFormat
from configs.errors import ConfigError
from configs.load import load_config
from configs.schema import Config
from translators.languages import language_code

__all__ = ["AUTO", "Job", "Wish", "language_or_auto", "raw_format", "target_languages"]

AUTO = "auto"
_MICROPHONE = "mic"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a session's engines must be able to do."""

    source: str
    """ISO 639-1 code, or `auto`."""
    targets: tuple[str, ...] = ()
    speaks: bool = False
    """The first target is spoken."""


@dataclass(frozen=True, slots=True)
class Job:
    """A source of speech, and what is to be made of it."""

    source: str
    """A file, `-`, or `mic[:device]`."""
    targets: tuple[str, ...] = ()
    out: Path | None = None
    interprets: bool = False
    """The first target is spoken too, where it can be heard or kept."""
    plays: bool = False
    headphones: bool = False
    """Nothing of what is played comes back through the microphone."""
    pace: Pace = "realtime"
    raw: RawFormat | None = None
    offline: bool = False
    profile: str | None = None
    overrides: tuple[str, ...] = ()
    """`section.key=value`; a later one wins."""

    def __post_init__(self) -> None:
        if self.headphones and not (self.plays and self._is_microphone):
            raise ConfigError("--headphones", "makes sense only with a microphone and --play")

    @property
    def hears_itself(self) -> bool:
        """Whether the microphone hears what is played."""
        return self.plays and self._is_microphone and not self.headphones

    @property
    def is_live(self) -> bool:
        """Whether sound comes as it is spoken."""
        return self.pace == "realtime" or self._is_microphone

    @property
    def speaks(self) -> bool:
        """Whether anybody will get to hear the translation."""
        return self.interprets and (self.plays or self.out is not None)

    @property
    def _is_microphone(self) -> bool:
        return self.source == _MICROPHONE or self.source.startswith(f"{_MICROPHONE}:")

    def settings(self, profile: str | None = None) -> Config:
        """The settings under a profile. Raises `ConfigError`."""
        return load_config(profile or self.profile, overrides=self.overrides).config

    def wish(self, config: Config) -> Wish:
        """What the engines must do. Raises `ConfigError` for languages that make no sense."""
        source = language_or_auto(config.recognize.language, "recognize.language")
        if source in self.targets:
            raise ConfigError("languages", f"{source!r} is spoken: it needs no translation into it")
        return Wish(source, self.targets, self.speaks)


def language_or_auto(text: str, key: str) -> str:
    """An ISO 639-1 code for a code or an English name. Raises `ConfigError`."""
    return AUTO if text == AUTO else language_code(text, key)


def target_languages(texts: Sequence[str], key: str) -> tuple[str, ...]:
    """Codes from texts with commas, each once. Raises `ConfigError`."""
    names = [name for text in texts for name in text.split(",")]
    return tuple(dict.fromkeys(language_code(name, key) for name in names))


def raw_format(text: str) -> RawFormat:
    """`encoding[:rate[:channels]]`, such as `s16le:48000:2`. Raises `ConfigError`."""
    encoding, *numbers = text.split(":")
    if len(numbers) > 2 or not all(number.isascii() and number.isdigit() for number in numbers):
        raise ConfigError("--raw", f"{text!r} is not of the form encoding:rate:channels")
    return RawFormat(encoding, *map(int, numbers))
