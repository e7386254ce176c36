"""The settings of the camera, and of the engines that look at its pictures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from configs.checks import check_one_of, check_some, check_within

__all__ = [
    "AnswerConfig",
    "CameraConfig",
    "DepthConfig",
    "DescribeConfig",
    "DetectConfig",
    "PictureEngineConfig",
    "ReadConfig",
]

_NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class CameraConfig:
    """How pictures come in."""

    fps: float = 5.0
    """Pictures a second that are looked at."""
    width: int = 640
    height: int = 480
    """The size a camera is asked for; it may give another."""
    field_of_view_deg: float = 65.0
    """How much the picture shows from its left edge to its right: phones about 65."""
    calibrated: bool = False
    """`field_of_view_deg` was measured: distances are told in metres, not only near and far."""
    mirrored: bool = False
    """The picture is a mirror image, as many front cameras give it: left is right."""
    reconnect_s: float = 1.0
    """Seconds between attempts to reopen a camera that went away."""

    def __post_init__(self) -> None:
        check_within("camera.fps", self.fps, 0.1, 30.0)
        check_within("camera.width", self.width, 64, 8192)
        check_within("camera.height", self.height, 64, 8192)
        check_within("camera.field_of_view_deg", self.field_of_view_deg, 20.0, 180.0)
        check_within("camera.reconnect_s", self.reconnect_s, 0.1, 60.0)


@dataclass(frozen=True, slots=True)
class PictureEngineConfig:
    """An engine that looks at pictures."""

    backend: str = "auto"
    """An engine's name, or auto: the first of the backends that can be used."""
    backends: tuple[str, ...] = ()
    """What `auto` chooses from."""
    threads: int = 1
    device: str = "auto"
    options: Mapping[str, Any] = field(default_factory=lambda: _NO_OPTIONS)


def _check(section: str, config: PictureEngineConfig) -> None:
    check_some(f"{section}.backends", config.backends)
    check_within(f"{section}.threads", config.threads, 1, 64)
    check_one_of(f"{section}.device", config.device, ("auto", "cpu", "cuda"))


@dataclass(frozen=True, slots=True)
class DetectConfig(PictureEngineConfig):
    """What finds things."""

    backends: tuple[str, ...] = ("onnx_detector", "opencv_people")

    def __post_init__(self) -> None:
        _check("detect", self)


@dataclass(frozen=True, slots=True)
class ReadConfig(PictureEngineConfig):
    """What reads the text in a picture."""

    backends: tuple[str, ...] = ("rapidocr", "tesseract")

    def __post_init__(self) -> None:
        _check("read", self)


@dataclass(frozen=True, slots=True)
class DescribeConfig(PictureEngineConfig):
    """What says in a sentence what a picture shows."""

    backends: tuple[str, ...] = ("florence2", "smolvlm", "blip")

    def __post_init__(self) -> None:
        _check("describe", self)


@dataclass(frozen=True, slots=True)
class AnswerConfig(PictureEngineConfig):
    """What answers questions about a picture."""

    backends: tuple[str, ...] = ("smolvlm", "blip", "facts")

    def __post_init__(self) -> None:
        _check("answer", self)


@dataclass(frozen=True, slots=True)
class DepthConfig(PictureEngineConfig):
    """What tells near from far."""

    backend: str = "boxes"
    """`boxes`: by how large things usually are, without an engine; an engine's name; or auto."""
    backends: tuple[str, ...] = ("depth_anything",)

    def __post_init__(self) -> None:
        _check("depth", self)
