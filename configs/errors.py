"""Everything Dragoman raises on purpose.

DragomanError                 one clear line, an exit status, and what to do about it
├── ConfigError               a setting that does not exist or has a value it cannot take
├── MissingPart               an extra, a Debian package or a program that is not installed
├── ModelError                a model that cannot be had, or is not what its hash says
│   ├── ModelUnknown          no such name in the catalogue
│   ├── ModelAbsent           not in the cache, and `--offline` forbids to pull it
│   └── ModelUnavailable      every source failed; says how each one did
├── AudioError                audio that cannot be read or played
│   ├── BadAudio              the bytes are not audio, or not audio we can use
│   └── DeviceError           a sound device is missing, busy or gone
├── VideoError                pictures that cannot be had
│   ├── BadVideo              the bytes are no picture or film, or none that can be used
│   └── CameraError           a camera is missing, busy or gone
├── EngineError               an engine failed while it worked
│   ├── UnsupportedLanguage   the engine does not know the language
│   └── UnsupportedPair       nobody translates this pair, not even through a pivot
└── OutputError               what was to be written cannot be written
"""

from collections.abc import Iterable, Sequence

__all__ = [
    "AudioError",
    "BadAudio",
    "BadVideo",
    "CameraError",
    "ConfigError",
    "DeviceError",
    "DragomanError",
    "EngineError",
    "MissingPart",
    "ModelAbsent",
    "ModelError",
    "ModelUnavailable",
    "ModelUnknown",
    "OutputError",
    "UnsupportedLanguage",
    "UnsupportedPair",
    "VideoError",
]


class DragomanError(Exception):
    """One clear line for the user; `exit_status` is what a command ends with."""

    exit_status = 1

    @property
    def in_one_line(self) -> str:
        """What it says, without the line breaks that an engine's own words may bring."""
        return " ".join(str(self).split())


class ConfigError(DragomanError):
    """A setting that does not exist, or has a value it cannot take."""

    exit_status = 2

    def __init__(self, key: str, problem: str, *, allowed: Iterable[object] = ()) -> None:
        self.key = key
        self.problem = problem
        self.allowed = tuple(str(value) for value in allowed)
        choices = f" (allowed: {', '.join(self.allowed)})" if self.allowed else ""
        super().__init__(f"{key}: {problem}{choices}")


class MissingPart(DragomanError):
    """Something that must be installed first; `command` is the exact line that installs it."""

    def __init__(self, what: str, command: str) -> None:
        self.what = what
        self.command = command
        super().__init__(f"{what} is not installed; install it with: {command}")


class ModelError(DragomanError):
    """A model that cannot be had, or is not what its hash says."""


class ModelUnknown(ModelError):
    """No such name in the catalogue."""

    exit_status = 2

    def __init__(self, name: str, known: Sequence[str] = ()) -> None:
        self.name = name
        self.known = tuple(known)
        hint = f"; known: {', '.join(self.known)}" if self.known else ""
        super().__init__(f"no model is called {name!r}{hint}")


class ModelAbsent(ModelError):
    """The model is not in the cache, and nothing may be fetched."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"the model {name} is not in the cache, and nothing was to be fetched; "
            f"fetch it with: dragoman models pull {name}"
        )


class ModelUnavailable(ModelError):
    """Every source of a model failed; `attempts` are (source, reason)."""

    def __init__(self, name: str, attempts: Sequence[tuple[str, str]]) -> None:
        self.name = name
        self.attempts = tuple(attempts)
        tried = "; ".join(f"{source}: {reason}" for source, reason in self.attempts)
        super().__init__(f"the model {name} could not be had ({tried or 'it names no source'})")


class AudioError(DragomanError):
    """Audio that cannot be read or played."""


class BadAudio(AudioError):
    """The bytes are not audio, or not audio that can be used."""

    def __init__(self, source: str, problem: str) -> None:
        self.source = source
        self.problem = problem
        super().__init__(f"{source}: {problem}")


class DeviceError(AudioError):
    """A sound device is missing, busy or gone."""

    def __init__(self, device: str, problem: str) -> None:
        self.device = device
        self.problem = problem
        super().__init__(f"sound device {device}: {problem}")


class VideoError(DragomanError):
    """Pictures that cannot be had."""


class BadVideo(VideoError):
    """The bytes are no picture or film, or none that can be used."""

    def __init__(self, source: str, problem: str) -> None:
        self.source = source
        self.problem = problem
        super().__init__(f"{source}: {problem}")


class CameraError(VideoError):
    """A camera is missing, busy or gone."""

    def __init__(self, device: str, problem: str) -> None:
        self.device = device
        self.problem = problem
        super().__init__(f"camera {device}: {problem}")


class EngineError(DragomanError):
    """An engine failed while it worked."""


class UnsupportedLanguage(EngineError):
    """The engine does not know the language."""

    exit_status = 2

    def __init__(self, engine: str, language: str, known: Iterable[str] = ()) -> None:
        self.engine = engine
        self.language = language
        self.known = tuple(sorted(known))
        hint = f"; it knows: {', '.join(self.known)}" if self.known else ""
        super().__init__(f"{engine} does not know the language {language!r}{hint}")


class UnsupportedPair(EngineError):
    """Nobody translates this pair, not even through a pivot."""

    exit_status = 2

    def __init__(self, source: str, target: str, hint: str = "") -> None:
        self.source = source
        self.target = target
        super().__init__(f"no translator from {source} to {target}{'; ' + hint if hint else ''}")


class OutputError(DragomanError):
    """What was to be written cannot be written."""

    def __init__(self, path: str, problem: str) -> None:
        self.path = path
        self.problem = problem
        super().__init__(f"cannot write {path}: {problem}")
