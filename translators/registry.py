"""Engines by role and name: found lazily, made from options, asked whether they are usable.

A backend is named `module:attribute`, where the attribute is a `Backend`: an object with `check`
and `create`. Third parties add theirs through entry points in the group `dragoman.<role>`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import entry_points
from typing import Any, Literal, Protocol

from configs.errors import ConfigError
from model_store.store import ModelStore
from translators.describe import Detector, Reader

__all__ = ["BUILT_IN", "Backend", "EngineContext", "Role", "Usability", "backend", "backend_names"]

Role = Literal["recognize", "translate", "speak", "detect", "read", "describe", "answer", "depth"]

BUILT_IN: Mapping[Role, Mapping[str, str]] = {
    "recognize": {
        "faster_whisper": "translators.backends.faster_whisper:BACKEND",
        "transformers_whisper": "translators.backends.transformers_whisper:BACKEND",
    },
    "translate": {
        "firefox": "translators.backends.firefox:BACKEND",
        "apertium": "translators.backends.apertium:BACKEND",
        "ctranslate2": "translators.backends.ctranslate2:BACKEND",
    },
    "speak": {
        "kokoro": "translators.backends.kokoro:BACKEND",
        "piper": "translators.backends.piper:BACKEND",
        "espeak_ng": "translators.backends.espeak_ng:BACKEND",
    },
    "detect": {
        "onnx_detector": "translators.backends.onnx_detector:BACKEND",
        "opencv_people": "translators.backends.opencv_people:BACKEND",
    },
    "read": {
        "rapidocr": "translators.backends.rapidocr:BACKEND",
        "tesseract": "translators.backends.tesseract:BACKEND",
    },
    "describe": {
        "florence2": "translators.backends.florence2:BACKEND",
        "smolvlm": "translators.backends.smolvlm:BACKEND",
        "blip": "translators.backends.blip:BACKEND",
    },
    "answer": {
        "smolvlm": "translators.backends.smolvlm:ANSWERING",
        "blip": "translators.backends.blip:ANSWERING",
        "facts": "translators.backends.facts:BACKEND",
    },
    "depth": {
        "depth_anything": "translators.backends.depth_anything:BACKEND",
    },
}


@dataclass(frozen=True, slots=True)
class EngineContext:
    """What a backend may use while it makes an engine."""

    store: ModelStore
    """Where its models come from; it pulls what is missing, unless it is offline."""
    threads: int = 2
    """How many cores one call may keep busy."""
    device: str = "auto"
    """`auto`, `cpu` or `cuda`."""
    detector: Detector | None = None
    """There already, for engines that need one; they do not close it. So with the reader."""
    reader: Reader | None = None


@dataclass(frozen=True, slots=True)
class Usability:
    """Whether a backend would work here."""

    usable: bool
    detail: str
    """One line: what was found, or what is missing."""
    command: str = ""
    """The exact command that makes it usable; empty when it is, or when nothing would."""


class Backend(Protocol):
    """What a backend module offers to the registry."""

    def check(self, context: EngineContext) -> Usability:
        """Look without loading a model and without a network."""
        ...

    def create(self, options: Mapping[str, Any], context: EngineContext) -> Any:
        """Make the engine (a Recognizer, Translator, Detector, … by role).

        Raises `ConfigError` for an option it does not know, `MissingPart` for a package or
        program that is not installed, `ModelError` for a model that cannot be had.
        """
        ...


def backend_names(role: Role) -> tuple[str, ...]:
    """Names of the built-in backends of a role, then those of installed plug-ins."""
    plugged = (point.name for point in entry_points(group=f"dragoman.{role}"))
    return tuple(dict.fromkeys([*BUILT_IN[role], *sorted(plugged)]))


def backend(role: Role, name: str) -> Backend:
    """The backend of this name; its module is imported now, its libraries are not."""
    target = BUILT_IN[role].get(name)
    if target is None:
        for point in entry_points(group=f"dragoman.{role}", name=name):
            found: Backend = point.load()
            return found
        raise ConfigError(
            f"{role}.backend", f"unknown engine {name!r}", allowed=backend_names(role)
        )
    module, _, attribute = target.partition(":")
    built_in: Backend = getattr(import_module(module), attribute)
    return built_in
