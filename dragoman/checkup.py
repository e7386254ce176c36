"""What works on this machine, as values: engines, sound devices, graphics cards, models."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from audio_io.devices import AudioDevice, list_devices
from audio_io.vad import create_detector
from configs.cores import cores
from configs.errors import DragomanError, MissingPart
from configs.profiles import ProfileChoice
from dragoman.machine import gpus, suggest_profile
from model_store.store import ModelStore
from translators.registry import EngineContext, Role, backend, backend_names
from video_io.capture import list_cameras

__all__ = ["Checkup", "EngineState", "examine"]

VOICES = "voices"
"""Voice activity: there is a setting for it, and no backend of the registry."""
HEARING = {VOICES, "recognize", "translate", "speak"}
SEEING = {"detect", "read"}
DETECTORS = ("silero", "webrtc")


@dataclass(frozen=True, slots=True)
class EngineState:
    """Whether an engine would work, and what would make it work."""

    role: str
    """voices, or a role of the registry."""
    name: str
    usable: bool
    detail: str
    command: str
    """The exact command that makes it usable; empty when none is needed or known."""


@dataclass(frozen=True, slots=True)
class Checkup:
    """Everything that `dragoman doctor` tells."""

    works: bool
    """Hearing, captioning, translating and speaking are all possible."""
    sees: bool
    """Things and text in a camera's picture can be told."""
    engines: tuple[EngineState, ...]
    devices: tuple[AudioDevice, ...]
    cameras: tuple[str, ...]
    devices_problem: str
    """Why no devices could be listed; empty when they could."""
    cores: int
    gpus: int
    """NVIDIA cards that can be used."""
    auto: ProfileChoice
    """What the profile `auto` would take."""
    cache: str
    models: tuple[str, ...]
    """Models in the cache."""


def examine(store: ModelStore) -> Checkup:
    """Look at everything, without loading a model and without a network."""
    engines = (*_detectors(), *_backends(store))
    devices, problem = _devices()
    working = {engine.role for engine in engines if engine.usable}
    return Checkup(
        works=working >= HEARING,
        sees=working >= SEEING,
        engines=engines,
        devices=devices,
        cameras=list_cameras(),
        devices_problem=problem,
        cores=cores(),
        gpus=gpus(),
        auto=suggest_profile(store),
        cache=str(store.cache),
        models=tuple(entry.name for entry in store.entries() if store.has(entry.name)),
    )


def _detectors() -> Iterator[EngineState]:
    for name in DETECTORS:
        try:
            create_detector(name)
        except DragomanError as error:
            yield _broken(VOICES, name, error)
        else:
            yield EngineState(VOICES, name, True, "ready", "")


def _backends(store: ModelStore) -> Iterator[EngineState]:
    roles: tuple[Role, ...] = get_args(Role)
    for role in roles:
        for name in backend_names(role):
            yield _state(role, name, EngineContext(store))


def _state(role: Role, name: str, context: EngineContext) -> EngineState:
    try:
        found = backend(role, name).check(context)
    except DragomanError as error:
        return _broken(role, name, error)
    except Exception as error:  # a plug-in of somebody else's must not hide all the others
        return EngineState(role, name, False, f"{type(error).__name__}: {error}", "")
    return EngineState(role, name, found.usable, found.detail, found.command)


def _broken(role: str, name: str, error: DragomanError) -> EngineState:
    if isinstance(error, MissingPart):
        return EngineState(role, name, False, f"{error.what} is not installed", error.command)
    return EngineState(role, name, False, str(error), "")


def _devices() -> tuple[tuple[AudioDevice, ...], str]:
    try:
        return list_devices(), ""
    except DragomanError as error:
        return (), str(error)
