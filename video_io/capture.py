"""A camera through FFmpeg: video4linux, AVFoundation, DirectShow, or a camera in the network."""

import errno
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from configs.errors import CameraError
from video_io.decoding import said, upright
from video_io.frame import Pixels

if TYPE_CHECKING:
    from av.container import InputContainer

__all__ = ["Capture", "FfmpegCapture", "camera_name", "list_cameras", "open_capture"]

_NETWORK = ("rtsp://", "rtsps://", "http://", "https://", "tcp://", "udp://")
_FORMATS = {"linux": "v4l2", "darwin": "avfoundation", "win32": "dshow"}
_OPEN_S, _READ_S = 10.0, 5.0
_DEVICES = Path("/dev")


class Capture(Protocol):
    """An open camera. One thread reads it."""

    def pictures(self) -> Iterator[Pixels]:
        """Pictures, each as soon as it is there. Raises `CameraError` when they stop."""
        ...

    def close(self) -> None:
        """Let go of the device."""
        ...


def camera_name(spec: str) -> str:
    """What FFmpeg calls the camera: `0` is /dev/video0 on Linux. Raises `CameraError`."""
    spec = spec.strip()
    if not spec:
        raise CameraError("''", "name it by number (0), by device, or by address")
    if spec.isdecimal() and sys.platform == "linux":
        return f"/dev/video{int(spec)}"
    if sys.platform == "win32" and not spec.startswith((*_NETWORK, "video=")):
        return f"video={spec}"
    return spec


def list_cameras() -> tuple[str, ...]:
    """Cameras of this machine, as devices; only Linux tells."""
    found = (path for path in _DEVICES.glob("video*") if path.name[5:].isdecimal())
    return tuple(str(path) for path in sorted(found, key=lambda path: int(path.name[5:])))


def open_capture(spec: str, *, width: int, height: int, fps: float) -> Capture:
    """Open a camera and ask it for this size and rate; it may give others.

    Raises `CameraError` with what can be done about it.
    """
    name = camera_name(spec)
    if name.startswith(_NETWORK):
        return FfmpegCapture(name, "", {})
    kind = _FORMATS.get(sys.platform, "")
    size = {"video_size": f"{width}x{height}"}
    # Asked for what it does not have, a camera refuses, or takes what is nearest: it depends.
    wishes: tuple[dict[str, str], ...] = (size | {"framerate": f"{max(fps, 5.0):g}"}, size, {})
    for wish in wishes:
        try:
            return FfmpegCapture(name, kind, wish)
        except _Refused:
            continue
    raise CameraError(name, "it gives no picture that can be used")


class _Refused(Exception):
    """The camera is there, but does not have this size or rate."""


class FfmpegCapture:
    """A capture through PyAV. Raises `CameraError` when it cannot be opened."""

    def __init__(self, name: str, kind: str, wish: dict[str, str]) -> None:
        self._name = name
        self._container = _opened(name, kind, wish)
        if not self._container.streams.video:
            self._container.close()
            raise CameraError(name, "there is no picture in what it sends")

    def pictures(self) -> Iterator[Pixels]:
        """Pictures until it stops, which raises `CameraError`."""
        import av

        try:
            for frame in self._container.decode(video=0):
                yield upright(frame)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            raise CameraError(self._name, said(error)) from error
        raise CameraError(self._name, "it stopped")

    def close(self) -> None:
        """Let go of the device."""
        self._container.close()


def _opened(name: str, kind: str, wish: dict[str, str]) -> "InputContainer":
    import av

    try:
        return av.open(name, format=kind or None, options=wish, timeout=(_OPEN_S, _READ_S))
    except (av.error.FFmpegError, OSError, ValueError) as error:
        if wish and getattr(error, "errno", None) == errno.EINVAL:
            raise _Refused from error
        raise CameraError(name, _advice(error)) from error


def _advice(error: Exception) -> str:
    number = getattr(error, "errno", None)
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO):
        here = ", ".join(list_cameras())
        return f"it is not there ({f'cameras here: {here}' if here else 'no camera is connected'})"
    if number in (errno.EACCES, errno.EPERM):
        return "it may not be read; on Linux: sudo usermod -aG video $USER, then log in again"
    if number == errno.EBUSY:
        return "another program uses it"
    return said(error)
