"""Where pictures come from: the Protocol of a source, and the ways to open one."""

from collections.abc import AsyncIterator
from typing import Protocol

from audio_io.clock import Clock, SystemClock
from audio_io.pace import Pace
from audio_io.source_event import SourceEvent
from video_io.camera import CameraSource
from video_io.capture import camera_name, open_capture
from video_io.film import FilmSource
from video_io.frame import VideoFrame
from video_io.still import StillSource, read_picture

__all__ = ["VideoSource", "open_camera", "open_film", "open_picture"]


class VideoSource(Protocol):
    """Pictures in order of time, with news about them in between (`SourceEvent`)."""

    @property
    def name(self) -> str:
        """What a user calls it: the path or the camera."""
        ...

    def __aiter__(self) -> AsyncIterator[VideoFrame | SourceEvent]:
        """The source itself: it can be gone through once.

        Going through it raises `BadVideo` or `CameraError` when there is nothing to see at all.
        """
        ...

    def stop(self) -> None:
        """Take in no more; the iteration ends."""
        ...

    async def aclose(self) -> None:
        """Free the file or the device; the iteration is over."""
        ...


def open_camera(
    spec: str,
    *,
    fps: float,
    width: int = 640,
    height: int = 480,
    reconnect_s: float = 1.0,
    clock: Clock | None = None,
) -> VideoSource:
    """A camera by its number, its device, or the address of a network camera (rtsp, http).

    At most `fps` frames a second are handed out. A camera that is not there raises `CameraError`
    in the iteration; one that goes away is looked for until `stop`.
    """
    name = camera_name(spec)
    return CameraSource(
        name,
        lambda: open_capture(spec, width=width, height=height, fps=fps),
        fps=fps,
        reconnect_s=reconnect_s,
        clock=clock or SystemClock(),
    )


def open_film(path: str, *, fps: float, pace: Pace, clock: Clock | None = None) -> VideoSource:
    """A film from a file, at most `fps` frames a second of it. Raises `BadVideo`."""
    return FilmSource(path, fps=fps, pace=pace, clock=clock or SystemClock())


def open_picture(path: str) -> VideoSource:
    """One still picture. Raises `BadVideo`."""
    return StillSource(path, read_picture(path))
